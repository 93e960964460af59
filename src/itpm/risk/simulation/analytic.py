"""Without a simulation, and without numpy: what PERT and Clark's formulas say of a plan, and what they cannot see.

PERT adds means and variances along one path, the longest at mean durations, and takes the sum for normal: it misses that another
path may turn out longer. Clark's formulas take the maximum of two normal times for normal again, with its exact mean and
variance: they see where paths merge. Here every finish keeps its loading on each task's duration, so that paths which share
tasks are correlated as they should be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from statistics import NormalDist
from typing import Literal, TypeAlias

import attrs
from attrs import field, frozen

from itpm.errors import Fault
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import ElapsedDuration, Percent, Unit, WorkDuration, scheduled, seconds_of
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.distributions import Distribution, normal_quantile
from itpm.risk.simulation.recipes import DurationInput, duration_distributions
from itpm.risk.simulation.tablets import in_days
from itpm.scheduling.schedules import schedule
from itpm.tables import Column, Table, Tabular

Way: TypeAlias = Literal["pert", "clark"]
_NORMAL = NormalDist()


@frozen
class NormalTime:
    """A time that is taken for normal: its mean, variance, and loadings on the durations it is made of."""

    mean: float
    variance: float
    loadings: Mapping[int, float] = field(factory=dict, repr=False)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return math.sqrt(max(0.0, self.variance))


def clark_maximum(
    first: tuple[float, float], second: tuple[float, float], *, correlation: float = 0.0
) -> tuple[float, float, float]:
    """Mean and variance of the greater of two normal values, and the probability that it is the first.

    Args:
        first: mean and standard deviation.
        second: mean and standard deviation.
        correlation: between them [1].

    Raises:
        RiskError: a negative deviation, or a correlation beyond -1 to 1.

    Source:
        Clark, The greatest of a finite set of random variables, Operations Research 9 (1961), equations 2 to 4.

    Example:
        >>> [round(value, 6) for value in clark_maximum((10, 2), (12, 3))]
        [12.654196, 5.815886, 0.28955]
    """
    (mean, deviation), (other, spread) = first, second
    if deviation < 0 or spread < 0 or not -1 <= correlation <= 1:
        values = (deviation, spread, correlation)
        message = f"expected deviations of 0 or more and a correlation from -1 to 1, got {values}"
        raise RiskError([Fault("clark_maximum", values, message)])
    square = deviation**2 + spread**2 - 2 * correlation * deviation * spread
    if square <= 1e-10 * (deviation**2 + spread**2):
        greater = first if mean >= other else second
        return greater[0], greater[1] ** 2, float(mean >= other)
    scale = math.sqrt(square)
    gap = (mean - other) / scale
    chance, density = _NORMAL.cdf(gap), _NORMAL.pdf(gap)
    greatest = mean * chance + other * (1 - chance) + scale * density
    second_moment = (
        (mean**2 + deviation**2) * chance + (other**2 + spread**2) * (1 - chance) + (mean + other) * scale * density
    )
    return greatest, max(0.0, second_moment - greatest**2), chance


@frozen(kw_only=True)
class AnalyticEstimate(Tabular):
    """What PERT and Clark say of a plan's finish.

    Attributes:
        plan: the plan.
        pert: time from the plan's start to its finish along one path [s of working time].
        clark: the same with merging paths [s of working time].
        path: the path PERT looks at: the critical one at mean durations.
        misses: what neither sees in this plan.
    """

    plan: Plan = field(repr=False)
    pert: NormalTime
    clark: NormalTime
    path: tuple[str, ...]
    misses: tuple[str, ...]

    def finish(self, percent: float = 50, *, by: Way = "clark") -> datetime:
        """The date that is kept with so many percent."""
        time = self.clark if by == "clark" else self.pert
        return self._date(time.mean + time.deviation * normal_quantile(percent / 100))

    def probability(self, finish: datetime, *, by: Way = "clark") -> float:
        """Probability of keeping a date [1]."""
        time, calendar = (self.clark if by == "clark" else self.pert), self.plan.calendar.compiled
        worked = calendar.between(to_seconds(self.plan.start), to_seconds(finish))
        return _NORMAL.cdf((worked - time.mean) / time.deviation) if time.deviation else float(worked >= time.mean)

    def _date(self, work: float) -> datetime:
        return to_datetime(self.plan.calendar.compiled.advance(to_seconds(self.plan.start), max(0, round(work))))

    def table(self) -> Table:
        """Both ways side by side."""
        percents = (50, 80, 90)
        rows = []
        for way, time in (("PERT", self.pert), ("Clark", self.clark)):
            day = self.plan.day
            mean, spread = (in_days(seconds_of(round(value), day=day)) for value in (time.mean, time.deviation))
            by: Way = "pert" if way == "PERT" else "clark"
            rows.append((way, mean, spread, *(self.finish(p, by=by) for p in percents)))
        columns = [Column("Way"), Column("Mean", align="right"), Column("Deviation", align="right")]
        columns += [Column(f"P{percent}") for percent in percents]
        note = "\n".join([f"path: {' -> '.join(self.path)}", *(f"not seen: {each}" for each in self.misses)])
        return Table(title="Without a simulation", columns=columns, rows=rows, note=note)


def analytic_estimate(
    plan: Plan,
    *,
    policy: SchedulingPolicy | None = None,
    durations: Mapping[str, DurationInput] | None = None,
) -> AnalyticEstimate:
    """What PERT and Clark say of a plan's finish, in plain Python.

    Args:
        plan: three-point durations are uncertain.
        policy: how it is scheduled; default: its own policy, else MS Project's.
        durations: durations by task id that replace the plan's, as in `simulate`.

    Source:
        Malcolm et al. (1959) for PERT; Clark (1961) for merging paths.

    Example:
        >>> from itpm.model import Task
        >>> plan = Plan("Merge", start="2026-01-05", tasks=[Task(name, ("4d", "5d", "6d")) for name in ("a", "b", "c")])
        >>> found = analytic_estimate(plan)
        >>> print(found.finish(by="pert"), found.finish(by="clark"))
        2026-01-09 17:00:00 2026-01-12 10:33:47
    """
    used = policy or plan.policy or SchedulingPolicy.ms_project()
    uncertain = duration_distributions(plan, durations or {})
    typical = expected_plan(plan, durations=durations)
    found = schedule(typical, policy=used)
    times = _times(plan, uncertain)
    leaves = [place for place in range(len(plan.tasks)) if not plan.structure.is_summary(place)]
    path = tuple(name for name in found.critical_path)
    work = plan.calendar.compiled.between(to_seconds(plan.start), to_seconds(found.finish))
    variance = math.fsum(times[plan.structure.position[name]].variance for name in path)
    return AnalyticEstimate(
        plan=plan,
        pert=NormalTime(work, variance),
        clark=_greatest(_finishes(plan, times, leaves), times),
        path=path,
        misses=tuple(_misses(plan)),
    )


def expected_plan(plan: Plan, *, durations: Mapping[str, DurationInput] | None = None) -> Plan:
    """The plan with every uncertain duration at its mean instead of its most likely value.

    Example:
        >>> from itpm.model import Task
        >>> plan = Plan("One", start="2026-01-05", tasks=[Task("build", ("4h", "5h", "12h"))])
        >>> print(expected_plan(plan)["build"].duration)
        6h
    """
    tasks = list(plan.tasks)
    for place, distribution in duration_distributions(plan, durations or {}):
        task = tasks[place]
        clock = task.duration is not None and isinstance(scheduled(task.duration), ElapsedDuration)
        kind = ElapsedDuration if clock else WorkDuration
        tasks[place] = attrs.evolve(task, duration=kind(Decimal(max(0, round(distribution.mean))), Unit.SECOND))
    return attrs.evolve(plan, tasks=tasks)


def _times(plan: Plan, uncertain: tuple[tuple[int, Distribution], ...]) -> list[NormalTime]:
    """How long each task takes; what is done of a begun one is over, of a complete one all."""
    found = []
    known = dict(uncertain)
    for place, task in enumerate(plan.tasks):
        seconds = 0 if task.duration is None else scheduled(task.duration).seconds(plan.day)
        if place in known:
            found.append(NormalTime(known[place].mean, known[place].variance, {place: 1.0}))
        else:
            found.append(NormalTime(float(seconds), 0.0))
    return found


def _finishes(plan: Plan, times: list[NormalTime], leaves: list[int]) -> Iterator[NormalTime]:
    """When each task ends, as working time from the plan's start; lags of every kind count, calendars and dates do not."""
    structure, members = plan.structure, set(leaves)
    position = structure.position
    into: dict[int, list[Dependency]] = {place: [] for place in leaves}
    for link in plan.links:
        place = position[link.successor]
        if place in members and position[link.predecessor] in members:
            into[place].append(link)
    variances = {place: time.variance for place, time in enumerate(times)}
    starts: dict[int, NormalTime] = {}
    for place in structure.order:
        if place not in members:
            continue
        start: NormalTime | None = None
        for link in into[place]:
            before = position[link.predecessor]
            led = _led(link, _lag(plan, link, times[before]), (starts[before], times[before], times[place]), variances)
            start = led if start is None else _later(start, led, variances)
        starts[place] = start = start or NormalTime(0.0, 0.0)
        yield _sum(start, times[place], 1.0, variances)


