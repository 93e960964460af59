"""What the tasks of a schedule cost: their assignments' labour, overtime, material, uses and prices, and their fixed cost.

**Work** is the assignment's, else its units times the working time of the task in the calendar that both share. Overtime is a
part of the work and costs the overtime rate, the standard rate where there is none; unpaid overtime has a rate of zero.
**Rates** hold from their date until the next: an assignment across a rise is cut there, along working time, into one line for
each rate. A **material** is priced likewise, by the unit. A **cost per use** falls due once for each assignment, times its
units (of a material, as it is), at its start (at its end where the resource's cost is incurred there): as MS Project has it.
An assignment with a **price** of its own costs that and nothing else. An assignment whose work takes less than the task ends
when its work is done, unless it is contoured.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from attrs import frozen

from itpm.cost.budgeting.amounts import ratio, share, to_units
from itpm.cost.budgeting.entries import CostBook, Entry
from itpm.cost.budgeting.lines import CostKind
from itpm.cost.budgeting.rates import rate_steps
from itpm.cost.budgeting.spreading import Cumulative, Piece
from itpm.errors import Fault
from itpm.findings import Finding
from itpm.model.moments import to_seconds
from itpm.model.money import Money
from itpm.model.resources import Accrual, Assignment, Resource, ResourceKind
from itpm.model.tasks import Task
from itpm.model.working_time import CONTINUOUS, WorkingTime
from itpm.scheduling.calendars_used import CLOCK

_ALWAYS = to_seconds(datetime.min)


class Step(NamedTuple):
    """A rate from an instant on: money, and the same in units of 1e-12."""

    since: int
    standard: Money | None
    standard_units: int
    overtime: Money | None
    overtime_units: int
    per_use: Money | None


Rated = tuple[Money, int, Accrual]
"""An hourly rate, the same in units of 1e-12, and when it is incurred."""
Segment = tuple[Step, int, int, int]
"""A rate, the part of a span that it holds in [s], and how much of the work or material falls into it."""


@frozen
class InParts:
    """Working time of a split task: that of a calendar, in the task's parts only."""

    time: WorkingTime
    parts: tuple[tuple[int, int], ...]

    def total_until(self, at: int) -> int:
        """Working time in the parts before an instant [s]."""
        return sum(self.time.between(begin, min(end, at)) for begin, end in self.parts if begin < at)


class Span(NamedTuple):
    """When an assignment works: first and last instant [s], and the number of its calendar."""

    begin: int
    end: int
    calendar: int


class Share(NamedTuple):
    """A resource's share in a task: place of the task, assignment, resource with its rates, and when it works."""

    place: int
    assignment: Assignment
    resource: Resource
    steps: list[Step]
    span: Span


def post_tasks(book: CostBook) -> None:
    """Write the cost of every task that counts."""
    solution, resources = book.schedule.solution, book.plan.resource_by_id
    steps = {resource.id: _steps(resource) for resource in book.plan.resources}
    plain = _plain_rates(book, steps)
    for place, task in enumerate(book.plan.tasks):
        if (not task.assignments and task.details is None) or not task.is_active:
            continue
        start, finish = solution.start[place], solution.finish[place]
        details = task.details
        if details is not None and details.fixed_cost:
            fixed = details.fixed_cost
            number, accrual = book.calendar_of(place), details.fixed_cost_accrual
            piece = Piece(to_units(fixed.amount), start, finish, number, accrual)
            book.post(place, "", CostKind.FIXED, piece, fixed)
        own = book.calendar_of(place) if task.assignments else CLOCK
        whole = Span(start, finish, own)
        for assignment in task.assignments:
            if assignment.resource in plain and _is_plain(task, assignment):
                _post_plain(book, place, assignment, whole, plain[assignment.resource])
                continue
            resource = resources.get(assignment.resource)
            if resource is None:
                message = f"there is no resource {assignment.resource!r}"
                book.faults.append(Fault(f"task {task.id!r}.assignments", assignment.resource, message))
                continue
            worked = _span(book, place, assignment, resource, whole)
            _post(book, Share(place, assignment, resource, steps[resource.id], worked))


def _steps(resource: Resource) -> list[Step]:
    return [
        Step(
            _ALWAYS if since is None else since,
            rate.standard,
            to_units(rate.standard.amount) if rate.standard is not None else 0,
            overtime := rate.overtime if rate.overtime is not None else rate.standard,
            to_units(overtime.amount) if overtime is not None else 0,
            rate.per_use,
        )
        for since, rate in rate_steps(resource)
    ]


# --- most assignments are plain: as long as the task, at the one rate there is -----------------------------------


