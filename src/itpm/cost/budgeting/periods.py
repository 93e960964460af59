"""Periods of reporting: days, weeks, months, quarters, years, fiscal ones, or any dates that the caller gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, NotationError
from itpm.model.moments import Moment, moment, to_datetime, to_seconds

Period: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = ("day", "week", "month", "quarter", "year")
_NAMED: Mapping[str, Period] = {period: period for period in PERIODS}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_MOST = 20_000
_FISCAL = ("month", "quarter", "year")
_LAST = datetime.max.replace(microsecond=0)


# Any: whatever was typed; what makes no quarter is refused with the rest
def _weeks(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@frozen
class FiscalPeriod:
    """Periods of a year that begins when the books say so.

    Attributes:
        period: ``"month"``, ``"quarter"`` or ``"year"``.
        first_month: month the year begins in [1-12].
        weeks: weeks in the three periods of each quarter, ``(4, 4, 5)``; the year then begins on the Monday nearest to the
            first of `first_month`, and a 53rd week belongs to its last period. None: calendar months.
        named_by: which calendar year a fiscal year is named after: that of its start or of its end.

    Raises:
        NotationError: no such period, month or pattern of weeks.

    Example:
        >>> grid(to_seconds(datetime(2026, 9, 7)), to_seconds(datetime(2026, 10, 20)), FiscalPeriod("quarter", 10)).labels
        ('FY2026-Q4', 'FY2027-Q1')
    """

    period: Literal["month", "quarter", "year"]
    first_month: int = 1
    weeks: tuple[int, int, int] | None = field(default=None, kw_only=True, converter=_weeks)
    named_by: Literal["start", "end"] = field(default="end", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = [
            ("period", self.period in _FISCAL, "month, quarter or year"),
            ("first_month", self.first_month in range(1, 13), "a month from 1 to 12"),
            ("weeks", self.weeks is None or _makes_a_quarter(self.weeks), "three numbers of weeks that make 13"),
            ("named_by", self.named_by in ("start", "end"), "start or end"),
        ]
        faults = [
            Fault(f"fiscal.{name}", getattr(self, name), f"expected {expected}, got {getattr(self, name)!r}")
            for name, holds, expected in checks
            if not holds
        ]
        if faults:
            raise NotationError(faults)


By: TypeAlias = Period | FiscalPeriod | Iterable[Moment]


@frozen
class Grid:
    """Consecutive periods.

    Attributes:
        edges: where each begins, and behind them where the last ends, ascending [s].
        labels: what each is called: ``"2026-01-05"``, ``"2026-01"``, ``"2026-Q1"``, ``"2026"``, ``"FY2026-P01"``.
    """

    edges: tuple[int, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def starts(self) -> tuple[datetime, ...]:
        """When each period begins."""
        return tuple(to_datetime(edge) for edge in self.edges[:-1])

    @property
    def finishes(self) -> tuple[datetime, ...]:
        """When each period ends."""
        return tuple(to_datetime(edge) for edge in self.edges[1:])


def grid(begin: int, end: int, by: By) -> Grid:
    """The periods that cover everything from `begin` to `end` [s].

    Args:
        begin: the first instant [s].
        end: the last instant [s].
        by: length of a period, or the dates where one ends and the next begins; before the first and behind the last of
            them lie one period each, where there is anything.

    Raises:
        NotationError: no such period, or more than 20,000 of them.

    Example:
        >>> grid(to_seconds(datetime(2026, 1, 7)), to_seconds(datetime(2026, 1, 20)), "week").labels
        ('2026-01-05', '2026-01-12', '2026-01-19')
    """
    if isinstance(by, FiscalPeriod):
        return _fiscal(begin, end, by)
    period = _NAMED.get(by) if isinstance(by, str) else None
    if period is not None:
        return _regular(begin, end, period)
    if isinstance(by, str) or not isinstance(by, Iterable):
        raise NotationError([Fault("by", by, f"expected day, week, month, quarter, year or dates, got {by!r}")])
    return _given(begin, end, by)


def _regular(begin: int, end: int, by: Period) -> Grid:
    step = _DAYS.get(by, 30 * MONTHS.get(by, 1)) * 86_400
    if (end - begin) // step > _MOST:
        raise _too_many(begin, end, by)
    dates = [_first(to_datetime(begin), by)]
    last = to_datetime(end)
    while dates[-1] < last or len(dates) == 1:
        dates.append(following(dates[-1], by))
    return Grid(tuple(map(to_seconds, dates)), tuple(_label(date, by) for date in dates[:-1]))


def _too_many(begin: int, end: int, by: object) -> NotationError:
    message = f"from {to_datetime(begin):%Y-%m-%d} to {to_datetime(end):%Y-%m-%d} are more than {_MOST} periods"
    return NotationError([Fault("by", by, f"{message}; expected longer ones than a {by}")])


def _given(begin: int, end: int, by: Iterable[Moment]) -> Grid:
    edges = sorted({to_seconds(moment(date, place="by")) for date in by})
    if not edges or begin < edges[0]:
        edges.insert(0, begin)
    if end > edges[-1] or len(edges) == 1:
        edges.append(max(end, edges[-1] + 1))
    return Grid(tuple(edges), tuple(f"{to_datetime(edge):%Y-%m-%d}" for edge in edges[:-1]))


def _first(date: datetime, by: Period) -> datetime:
    day = datetime(date.year, date.month, date.day)
    if by == "day":
        return day
    if by == "week":
        return day - timedelta(days=day.weekday()) if day.toordinal() > 7 else datetime.min
    months = MONTHS[by]
    return datetime(date.year, (date.month - 1) // months * months + 1, 1)


def following(date: datetime, by: Period) -> datetime:
    """The same point of the next period; a day that a month lacks is its last; never beyond the year 9999."""
    if by in MONTHS:
        return months_on(date, MONTHS[by])
    step = timedelta(days=_DAYS[by])
    return date + step if date <= _LAST - step else _LAST


def months_on(date: datetime, months: int) -> datetime:
    """The same day so many months later [month]; a day that a month lacks is its last; never beyond the year 9999."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if year > 9999:
        return _LAST
    return date.replace(year=year, month=month + 1, day=min(date.day, _length(year, month + 1)))


