"""One measurement put together: figures by row, their findings, and the time that is earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
from attrs import frozen

from itpm.cost.earned.accruals import AccruedCost
from itpm.cost.earned.curves import Planned, reached
from itpm.cost.earned.known import Known
from itpm.cost.earned.ledger import Ledger, actual_amounts
from itpm.cost.earned.schedules import EarnedSchedule
from itpm.cost.earned.time_indices import schedule_adherence
from itpm.cost.earning import earning_method
from itpm.cost.figures import EarnedValueRow
from itpm.cost.integrity import Measured, integrity_findings
from itpm.cost.performance import EarnedValue
from itpm.cost.rollup import top_down, totals
from itpm.errors import UndefinedIndexError
from itpm.findings import Finding
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.money import Money
from itpm.model.numbers import CONTEXT
from itpm.model.plans import Plan

HOURS = "h"


@frozen(kw_only=True)
class Measurement:
    """Everything that one measurement found.

    Attributes:
        plan: as the caller gave it.
        ledger: budgets in time and what is earned, of the plan as it was known.
        currency: of the amounts; ``"h"`` where work is measured.
        earned: what each place has earned of its own budget.
        result: what the caller gets.
    """

    plan: Plan
    ledger: Ledger
    currency: str
    earned: list[Decimal]
    result: EarnedValue

    @classmethod
    def of(
        cls, plan: Plan, known: Known, ledger: Ledger, accrued: Mapping[str, AccruedCost] | None, currency: str
    ) -> Measurement:
        """Measure."""
        layer, structure = ledger.layers[-1], plan.structure
        costs = actual_amounts(known.plan, accrued, hours=currency == HOURS)
        planned = ledger.planned()
        earned = ledger.earned(planned)
        loose_pv = Decimal(0) if ledger.loose is None else ledger.loose.by(ledger.now)
        loose = (loose_pv, ledger.earned_loose(earned), costs.project, layer.budgets.project)
        columns = [totals(structure, own) for own in (planned, earned, costs.own, layer.budgets.own)]
        rows = tuple(_rows(plan, ledger, columns, currency))
        sums = [Money(_sum_of_roots(plan, column) + own, currency) for column, own in zip(columns, loose, strict=True)]
        total = EarnedValueRow(id="", name=plan.name, is_summary=True, pv=sums[0], ev=sums[1], ac=sums[2], bac=sums[3])
        measured = Measured(
            plan=plan,
            known=known,
            as_of=ledger.at,
            agreed=layer.agreed,
            rows=rows,
            percents=tuple(ledger.percent(place) for place in range(len(rows))),
            measured=frozenset(ledger.measures),
            undated=frozenset(ledger.undated),
            contradicted=layer.budgets.contradicted,
            loose=(Money(layer.budgets.project, currency), Money(costs.project, currency)),
            booked=accrued is not None,
            budget=total.bac,
        )
        result = EarnedValue(
            name=plan.name,
            as_of=ledger.at,
            baseline=" > ".join(one.baseline.name for one in ledger.layers),
            total=total,
            rows=rows,
            findings=integrity_findings(measured),
        )
        found = cls(plan=plan, ledger=ledger, currency=currency, earned=earned, result=result)
        return found._with_schedule()

    def _with_schedule(self) -> Measurement:
        try:
            times, why = self.schedule(None), ""
        except UndefinedIndexError as undefined:
            times, why = None, str(undefined)
        return self._evolved(times=times, no_times=why)

    def with_findings(self, findings: Iterable[Finding]) -> Measurement:
        """The same with more findings."""
        return self._evolved(findings=(*self.result.findings, *findings))

    # Any: fields of the result, by name
    def _evolved(self, **changes: Any) -> Measurement:
        return attrs.evolve(self, result=attrs.evolve(self.result, **changes))

    def schedule(self, task_id: str | None) -> EarnedSchedule:
        """Earned schedule of the project or of a task with all below it."""
        structure, ledger = self.plan.structure, self.ledger
        row = self.result.total if task_id is None else self.result[task_id]
        top = None if task_id is None else structure.position[task_id]
        places = list(range(len(self.plan.tasks))) if top is None else [top, *structure.descendants(top)]
        pairs = [(curve, self.earned[place]) for place in places if (curve := ledger.curves[place]) is not None]
        curves = [curve for curve, _ in pairs]
        extra = [ledger.loose] if top is None and ledger.loose is not None else []
        return self._times(row, [*curves, *extra], pairs, places)

    def _times(
        self,
        row: EarnedValueRow,
        curves: list[Planned],
        pairs: list[tuple[Planned, Decimal]],
        places: list[int],
    ) -> EarnedSchedule:
        calendar, day = self.plan.calendar, self.plan.day.minutes_per_day * 60
        until, last = (reached(curves, amount.amount) if row.bac else None for amount in (row.ev, row.bac))
        if until is None or last is None:
            why = "more earned than ever planned" if curves else "the baseline has no dates"
            raise UndefinedIndexError(why if row.bac else "nothing planned")
        time = calendar.compiled
        first = time.next_start(min(curve.first for curve in curves))
        now = min(self.ledger.now, self._finished(places))
        due = [curve.by(until) for curve, _ in pairs]
        adherence = schedule_adherence(planned=due, earned=[done for _, done in pairs]) if any(due) else None
        return EarnedSchedule(
            name=row.name,
            unit="working day",
            planned=_days(time.between(first, last), day),
            at=_days(max(time.between(first, now), 0), day),
            es=_days(max(time.between(first, until), 0), day),
            pv=row.pv,
            ev=row.ev,
            ac=row.ac,
            bac=row.bac,
            adherence=adherence,
            start=to_datetime(first),
            earned_until=to_datetime(until),
            calendar=calendar,
            seconds=day,
        )

    def _finished(self, places: list[int]) -> int:
        """When the last of the packages that have a budget and are measured ended; now where one has not [s]."""
        ledger, children = self.ledger, self.plan.structure.children
        ends = [
            ledger.plan.tasks[place].progress
            for place in places
            if not children[place] and ledger.curves[place] is not None and ledger.percent(place) is not None
        ]
        dates = [one.actual_finish for one in ends if one is not None and one.actual_finish is not None]
        return max(map(to_seconds, dates)) if dates and len(dates) == len(ends) else ledger.now


def _days(seconds: int, day: int) -> Decimal:
    return CONTEXT.divide(Decimal(seconds), Decimal(day))


def _sum_of_roots(plan: Plan, column: Sequence[Decimal]) -> Decimal:
    parents = plan.structure.parents
    return sum((amount for place, amount in enumerate(column) if parents[place] < 0), Decimal(0))


def _rows(plan: Plan, ledger: Ledger, columns: Sequence[Sequence[Decimal]], currency: str) -> Iterable[EarnedValueRow]:
    structure = plan.structure
    levels = [1] * len(plan.tasks)
    for place in top_down(structure):
        if (parent := structure.parents[place]) >= 0:
            levels[place] = levels[parent] + 1
    for place, task in enumerate(plan.tasks):
        pv, ev, ac, bac = (Money(column[place], currency) for column in columns)
        measure = ledger.measures.get(task.id)
        yield EarnedValueRow(
            id=task.id,
            name=task.label,
            parent=task.parent or "",
            level=levels[place],
            is_summary=bool(structure.children[place]),
            method=None if structure.children[place] or measure is not None else earning_method(task),
            measure="" if measure is None else measure.label,
            pv=pv,
            ev=ev,
            ac=ac,
            bac=bac,
        )
