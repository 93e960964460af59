"""Blocks of iterations: drawn, scheduled, traced back, summed up."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol, TypeAlias

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from itpm.model.moments import DAY, LAST, to_seconds
from itpm.risk.simulation.amounts import Amounts
from itpm.risk.simulation.chains import Chains
from itpm.risk.simulation.changing import has_shares, with_amounts
from itpm.risk.simulation.forwarding import Forward
from itpm.risk.simulation.lines import CLOCK, EARLIEST, LATEST, Lines
from itpm.risk.simulation.recipes import BLOCK, Recipe
from itpm.risk.simulation.samples import Deck, Hand, switched
from itpm.risk.simulation.steps import has_leads, last_nodes, steps_of
from itpm.risk.simulation.stepwise import solved
from itpm.risk.simulation.tabulating import Floats
from itpm.scheduling.networks import Network, build_network
from itpm.scheduling.passes import solve

Ints: TypeAlias = NDArray[Any]
_MARGIN = 60 * DAY
_WIDEST = 12


@frozen(kw_only=True, eq=False)
class Outcome:
    """What comes of one block.

    Attributes:
        finish: the project's finish in each iteration [s].
        cost: its cost [currency].
        watched: finishes of the watched tasks, one row each [s].
        critical: in how many iterations each task drove the finish [1].
        struck: for each cause, whether it occurred.
    """

    finish: NDArray[np.int64]
    cost: Floats
    watched: NDArray[np.int64]
    critical: NDArray[np.int64]
    struck: NDArray[np.bool_] = field()


class Dates(Protocol):
    """Dates of a block, however they were computed."""

    @property
    def project(self) -> NDArray[np.int64]:
        """When the project finishes [s]."""
        ...

    def finish_of(self, place: int) -> NDArray[np.int64]:
        """When a task finishes [s]."""
        ...

    def critical(self, count: int) -> NDArray[np.int64]:
        """In how many of the first iterations each task drove the finish [1]."""
        ...


class Kernel:
    """A recipe, compiled.

    Attributes:
        recipe: what is simulated.
        network: the compiled plan.
        stepwise: why iterations are scheduled one by one; empty where blocks of them are.
        deck: the variables.
        amounts: the tasks whose durations vary.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.network = build_network(recipe.plan, recipe.policy)
        self.stepwise = why_stepwise(self.network)
        self.tick = _tick(self.network, recipe)
        self.deck = Deck(recipe, tick=self.tick)
        self.amounts = Amounts(self.deck, self.network)
        self.leaves = [place for place in range(len(recipe.plan.tasks)) if self.network.drives(place)]
        self.costs = _Costs(self)
        self._widths = 0
        if not self.stepwise:
            self._prepare()

    def _prepare(self) -> None:
        begin, end = _horizon(self.network, self.amounts, self._widths)
        self.lines = Lines(self.network.calendars, tick=self.tick, begin=begin, end=end)
        self.steps = steps_of(self.network, self.amounts, self.lines)
        self.last = last_nodes(self.network, self.steps)
        self.leads = has_leads(self.steps)

    def run(
        self, number: int, count: int = BLOCK, *, still: bool = False, off: Collection[str] = (), trace: bool = True
    ) -> Outcome:
        """One block.

        Args:
            number: which one.
            count: how many of its iterations count.
            still: whether tasks' own durations and costs are as scheduled.
            off: names of causes that are switched off.
            trace: whether critical tasks are counted.
        """
        hand = self.deck.hand(number, count)
        amounts = self.amounts.drawn(hand, still=still, off=off)
        cost = self.costs.of(hand, amounts, still=still, off=off)
        struck = np.array(list(self._struck(hand, off)), dtype=bool).reshape(-1, count)
        del hand  # as large as the dates
        dates = self.dates(amounts, count)
        watched = [dates.finish_of(place) for place in self.recipe.watched]
        return Outcome(
            finish=dates.project,
            cost=cost,
            watched=np.array(watched, dtype=np.int64).reshape(len(watched), count),
            critical=dates.critical(count) if trace else np.zeros(len(self.recipe.plan.tasks), np.int64),
            struck=struck,
        )

    @property
    def base_cost(self) -> float:
        """Cost without uncertainty and causes [currency]."""
        recipe = self.recipe
        return recipe.prices.total + recipe.spent + sum(distribution.mean for _, distribution in recipe.costs)

    def dates(self, amounts: Ints, count: int = BLOCK) -> Dates:
        """The dates that come of amounts."""
        if self.stepwise:
            return solved(self.network, self.amounts, amounts, count)
        while True:
            dates = Blockwise(self, amounts)
            if dates.lies_inside():
                return dates
            self._widths += 1
            self._prepare()

    def _struck(self, hand: Hand, off: Collection[str]) -> Iterator[Ints]:
        recipe = self.recipe
        for n, event in enumerate(recipe.events):
            yield hand.occurs(n) & switched(off, event.name)
        for n, (driver, _) in enumerate(recipe.drivers):
            yield hand.drives(n) & switched(off, driver.name)
        for n, (branch, _) in enumerate(recipe.branches):
            yield (hand.outcome(n) > 0) & switched(off, branch.name)


