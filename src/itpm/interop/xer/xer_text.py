"""XER text as tables, and back: ``%T`` names a table, ``%F`` its columns, ``%R`` is a row, ``%E`` ends the file.

Cells are separated by tabs. A line break inside a cell is written as two DEL characters, a quotation mark as two of them. The
first line is the header, ``ERMHDR``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from itpm.errors import Fault, PlanError

MOST_CHARACTERS = 256 * 1024 * 1024
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEADER = "ERMHDR"
_BREAK = "\x7f\x7f"


@frozen(eq=False)
class RawTable:
    """One table of a file.

    Attributes:
        name: the table.
        columns: names of its columns.
        rows: (line number, cells) of each row; as many cells as there are columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)


@frozen(eq=False)
class RawFile:
    """A file as it is written.

    Attributes:
        header: cells of the first line, without its mark.
        tables: in the order of the file.
    """

    header: tuple[str, ...]
    tables: Mapping[str, RawTable] = field(repr=False)


def parse_xer(text: str | bytes, faults: list[Fault]) -> RawFile:
    r"""The tables of an XER text; rows that do not fit their table are added to `faults`.

    Args:
        text: the file; bytes are UTF-8 where they can be, else Windows-1252, unless a byte order mark says otherwise.
        faults: where faults go.

    Raises:
        PlanError: the text is no XER file at all.

    Example:
        >>> parse_xer("ERMHDR\t8.2\n%T\tPROJECT\n%F\tproj_id\n%R\t7\n%E", []).tables["PROJECT"].rows
        ((4, ('7',)),)
    """
    lines = _decoded(text).replace("\r\n", "\n").split("\n")
    header = lines[0].split("\t")
    if header[0] != _HEADER:
        message = f"expected a P6 XER file, whose first line begins with {_HEADER}, got {lines[0][:40]!r}"
        raise PlanError([Fault("line 1", lines[0][:80], message)])
    reader = _Reader(faults)
    for number, line in enumerate(lines[1:], start=2):
        if line[:2] == "%E":
            break
        reader.line(number, line)
    return RawFile(tuple(header[1:]), reader.tables())


def _decoded(text: str | bytes) -> str:
    if len(text) > MOST_CHARACTERS:
        raise PlanError([Fault("text", len(text), f"expected at most {MOST_CHARACTERS} characters, got {len(text)}")])
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if text.startswith(mark):
            try:
                return text.decode(encoding)
            except UnicodeDecodeError as error:
                raise PlanError([Fault(f"byte {error.start}", None, f"the text is no {encoding}")]) from None
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(map(_western, text.decode("latin-1")))


def _western(character: str) -> str:
    """Windows-1252, with the five bytes it leaves open as they are."""
    if not "\x80" <= character <= "\x9f":
        return character
    try:
        return character.encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return character


class _Reader:
    """Collects tables line by line; lives only while a text is parsed."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.columns: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, list[tuple[int, list[str]]]] = {}
        self.table = ""

    def line(self, number: int, line: str) -> None:
        cells = line.split("\t")
        match cells[0]:
            case "%T":
                self.open(number, cells)
            case "%F" if self.table:
                self.head(number, cells[1:])
            case "%R" if self.table:
                self.row(number, cells[1:])
            case "%F" | "%R":
                self.faults.append(Fault(f"line {number}", cells[0], f"expected a table (%T) before {cells[0]}"))
            case _:
                self.rest(number, line)

    def open(self, number: int, cells: list[str]) -> None:
        name = cells[1].strip() if len(cells) > 1 else ""
        if not name:
            self.faults.append(Fault(f"line {number}", "", "expected the name of a table after %T"))
        self.table = name

    def head(self, number: int, columns: list[str]) -> None:
        named = tuple(column.strip() for column in columns)
        while named and not named[-1]:
            named = named[:-1]
        if len(set(named)) < len(named):
            twice = next(column for place, column in enumerate(named) if column in named[:place])
            self.faults.append(Fault(f"{self.table} (line {number})", twice, f"the column {twice!r} is there twice"))
        known = self.columns.get(self.table)
        if known is not None and known != named:
            message = "the table is there twice, with different columns"
            self.faults.append(Fault(f"{self.table} (line {number})", self.table, message))
            self.table = ""
            return
        self.columns[self.table] = named
        self.rows.setdefault(self.table, [])

    def row(self, number: int, cells: list[str]) -> None:
        columns = self.columns.get(self.table)
        if columns is None:
            message = "expected the table's columns (%F) before its rows"
            self.faults.append(Fault(f"{self.table} (line {number})", None, message))
            return
        if any(cells[len(columns) :]):
            message = f"expected at most {len(columns)} cells, got {len(cells)}"
            self.faults.append(Fault(f"{self.table} (line {number})", len(cells), message))
        self.rows[self.table].append((number, cells[: len(columns)] + [""] * (len(columns) - len(cells))))

    def rest(self, number: int, line: str) -> None:
        """A line without a mark: what is left of a cell that a tool wrote with a line break in it."""
        if not line.strip():
            return
        rows = self.rows.get(self.table)
        if not rows:
            message = "expected a line that begins with %T, %F, %R or %E"
            self.faults.append(Fault(f"line {number}", line[:80], f"{message}, got {line[:20]!r}"))
            return
        cells = rows[-1][1]
        filled = max((place for place, cell in enumerate(cells) if cell), default=0)
        cells[filled] += _BREAK + line.replace("\t", " ")

    def tables(self) -> dict[str, RawTable]:
        return {
            name: RawTable(name, columns, tuple((number, tuple(cells)) for number, cells in self.rows[name]))
            for name, columns in self.columns.items()
            if name
        }


def plain(cell: str) -> str:
    """A cell's text as people wrote it.

    Example:
        >>> plain('the ""big"" one')
        'the "big" one'
    """
    return cell.replace('""', '"').replace(_BREAK, "\n").replace("\x7f", "\n")


def as_cell(text: str) -> str:
    """A text as a cell; what a cell cannot hold becomes what it can.

    Example:
        >>> as_cell('the "big" one')
        'the ""big"" one'
    """
    return (
        text.replace('"', '""').replace("\t", " ").replace("\r\n", _BREAK).replace("\n", _BREAK).replace("\r", _BREAK)
    )


def xer_text(header: Iterable[str], tables: Iterable[tuple[str, tuple[str, ...], Iterable[Iterable[str]]]]) -> str:
    r"""The text of a file: header, then (name, columns, rows) of each table, with the line ends P6 writes.

    Example:
        >>> xer_text(["8.2"], [("PROJECT", ("proj_id",), [["7"]])])
        'ERMHDR\t8.2\r\n%T\tPROJECT\r\n%F\tproj_id\r\n%R\t7\r\n%E\r\n'
    """
    return "\r\n".join(["\t".join((_HEADER, *header)), *_table_lines(tables), "%E", ""])


def _table_lines(tables: Iterable[tuple[str, tuple[str, ...], Iterable[Iterable[str]]]]) -> Iterator[str]:
    for name, columns, rows in tables:
        yield f"%T\t{name}"
        yield "\t".join(("%F", *columns))
        for row in rows:
            yield "\t".join(("%R", *row))
