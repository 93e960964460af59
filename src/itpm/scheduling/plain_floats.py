# ruff: noqa: FURB136, PLR1730  # in the loops over links a call of min or max costs as much as all the rest
"""Free float of the plain nodes (see `itpm.scheduling.steps`), in one loop over the links."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TypeAlias

from itpm.scheduling.link_ends import SS, LinkEnd
from itpm.scheduling.networks import Network
from itpm.scheduling.shifts import BeyondError
from itpm.scheduling.solutions import Solution
from itpm.scheduling.steps import EVER, FAR

MayBe: TypeAlias = Callable[[LinkEnd], int | None]
"""The latest date of the near end of a link that leaves the far end where it is [s]; None where it holds nothing."""


def free_of_plain(network: Network, solution: Solution, may_be: MayBe) -> list[int]:
    """Free float of every plain task; of the others, nothing that counts [s]."""
    steps, count = network.steps, len(network.plan.tasks)
    rooms = _rooms(network, solution, may_be)[:count]
    if network.policy.free_float_capped:
        total = map(int.__sub__, solution.late, solution.early)
        free = [0 if a < 0 or b < 0 else a if a < b else b for a, b in zip(rooms, total, strict=False)]
    else:
        finishes = steps.totals(solution.project_finish)
        free = [
            room if room < EVER else finishes[number] - at - work
            for room, number, at, work in zip(rooms, steps.calendar, solution.early, steps.work, strict=False)
        ]
    if network.plan.schedule_from == "finish":
        starts = zip(free, solution.start, solution.early_start, strict=False)
        free = [0 if start > early else room for room, start, early in starts]
    return free


def independent_of_plain(
    network: Network, solution: Solution, free: list[int], may_be: MayBe, led_to: Callable[[LinkEnd], int]
) -> list[int]:
    """Of every plain task's free float, what is left when all predecessors end as late as they may [s].

    Args:
        network: the compiled plan.
        solution: its dates.
        free: free floats [s].
        may_be: see `MayBe`.
        led_to: where a link leads when what it comes from is as late as it may be [s].
    """
    rooms = _rooms(network, solution, may_be)
    pushed = _listed(network, lambda *, one_by_one: _pushed(network, solution, led_to, one_by_one=one_by_one))
    found = []
    for room, early, late, at, own in zip(rooms, solution.early, solution.late, pushed, free, strict=False):
        left = min(own, late - at, room - at + early if room < EVER else own)
        found.append(max(0, left))
    return found


def _listed(network: Network, job: Callable[..., list[int]]) -> list[int]:
    """What a job gives, with as many years listed as it needs; link by link where those were too many."""
    while True:
        try:
            return job(one_by_one=False)
        except BeyondError:
            if not network.steps.widen():
                return job(one_by_one=True)


def _rooms(network: Network, solution: Solution, may_be: MayBe) -> list[int]:
    """From each plain task to the nearest of those that wait for it; far where none does [s]."""
    return _listed(network, lambda *, one_by_one: _measured(network, solution, may_be, one_by_one=one_by_one))


def _measured(network: Network, solution: Solution, may_be: MayBe, *, one_by_one: bool) -> list[int]:
    steps, early = network.steps, solution.early
    rooms = [EVER] * len(early)
    for before, behind, lead, trail, route, place in steps.over(slice(0, len(steps.places))):
        at = early[behind] - trail
        if route is None:
            at -= lead
        elif route is FAR or one_by_one:
            held = _held(network, place, may_be) if steps.calendar[before] >= 0 else None
            if held is None:
                continue
            at = held
        else:
            _, _, starts, parts, befores, _, others = route
            begin, done_before, _ = others[bisect_right(befores, at)]
            instant = begin + at - done_before
            begin, done_before, length = parts[bisect_right(starts, instant)]
            passed = instant - begin
            at = done_before + (passed if passed < length else length) - lead
        room = at - early[before]
        if room < rooms[before]:
            rooms[before] = room
    return rooms


def _pushed(network: Network, solution: Solution, led_to: Callable[[LinkEnd], int], *, one_by_one: bool) -> list[int]:
    """The start of each plain task, on its line, when what it waits for is as late as it may be [s]."""
    steps, late = network.steps, solution.late
    pushed = list(solution.early)
    for before, behind, lead, trail, route, place in steps.over(slice(0, len(steps.places))):
        at = late[before] + lead
        if route is FAR or (one_by_one and route is not None):
            number = steps.calendar[behind]
            if number < 0:
                continue
            end = network.ends.end_in(place)
            at = network.calendars[number].total_until(led_to(end)) - (steps.work[behind] if end[1] > SS else 0)
        elif route is not None:
            find, befores, _, parts, _, starts, others = route
            begin, done_before, _ = parts[find(befores, at)]
            instant = begin + at - done_before
            begin, done_before, length = others[bisect_right(starts, instant)]
            passed = instant - begin
            at = done_before + (passed if passed < length else length) + trail
        if at > pushed[behind]:
            pushed[behind] = at
    return pushed


def _held(network: Network, place: int, may_be: Callable[[LinkEnd], int | None]) -> int | None:
    """The latest start that a link out of the common leaves the node before it, on its line; None where it holds nothing [s]."""
    ends, steps = network.ends, network.steps
    behind, code, _, _ = end = ends.end_out(place)
    if network.is_hub(behind) and behind not in network.entries and network.policy.free_float_by == "own_links":
        return None
    date = may_be(end)
    if date is None:
        return None
    node = ends.before[place]
    at = network.calendars[steps.calendar[node]].total_until(date)
    return at if code & 1 else at - steps.work[node]