def _plain_rates(book: CostBook, steps: dict[str, list[Step]]) -> dict[str, Rated]:
    """Price, the same in whole units, and accrual of those who have one hourly rate in the book's currency and no more."""
    found = {}
    for resource in book.plan.resources:
        own = steps[resource.id]
        if resource.kind is not ResourceKind.WORK or resource.calendar is not None or len(own) != 1:
            continue
        price = own[0].standard
        if price is None or own[0].per_use is not None or price.currency != book.currency:
            continue
        if resource.id not in book.taxes and book.grain == 1:
            found[resource.id] = price, own[0].standard_units, resource.accrual
    return found


def _is_plain(task: Task, assignment: Assignment) -> bool:
    return (
        assignment.work is None
        and assignment.cost is None
        and assignment.overtime is None
        and assignment.delay is None
        and assignment.levelling_delay is None
        and (task.details is None or not task.details.splits)
    )


def _post_plain(book: CostBook, place: int, assignment: Assignment, span: Span, rated: Rated) -> None:
    """What `_post` writes for a plain assignment, in one step."""
    price, rate, accrual = rated
    units, parts = assignment.units.as_integer_ratio()
    count, per = book.worked(span) * units, 3600 * parts
    if count > 0:
        piece = Piece(ratio(rate * count, 1, per), *span, accrual)
        account, treatment = book.accounts[place], book.treatments[place]
        entry = Entry(piece, place, assignment.resource, _LABOUR, account, treatment, 0, count, per, price, None)
        book.entries.append(entry)


_LABOUR = CostKind.LABOUR


# --- all others ---------------------------------------------------------------------------------------------------


def _span(book: CostBook, place: int, assignment: Assignment, resource: Resource, task_span: Span) -> Span:
    """When the assignment works: with its task, after its delay, until its own work is done."""
    begin, end, number = task_span
    task = book.plan.tasks[place]
    if resource.calendar is not None and number != CLOCK:
        number = book.table.of_assignment(task, resource)
    if task.details is not None and task.details.splits:
        return Span(begin, end, _in_parts(book, task, begin, end, number))
    if assignment.delay is None and assignment.levelling_delay is None and assignment.work is None:
        return Span(begin, end, number)
    time = book.table.compiled[number]
    if assignment.delay is not None:
        begin = time.advance(begin, assignment.delay.seconds(book.plan.day))
    if assignment.levelling_delay is not None:
        begin += assignment.levelling_delay.seconds()
    begin = min(begin, end)
    if assignment.work is not None and not assignment.contoured and assignment.units > 0 and begin < end:
        regular = assignment.work.seconds(book.plan.day) - _overtime(book, assignment)
        units, parts = assignment.units.as_integer_ratio()
        lasts = ratio(max(regular, 0), parts, units)
        if resource.kind is ResourceKind.WORK and 0 < lasts < time.between(begin, end):
            end = time.advance(begin, lasts)
    return Span(begin, end, number)


def _in_parts(book: CostBook, task: Task, begin: int, end: int, number: int) -> int:
    """The calendar of a split task, its parts moved along working time with its start."""
    time = book.table.compiled[number]
    parts = [(to_seconds(start), to_seconds(finish)) for start, finish in task.extra.splits]
    first = min(start for start, _ in parts)
    placed = [
        (time.advance(begin, time.between(first, start)), time.advance(begin, time.between(first, finish)))
        for start, finish in parts
    ]
    clipped = tuple((max(start, begin), min(finish, end)) for start, finish in placed if start < end)
    return book.add_calendar(InParts(time, clipped)) if clipped else number


def _overtime(book: CostBook, assignment: Assignment) -> int:
    return assignment.overtime.seconds(book.plan.day) if assignment.overtime is not None else 0


def _post(book: CostBook, share_of: Share) -> None:
    _, assignment, resource, steps, span = share_of
    if assignment.cost is not None:
        _post_amount(book, share_of, _PRICED[resource.kind], resource.accrual, assignment.cost)
        return
    if resource.kind is ResourceKind.COST or not steps:
        book.warn(_without_price(resource))
        return
    if resource.kind is ResourceKind.MATERIAL:
        _post_rated(book, share_of, CostKind.MATERIAL, *assignment.units.as_integer_ratio())
    else:
        _post_work(book, share_of)
    at_end = resource.accrual is Accrual.END
    use = _at(steps, span.end if at_end else span.begin).per_use
    if use is not None and use:
        _post_use(book, share_of, Accrual.END if at_end else Accrual.START, use)