class Blockwise:
    """Dates of a block, all iterations at once."""

    def __init__(self, kernel: Kernel, amounts: Ints) -> None:
        self.kernel, self.lines = kernel, kernel.lines
        self.forward = Forward(kernel.network, kernel.lines, kernel.steps, amounts, amounts.shape[1])
        self.forward.run()
        self.lines.tidy()
        least = _latest_by_hand(kernel.network)
        least_at = None if least is None else self.lines.instant(least)
        self.chains = Chains(self.forward, kernel.last, least_at)

    def lies_inside(self) -> bool:
        """Whether no date has left the horizon."""
        inside = int(self.chains.project.max()) < self.lines.ticks - 1
        nodes = [step.node for step in self.kernel.steps]
        return inside and (not self.kernel.leads or int(self.forward.rows[nodes].min()) > 0)

    @property
    def project(self) -> NDArray[np.int64]:
        """When the project finishes [s]."""
        return self._seconds(self.chains.project)

    def finish_of(self, place: int) -> NDArray[np.int64]:
        """When a task finishes; a summary with the last of its tasks [s]."""
        network = self.kernel.network
        below = network.plan.structure.descendants(place) or [place]
        ends = [self._end(node) for node in below if network.drives(node)]
        if not ends:
            return np.full(self.forward.count, network.start, np.int64)
        return self._seconds(np.maximum.reduce(ends))

    def start_of(self, place: int) -> NDArray[np.int64]:
        """When a task starts [s]."""
        line = self.forward.line.get(place, CLOCK)
        return self._seconds(self.lines.convert(line, LATEST, CLOCK, self.forward.start_of(place)))

    def early_finish_of(self, place: int) -> NDArray[np.int64]:
        """When what is left of a task is done [s]; the finish, but for a complete task where only what is left has dates."""
        line = self.forward.line.get(place, CLOCK)
        return self._seconds(self.lines.convert(line, EARLIEST, CLOCK, self.forward.finish[place]))

    def critical(self, count: int) -> NDArray[np.int64]:
        """In how many of the first iterations each task drove the finish [1]."""
        return self.chains.critical(count)[: len(self.kernel.recipe.plan.tasks)]

    def _end(self, node: int) -> Ints:
        rules = self.kernel.network.rules_of(node)
        if rules.ended is not None:
            return np.full(self.forward.count, self.lines.instant(rules.ended), self.lines.dtype)
        line = self.forward.line.get(node, CLOCK)
        return self.lines.convert(line, EARLIEST, CLOCK, self.forward.finish[node])

    def _seconds(self, ticks: Ints) -> NDArray[np.int64]:
        found: NDArray[np.int64] = ticks.astype(np.int64) * self.lines.tick + self.lines.begin
        return found


