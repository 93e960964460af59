"""The work of one measurement: budgets in time, what each task has earned, and what it has cost, by place in the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal

from itpm.cost.earned.accruals import AccruedCost
from itpm.cost.earned.curves import Following, Planned, Replanned, Spread, Stepped
from itpm.cost.earned.layers import Layer
from itpm.cost.earned.measures import (
    Apportioned,
    FixedFormula,
    LevelOfEffort,
    Measure,
    PercentComplete,
    WeightedMilestones,
)
from itpm.cost.earning import duration_percent, earned_percent, share_at_start
from itpm.cost.phasing import portion, span_of
from itpm.cost.rollup import RollUp, own_amounts, top_down
from itpm.errors import Fault, Hints, PlanError
from itpm.model.durations import scheduled
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.tasks import Task

_HUNDRED = Decimal(100)
_HOUR = Decimal(3600)
_PLACES = Decimal("1e-12")
_CONTEXT = Context(prec=60)


def actual_amounts(plan: Plan, costs: Mapping[str, AccruedCost] | None, *, hours: bool) -> RollUp:
    """What each task has cost of its own: by the books where they are given, else as the plan records it."""
    if costs is None:
        return own_amounts(plan.structure, _recorded(plan, hours=hours))
    own = [_accrued(costs.get(task.id), hours=hours) for task in plan.tasks]
    return RollUp(tuple(own), _accrued(costs.get(""), hours=hours), ())


def _accrued(cost: AccruedCost | None, *, hours: bool) -> Decimal:
    if cost is None:
        return Decimal(0)
    return (cost.hours or Decimal(0)) if hours else cost.amount.amount


def _recorded(plan: Plan, *, hours: bool) -> list[Decimal | None]:
    """Recorded for each task: its own figure, else its assignments'; a summary's come on top of its parts."""
    found: list[Decimal | None] = [None] * len(plan.tasks)
    below = [Decimal(0)] * len(plan.tasks)
    for place in reversed(top_down(plan.structure)):
        own, booked = _actual(plan, plan.tasks[place], hours=hours)
        if own is not None:
            found[place] = own
        elif booked:
            found[place] = sum(booked, below[place])
        if (parent := plan.structure.parents[place]) >= 0:
            known = found[place]
            below[parent] += below[place] if known is None else known
    return found


def _actual(plan: Plan, task: Task, *, hours: bool) -> tuple[Decimal | None, list[Decimal]]:
    progress = task.progress
    if hours:
        work = None if progress is None else progress.actual_work
        shares = [share.actual_work for share in task.assignments if share.actual_work is not None]
        own = None if work is None else _CONTEXT.divide(Decimal(work.seconds(plan.day)), _HOUR)
        return own, [_CONTEXT.divide(Decimal(share.seconds(plan.day)), _HOUR) for share in shares]
    cost = None if progress is None else progress.actual_cost
    booked = [share.actual_cost.amount for share in task.assignments if share.actual_cost is not None]
    return (None if cost is None else cost.amount), booked


class Ledger:
    """Planned and earned value by place; lives only while one measurement runs."""

    def __init__(self, plan: Plan, layers: Sequence[Layer], at: datetime, measures: Mapping[str, Measure]) -> None:
        self.plan, self.layers, self.at = plan, layers, at
        self.now = to_seconds(at)
        self.undated: list[int] = []
        self.measures = checked_measures(plan, measures)
        self.curves = self._curves()
        self.loose = self._loose()

    # --- planned --------------------------------------------------------------------------------------

    def _curves(self) -> list[Planned | None]:
        found: list[Planned | None] = [None] * len(self.plan.tasks)
        for layer in self.layers:
            new = self._of_layer(layer)
            if layer.since is None:
                found = new
                continue
            found = [
                None if before is None and after is None else Replanned(before, after, budget, layer.since)
                for before, after, budget in zip(found, new, layer.budgets.own, strict=True)
            ]
        return found

    def _of_layer(self, layer: Layer) -> list[Planned | None]:
        self.undated = []
        budgets = layer.budgets.own
        found: list[Planned | None] = [self._alone(layer, place, budget) for place, budget in enumerate(budgets)]
        for place, budget in enumerate(budgets):
            measure = self.measures.get(self.plan.tasks[place].id)
            if budget and isinstance(measure, Apportioned):
                leaders = tuple(one for leaf in self.leaders(measure) if (one := found[leaf]) is not None)
                whole = sum((budgets[leaf] for leaf in self.leaders(measure)), Decimal(0))
                if leaders and whole > 0:
                    found[place] = Following(budget, leaders, whole)
        return found

    def _alone(self, layer: Layer, place: int, budget: Decimal) -> Planned | None:
        """A budget in time by its own baseline dates."""
        if not budget:
            return None
        task = self.plan.tasks[place]
        measure = self.measures.get(task.id)
        if isinstance(measure, WeightedMilestones) and (steps := measure.steps()):
            return Stepped(budget, steps)
        at_start = self._at_start(place, measure)
        if at_start is None and place in layer.due:
            return layer.due[place]
        span = span_of(self.plan, task, layer.agreed.get(task.id))
        if span is None:
            self.undated.append(place)
            span = layer.whole
        if span is None:
            return None
        if at_start is not None:
            begin = span.calendar.next_start(span.start)
            # Round the clock a start is also the end of what came before, and counts behind it.
            begin += span.calendar.between(begin - 1, begin)
            return Stepped(budget, ((min(begin, span.finish), at_start), (span.finish, _HUNDRED - at_start)))
        return Spread(budget, span)

    def _at_start(self, place: int, measure: Measure | None) -> Decimal | None:
        """Share that is planned at the start, the rest at the end [%]; None: it is planned evenly."""
        if isinstance(measure, FixedFormula):
            return measure.at_start if measure.alike else None
        if measure is not None or self.plan.structure.children[place]:
            return None
        return share_at_start(self.plan.tasks[place])

    def _loose(self) -> Planned | None:
        """What the project itself holds beside its tasks, planned over the whole baseline."""
        found: Planned | None = None
        for layer in self.layers:
            budget = layer.budgets.project
            even = Spread(budget, layer.whole) if budget and layer.whole is not None else None
            new = layer.due.get(-1, even)
            if layer.since is None:
                found = new
            elif found is not None or new is not None:
                found = Replanned(found, new, budget, layer.since)
        return found

    def planned(self) -> list[Decimal]:
        """Planned value of each place's own budget."""
        return [Decimal(0) if curve is None else curve.by(self.now) for curve in self.curves]

    def leaders(self, measure: Apportioned) -> list[int]:
        """Places of the packages that apportioned effort follows."""
        structure, found = self.plan.structure, dict[int, None]()
        for name in measure.to:
            place = structure.position[name]
            for below in (place, *structure.descendants(place)):
                if not structure.children[below]:
                    found[below] = None
        return list(found)

    # --- earned ---------------------------------------------------------------------------------------

    def earned(self, planned: Sequence[Decimal]) -> list[Decimal]:
        """What each place has earned of its own budget, parts before summaries."""
        budgets, structure = self.layers[-1].budgets.own, self.plan.structure
        earned = self._of_leaves(budgets, planned)
        earned_below, budget_below = [Decimal(0)] * len(budgets), [Decimal(0)] * len(budgets)
        for place in reversed(top_down(structure)):
            budget = budgets[place]
            measure = self.measures.get(self.plan.tasks[place].id)
            if budget and structure.children[place] and isinstance(measure, Apportioned):
                earned[place] = self._following(measure, place, earned)
            elif budget and structure.children[place]:
                earned[place] = self._own(place, budget, planned[place], earned_below[place], budget_below[place])
            if (parent := structure.parents[place]) >= 0:
                earned_below[parent] += earned_below[place] + earned[place]
                budget_below[parent] += budget_below[place] + budget
        return earned

    def _of_leaves(self, budgets: Sequence[Decimal], planned: Sequence[Decimal]) -> list[Decimal]:
        earned = [Decimal(0)] * len(budgets)
        followers: list[tuple[int, Apportioned]] = []
        for place, budget in enumerate(budgets):
            if not budget or self.plan.structure.children[place]:
                continue
            measure = self.measures.get(self.plan.tasks[place].id)
            if isinstance(measure, Apportioned):
                followers.append((place, measure))
                continue
            percent = self.percent(place)
            earned[place] = planned[place] if percent is None else earned_share(budget, percent)
        for place, measure in followers:
            earned[place] = self._following(measure, place, earned)
        return earned

    def _following(self, measure: Apportioned, place: int, earned: Sequence[Decimal]) -> Decimal:
        """What apportioned effort has earned: the share that the packages have that it follows."""
        budgets, leaders = self.layers[-1].budgets.own, self.leaders(measure)
        whole = sum((budgets[leaf] for leaf in leaders), Decimal(0))
        done = sum((earned[leaf] for leaf in leaders), Decimal(0))
        return portion(budgets[place], done, whole) if whole > 0 else Decimal(0)

    def percent(self, place: int) -> Decimal | None:
        """Share of its budget that a leaf has earned [%]; None: what was planned."""
        task = self.plan.tasks[place]
        return measured_percent(task, self.measures.get(task.id), self.plan, self.at)

    def _own(self, place: int, budget: Decimal, planned: Decimal, earned_below: Decimal, below: Decimal) -> Decimal:
        percent = self.percent(place)
        if percent is None:
            return planned
        task = self.plan.tasks[place]
        if task.id in self.measures:
            return earned_share(budget, percent)
        if below > 0:
            return portion(budget, earned_below, below)
        return portion(budget, percent if task.progress is not None else self._by_duration(place), 100)

    def _by_duration(self, place: int) -> Decimal:
        """Percent complete of the leaves below, weighted by their durations [%]."""
        structure, day = self.plan.structure, self.plan.day
        leaves = [self.plan.tasks[leaf] for leaf in structure.descendants(place) if not structure.children[leaf]]
        weights = [scheduled(leaf.duration).seconds(day) if leaf.duration is not None else 0 for leaf in leaves]
        done = [duration_percent(leaf, day=day) * weight for leaf, weight in zip(leaves, weights, strict=True)]
        return sum(done, Decimal(0)) / sum(weights) if sum(weights) > 0 else Decimal(0)

    def earned_loose(self, earned: Sequence[Decimal]) -> Decimal:
        """What the project has earned of what it holds beside its tasks: the share that the tasks have."""
        budgets = self.layers[-1].budgets
        below = sum(budgets.own, Decimal(0))
        return portion(budgets.project, sum(earned, Decimal(0)), below) if below > 0 else Decimal(0)