def _length(year: int, month: int) -> int:
    return 31 if month == 12 else (datetime(year, month + 1, 1) - datetime(year, month, 1)).days


def _label(date: datetime, by: Period) -> str:
    match by:
        case "month":
            return f"{date:%Y-%m}"
        case "quarter":
            return f"{date.year}-Q{(date.month + 2) // 3}"
        case "year":
            return f"{date.year}"
        case _:
            return f"{date:%Y-%m-%d}"


# --- fiscal periods -----------------------------------------------------------------------------------


def _makes_a_quarter(weeks: object) -> bool:
    if not isinstance(weeks, tuple) or len(weeks) != 3 or not all(isinstance(count, int) for count in weeks):
        return False
    return sum(weeks) == 13 and min(weeks) > 0


def _fiscal(begin: int, end: int, by: FiscalPeriod) -> Grid:
    first, last = to_datetime(begin), to_datetime(end)
    if not 1 < first.year <= last.year < 9998:
        raise NotationError([Fault("by", by, f"expected dates from year 2 to 9997, got {first.year} to {last.year}")])
    if last.year - first.year > _MOST // 12:
        raise _too_many(begin, end, by.period)
    edges: list[datetime] = []
    labels: list[str] = []
    for year in range(first.year - 1, last.year + 2):
        for edge, label in _fiscal_year(year, by):
            edges.append(edge)
            labels.append(label)
    low = max(place for place, edge in enumerate(edges) if edge <= first)
    high = min(place for place, edge in enumerate(edges) if edge >= last and place > low)
    return Grid(tuple(map(to_seconds, edges[low : high + 1])), tuple(labels[low:high]))


def _fiscal_year(year: int, by: FiscalPeriod) -> list[tuple[datetime, str]]:
    """Beginnings of the periods of the fiscal year that begins in (or next to) a calendar year."""
    named = year + 1 if by.named_by == "end" and by.first_month > 1 else year
    if by.weeks is None:
        start = datetime(year, by.first_month, 1)
        starts = [months_on(start, month) for month in range(12)]
    else:
        start = _nearest_monday(datetime(year, by.first_month, 1))
        before = [sum((by.weeks * 4)[:period]) for period in range(12)]
        starts = [start + timedelta(weeks=weeks) for weeks in before]
    match by.period:
        case "month":
            return [(date, f"FY{named}-P{period + 1:02}") for period, date in enumerate(starts)]
        case "quarter":
            return [(date, f"FY{named}-Q{quarter + 1}") for quarter, date in enumerate(starts[::3])]
        case "year":
            return [(starts[0], f"FY{named}")]


def _nearest_monday(date: datetime) -> datetime:
    behind = date.weekday()
    return date - timedelta(days=behind if behind <= 3 else behind - 7)