def _lag(plan: Plan, link: Dependency, before: NormalTime) -> float:
    """The lag of a link [s]."""
    lag = link.lag
    return float(lag.value) / 100 * before.mean if isinstance(lag, Percent) else float(lag.seconds(plan.day))


def _led(
    link: Dependency, lag: float, times: tuple[NormalTime, NormalTime, NormalTime], variances: Mapping[int, float]
) -> NormalTime:
    """The start that a link leaves open, from the start and the time before and the time behind it."""
    start, before, behind = times
    at = _sum(start, before, 1.0, variances) if link.type in (DependencyType.FS, DependencyType.FF) else start
    at = attrs.evolve(at, mean=at.mean + lag)
    return _sum(at, behind, -1.0, variances) if link.type in (DependencyType.FF, DependencyType.SF) else at


def _sum(one: NormalTime, other: NormalTime, sign: float, variances: Mapping[int, float]) -> NormalTime:
    """One plus or minus the other, as far as they share durations."""
    loadings = dict(one.loadings)
    for place, loading in other.loadings.items():
        loadings[place] = loadings.get(place, 0.0) + sign * loading
    shared = _covariance(one, other, variances)
    variance = one.variance + other.variance + 2 * sign * shared
    return NormalTime(one.mean + sign * other.mean, max(0.0, variance), loadings)


