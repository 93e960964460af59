"""How long each task takes in each iteration: its own draw, times its drivers, less what is done, plus what strikes it.

A task's *row* holds, for a task that has not begun, its duration; for one that has, what is left of it; nothing changes a
complete one. One row is one task, one column one iteration.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itpm.model.durations import Duration, scheduled
from itpm.risk.simulation.samples import Deck, Hand, switched
from itpm.risk.simulation.tabulating import SINGLE, Floats
from itpm.scheduling.networks import Network

Ints: TypeAlias = NDArray[Any]
_RUN = 16
"""So many rows are multiplied at a time: they fit into the cache."""


class Row(NamedTuple):
    """One task whose duration varies.

    Attributes:
        place: the task.
        number: its variable; -1 where its own duration is certain.
        full: duration as scheduled [tick].
        left: what of it is left as scheduled [tick].
        drivers: numbers of the drivers that touch it, by parallel group.
        events: numbers of the events that strike it.
        branches: (branch, outcome) pairs in which it happens.
        least: the least it can be [tick].
        most: the most it can be [tick].
    """

    place: int
    number: int
    full: int
    left: int
    drivers: tuple[tuple[int, ...], ...]
    events: tuple[int, ...]
    branches: tuple[tuple[int, tuple[int, ...]], ...]
    least: int
    most: int

    @property
    def is_simple(self) -> bool:
        """Whether nothing but drivers changes what is drawn."""
        return self.left == self.full and not self.events and not self.branches and self.least > 0


class Amounts:
    """The rows of a recipe.

    Attributes:
        deck: the variables.
        rows: tasks whose duration varies, in plan order.
        row_of: row of each such place.
        most: the most that any can be [tick].
    """

    def __init__(self, deck: Deck, network: Network) -> None:
        self.deck, self.tick = deck, deck.tick
        self.network = network
        recipe = deck.recipe
        numbers = {place: number for number, (place, _) in enumerate(recipe.durations)}
        touched = {place for _, places in recipe.drivers for place in places}
        touched |= {place for event in recipe.events if event.delay is not None for place in event.places}
        touched |= {place for _, outcomes in recipe.branches for places in outcomes for place in places}
        self._touching = _by_place(places for _, places in recipe.drivers)
        self._striking = _by_place(event.places if event.delay is not None else () for event in recipe.events)
        self._forking = _by_place([place for places in outcomes for place in places] for _, outcomes in recipe.branches)
        self._factors = [(float(table[0]), float(table[-1])) for table in deck.factors]
        self._known: dict[int, int] = {}
        self._grouped: dict[tuple[int, ...], tuple[tuple[int, ...], ...]] = {}
        places = sorted(touched | set(numbers))
        self.rows = tuple(self._row(place, numbers.get(place, -1)) for place in places if self._moves(place))
        self._runs = tuple(_runs(self.rows))
        self.most = max((row.most for row in self.rows), default=0)
        self.row_of = {row.place: number for number, row in enumerate(self.rows)}

    def _moves(self, place: int) -> bool:
        return self.network.drives(place) and not self.network.rules_of(place).is_over

    def _row(self, place: int, number: int) -> Row:
        full, left = self._scheduled(place)
        drivers, branches = self._groups(place), self._forks(place)
        events = tuple(self._striking.get(place, ()))
        least, most = self._range(number, full, left, drivers, events)
        return Row(place, number, full, left, drivers, events, branches, 0 if branches else least, most)

    def _groups(self, place: int) -> tuple[tuple[int, ...], ...]:
        """Numbers of the drivers that touch a task, by parallel group."""
        touching = tuple(self._touching.get(place, ()))
        if touching not in self._grouped:
            groups: dict[str, list[int]] = {}
            for n in touching:
                groups.setdefault(self.deck.recipe.drivers[n][0].parallel or f"\0{n}", []).append(n)
            self._grouped[touching] = tuple(map(tuple, groups.values()))
        return self._grouped[touching]

    def _forks(self, place: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The outcomes in which a task happens, by branch."""
        if place not in self._forking:
            return ()
        branches = self.deck.recipe.branches
        return tuple(
            (n, tuple(k for k, places in enumerate(branches[n][1]) if place in places))
            for n in dict.fromkeys(self._forking[place])
        )

    def _scheduled(self, place: int) -> tuple[int, int]:
        """The duration as scheduled, and what is left of it [tick]."""
        rules, duration = self.network.rules_of(place), self.network.plan.tasks[place].duration
        full = 0 if duration is None else self._ticks(scheduled(duration))
        begun = rules.started is not None or rules.began is not None
        return full, rules.remaining[0][1] // self.tick if begun and rules.remaining else full

    def _ticks(self, duration: Duration) -> int:
        """A duration of the plan [tick]; durations with one notation are one object, read once."""
        found = self._known.get(id(duration))
        if found is None:
            found = self._known[id(duration)] = duration.seconds(self.network.plan.day) // self.tick
        return found

    def _range(
        self, number: int, full: int, left: int, drivers: tuple[tuple[int, ...], ...], events: tuple[int, ...]
    ) -> tuple[int, int]:
        deck = self.deck
        low = high = float(full)
        if number >= 0:
            table = deck.durations[number]
            low, high = min(max(0, table.item(0)), full), max(table.item(-1), full)
        for group in drivers:
            low *= min([1.0, *(self._factors[n][0] for n in group)])
            high *= max([1.0, *(self._factors[n][1] for n in group)])
        if left != full and full:
            low, high = low * left / full, high * left / full
        low, high = min(low, left), max(high, left)
        for n in events:
            delay = deck.delays[n]
            if delay is not None:
                low, high = low + min(0, delay.item(0)), high + max(0, delay.item(-1))
        return max(0, math.floor(low)), math.ceil(high)

    def drawn(self, hand: Hand, *, still: bool = False, off: Collection[str] = ()) -> Ints:
        """The amounts of one block, by row [tick].

        Args:
            hand: the draws.
            still: whether the tasks' own durations are as scheduled.
            off: names of the causes that are switched off.
        """
        out = np.empty((len(self.rows), hand.count), dtype=np.int32 if self.tick > 1 else np.int64)
        tables, causes = (
            self.deck.durations,
            _Causes(hand, off, np.dtype(np.float32 if self.most < SINGLE else np.float64)),
        )
        scratch = np.empty((_RUN, hand.count), dtype=causes.dtype)
        for run in self._runs:
            rows, block = self.rows[run], out[run]
            for row, amounts in zip(rows, block, strict=True):
                if row.number >= 0 and not still:
                    tables[row.number].take(hand.shares[row.number], out=amounts, mode="clip")
                else:
                    amounts.fill(row.full)
            product = causes.product(rows[0].drivers)
            if product is not None:
                part = scratch[: len(rows)]
                np.copyto(part, block, casting="same_kind")
                np.multiply(part, product, out=part)
                np.rint(part, out=part)
                np.copyto(block, part, casting="unsafe")
            for row, amounts in zip(rows, block, strict=True):
                if not row.is_simple:
                    causes.strike(row, amounts)
        return out


