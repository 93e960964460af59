"""Rows of a table as records: each value read by its column, each fault with table, row, line and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Context, Decimal, InvalidOperation
from typing import TypeVar

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.interop.xer.xer_text import RawFile, plain
from itpm.model.durations import NO_TIME, Unit, WorkDuration
from itpm.model.money import Money

_Value = TypeVar("_Value")
_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MOST_DIGITS = 30
_LARGEST = Decimal(10) ** 12
_FINEST = Decimal("0.00000001")
_EXACT = Context(prec=60)


@frozen(eq=False)
class Row:
    """One row of a table.

    Attributes:
        table: the table's name.
        number: which row of it, from 1.
        line: its line in the file.
        cells: texts by column.
        faults: where faults go.
    """

    table: str
    number: int
    line: int
    cells: Mapping[str, str] = field(repr=False)
    faults: list[Fault] = field(repr=False)

    def fault(self, column: str, value: object, message: str) -> None:
        """Note that a cell is wrong."""
        self.faults.append(Fault(f"{self.table} row {self.number} (line {self.line}), {column}", value, message))

    def raw(self, column: str) -> str:
        """The cell as it is written; empty where the table has no such column."""
        return self.cells.get(column, "").strip()

    def text(self, column: str) -> str:
        """The cell's text as people wrote it."""
        return plain(self.raw(column)).strip()

    def flag(self, column: str, *, default: bool = False) -> bool:
        """Y or N."""
        value = self.raw(column).upper()
        if value in ("", "Y", "N"):
            return value == "Y" if value else default
        self.fault(column, value[:40], f"expected Y or N, got {value[:40]!r}")
        return default

    def number_in(self, column: str) -> Decimal | None:
        """A decimal number, with point or comma; None where the cell is empty."""
        value = self.raw(column)
        if not value:
            return None
        try:
            number = Decimal(value.replace(",", ".") if "." not in value else value.replace(",", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > _LARGEST or len(value) > _MOST_DIGITS:
            self.fault(column, value[:40], f"expected a number, got {value[:40]!r}")
            return None
        return number

    def hours(self, column: str) -> WorkDuration | None:
        """An amount of working time, which the file counts in hours; None where the cell is empty."""
        number = self.number_in(column)
        return None if number is None else WorkDuration(trimmed(number), Unit.HOUR)

    def some_hours(self, column: str) -> WorkDuration | None:
        """The same; None where it is nothing."""
        found = self.hours(column)
        return found if found is not None and found.amount else None

    def positive_hours(self, column: str) -> WorkDuration | None:
        """The same; less than nothing is a fault."""
        found = self.hours(column)
        if found is not None and found.amount < 0:
            self.fault(column, self.raw(column), f"expected 0 hours or more, got {self.raw(column)}")
            return NO_TIME
        return found

    def moment(self, column: str) -> datetime | None:
        """A date and time; None where the cell is empty."""
        value = self.raw(column)
        if not value:
            return None
        match = _MOMENT.fullmatch(value)
        try:
            if match is not None:
                return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # six numbers: no zone, no fold
        except ValueError:
            pass
        self.fault(column, value[:40], f"expected a date like 2026-01-05 08:00, got {value[:40]!r}")
        return None

    def choice(self, column: str, choices: Mapping[str, _Value], default: _Value) -> _Value:
        """One of P6's codes, whatever its case; empty: the default."""
        value = self.raw(column)
        if not value:
            return default
        if value in choices:
            return choices[value]
        folded = {name.casefold(): found for name, found in choices.items()}
        if value.casefold() in folded:
            return folded[value.casefold()]
        known = ", ".join(choices)
        self.fault(column, value[:40], f"expected one of {known}, got {value[:40]!r}{did_you_mean(value, choices)}")
        return default

    def money(self, column: str, currency: str) -> Money | None:
        """A cost; None where it is nothing."""
        number = self.number_in(column)
        return Money(trimmed(number), currency) if number else None

    def others(self, read: Collection[str]) -> tuple[tuple[str, str], ...]:
        """The cells of columns that are not among those `read`, as they are written; empty ones left out."""
        return tuple((column, cell) for column, cell in self.cells.items() if cell and column not in read)


def trimmed(number: Decimal) -> Decimal:
    """The same number without needless zeros: what is read twice is written once.

    Example:
        >>> trimmed(Decimal("40.000")), trimmed(Decimal("1E+2"))
        (Decimal('40'), Decimal('100'))
    """
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()


def trimmed_text(amount: Decimal | int, divisor: int = 1) -> str:
    """A number as P6 writes it, without needless zeros, to a ten-thousandth of a second of what is counted in hours.

    Example:
        >>> trimmed_text(480, 60), trimmed_text(50, 60)
        ('8', '0.83333333')
    """
    number = _EXACT.divide(Decimal(amount), Decimal(divisor))
    if number.adjusted() > _MOST_DIGITS:
        return str(number)  # which no reader takes
    return format(trimmed(number.quantize(_FINEST, context=_EXACT)), "f")


@frozen(eq=False)
class Tables:
    """All tables of a file as rows.

    Attributes:
        file: the file.
        faults: where faults go.
    """

    file: RawFile
    faults: list[Fault] = field(repr=False)

    def rows(self, name: str) -> list[Row]:
        """The rows of a table; none where the file lacks it."""
        table = self.file.tables.get(name)
        if table is None:
            return []
        return [
            Row(name, number, line, dict(zip(table.columns, cells, strict=True)), self.faults)
            for number, (line, cells) in enumerate(table.rows, start=1)
        ]

    def needs(self, name: str, *columns: str) -> bool:
        """Whether the file has the table with these columns; what is missing is a fault."""
        table = self.file.tables.get(name)
        if table is None:
            message = f"expected the table {name}{did_you_mean(name, self.file.tables)}"
            self.faults.append(Fault(f"table {name}", None, message))
            return False
        missing = [column for column in columns if column not in table.columns]
        for column in missing:
            message = f"expected the column {column!r}{did_you_mean(column, table.columns)}"
            self.faults.append(Fault(f"table {name}", column, message))
        return not missing