def measured_percent(task: Task, measure: Measure | None, plan: Plan, at: datetime) -> Decimal | None:
    """Share of its budget that a task has earned by a date [%]; None: what was planned, or what others earn."""
    match measure:
        case None:
            return earned_percent(task, day=plan.day)
        case LevelOfEffort() | Apportioned():
            return None
        case FixedFormula() | PercentComplete():
            return Decimal(0) if task.progress is None else _by_progress(task, measure, task.progress, plan)
        case _:
            return measure.percent(at)


def _by_progress(task: Task, measure: FixedFormula | PercentComplete, progress: Progress, plan: Plan) -> Decimal:
    if progress.is_complete:
        return _HUNDRED
    if isinstance(measure, FixedFormula):
        return _by_formula(measure, progress)
    match measure.of:
        case "work":
            return progress.percent_work or Decimal(0)
        case "physical":
            return progress.physical_percent or Decimal(0)
        case "duration":
            return duration_percent(task, day=plan.day)


def _by_formula(measure: FixedFormula, progress: Progress) -> Decimal:
    if progress.percent_complete == _HUNDRED:
        return _HUNDRED
    return measure.at_start if progress.is_started or progress.percent_complete else Decimal(0)


def earned_share(budget: Decimal, percent: Decimal) -> Decimal:
    """So many percent of a budget; above a hundred, more than all of it [currency]."""
    if percent <= _HUNDRED:
        return portion(budget, percent, 100)
    return (
        _CONTEXT.divide(_CONTEXT.multiply(budget, percent), _HUNDRED)
        .quantize(_PLACES, context=_CONTEXT)
        .normalize(_CONTEXT)
    )


