"""How long each task takes in each iteration: its own draw, times its drivers, less what is done, plus what strikes it.

A task's *row* holds, for a task that has not begun, its duration; for one that has, what is left of it; nothing changes a
complete one. One row is one task, one column one iteration.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itpm.model.durations import scheduled
from itpm.risk.simulation.samples import Deck, Hand, switched
from itpm.risk.simulation.tabulating import Floats
from itpm.scheduling.networks import Network

Ints: TypeAlias = NDArray[Any]
_EXACT = 1 << 22
"""Up to so many ticks single precision holds whole numbers, and a quarter between them."""


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
        found = (self._row(place, numbers) for place in sorted(touched | set(numbers)) if self._moves(place))
        self.rows = tuple(found)
        self.most = max((row.most for row in self.rows), default=0)
        self.row_of = {row.place: number for number, row in enumerate(self.rows)}

    def _moves(self, place: int) -> bool:
        return self.network.drives(place) and not self.network.rules_of(place).is_over

    def _row(self, place: int, numbers: dict[int, int]) -> Row:
        recipe, number = self.deck.recipe, numbers.get(place, -1)
        full, left = self._scheduled(place)
        groups: dict[str, list[int]] = {}
        for n in self._touching.get(place, ()):
            groups.setdefault(recipe.drivers[n][0].parallel or f"\0{n}", []).append(n)
        drivers = tuple(map(tuple, groups.values()))
        events = tuple(self._striking.get(place, ()))
        branches = tuple(
            (n, tuple(k for k, places in enumerate(recipe.branches[n][1]) if place in places))
            for n in dict.fromkeys(self._forking.get(place, ()))
        )
        least, most = self._range(number, full, left, drivers, events)
        return Row(
            place=place,
            number=number,
            full=full,
            left=left,
            drivers=drivers,
            events=events,
            branches=branches,
            least=0 if branches else least,
            most=most,
        )

    def _scheduled(self, place: int) -> tuple[int, int]:
        """The duration as scheduled, and what is left of it [tick]."""
        plan, rules = self.network.plan, self.network.rules_of(place)
        duration = plan.tasks[place].duration
        full = 0 if duration is None else scheduled(duration).seconds(plan.day) // self.tick
        begun = rules.started is not None or rules.began is not None
        return full, rules.remaining[0][1] // self.tick if begun and rules.remaining else full

    def _range(
        self, number: int, full: int, left: int, drivers: tuple[tuple[int, ...], ...], events: tuple[int, ...]
    ) -> tuple[int, int]:
        deck = self.deck
        low = high = float(full)
        if number >= 0:
            low, high = max(0.0, float(deck.durations[number][0])), float(deck.durations[number][-1])
            low, high = min(low, full), max(high, full)
        for group in drivers:
            low *= min([1.0, *(self._factors[n][0] for n in group)])
            high *= max([1.0, *(self._factors[n][1] for n in group)])
        if left != full and full:
            low, high = low * left / full, high * left / full
        low, high = min(low, left), max(high, left)
        for n in events:
            table = deck.delays[n]
            if table is not None:
                low, high = low + min(0, int(table[0])), high + max(0, int(table[-1]))
        return max(0, math.floor(low)), max(0, math.ceil(high))

    def drawn(self, hand: Hand, *, still: bool = False, off: Collection[str] = ()) -> Ints:
        """The amounts of one block, by row [tick].

        Args:
            hand: the draws.
            still: whether the tasks' own durations are as scheduled.
            off: names of the causes that are switched off.
        """
        out = np.empty((len(self.rows), hand.count), dtype=np.int32 if self.tick > 1 else np.int64)
        tables, factors = (
            self.deck.durations,
            _Factors(hand, off, np.dtype(np.float32 if self.most < _EXACT else np.float64)),
        )
        delays = [
            hand.delay(n) if switched(off, event.name) else None for n, event in enumerate(self.deck.recipe.events)
        ]
        outcomes = [hand.outcome(n) for n in range(len(self.deck.recipe.branches))]
        scratch = np.empty(hand.count, dtype=factors.dtype)
        for row, amounts in zip(self.rows, out, strict=True):
            if row.number >= 0 and not still:
                tables[row.number].take(hand.shares[row.number], out=amounts, mode="clip")
            else:
                amounts.fill(row.full)
            product = factors.of(row.drivers) if row.drivers else None
            if product is not None:
                np.copyto(scratch, amounts, casting="same_kind")
                np.multiply(scratch, product, out=scratch)
                np.rint(scratch, out=scratch)
                np.copyto(amounts, scratch, casting="unsafe")
            if row.left != row.full:
                left = np.rint(amounts * (row.left / row.full)) if row.full else row.left
                np.copyto(amounts, left, casting="unsafe")
            for n in row.events:
                delay = delays[n]
                if delay is not None:
                    np.add(amounts, delay, out=amounts)
            if row.least == 0:
                np.maximum(amounts, 0, out=amounts)
            for n, happens in row.branches:
                if switched(off, self.deck.recipe.branches[n][0].name):
                    np.multiply(amounts, np.isin(outcomes[n], happens), out=amounts)
        return out


def _by_place(touched: Iterable[Iterable[int]]) -> dict[int, list[int]]:
    """For each place, the numbers of what touches it."""
    found: dict[int, list[int]] = {}
    for number, places in enumerate(touched):
        for place in places:
            found.setdefault(place, []).append(number)
    return found


class _Factors:
    """Products of drivers, each worked out once a block."""

    def __init__(self, hand: Hand, off: Collection[str], dtype: np.dtype[Any]) -> None:
        self.hand, self.off, self.dtype = hand, off, dtype
        self.known: dict[tuple[tuple[int, ...], ...], NDArray[Any] | None] = {}
        self.single: dict[int, Floats] = {}

    def of(self, groups: tuple[tuple[int, ...], ...]) -> NDArray[Any] | None:
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
