"""Why a finish slipped, status by status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from attrs import field, frozen

from itpm.model.durations import Unit, WorkDuration
from itpm.scheduling.comparing.changes import ChangeKind
from itpm.scheduling.comparing.showing import signed, status_day
from itpm.scheduling.comparing.slips import Slip, slip
from itpm.scheduling.living.trends import chosen, data_dates
from itpm.scheduling.schedules import Schedule
from itpm.tables import Column, Table, Tabular


def _days(values: Iterable[datetime]) -> tuple[datetime, ...]:
    return tuple(values)


def _slips(values: Iterable[Slip]) -> tuple[Slip, ...]:
    return tuple(values)


@frozen(kw_only=True)
class SlipHistory(Tabular):
    """The slip of one finish from each status to the next, shared out among the kinds of change.

    Attributes:
        as_of: the data dates of the statuses, from the second on.
        slips: from each status to the next; the line that counts is the last of each.
    """

    as_of: tuple[datetime, ...] = field(converter=_days)
    slips: tuple[Slip, ...] = field(converter=_slips, repr=False)

    def table(self) -> Table:
        """One row a status, one column a kind of change that ever moved the finish, and the sum of each."""
        lines = [found.lines[-1] for found in self.slips]
        kinds = [kind for kind in ChangeKind if any(line.part(kind).slip.amount for line in lines)]
        columns = [Column("As of", key="as_of")]
        columns += [
            Column(kind.value.capitalize(), key=f"{kind.name.lower()}_minutes", align="right") for kind in kinds
        ]
        columns += [Column("Slip", key="slip_minutes", align="right"), Column("Finish")]
        shown, values = [], []
        for day, line in zip(self.as_of, lines, strict=True):
            parts = [line.part(kind).slip for kind in kinds]
            shown.append((status_day(day), *map(_share, parts), signed(line.slip), line.after))
            values.append((day, *(part.minutes for part in parts), line.slip.minutes, line.after))
        totals = [_total([line.part(kind).slip for line in lines]) for kind in kinds]
        whole = _total([line.slip for line in lines])
        if lines:
            shown.append(("together", *map(_share, totals), signed(whole), lines[-1].after))
            values.append(("together", *(part.minutes for part in totals), whole.minutes, lines[-1].after))
        return Table(title="Slip by cause, from status to status", columns=columns, rows=shown, values=values)


def _share(part: WorkDuration) -> str:
    return signed(part) if part.amount else ""


def _total(parts: Sequence[WorkDuration]) -> WorkDuration:
    day = next((part.day for part in parts), None)
    return WorkDuration(sum((part.amount for part in parts), Decimal(0)), Unit.SECOND, day=day)


def slip_history(schedules: Sequence[Schedule], of: str) -> SlipHistory:
    """The slips of a task's finish, or of the project's where no task is named, all counted in the first plan's calendar.

    A task counts from the first status that has it.

    Raises:
        FaultsError: the last plan has no such task.
    """
    known = [one for one in schedules if of in one] if of and chosen(schedules, [of]) else schedules
    calendar = schedules[0].plan.calendar
    slips = [slip(one, two, of=(of,) if of else (), calendar=calendar) for one, two in pairwise(known)]
    return SlipHistory(as_of=data_dates(known)[1:], slips=slips)