def checked_measures(plan: Plan, measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """The measure of every task that has one: its own, else that of the nearest summary above.

    Raises:
        PlanError: a measure of a task that does not exist, or effort apportioned to nothing, itself or other such effort.
    """
    hint = Hints()
    position = plan.structure.position
    faults: list[Fault] = []
    for name, measure in measures.items():
        if name not in position:
            message = f"there is no task {name!r}{hint(name, position)}"
            faults.append(Fault(f"measures[{name!r}]", name, message))
        if not isinstance(measure, Measure):
            message = f"expected a method of measurement like Units(40, 10), got {measure!r}"
            faults.append(Fault(f"measures[{name!r}]", measure, message))
    found: dict[str, Measure] = {}
    for place in top_down(plan.structure) if measures else ():
        task, parent = plan.tasks[place], plan.structure.parents[place]
        nearest_one = measures.get(task.id) or (found.get(plan.tasks[parent].id) if parent >= 0 else None)
        if isinstance(nearest_one, Measure):
            found[task.id] = nearest_one
    for name, measure in measures.items():
        if isinstance(measure, Apportioned):
            faults += _faults_of(plan, found, f"measures[{name!r}]", measure, hint)
    if faults:
        raise PlanError(faults)
    return found


def _faults_of(
    plan: Plan, measures: Mapping[str, Measure], place: str, measure: Apportioned, hint: Hints
) -> list[Fault]:
    found: list[Fault] = []
    structure = plan.structure
    for other in measure.to:
        if other not in plan:
            message = f"it is apportioned to {other!r}, and there is no such task{hint(other, structure.position)}"
            found.append(Fault(place, other, message))
            continue
        at = structure.position[other]
        chained = [
            plan.tasks[below].id
            for below in (at, *structure.descendants(at))
            if isinstance(measures.get(plan.tasks[below].id), Apportioned)
        ]
        if chained:
            message = (
                f"it is apportioned to {chained[0]!r}, which is itself apportioned; name the work that both follow"
            )
            found.append(Fault(place, other, message))
    return found
