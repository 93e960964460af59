"""What a file says and the model does not know, kept as (place, text) pairs so that the writer can say it again.

A row's left-over cells are packed into one text, ``column=value`` separated by tabs; a table nobody reads is packed as its
columns and rows, one a line. Neither character can stand in a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Pairs = tuple[tuple[str, str], ...]
_COLUMN = re.compile("[a-z][a-z0-9_]*")
_CELL = re.compile("[^\t\r\n]*")


def packed(cells: Iterable[tuple[str, str]]) -> str:
    r"""Left-over cells of one row as a text.

    Example:
        >>> packed([("obs_id", "7"), ("seq_num", "100")])
        'obs_id=7\tseq_num=100'
    """
    return "\t".join(f"{column}={cell}" for column, cell in cells)


def unpacked(text: str) -> dict[str, str]:
    r"""The cells again.

    Example:
        >>> unpacked("obs_id=7\tseq_num=100")
        {'obs_id': '7', 'seq_num': '100'}
    """
    pairs = (cell.partition("=") for cell in text.split("\t") if cell)
    return {column: value for column, _, value in pairs}


def columns_among(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """P6's columns among what a file said besides; what files of other tools said is none.

    Example:
        >>> columns_among([("obs_id", "7"), ("Contact", "Ann")])
        {'obs_id': '7'}
    """
    return {column: cell for column, cell in pairs if _COLUMN.fullmatch(column) and _CELL.fullmatch(cell)}


def packed_rows(rows: Iterable[Iterable[str]]) -> str:
    """Rows of a table as a text."""
    return "\n".join("\t".join(row) for row in rows)


def unpacked_rows(text: str) -> list[list[str]]:
    """The rows again."""
    return [line.split("\t") for line in text.split("\n")]
