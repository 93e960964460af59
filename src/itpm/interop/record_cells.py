"""One row's cells as values, whatever a spreadsheet makes of them; what cannot be read is collected as a fault.

A cell is text, a number, a date, a truth value, or nothing: None, a blank, MS Project's ``NA``, or the "not a number" that
data frames have for missing values. Numbers are read as the text they show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from attrs import frozen

from itpm.errors import Fault, FaultsError, Hints
from itpm.interop.record_columns import SPELLINGS
from itpm.model.durations import Duration, ElapsedDuration, Unit, WorkDuration
from itpm.model.moments import Edge, moment
from itpm.model.money import Money, money

_T = TypeVar("_T")
_LONGEST = 60
_AMOUNT = re.compile(r"([+-]?)\s*([0-9]{1,15}(?:[.,][0-9]{1,20})?|[.,][0-9]{1,20})\s*([a-z]*)\s*(\??)")
_TWO_WAYS = re.compile(r"[+-]?\s*[1-9][0-9]{0,2},[0-9]{3}(?![0-9]).*", re.DOTALL)
_DECIMALS = 9
_UNITS = {
    Unit.SECOND: "s sec secs second seconds",
    Unit.MINUTE: "m min mins minute minutes",
    Unit.HOUR: "h hr hrs hour hours",
    Unit.DAY: "d dy dys day days",
    Unit.WEEK: "w wk wks week weeks",
    Unit.MONTH: "mo mon mons month months",
}
_BY_NAME = {name: unit for unit, names in _UNITS.items() for name in names.split()}
_YES = frozenset({"yes", "y", "true", "1", "1.0", "x"})
_NO = frozenset({"no", "n", "false", "0", "0.0"})
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,20})?)\s*%?")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")


@frozen
class Reading:
    """What reading cells needs to know of the whole sheet.

    Attributes:
        faults: where faults go.
        unit: unit of a duration that says none.
        date_format: how dates are written, as `datetime.strptime` knows it; None: ISO 8601.
        currency: currency of an amount that says none.
        shares: headers of the columns whose percentages are shares of one.
        others: headers of the columns that are custom fields.
        hints: offers of nearest names.
    """

    faults: list[Fault]
    unit: Unit
    date_format: str | None
    currency: str
    shares: frozenset[str]
    others: tuple[str, ...]
    hints: Hints


@frozen
class Cells:
    """One row.

    Attributes:
        number: its number, from 1.
        row: cells by column.
        fields: column of each field.
        reading: how cells are read.
    """

    number: int
    row: Mapping[object, object]
    fields: Mapping[str, str]
    reading: Reading

    def text(self, field: str) -> str:
        """A cell's text; empty where it says nothing."""
        return cell_text(self.row.get(self.fields[field])) if field in self.fields else ""

    def fault(self, field: str, value: object, message: str) -> None:
        """Record that a cell is not as expected."""
        self.reading.faults.append(Fault(self.place(field), value, message))

    def place(self, field: str) -> str:
        """Row and column of a cell, as faults name it."""
        return f"row {self.number}, {self.fields.get(field) or SPELLINGS[field][0]}"

    def attempt(self, field: str, make: Callable[[], _T]) -> _T | None:
        """What `make` gives; its faults are those of the field's cell."""
        try:
            return make()
        except FaultsError as error:
            for one in error.faults:
                self.fault(field, one.value, one.message)
            return None

    def unread(self, field: str, expected: str) -> None:
        """Record what was expected instead of the cell's text."""
        text = self.text(field)
        self.fault(field, text, f"expected {expected}, got {text[:_LONGEST]!r}")

    def integer(self, field: str) -> int | None:
        """A whole number."""
        text = self.text(field)
        if not text:
            return None
        if re.fullmatch(r"-?[0-9]{1,9}(\.0+)?", text):
            return int(text.partition(".")[0])
        self.unread(field, "a whole number")
        return None

    def flag(self, field: str, *, default: bool = False) -> bool:
        """A truth value."""
        text = self.text(field).lower()
        if text and text not in _YES | _NO:
            self.unread(field, "yes or no")
        return text in _YES if text in _YES | _NO else default

    def duration(self, field: str) -> Duration | None:
        """A duration in planner's notation or as MS Project shows it: ``5d``, ``5 days?``, ``3 ewks``."""
        text = self.text(field)
        if not text:
            return None
        found = duration_of(text, self.unit(field))
        if found is None:
            more = "; is the comma a decimal one?" if _TWO_WAYS.fullmatch(text) else ""
            expected = "a duration like '5d', '5 days' or '3 edays'"
            self.fault(field, text, f"expected {expected}, got {text[:_LONGEST]!r}{more}")
        return found

    def unit(self, field: str) -> Unit:
        """Unit of a duration that says none: what the column's name says behind it, else the sheet's."""
        behind = _IN_BRACKETS.search(self.fields.get(field, ""))
        return _BY_NAME.get(behind[1].strip().lower(), self.reading.unit) if behind else self.reading.unit

    def moment(self, field: str, edge: Edge = "start") -> datetime | None:
        """A date, or a date and time."""
        text = self.text(field)
        if not text:
            return None
        value = _as_date(self.row.get(self.fields[field]))
        if isinstance(value, date):
            return self.attempt(field, lambda: moment(_plain_moment(value), edge=edge))
        if self.reading.date_format is None:
            return self.attempt(field, lambda: moment(text, edge=edge))
        return self._formatted(field, text, self.reading.date_format, edge)

    def _formatted(self, field: str, text: str, form: str, edge: Edge) -> datetime | None:
        try:
            found = datetime.strptime(text, form)
        except ValueError:
            self.unread(field, f"a date written like {form!r}")
            return None
        timed = any(code in form for code in ("%H", "%I", "%c", "%X", "%T"))
        return self.attempt(field, lambda: moment(found if timed else found.date(), edge=edge))

    def percent(self, field: str) -> Decimal | None:
        """A percentage: ``50%``, ``50``, or a share of one where the whole column has those."""
        text = self.text(field)
        if not text:
            return None
        match = _PERCENT.fullmatch(text)
        number = _short(Decimal(match[1].replace(",", "."))) if match else Decimal(-1)
        if self.fields[field] in self.reading.shares:
            number *= 100
        if not 0 <= number <= 100:
            self.unread(field, "a percentage from 0% to 100%")
            return None
        return number.normalize() + 0 if number else Decimal(0)

    def money(self, field: str) -> Money | None:
        """An amount of money, ``80 EUR``; a mere number is of the plan's currency."""
        text = self.text(field)
        if not text:
            return None
        number = decimal_of(text)
        if number is not None:
            return Money(number, self.reading.currency)
        return self.attempt(field, lambda: money(text))


