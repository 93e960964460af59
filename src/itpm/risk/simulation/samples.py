"""Draws: which durations, costs and events come true in each iteration.

Iterations come in blocks of a fixed size. Each block has its own random stream, begun from the seed and the block's number, of
which only the raw bits are used; so a draw depends on seed, block and variable alone, never on who computes it. Every variable
draws in every block, whether it is switched on or not: what is compared is compared on the same luck.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.random import SFC64, SeedSequence
from numpy.typing import NDArray

from itpm.risk.simulation.correlating import (
    Matrix,
    matrix_of,
    mixing,
    nearest_correlation,
    ranks,
    spearman_to_normal,
    target_scores,
    van_der_waerden,
)
from itpm.risk.simulation.distributions import Distribution, Pert
from itpm.risk.simulation.empirical import Discrete
from itpm.risk.simulation.recipes import BLOCK, Recipe, Scaled
from itpm.risk.simulation.tabulating import SHARED_BITS, SINGLE, Floats, normal_table, pert_ticks, table_of

Shares: TypeAlias = NDArray[np.uint16]
Ints: TypeAlias = NDArray[Any]
"""int32 or int64, as the plan's ticks need."""
_BITS = 16
_BITS_BY_COUNT = ((64, 16), (256, 14), (512, 12))
_LEAST_BITS = 11
"""The more variables there are, the less it matters how finely each is tabulated; what matters is what all tables take. Where
there are few, those with jumps are cut finest, because a jump lies between two slices of probability."""
_ALL = 1 << _BITS