def _covariance(one: NormalTime, other: NormalTime, variances: Mapping[int, float]) -> float:
    few, many = sorted((one.loadings, other.loadings), key=len)
    return math.fsum(loading * many.get(place, 0.0) * variances[place] for place, loading in few.items())


def _later(one: NormalTime, other: NormalTime, variances: Mapping[int, float]) -> NormalTime:
    """The later of two times."""
    spread = one.deviation * other.deviation
    rho = _covariance(one, other, variances) / spread if spread else 0.0
    mean, variance, chance = clark_maximum(
        (one.mean, one.deviation), (other.mean, other.deviation), correlation=max(-1.0, min(1.0, rho))
    )
    loadings = {place: loading * chance for place, loading in one.loadings.items()} if chance > 1e-9 else {}
    for place, loading in other.loadings.items() if chance < 1 - 1e-9 else ():
        loadings[place] = loadings.get(place, 0.0) + loading * (1 - chance)
    return NormalTime(mean, variance, loadings)


def _greatest(finishes: Iterator[NormalTime], times: list[NormalTime]) -> NormalTime:
    """The latest of all finishes, in order."""
    variances = {place: time.variance for place, time in enumerate(times)}
    found = next(finishes, NormalTime(0.0, 0.0))
    for finish in finishes:
        found = _later(found, finish, variances)
    return found


def _misses(plan: Plan) -> Iterator[str]:
    """What of this plan the formulas do not know."""
    tasks = plan.tasks
    if any(task.calendar is not None for task in tasks) or any(r.calendar is not None for r in plan.resources):
        yield "further calendars; all work is counted in the plan's"
    if any(task.constraints for task in tasks):
        yield "constraints on dates"
    if any(task.progress is not None and task.progress.is_started for task in tasks):
        yield "progress to date"
    structure = plan.structure
    if any(
        structure.is_summary(structure.position[end])
        for link in plan.links
        for end in (link.predecessor, link.successor)
    ):
        yield "links of summaries"
    if any(task.duration is not None and isinstance(scheduled(task.duration), ElapsedDuration) for task in tasks):
        yield "durations on the clock"
    if plan.windows:
        yield "freeze and release windows"
    yield "risks that may or may not occur, and correlation between tasks"
