"""The pass forward for a block of iterations at once: the scheduler's own rules, with arrays in place of numbers.

What `itpm.scheduling.forward` does to one date is done here to a row of them. A test holds every date of every iteration to the
scheduler's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itpm.model.durations import Percent
from itpm.model.moments import to_seconds
from itpm.risk.simulation.lines import CLOCK, EARLIEST, LATEST, Lines
from itpm.risk.simulation.steps import FAR_BACK, LinkStep, Step, Steps, TrackStep
from itpm.scheduling.link_ends import FF, FS, SF
from itpm.scheduling.networks import Network

Ints: TypeAlias = NDArray[Any]


class Forward:
    """Early dates of a block, by node and iteration, each on its node's line [tick].

    Attributes:
        finish: early finishes, one row a node.
        start: early starts of the nodes on the clock; a plain node's is its finish less its amount.
        held: where everything that holds such a node would have it begin, before working time moves it.
    """

    def __init__(self, network: Network, lines: Lines, steps: Steps, amounts: Ints, count: int) -> None:
        self.network, self.lines, self.steps, self.amounts, self.count = network, lines, steps, amounts, count
        self.line = {step.node: step.line for step in steps if step.plain}
        self.tracks = {step.node: step.tracks for step in steps}
        self.rows = np.empty((len(network.tracks), count), dtype=lines.dtype)
        self.finish: list[Ints] = list(self.rows)
        self.start: dict[int, Ints] = {}
        self.held: dict[int, Ints] = {}
        self.known: dict[tuple[int, int, int], Ints] = {}
        self.spare = np.empty(count, dtype=lines.dtype)
        date, moves = network.plan.data_date, network.policy.remaining_from_data_date
        self.data_date = lines.instant(to_seconds(date)) if date is not None and moves else FAR_BACK

    def run(self) -> None:
        """Fill in the dates."""
        for step in self.steps:
            if step.plain:
                self._plain(step)
            elif step.is_hub:
                self._hub(step)
            else:
                self._ruled(step)

    def amount(self, track: TrackStep) -> Ints | int:
        """Amount of a track in each iteration [tick]."""
        if track.row < 0:
            return track.amount
        row: Ints = self.amounts[track.row]
        if track.amount == track.base:
            return row
        if not track.base:
            return row + track.amount
        scaled: Ints = np.rint(row * (track.amount / track.base)).astype(self.lines.dtype)
        return scaled

    def start_of(self, node: int) -> Ints:
        """Early start of a node, on its line."""
        if node not in self.start:
            self.start[node] = self.finish[node] - self.amount(self.tracks[node][0])
        return self.start[node]

    def bound(self, link: LinkStep, line: int) -> Ints:
        """Where a link leads, on a line: to the start or the finish of what waits for it."""
        at_finish = link.code in (FS, FF)
        source = self.finish[link.before] if at_finish else self.start_of(link.before)
        own, side = self.line.get(link.before, CLOCK), EARLIEST if at_finish else LATEST
        if link.share is not None:
            at = self.lines.convert(own, side, CLOCK, source)
            return self.lines.convert(CLOCK, EARLIEST, line, self._shared(link, link.share, at))
        if not link.lag:
            return self._known(link.before, own, side, source, line)
        moved = self._known(link.before, own, side, source, link.line) + self.lines.dtype.type(link.lag)
        return self.lines.convert(link.line, EARLIEST if link.lag > 0 else LATEST, line, moved)

    def _known(self, node: int, own: int, side: int, source: Ints, line: int) -> Ints:
        """Dates of a node on another line; each worked out once."""
        if own == line:
            return source
        key = node, side, line
        if key not in self.known:
            self.known[key] = self.lines.convert(own, side, line, source)
        return self.known[key]

    def _shared(self, link: LinkStep, share: Percent, at: Ints) -> Ints:
        """Where a link leads from instants, if its lag is a share of the duration of what it comes from."""
        lines = self.lines
        longest = np.maximum.reduce([np.asarray(self.amount(track)) for track in self.tracks[link.before]])
        lag = np.rint(longest * float(share.value) / 100).astype(lines.dtype)
        passed = lines.until(link.line, at) + lag
        ahead, back = lines.at(link.line, EARLIEST, passed), lines.at(link.line, LATEST, passed)
        return np.where(lag > 0, ahead, np.where(lag < 0, back, at))

    def _plain(self, step: Step) -> None:
        finish, near, track = self.finish, step.near, step.tracks[0]
        out, amount = finish[step.node], self.amount(track)
        if len(near) > 1:
            held = np.maximum(finish[near[0]], finish[near[1]], out=out)
            for before in near[2:]:
                np.maximum(out, finish[before], out=out)
        elif near:
            held = finish[near[0]]
        else:
            out.fill(FAR_BACK)
            held = out
        for link in step.links:
            held = np.maximum(held, self._led(link, step.line, amount), out=out)
        if step.floor is not None:
            held = np.maximum(held, step.floor, out=out)
        np.add(held, amount, out=out)

    def _led(self, link: LinkStep, line: int, amount: Ints | int) -> Ints:
        """The start of a plain node that a link leaves open."""
        if link.is_plain:
            return np.add(self.finish[link.before], link.lag, out=self.spare)
        found = self.bound(link, line)
        return found - amount if link.code in (FF, SF) else found

    def _hub(self, step: Step) -> None:
        lines, out = self.lines, self.finish[step.node]
        if step.node in self.network.kept:
            out.fill(lines.instant(self.network.kept[step.node]))
        elif not step.links:
            out.fill(lines.instant(self.network.start))
        else:
            choose = np.minimum if step.takes_first else np.maximum
            out[...] = choose.reduce([self.bound(link, CLOCK) for link in step.links])
        self.start[step.node] = self.held[step.node] = out

    def _linked(self, step: Step, tracks: Sequence[TrackStep]) -> Ints:
        """The earliest start that the links leave open."""
        latest = np.full(self.count, FAR_BACK, dtype=self.lines.dtype)
        for link in step.links:
            if step.rules.started is not None and not self._counts(link):
                continue
            at = self.bound(link, CLOCK)
            np.maximum(latest, self.begun(tracks, at) if link.code in (FF, SF) else at, out=latest)
        return latest

    def _counts(self, link: LinkStep) -> bool:
        """Whether a link still holds what is left of a begun task."""
        by = self.network.policy.out_of_sequence
        return by == "retained_logic" or self.network.rules_of(link.before).finished is not None

    def _ruled(self, step: Step) -> None:
        rules, lines, node = step.rules, self.lines, step.node
        if rules.started is not None:
            start = self._full(lines.instant(rules.started))
            self._put(node, start, start, self._progressed(step))
        elif rules.manual is not None:
            start = self._full(lines.instant(rules.manual[0]))
            self._put(node, start, start, self._full(lines.instant(rules.manual[1])))
        elif rules.pinned_start is not None:
            start = self.beginning(step.tracks, self._full(lines.instant(rules.pinned_start)))
            self._put(node, start, start, self.done(step.tracks, start))
        elif rules.pinned_finish is not None:
            finish = self.ending(step.tracks, self._full(lines.instant(rules.pinned_finish)))
            start = self.begun(step.tracks, finish)
            self._put(node, start, start, finish)
        else:
            self._free(step)

    def _free(self, step: Step) -> None:
        """A node on the clock that links, floors and caps hold."""
        rules, lines = step.rules, self.lines
        at = self._linked(step, step.tracks)
        if step.floor is not None:
            at = np.maximum(at, lines.dtype.type(step.floor))
        if rules.finish_floor is not None:
            at = np.maximum(at, self.begun(step.tracks, self._full(lines.instant(rules.finish_floor))))
        if rules.pulled:
            at = self._capped(step, at)
        held = at
        if rules.delay:
            at = self.beginning(step.tracks, at) + lines.dtype.type(rules.delay // lines.tick)
        start = self._placed(step, at)
        if rules.stands_at_start:
            start = np.where(at == lines.instant(self.network.start), at, start)
        finish = self.done(step.tracks, start)
        if rules.finish_floor is not None:
            finish = np.maximum(finish, lines.dtype.type(lines.instant(rules.finish_floor)))
        self._put(step.node, held, start, finish)

    def _capped(self, step: Step, at: Ints) -> Ints:
        rules, lines = step.rules, self.lines
        if rules.start_cap is not None:
            at = np.minimum(at, lines.dtype.type(lines.instant(rules.start_cap)))
        if rules.finish_cap is not None:
            at = np.minimum(at, self.begun(step.tracks, self._full(lines.instant(rules.finish_cap))))
        return at

    def _placed(self, step: Step, at: Ints) -> Ints:
        match step.rules.edge:
            case "either":
                return self.beginning(step.tracks, at)
            case "start":
                return self._next_start(step.tracks[0].line, at)
            case "finish" | "none":
                return at

    def _progressed(self, step: Step) -> Ints:
        """When a started task ends."""
        rules, lines = step.rules, self.lines
        if rules.finished is not None:
            return self._full(lines.instant(rules.finished))
        resumes = rules.resume if rules.resume is not None else rules.started
        at = self._full(lines.instant(resumes if resumes is not None else self.network.start))
        at = np.maximum(at, lines.dtype.type(self.data_date))
        if self.network.policy.out_of_sequence != "progress_override":
            at = np.maximum(at, self._linked(step, step.left))
        takes = self._takes_time(step.left)
        return np.where(takes, self.done(step.left, self.beginning(step.left, at)), at)

    def _takes_time(self, tracks: Sequence[TrackStep]) -> Ints:
        found = np.zeros(self.count, dtype=bool)
        for track in tracks:
            found |= np.asarray(self.amount(track)) > 0
        return found

    def _full(self, instant: int) -> Ints:
        return np.full(self.count, instant, dtype=self.lines.dtype)

    def _put(self, node: int, held: Ints, start: Ints, finish: Ints) -> None:
        self.held[node], self.start[node] = held, start
        self.finish[node][...] = finish

    # --- dates of one node from its tracks: `itpm.scheduling.arithmetic` with arrays

    def _next_start(self, line: int, at: Ints) -> Ints:
        return self.lines.at(line, LATEST, self.lines.until(line, at))

    def _milestone(self, line: int, at: Ints) -> Ints:
        """Time in which nobody works moves a milestone on, but not off the end of a shift."""
        ahead = self._next_start(line, at)
        worked = self.lines.until(line, at) > self.lines.until(line, at - self.lines.dtype.type(1))
        return np.where(worked, at, ahead)

    def beginning(self, tracks: Sequence[TrackStep], at: Ints) -> Ints:
        """The first instant at which the task can begin."""
        if len(tracks) > 1:
            found: Ints = np.minimum.reduce([self._next_start(track.line, at) for track in tracks])
            return found
        amount, line = self.amount(tracks[0]), tracks[0].line
        if isinstance(amount, int):
            return self._next_start(line, at) if amount else self._milestone(line, at)
        return np.where(amount > 0, self._next_start(line, at), self._milestone(line, at))

    def done(self, tracks: Sequence[TrackStep], start: Ints) -> Ints:
        """When a task that begins at `start` is done."""
        found: Ints = np.maximum.reduce([self._advanced(track, start) for track in tracks])
        return found

    def _advanced(self, track: TrackStep, start: Ints) -> Ints:
        amount = self.amount(track)
        moved = self.lines.at(track.line, EARLIEST, self.lines.until(track.line, start) + amount)
        return np.where(np.asarray(amount) > 0, moved, start)

    def begun(self, tracks: Sequence[TrackStep], finish: Ints) -> Ints:
        """The latest start from which the task is done by `finish`."""
        found: Ints = np.minimum.reduce([self._retreated(track, finish) for track in tracks])
        return found

    def _retreated(self, track: TrackStep, finish: Ints) -> Ints:
        amount = self.amount(track)
        moved = self.lines.at(track.line, LATEST, self.lines.until(track.line, finish) - amount)
        return np.where(np.asarray(amount) > 0, moved, finish)

    def ending(self, tracks: Sequence[TrackStep], at: Ints) -> Ints:
        """The last instant up to `at` at which the task can end."""
        ends = [self.lines.at(track.line, EARLIEST, self.lines.until(track.line, at)) for track in tracks]
        if len(tracks) > 1:
            found: Ints = np.maximum.reduce(ends)
            return found
        return np.where(np.asarray(self.amount(tracks[0])) > 0, ends[0], at)