class Deck:
    """The variables of a recipe as tables, ready to be drawn from.

    Attributes:
        recipe: what is simulated.
        count: how many variables there are [1].
        bits: tables have at most 2**bits points.
        shifts: by how much a draw of a duration or a cost is shifted to be its place in the table.
    """

    def __init__(self, recipe: Recipe, *, tick: int) -> None:
        self.recipe, self.tick = recipe, tick
        durations, costs = len(recipe.durations), len(recipe.costs)
        self.first_event = durations + costs
        self.first_driver = self.first_event + 3 * len(recipe.events)
        self.first_branch = self.first_driver + 2 * len(recipe.drivers)
        self.count = self.first_branch + len(recipe.branches)
        self.bits = next((bits for most, bits in _BITS_BY_COUNT if self.count <= most), _LEAST_BITS)
        self.durations = self.ticks([distribution for _, distribution in recipe.durations])
        self.costs = [self.table(distribution) for _, distribution in recipe.costs]
        shifts = [_shift(table) for table in (*self.durations, *self.costs)]
        self.shifts = shifts[0] if len(set(shifts)) == 1 else np.array(shifts, np.uint16)[:, None]
        delays = iter(self.ticks([event.delay for event in recipe.events if event.delay is not None]))
        self.delays = [None if event.delay is None else next(delays) for event in recipe.events]
        self.effects = [None if event.cost is None else self.table(event.cost) for event in recipe.events]
        self.factors = [self.table(driver.factor) for driver, _ in recipe.drivers]
        self.correlated, self.wanted = _correlated(recipe)
        self.mixing: Matrix = np.eye(0)
        if self.correlated:
            by_copula = recipe.method == "copula"
            self.mixing = mixing(spearman_to_normal(self.wanted) if by_copula else self.wanted)

    def table(self, distribution: Distribution) -> Floats:
        """Quantiles of a distribution, as many as the variables leave room for."""
        if isinstance(distribution, Scaled):
            return self.table(distribution.inner) * distribution.factor
        return table_of(distribution, self.bits if isinstance(distribution, Discrete) else min(self.bits, SHARED_BITS))

    def ticks(self, distributions: Sequence[Distribution]) -> list[Ints]:
        """The same in whole ticks; PERT distributions of one weight are tabulated together."""
        dtype = np.int32 if self.tick > 1 else np.int64
        found: dict[int, Ints] = {}
        alike: dict[float, list[tuple[int, Pert]]] = {}
        for number, one in enumerate(distributions):
            if isinstance(one, Pert) and max(abs(one.optimistic), abs(one.pessimistic)) < SINGLE * self.tick:
                alike.setdefault(one.weight, []).append((number, one))
            else:
                found[number] = np.rint(self.table(one) / self.tick).astype(dtype)
        for weight, perts in alike.items():
            points = np.array([(pert.optimistic, pert.most_likely, pert.pessimistic) for _, pert in perts]) / self.tick
            rows = pert_ticks(points, weight, min(self.bits, SHARED_BITS), dtype)
            found.update((number, row) for (number, _), row in zip(perts, rows, strict=True))
        return [found[number] for number in range(len(distributions))]

    def hand(self, number: int, count: int = BLOCK) -> Hand:
        """The draws of one block, or of its first iterations."""
        return Hand(self, self._shares(number)[:, :count])

    def _shares(self, number: int) -> Shares:
        """Uniform numbers by variable, as whole 65,536ths."""
        luck = self.recipe.luck
        bits, shares = self._uniform(number, self.count, "" if luck is None else luck.stream)
        if self.correlated:
            shares = self._mixed(bits, shares.copy())
        for cause, stream in {} if luck is None else luck.streams(self.recipe.causes).items():
            rows = self._rows_of(cause)
            _, shares[rows] = self._uniform(number, rows.stop - rows.start, stream)
        return shares

    def _uniform(self, number: int, count: int, stream: str) -> tuple[SFC64, Shares]:
        """Uniform numbers of so many variables from one block of a stream, and the stream behind them."""
        size, seed = count * BLOCK, self.recipe.seed
        entropy = [seed, *stream.encode()] if stream else seed
        bits = SFC64(SeedSequence(entropy, spawn_key=(number,)))
        words = np.asarray(bits.random_raw(-(-size // 4)), dtype=np.uint64)
        shares = words.astype("<u8", copy=False).view("<u2")[:size].reshape(count, BLOCK)
        return bits, _stratified(bits, shares) if self.recipe.sampling == "latin_hypercube" else shares

    def _rows_of(self, cause: int) -> slice:
        """The variables of a cause, by its number among events, drivers and branches."""
        events, drivers = len(self.recipe.events), len(self.recipe.drivers)
        if cause < events:
            first, count = self.first_event + 3 * cause, 3
        elif cause < events + drivers:
            first, count = self.first_driver + 2 * (cause - events), 2
        else:
            first, count = self.first_branch + cause - events - drivers, 1
        return slice(first, first + count)

    def _mixed(self, bits: SFC64, shares: Shares) -> Shares:
        own = shares[self.correlated]
        if self.recipe.method == "copula":
            normal = self.mixing @ normal_table(_BITS).take(own)
            shares[self.correlated] = np.searchsorted(_edges(), normal).astype(np.uint16)
            return shares
        keys = np.asarray(bits.random_raw(own.size), dtype=np.uint64).reshape(own.shape)
        marks = van_der_waerden(BLOCK)[np.argsort(keys, axis=1, kind="stable").T]
        places = ranks(target_scores(marks, nearest_correlation(self.wanted)))
        shares[self.correlated] = np.take_along_axis(np.sort(own.T, axis=0), places, axis=0).T
        return shares


class Hand:
    """The draws of one block: what comes true in each of its iterations.

    Attributes:
        shares: uniform numbers by variable; those of durations and costs as places in their tables already.
    """

    def __init__(self, deck: Deck, shares: Shares) -> None:
        self.deck, self.shares, self.count = deck, shares, shares.shape[1]
        tabled = shares[: deck.first_event]
        np.right_shift(tabled, deck.shifts, out=tabled)

    def occurs(self, number: int) -> NDArray[np.bool_]:
        """Whether an event occurs."""
        probability = self.deck.recipe.events[number].probability
        return self._below(self.deck.first_event + 3 * number, probability)

    def delay(self, number: int) -> Ints | None:
        """What an event adds to a task, 0 where it does not occur [tick]."""
        table = self.deck.delays[number]
        if table is None:
            return None
        drawn: Ints = self._drawn(table, self.deck.first_event + 3 * number + 1)
        return drawn * self.occurs(number)

    def effect(self, number: int) -> Floats | None:
        """What an event adds to the cost, 0 where it does not occur [currency]."""
        table = self.deck.effects[number]
        if table is None:
            return None
        drawn: Floats = self._drawn(table, self.deck.first_event + 3 * number + 2)
        return drawn * self.occurs(number)

    def drives(self, number: int) -> NDArray[np.bool_]:
        """Whether a risk driver occurs."""
        return self._below(self.deck.first_driver + 2 * number, self.deck.recipe.drivers[number][0].probability)

    def factor(self, number: int) -> Floats:
        """By what a driver multiplies durations, 1 where it does not occur [1]."""
        drawn = self._drawn(self.deck.factors[number], self.deck.first_driver + 2 * number + 1)
        return np.where(self.drives(number), drawn, 1.0)

    def outcome(self, number: int) -> NDArray[np.intp]:
        """Which outcome of a branch comes true, by its place."""
        chances = self.deck.recipe.branches[number][0].chances
        ends = np.rint(np.cumsum([chance for _, chance in chances]) * _ALL)
        found = np.searchsorted(ends, self.shares[self.deck.first_branch + number], "right")
        places: NDArray[np.intp] = np.minimum(found, len(chances) - 1)
        return places

    def cost(self, number: int) -> Floats:
        """A task's uncertain cost [currency]."""
        drawn: Floats = self.deck.costs[number].take(self.shares[len(self.deck.durations) + number], mode="clip")
        return drawn

    def _drawn(self, table: NDArray[Any], variable: int) -> NDArray[Any]:
        """What an event's or a driver's variable is, if it occurs."""
        drawn: NDArray[Any] = table.take(self.shares[variable] >> _shift(table), mode="clip")
        return drawn

    def _below(self, variable: int, probability: float) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.shares[variable] < round(probability * _ALL)
        return found


def _shift(table: NDArray[Any]) -> int:
    """By how much a draw is shifted to be a place in a table, whose length is a power of two."""
    return _BITS + 1 - len(table).bit_length()


def switched(names: Collection[str], name: str) -> bool:
    """Whether a cause is switched on."""
    return name not in names


def _correlated(recipe: Recipe) -> tuple[list[int], Matrix]:
    """The variables that are correlated, and their matrix."""
    named = sorted({number for one, other, _ in recipe.correlations for number in (one, other)})
    place = {number: n for n, number in enumerate(named)}
    pairs = [(place[one], place[other], rank) for one, other, rank in recipe.correlations]
    return named, matrix_of(pairs, len(named))


def _stratified(bits: SFC64, shares: Shares) -> Shares:
    """Latin hypercube: in each block every variable falls once into each of as many equal slices as there are draws."""
    keys = np.asarray(bits.random_raw(shares.size), dtype=np.uint64).reshape(shares.shape)
    order = np.argsort(keys, axis=1, kind="stable")
    width = _ALL // BLOCK
    return (order * width + shares % width).astype(np.uint16)


def _edges() -> Floats:
    """Quantiles of the normal distribution between neighbouring 65,536ths."""
    table = normal_table(_BITS)
    found: Floats = (table[1:] + table[:-1]) / 2
    return found