class _Costs:
    """What each iteration costs."""

    def __init__(self, kernel: Kernel) -> None:
        recipe, rows = kernel.recipe, kernel.amounts
        self.recipe, self.rows = recipe, rows
        self.fixed = sum(amount for _, amount in recipe.prices.certain) + recipe.spent
        self.slopes = np.zeros(len(rows.rows))
        for place, amount in recipe.prices.growing:
            number = rows.row_of.get(place)
            self.fixed += amount
            if number is not None and rows.rows[number].full:
                self.slopes[number] = amount / rows.rows[number].full
        self.fixed -= math.fsum(s * row.left for s, row in zip(self.slopes, rows.rows, strict=True))
        self.growing = [number for number, slope in enumerate(self.slopes) if slope]
        self.skipped = dict(recipe.prices.certain)

    def of(self, hand: Hand, amounts: Ints, *, still: bool, off: Collection[str]) -> Floats:
        """The cost of each iteration [currency]."""
        cost = np.full(hand.count, self.fixed)
        for number in self.growing:
            cost += self.slopes[number] * amounts[number]
        for number, (_, distribution) in enumerate(self.recipe.costs):
            cost += distribution.mean if still else hand.cost(number)
        for number, event in enumerate(self.recipe.events):
            effect = hand.effect(number) if switched(off, event.name) else None
            if effect is not None:
                cost += effect
        for number, (branch, outcomes) in enumerate(self.recipe.branches):
            if switched(off, branch.name):
                self._leave_out(cost, hand.outcome(number), outcomes)
        return cost

    def _leave_out(self, cost: Floats, outcome: NDArray[np.intp], outcomes: Sequence[tuple[int, ...]]) -> None:
        """What is certain of a task costs nothing where the task does not happen."""
        everywhere = {place for places in outcomes for place in places}
        for place in everywhere & set(self.skipped):
            happens = [k for k, places in enumerate(outcomes) if place in places]
            cost -= self.skipped[place] * ~np.isin(outcome, happens)


def why_stepwise(network: Network) -> str:
    """What in a plan asks for scheduling iterations one by one; empty where nothing does."""
    plan = network.plan
    if plan.schedule_from == "finish":
        return "the plan is scheduled from its finish"
    for node, rules in network.rules.items():
        if rules.as_late_as_possible and not rules.has_own_dates and network.drives(node):
            return f"task {plan.tasks[node].id!r} goes as late as possible"
        if rules.expected is not None:
            return f"task {plan.tasks[node].id!r} lasts until it is expected to be finished"
    if network.ends.shares:
        link = plan.links[network.ends.numbers[network.ends.shares[0]]]
        return f"a lag is a share of how long summary {link.predecessor!r} is"
    if network.windows:
        return f"windows hold task {plan.tasks[next(iter(network.windows))].id!r}"
    return ""


def _latest_by_hand(network: Network) -> int | None:
    """The finish of the last manual summary [s]."""
    plan = network.plan
    dates = [
        rules.manual[1]
        for place, rules in network.rules.items()
        if rules.manual is not None and plan.structure.is_summary(place) and plan.tasks[place].is_active
    ]
    return max(dates, default=None)


def _tick(network: Network, recipe: Recipe) -> int:
    """A minute where everything is whole minutes, else a second."""
    numbers = {network.start, *network.ends.lags, *network.kept.values()}
    numbers.update(seconds for tracks in network.tracks for _, seconds in tracks)
    for rules in network.rules.values():
        numbers.update(seconds for _, seconds in rules.remaining)
        for value in attrs.astuple(rules, recurse=False):
            numbers.update(
                number for number in (value if isinstance(value, tuple) else (value,)) if type(number) is int
            )
    if recipe.plan.data_date is not None:
        numbers.add(to_seconds(recipe.plan.data_date))
    for calendar in network.calendars:
        for week in calendar.weeks:
            numbers.update(week.starts, week.ends)
    whole = not any(number % 60 for number in numbers)
    return 60 if whole and not has_shares(recipe.plan) else 1


def _horizon(network: Network, amounts: Amounts, widths: int) -> tuple[int, int]:
    """Between which instants all dates should lie, by what the plan would be if everything took longest [s]."""
    dates = [network.start]
    solution = solve(with_amounts(network, amounts, [row.most for row in amounts.rows]))
    for node in network.order:
        dates += [solution.early_start[node], solution.early_finish[node]]
    lags = max(map(abs, network.ends.lags), default=0)
    wide = (_MARGIN + 8 * lags) * (2**widths)
    if widths > _WIDEST or max(dates) + wide > 2 * LAST:
        wide = LAST
    return min(dates) - wide, max(dates) + wide
