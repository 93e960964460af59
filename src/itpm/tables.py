"""How results show themselves: one `Table` type, and `Tabular`, the base of every result.

A result says what its columns are and what stands in them (`table()`); text, HTML and plain records follow from that.
Text is for terminals, HTML for notebooks, records for data frames and JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from html import escape
from typing import Literal

from attrs import Factory, field, frozen

from itpm.errors import Fault, FaultsError, UnknownNameError, nearest

_MOST_SHOWN = 60


@frozen
class Undefined:
    """A cell that has no value, and says why; never NaN, infinity or a silent zero.

    Example:
        >>> print(Undefined("nothing was planned yet"))
        – (nothing was planned yet)
    """

    reason: str

    def __str__(self) -> str:
        return f"– ({self.reason})"


def _key_of_name(column: Column) -> str:
    return "_".join(column.name.lower().split())


@frozen
class Column:
    """One column: what it is called, in which unit, and how it is written.

    Attributes:
        name: what people read.
        key: the name in records; default: `name` in lower case with underscores. A unit belongs into it:
            ``"total_float_minutes"``.
        align: side the cells are set to.
    """

    name: str
    key: str = field(kw_only=True, default=Factory(_key_of_name, takes_self=True))
    align: Literal["left", "right"] = field(default="left", kw_only=True)


def _columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(columns)


def _rows(rows: Iterable[Iterable[object]]) -> tuple[tuple[object, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _optional_rows(rows: Iterable[Iterable[object]] | None) -> tuple[tuple[object, ...], ...] | None:
    return None if rows is None else _rows(rows)


@frozen(kw_only=True)
class Table:
    """Rows of cells under named columns.

    Cells are shown by `shown`. `values`, where given, holds what `records` reports instead of the cells (a float in
    minutes where the cell says "4d").

    Raises:
        FaultsError: rows whose width differs from the number of columns.

    Example:
        >>> columns = [Column("Task"), Column("Days", align="right")]
        >>> print(Table(title="Two", columns=columns, rows=[("build", 20), ("test", 5)]))
        Two
        Task   Days
        -----  ----
        build    20
        test      5
    """

    title: str = ""
    columns: tuple[Column, ...] = field(converter=_columns)
    rows: tuple[tuple[object, ...], ...] = field(converter=_rows)
    values: tuple[tuple[object, ...], ...] | None = field(default=None, converter=_optional_rows)
    note: str = ""

    def __attrs_post_init__(self) -> None:
        width = len(self.columns)
        faults = [
            Fault(f"rows[{number}]", row, f"expected {width} cells, got {len(row)}")
            for number, row in enumerate(self.rows)
            if len(row) != width
        ]
        if faults:
            raise FaultsError(faults)

    def __str__(self) -> str:
        return self.text()

    def select(self, *keys: str, where: Callable[[dict[str, object]], bool] | None = None) -> Table:
        """The table with only these columns, in this order, and of its rows those whose record passes `where`.

        Raises:
            UnknownNameError: there is no column of that key; the nearest is offered.

        Example:
            >>> table = Table(columns=[Column("Task"), Column("Days")], rows=[("build", 20), ("test", 5)])
            >>> table.select("task", where=lambda record: record["days"] == 5).rows
            (('test',),)
        """
        known = {column.key: place for place, column in enumerate(self.columns)}
        for key in keys:
            if key not in known:
                raise UnknownNameError("column", key, nearest(key, known))
        places = [known[key] for key in keys]
        kept = [n for n, record in enumerate(self.records()) if where is None or where(record)]
        values = None if self.values is None else [[self.values[n][place] for place in places] for n in kept]
        return Table(
            title=self.title,
            columns=[self.columns[place] for place in places],
            rows=[[self.rows[n][place] for place in places] for n in kept],
            values=values,
            note=self.note,
        )

    def text(self, *, most: int | None = None) -> str:
        """The table as aligned plain text, at most `most` rows [1]; reasons of undefined cells stand below."""
        rows, reasons = self._shown_rows(most)
        cells = [[column.name for column in self.columns], *rows]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        lines = [self._line(row, widths) for row in cells]
        lines.insert(1, "  ".join("-" * width for width in widths))
        if len(rows) < len(self.rows):
            lines.append(f"... and {len(self.rows) - len(rows)} more")
        return "\n".join(filter(None, [self.title, *lines, *reasons, self.note]))

    def _shown_rows(self, most: int | None) -> tuple[list[list[str]], list[str]]:
        """The cells as texts, and a line for each reason that a cell has no value."""
        marks: dict[str, str] = {}
        rows = [[_marked(cell, marks) for cell in row] for row in (self.rows if most is None else self.rows[:most])]
        return rows, [f"{mark} {reason}" for reason, mark in marks.items()]

    def _line(self, row: Sequence[str], widths: Sequence[int]) -> str:
        pairs = zip(self.columns, row, widths, strict=True)
        cells = (cell.rjust(width) if column.align == "right" else cell.ljust(width) for column, cell, width in pairs)
        return "  ".join(cells).rstrip()

    def html(self, *, most: int | None = None) -> str:
        """The table as one HTML element; every text in it is escaped."""
        rows, reasons = self._shown_rows(most)
        title = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        head = "".join(f"<th{self._style(column)}>{escape(column.name)}</th>" for column in self.columns)
        body = "".join(f"<tr>{self._cells(row)}</tr>" for row in rows)
        more = [f"... and {len(self.rows) - len(rows)} more"] if len(rows) < len(self.rows) else []
        notes = "".join(f"<p>{escape(note)}</p>" for note in [*more, *reasons, *self.note.splitlines()])
        return f"<div><table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}</div>"

    def _cells(self, row: Sequence[str]) -> str:
        pairs = zip(self.columns, row, strict=True)
        return "".join(f"<td{self._style(column)}>{escape(cell)}</td>" for column, cell in pairs)

    @staticmethod
    def _style(column: Column) -> str:
        return f' style="text-align:{column.align};white-space:pre"'

    def records(self) -> list[dict[str, object]]:
        """One mapping a row: column key to plain scalar (text, number, truth value, datetime, None)."""
        rows = self.rows if self.values is None else self.values
        keys = [column.key for column in self.columns]
        return [{key: plain(cell) for key, cell in zip(keys, row, strict=True)} for row in rows]


class Tabular:
    """Base of every result: define `table`, get text, HTML and records."""

    __slots__ = ()

    def table(self) -> Table:
        """The result as a table."""
        raise TypeError(f"{type(self).__name__} is a result without a table")

    def records(self) -> list[dict[str, object]]:
        """The result as plain records, one a row, ready for a data frame or JSON."""
        return self.table().records()

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html(most=_MOST_SHOWN)


def _marked(cell: object, marks: dict[str, str]) -> str:
    """The cell's text; where it has no value, a dash with the number of its reason."""
    if not isinstance(cell, Undefined):
        return shown(cell)
    number = "".join(_RAISED[int(digit)] for digit in str(len(marks) + 1))
    return marks.setdefault(cell.reason, f"–{number}")


_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def shown(cell: object) -> str:
    """How a cell is written for people.

    Example:
        >>> shown(datetime(2026, 1, 5, 8, 0)), shown(True), shown(None), shown(Decimal("0.8712"))
        ('Mon 2026-01-05 08:00', 'yes', '', '0.87')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else ""
        case datetime():
            return f"{_WEEKDAYS[cell.weekday()]} {cell:%Y-%m-%d %H:%M}"
        case Decimal() | float():
            return f"{cell:.2f}"
        case Enum():
            return cell.name.lower().replace("_", " ")
        case _:
            return str(cell)


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def plain(cell: object) -> object:
    """A cell as a plain scalar: text, number, truth value, datetime or None."""
    match cell:
        case None | bool() | int() | float() | str() | Decimal() | datetime():
            return cell
        case Undefined():
            return None
        case Enum():
            return cell.name
        case _:
            return str(cell)