def cell_text(value: object) -> str:
    """What a cell says, without its edges; nothing where it is missing.

    Example:
        >>> cell_text(12.0), cell_text(float("nan")), cell_text(" NA "), cell_text(None)
        ('12', '', '', '')
    """
    if value is None or value != value:  # noqa: PLR0124  # nothing else tells "not a number" of every library
        return ""
    if isinstance(value, float) and abs(value) < 1e15:
        return str(int(value)) if value.is_integer() else format(Decimal(repr(float(value))), "f")
    text = str(value).strip()
    return "" if text in ("NA", "NaT", "nan") else text


def decimal_of(text: str) -> Decimal | None:
    """The number that a text writes; None where it is none."""
    try:
        number = Decimal(text) if len(text) <= _LONGEST and "_" not in text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and number.adjusted() < 15 else None


def duration_of(text: str, unit: Unit) -> Duration | None:
    """The duration that a text writes, a number alone being of `unit`; None where it is none, or ``1,000d`` may be two.

    Example:
        >>> print(duration_of("2 wks?", Unit.DAY), duration_of("-1.5 edays", Unit.DAY), duration_of("3", Unit.DAY))
        2w -1.5ed 3d
    """
    match = _AMOUNT.fullmatch(text.strip().lower()) if len(text) <= _LONGEST else None
    if match is None or _TWO_WAYS.fullmatch(text.strip()):
        return None
    sign, number, name, _ = match.groups()
    amount = _short(Decimal(sign + number.replace(",", ".")))
    if not name:
        return WorkDuration(amount, unit)
    if name in _BY_NAME:
        return WorkDuration(amount, _BY_NAME[name])
    return ElapsedDuration(amount, _BY_NAME[name[1:]]) if name[0] == "e" and name[1:] in _BY_NAME else None


def _short(amount: Decimal) -> Decimal:
    """The amount without what is but a computer's rounding: 0.30000000000000004 is 0.3."""
    exponent = amount.as_tuple().exponent
    return amount if isinstance(exponent, int) and exponent >= -_DECIMALS else round(amount, _DECIMALS).normalize()


def _as_date(value: object) -> object:
    """A date of NumPy as one of the standard library; anything else as it is."""
    if type(value).__name__ != "datetime64" or value != value:  # noqa: PLR0124  # "not a time"
        return value
    return datetime.fromisoformat(str(value)[:26])


def _plain_moment(value: date) -> date:
    """A date or datetime of the standard library, whatever is derived from it; midnight alone is a bare date."""
    if not isinstance(value, datetime):
        return date(value.year, value.month, value.day)
    if (value.hour, value.minute, value.second, value.microsecond, value.tzinfo) == (0, 0, 0, 0, None):
        return date(value.year, value.month, value.day)
    return value