def _post_work(book: CostBook, share_of: Share) -> None:
    """Write the hours, those in overtime apart."""
    _, assignment, _, _, span = share_of
    overtime = _overtime(book, assignment)
    if assignment.work is not None:
        count, per = assignment.work.seconds(book.plan.day), 3600
    else:
        units, parts = assignment.units.as_integer_ratio()
        count, per = book.worked(span) * units, 3600 * parts
    regular = count - overtime * (per // 3600)
    if regular < 0:
        book.warn(_more_overtime_than_work(share_of))
    if regular > 0:
        _post_rated(book, share_of, CostKind.LABOUR, regular, per)
    if overtime:
        _post_rated(book, share_of, CostKind.OVERTIME, overtime, 3600)


def _post_use(book: CostBook, share_of: Share, accrual: Accrual, use: Money) -> None:
    """Write the cost of using so many units of a resource; of a material, of using it at all."""
    place, assignment, resource, _, span = share_of
    count, per = assignment.units.as_integer_ratio() if resource.kind is ResourceKind.WORK else (1, 1)
    piece = Piece(ratio(to_units(use.amount) * count, 1, per), span.begin, span.end, span.calendar, accrual)
    book.post(place, resource.id, CostKind.PER_USE, piece, use, quantity=count, per=per)


def _post_amount(book: CostBook, share_of: Share, kind: CostKind, accrual: Accrual, amount: Money) -> None:
    span, resource = share_of.span, share_of.resource
    piece = Piece(to_units(amount.amount), span.begin, span.end, span.calendar, accrual)
    book.post(share_of.place, resource.id, kind, piece, amount)


_PRICED = {
    ResourceKind.WORK: CostKind.LABOUR,
    ResourceKind.MATERIAL: CostKind.MATERIAL,
    ResourceKind.COST: CostKind.EXPENSE,
}


def _without_price(resource: Resource) -> Finding:
    lacks = "an amount in its assignment" if resource.kind is ResourceKind.COST else "a rate"
    return Finding(
        code="CST001",
        subject=f"resource:{resource.id}",
        message=f"{resource.name or resource.id} is assigned and costs nothing, because it has no price",
        remedy=f"give it {lacks}; a rate of zero says that it is free",
    )


def _more_overtime_than_work(share_of: Share) -> Finding:
    _, assignment, resource, _, _ = share_of
    return Finding(
        code="CST002",
        subject=f"resource:{resource.id}",
        message=f"{resource.name or resource.id} has {assignment.overtime} of overtime and less work than that; "
        "all of the overtime is cost",
        remedy="overtime is a part of the work: give the whole work",
    )


def _post_rated(book: CostBook, share_of: Share, kind: CostKind, count: int, per: int) -> None:
    """Write `count` / `per` hours or pieces, one line for each rate that holds meanwhile."""
    place, _, resource, steps, span = share_of
    prorated = resource.accrual is Accrual.PRORATED
    for step, begin, end, part in _segments(book, steps, span, count):
        overtime = kind is CostKind.OVERTIME
        price = step.overtime if overtime else step.standard
        if price is None:
            book.warn(_without_price(resource))
            continue
        units = ratio((step.overtime_units if overtime else step.standard_units) * part, 1, per)
        first, last = (begin, end) if prorated else (span.begin, span.end)
        piece = Piece(units, first, last, span.calendar, resource.accrual)
        book.post(place, resource.id, kind, piece, price, quantity=part, per=per)


def _segments(book: CostBook, steps: list[Step], span: Span, count: int) -> Iterable[Segment]:
    """The rates that hold in a span, each with its part of the span and of the count, along working time.

    The first rate also holds before its date: a person whose rate is only known from next year on is not free until then.
    """
    begin, end, _ = span
    first, last = (_place(steps, begin), _place(steps, end - 1)) if len(steps) > 1 else (0, 0)
    return ((steps[first], begin, end, count),) if first >= last else _cut(book, steps[first : last + 1], span, count)


def _cut(book: CostBook, steps: list[Step], span: Span, count: int) -> Iterator[Segment]:
    """A span cut where rates change."""
    begin, end, number = span
    until = _measure(book.calendar(number), begin, end).total_until
    start, whole = until(begin), until(end) - until(begin)
    since, before = begin, 0
    for place, step in enumerate(steps):
        upto = steps[place + 1].since if place + 1 < len(steps) else end
        now = share(count, until(upto) - start, whole)
        if now > before:
            yield step, since, upto, now - before
        since, before = upto, now


def _measure(calendar: Cumulative, begin: int, end: int) -> Cumulative:
    """The calendar, or the clock where it has no working time in the span."""
    return calendar if calendar.total_until(end) > calendar.total_until(begin) else CONTINUOUS


def _place(steps: list[Step], at: int) -> int:
    return max(bisect_right(steps, at, key=lambda step: step.since) - 1, 0)


def _at(steps: list[Step], at: int) -> Step:
    return steps[_place(steps, at)] if len(steps) > 1 else steps[0]
