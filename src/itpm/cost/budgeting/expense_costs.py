"""What is nobody's work: expenses of tasks and of the project, once or at regular dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itpm.cost.budgeting.amounts import to_units
from itpm.cost.budgeting.entries import CostBook
from itpm.cost.budgeting.lines import Expense
from itpm.cost.budgeting.periods import MONTHS, following, months_on
from itpm.cost.budgeting.spreading import Piece
from itpm.errors import Fault, Hints
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.resources import Accrual
from itpm.scheduling.calendars_used import PROJECT

_MOST = 20_000


def post_expenses(book: CostBook, expenses: Iterable[Expense]) -> None:
    """Write every expense; one of an unknown task, or that ends before it begins, is a fault."""
    position = book.plan.structure.position
    hint = Hints()
    for expense in expenses:
        where = f"expense {expense.name!r}"
        if expense.task and expense.task not in position:
            message = f"there is no task {expense.task!r}{hint(expense.task, position)}"
            book.faults.append(Fault(f"{where}.task", expense.task, message))
            continue
        place = position[expense.task] if expense.task else -1
        begin, end = _span(book, expense, place)
        if end < begin:
            message = f"it ends {to_datetime(end):%Y-%m-%d}, before it begins {to_datetime(begin):%Y-%m-%d}"
            book.faults.append(Fault(f"{where}.finish", expense.finish, message))
            continue
        for piece in _pieces(book, expense, place, begin, end):
            book.post(
                place,
                expense.name,
                expense.kind,
                piece,
                expense.amount,
                account=expense.account,
                treatment=expense.treatment,
                tax=expense.tax or None,
            )


def _span(book: CostBook, expense: Expense, place: int) -> tuple[int, int]:
    """From its own dates, else its task's, else the project's [s]."""
    solution = book.schedule.solution
    if place >= 0:
        begin, end = solution.start[place], solution.finish[place]
    else:
        begin, end = to_seconds(book.schedule.start), solution.project_finish
    if expense.start is not None:
        begin = to_seconds(expense.start)
        end = max(end, begin) if expense.finish is None else end
    return begin, to_seconds(expense.finish) if expense.finish is not None else end


def _pieces(book: CostBook, expense: Expense, place: int, begin: int, end: int) -> Iterator[Piece]:
    units = to_units(expense.amount.amount)
    if expense.every is None:
        number = book.calendar_of(place) if place >= 0 else PROJECT
        yield Piece(units, begin, end, number, expense.accrual)
        return
    for count, at in enumerate(_dates(expense, begin, end)):
        if count >= _MOST:
            message = f"it comes more than {_MOST} times from {to_datetime(begin):%Y-%m-%d}; expected a longer period"
            book.faults.append(Fault(f"expense {expense.name!r}.every", expense.every, message))
            return
        yield Piece(units, at, at, PROJECT, Accrual.START)


def _dates(expense: Expense, begin: int, end: int) -> Iterator[int]:
    """Each date from the first on that lies before the end [s]; the 31st stays the last of its month, not the 28th."""
    first = at = to_datetime(begin)
    count = 0
    while to_seconds(at) < end or not count:
        yield to_seconds(at)
        count += 1
        if expense.every in MONTHS:
            following_date = months_on(first, count * MONTHS[expense.every])
        else:
            following_date = following(at, expense.every or "day")
        if following_date <= at:
            return
        at = following_date
