"""What is simulated, gathered from a plan, a register and the caller's options, in seconds and by place in the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, FaultsError, Hints
from itpm.model.durations import Duration, ElapsedDuration, ThreePointEstimate, estimate, scheduled
from itpm.model.money import NO_CURRENCY
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.tasks import Task
from itpm.risk.inputs import CostEffect, RiskError, TimeEffect, amounts, points
from itpm.risk.register import RiskRegister
from itpm.risk.risks import Risk, RiskStatus
from itpm.risk.simulation.distributions import Distribution, Fixed, Pert, Triangular
from itpm.risk.simulation.drivers import Branch, Correlation, RiskDriver
from itpm.risk.simulation.luck import Luck
from itpm.risk.simulation.prices import Prices, prices_of

BLOCK = 2048
"""Iterations in a block; part of the result, because each block has its own random stream [1]."""
Shape: TypeAlias = Literal["pert", "triangular"]
Sampling: TypeAlias = Literal["random", "latin_hypercube"]
Method: TypeAlias = Literal["copula", "iman_conover"]
DurationInput: TypeAlias = Distribution | Duration | ThreePointEstimate | str | Sequence[Duration | str]


@frozen(kw_only=True)
class Event:
    """A risk as it is simulated.

    Attributes:
        name: the risk's name.
        probability: how probable it is [1].
        delay: what it adds to each task it is on [s].
        cost: what it adds to the cost [currency].
        places: the tasks it is on.
    """

    name: str
    probability: float
    delay: Distribution | None
    cost: Distribution | None
    places: tuple[int, ...]


@frozen(kw_only=True)
class Recipe:
    """Everything that the answers depend on; equal recipes give equal answers.

    Attributes:
        plan: what is simulated.
        policy: how it is scheduled.
        durations: (place, distribution [s]) of each uncertain task.
        costs: (place, distribution [currency]) of each task with an uncertain cost.
        prices: what the plan costs beside that.
        events: risks.
        drivers: risk drivers with the places they touch.
        branches: forks with the places of each outcome.
        correlations: (variable, variable, rank correlation); a variable is its number among durations, then costs.
        seed: where the random streams begin.
        sampling: how draws are spread.
        method: how correlation is brought about.
        spent: what responses that work cost [currency].
        watched: places whose finish is kept.
        left_out: what could not be simulated, and why.
        luck: what it shares with other projects; None: nothing.
    """

    plan: Plan
    policy: SchedulingPolicy
    durations: tuple[tuple[int, Distribution], ...]
    costs: tuple[tuple[int, Distribution], ...]
    prices: Prices
    events: tuple[Event, ...]
    drivers: tuple[tuple[RiskDriver, tuple[int, ...]], ...]
    branches: tuple[tuple[Branch, tuple[tuple[int, ...], ...]], ...]
    correlations: tuple[tuple[int, int, float], ...]
    seed: int
    sampling: Sampling
    method: Method
    spent: float
    watched: tuple[int, ...]
    left_out: tuple[str, ...] = field(default=())
    luck: Luck | None = None

    @property
    def causes(self) -> tuple[str, ...]:
        """Names of everything that may or may not occur: risks, drivers, branches."""
        events = [event.name for event in self.events]
        return (*events, *(driver.name for driver, _ in self.drivers), *(branch.name for branch, _ in self.branches))


@frozen(kw_only=True)
class Options:
    """What the caller may say besides plan and register; see `simulate`."""

    policy: SchedulingPolicy
    seed: int
    shape: Shape
    durations: Mapping[str, DurationInput]
    costs: Mapping[str, Distribution] = field(factory=dict)
    drivers: tuple[RiskDriver, ...] = ()
    branches: tuple[Branch, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    responses: tuple[str, ...] | Literal["all"] = ()
    sampling: Sampling = "random"
    method: Method = "copula"
    watch: tuple[str, ...] = ()
    luck: Luck | None = None


def recipe_of(plan: Plan, register: RiskRegister | None, options: Options) -> Recipe:
    """What is simulated.

    Raises:
        RiskError: with every fault: unknown tasks, names twice, delays on summaries.
    """
    return _Reader(plan, register, options).recipe()


def duration_distributions(
    plan: Plan, durations: Mapping[str, DurationInput], *, shape: Shape = "pert"
) -> tuple[tuple[int, Distribution], ...]:
    """(Place, distribution [s]) of each task whose duration is uncertain.

    Raises:
        RiskError: unknown tasks, summaries, durations that cannot be read.
    """
    policy = plan.policy or SchedulingPolicy.ms_project()
    options = Options(policy=policy, seed=0, shape=shape, durations=durations)
    reader = _Reader(plan, None, options)
    found = reader.durations()
    if reader.faults:
        raise RiskError(reader.faults)
    return found


class _Reader:
    """Reads one input and gathers its faults."""

    def __init__(self, plan: Plan, register: RiskRegister | None, options: Options) -> None:
        self.plan, self.options = plan, options
        self.register = register if register is not None else RiskRegister()
        self.faults: list[Fault] = []
        self.left_out: list[str] = []
        self.hint = Hints()
        self.position = plan.structure.position
        self.known: dict[int, tuple[Duration, float]] = {}

    def recipe(self) -> Recipe:
        options = self.options
        durations, costs = self.durations(), self.costs()
        prices = prices_of(self.plan, options.policy, frozenset(place for place, _ in costs), self.register.currency)
        made = Recipe(
            plan=self.plan,
            policy=options.policy,
            durations=durations,
            costs=costs,
            prices=prices,
            events=tuple(self.events()),
            drivers=tuple((driver, self.leaves(driver.on, f"driver {driver.name!r}")) for driver in options.drivers),
            branches=tuple(self.branches()),
            correlations=self.correlations(durations, costs),
            seed=options.seed,
            sampling=options.sampling,
            method=options.method,
            spent=self.spent(),
            watched=self.watched(),
            left_out=(*self.left_out, *prices.left_out),
            luck=options.luck,
        )
        self.check_currency(prices.currency)
        seen: set[str] = set()
        for name in made.causes:
            if name in seen:
                self.faults.append(Fault("simulate", name, f"two risks, drivers or branches are called {name!r}"))
            seen.add(name)
        if self.faults:
            raise RiskError(self.faults)
        return made

    def check_currency(self, currency: str) -> None:
        """Money of the register and of the plan is added up, so it is of one currency."""
        own = self.register.currency
        if own not in (NO_CURRENCY, currency):
            message = f"the plan's costs are in {currency}, the register's in {own}; a rate is the caller's to give"
            self.faults.append(Fault("register", own, message))

    def place(self, name: str, where: str) -> int | None:
        found = self.position.get(name)
        if found is None:
            self.faults.append(Fault(where, name, f"there is no task {name!r}{self.hint(name, self.position)}"))
        return found

    def leaves(self, ids: Iterable[str], where: str) -> tuple[int, ...]:
        """Places of the named tasks; of those below a summary."""
        structure = self.plan.structure
        found: dict[int, None] = {}
        for name in ids:
            place = self.place(name, f"{where}.on")
            if place is None:
                continue
            for below in structure.descendants(place) or [place]:
                if not structure.is_summary(below):
                    found[below] = None
        return tuple(found)

    def durations(self) -> tuple[tuple[int, Distribution], ...]:
        given = dict(self.options.durations)
        for name in given:
            place = self.place(name, f"durations[{name!r}]")
            if place is not None and self.plan.structure.is_summary(place):
                message = f"{name!r} is a summary; its duration follows from its tasks"
                self.faults.append(Fault(f"durations[{name!r}]", name, message))
        found = []
        for place, task in enumerate(self.plan.tasks):
            distribution = self.duration(task, given.get(task.id, task.duration))
            if distribution is not None:
                found.append((place, distribution))
        return tuple(found)

    def duration(self, task: Task, value: DurationInput | None) -> Distribution | None:
        """How long a task may take [s]; None where that is certain."""
        if value is None or (value is task.duration and not isinstance(value, ThreePointEstimate)):
            return None
        if isinstance(value, Distribution):
            clock = task.duration is not None and isinstance(scheduled(task.duration), ElapsedDuration)
            return Scaled(value, 86_400 if clock else self.plan.day.minutes_per_day * 60)
        try:
            read = estimate(value, place=f"durations[{task.id!r}]")
        except FaultsError as error:
            self.faults.extend(error.faults)
            return None
        return None if read is None else self.timed(read)

    def timed(self, effect: TimeEffect) -> Distribution:
        """A duration or a delay, or three, as a distribution [s]."""
        return self.shaped([self.seconds(part) for part in points(effect)])

    def seconds(self, part: Duration) -> float:
        """A duration [s]; durations with one notation are one object, read once."""
        known = self.known.get(id(part))
        if known is None:
            known = self.known[id(part)] = part, float(part.seconds(self.plan.day))
        return known[1]

    def shaped(self, parts: Sequence[float]) -> Distribution:
        if len(set(parts)) == 1:
            return Fixed(parts[0])
        return (Pert if self.options.shape == "pert" else Triangular)(*parts)

    def money(self, effect: CostEffect) -> Distribution:
        return self.shaped([float(amount.amount) for amount in amounts(effect)])

    def costs(self) -> tuple[tuple[int, Distribution], ...]:
        found = []
        for name, distribution in self.options.costs.items():
            place = self.place(name, f"costs[{name!r}]")
            if place is not None and isinstance(distribution, Distribution):
                found.append((place, distribution))
            elif place is not None:
                message = f"expected a distribution of its cost, got {distribution!r}"
                self.faults.append(Fault(f"costs[{name!r}]", distribution, message))
        return tuple(sorted(found, key=lambda pair: pair[0]))

    def events(self) -> Iterator[Event]:
        for risk in self.register:
            why_not = self.why_left_out(risk)
            if why_not:
                self.left_out.append(f"{risk}: {why_not}")
                continue
            after = self.works(risk)
            chance = risk.residual_probability if after else risk.probability
            delay, cost = (risk.residual_delay, risk.residual_cost) if after else (risk.delay, risk.cost)
            places = tuple(dict.fromkeys(self.struck(risk, delay)))
            yield Event(
                name=risk.name,
                probability=float(chance or 0),
                delay=self.timed(delay) if delay is not None and places else None,
                cost=self.money(cost) if cost is not None else None,
                places=places,
            )

    def why_left_out(self, risk: Risk) -> str:
        """Why a risk cannot be simulated; empty where it can."""
        if not risk.is_open:
            return f"it is {risk.status.value}"
        data_date = self.plan.data_date or self.plan.start
        if risk.expires is not None and risk.expires <= data_date:
            return f"it expired on {risk.expires:%Y-%m-%d}"
        if risk.probability is None:
            return "it has no probability"
        if risk.cost is None and risk.delay is None:
            return "its effect is not measured in time or money"
        if risk.cost is None and not risk.on:
            return "it is on no task, so its delay strikes nothing"
        return ""

    def works(self, risk: Risk) -> bool:
        """Whether the risk's response is taken to work."""
        if risk.response is None:
            return False
        responses = self.options.responses
        return responses == "all" or risk.name in responses or risk.status is RiskStatus.TREATED

    def struck(self, risk: Risk, delay: TimeEffect | None) -> Iterator[int]:
        for name in risk.on:
            place = self.place(name, f"{risk}.on")
            if place is None or delay is None:
                continue
            task = self.plan.tasks[place]
            if self.plan.structure.is_summary(place):
                message = f"{name!r} is a summary; name the task that would take longer"
                self.faults.append(Fault(f"{risk}.on", name, message))
                continue
            by_clock = task.duration is not None and isinstance(scheduled(task.duration), ElapsedDuration)
            if by_clock != isinstance(points(delay)[0], ElapsedDuration) and task.duration is not None:
                kinds = "clock time like 3ed" if by_clock else "working time like 3d"
                self.faults.append(Fault(f"{risk}.delay", delay, f"{name!r} takes {kinds}; a delay on it does, too"))
            yield place

    def spent(self) -> float:
        responses = [risk.response for risk in self.register.open if self.works(risk)]
        return float(sum(one.cost.amount for one in responses if one is not None and one.cost is not None))

    def branches(self) -> Iterator[tuple[Branch, tuple[tuple[int, ...], ...]]]:
        for branch in self.options.branches:
            places = {name: self.leaves(ids, f"branch {branch.name!r}") for name, ids in branch.tasks}
            yield branch, tuple(places.get(name, ()) for name, _ in branch.chances)

    def correlations(
        self, durations: Sequence[tuple[int, Distribution]], costs: Sequence[tuple[int, Distribution]]
    ) -> tuple[tuple[int, int, float], ...]:
        ids = self.plan.tasks
        numbers = {ids[place].id: number for number, (place, _) in enumerate(durations)}
        numbers |= {f"cost:{ids[place].id}": len(durations) + n for n, (place, _) in enumerate(costs)}
        found: dict[tuple[int, int], float] = {}
        for correlation in self.options.correlations:
            unknown = [name for name in correlation.names if name not in numbers]
            for name in unknown:
                message = f"{name!r} has no uncertain duration to correlate{self.hint(name, numbers)}"
                self.faults.append(Fault("correlations", name, message))
            if unknown:
                continue
            places = sorted({numbers[name] for name in correlation.names})
            for n, one in enumerate(places):
                found.update({(one, other): correlation.rank for other in places[n + 1 :]})
        return tuple((one, other, rank) for (one, other), rank in sorted(found.items()))

    def watched(self) -> tuple[int, ...]:
        """Milestones, and what the caller wants to watch."""
        named = {self.place(name, "watch") for name in self.options.watch} - {None}
        structure = self.plan.structure
        return tuple(
            place
            for place, task in enumerate(self.plan.tasks)
            if place in named or (is_milestone(task) and task.is_active and not structure.is_summary(place))
        )


def is_milestone(task: Task) -> bool:
    """Whether a task marks a date."""
    if task.spans_others:
        return False
    return task.extra.milestone or task.duration is None or not scheduled(task.duration).amount


@frozen
class Scaled(Distribution):
    """A distribution in another unit."""

    inner: Distribution
    factor: float

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        return self.inner.quantile(share) * self.factor

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.inner.mean * self.factor

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        return self.inner.variance * self.factor**2