def _runs(rows: Sequence[Row]) -> Iterator[slice]:
    """Rows that lie side by side and have the same drivers, some at a time."""
    first = 0
    for _, alike in groupby(rows, key=lambda row: row.drivers):
        last = first + len(list(alike))
        yield from (slice(start, min(start + _RUN, last)) for start in range(first, last, _RUN))
        first = last


def _by_place(touched: Iterable[Iterable[int]]) -> dict[int, list[int]]:
    """For each place, the numbers of what touches it."""
    found: dict[int, list[int]] = {}
    for number, places in enumerate(touched):
        for place in places:
            found.setdefault(place, []).append(number)
    return found


class _Causes:
    """What becomes of the causes in one block: products of drivers, delays, outcomes, each worked out once."""

    def __init__(self, hand: Hand, off: Collection[str], dtype: np.dtype[Any]) -> None:
        recipe = hand.deck.recipe
        self.hand, self.off, self.dtype = hand, off, dtype
        self.known: dict[tuple[tuple[int, ...], ...], NDArray[Any] | None] = {(): None}
        self.single: dict[int, Floats] = {}
        self.delays = [hand.delay(n) if switched(off, event.name) else None for n, event in enumerate(recipe.events)]
        self.outcomes = [
            hand.outcome(n) if switched(off, branch.name) else None for n, (branch, _) in enumerate(recipe.branches)
        ]

    def strike(self, row: Row, amounts: Ints) -> None:
        """Take off a row what is done, add what delays it, and leave out where it does not happen."""
        if row.left != row.full:
            left = np.rint(amounts * (row.left / row.full)) if row.full else row.left
            np.copyto(amounts, left, casting="unsafe")
        for n in row.events:
            delay = self.delays[n]
            if delay is not None:
                np.add(amounts, delay, out=amounts)
        if row.least == 0:
            np.maximum(amounts, 0, out=amounts)
        for n, happens in row.branches:
            outcome = self.outcomes[n]
            if outcome is not None:
                np.multiply(amounts, np.isin(outcome, happens), out=amounts)

    def product(self, groups: tuple[tuple[int, ...], ...]) -> NDArray[Any] | None:
        """The product of the drivers of a row; None where none is switched on."""
        if groups not in self.known:
            product = self._product(groups)
            self.known[groups] = None if product is None else product.astype(self.dtype)
        return self.known[groups]

    def _product(self, groups: tuple[tuple[int, ...], ...]) -> Floats | None:
        drivers = self.hand.deck.recipe.drivers
        product: Floats | None = None
        for group in groups:
            parts = [self._one(n) for n in group if switched(self.off, drivers[n][0].name)]
            if not parts:
                continue
            worst = parts[0] if len(parts) == 1 else _worst(parts)
            product = worst if product is None else product * worst
        return product

    def _one(self, number: int) -> Floats:
        if number not in self.single:
            self.single[number] = self.hand.factor(number)
        return self.single[number]


def _worst(parts: list[Floats]) -> Floats:
    """Of factors that act at the same time the one that lengthens most; where none lengthens, the one that shortens most."""
    highest, lowest = np.max(parts, axis=0), np.min(parts, axis=0)
    found: Floats = np.where(highest > 1, highest, lowest)
    return found
