"""JSON as text: strict where the standard leaves room.

A key that is there twice, ``NaN`` and numbers beyond reason are kept as what they are, so that the reader of the values
can refuse them at their path. Text that is nested too deeply is refused before it is parsed.

Source:
    RFC 8259, sections 4 (unique names), 6 (numbers) and 9 (limits of parsers).
"""

from __future__ import annotations

import json
import math
import re

from attrs import frozen

from itpm.interop.json_faults import PartError, refusal

DEEPEST = 128
LONGEST_NUMBER = 400

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
_LONE = re.compile("[\ud800-\udfff]")


@frozen
class NoNumber:
    """A number that no value can hold: ``NaN``, ``Infinity``, one of too many digits."""

    text: str

    def __str__(self) -> str:
        return self.text if len(self.text) <= 20 else f"a number of {len(self.text)} characters"


class Repeated(dict[str, object]):
    """An object in which a key is there twice."""

    twice: tuple[str, ...] = ()


def parsed(text: str | bytes) -> object:
    """The document as plain objects, arrays and scalars.

    Raises:
        PartError: not text, not UTF-8, not JSON, or nested too deeply.
    """
    given = _decoded(text)
    _check_depth(given)
    try:
        return json.loads(
            given, object_pairs_hook=_object, parse_constant=NoNumber, parse_int=_integer, parse_float=_float
        )
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg.lower()} in line {error.lineno}, column {error.colno}"
        raise refusal(given[error.pos : error.pos + 20], message) from None


def _decoded(text: object) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    if not isinstance(text, (bytes, bytearray)):
        raise refusal(text, f"expected JSON as text or bytes, got a {type(text).__name__}")
    try:
        return bytes(text).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(text[error.start : error.start + 4], f"not UTF-8: byte {error.start} fits nothing") from None


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for token in _TOKEN.finditer(text):
        first = text[token.start()]
        if first in "[{":
            depth += 1
            if depth > DEEPEST:
                raise refusal(depth, f"nested deeper than {DEEPEST} levels")
        elif first in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = Repeated(found)
    names = [name for name, _ in pairs]
    repeated.twice = tuple(name for name in found if names.count(name) > 1)
    return repeated


def _integer(text: str) -> int | NoNumber:
    return int(text) if len(text) <= LONGEST_NUMBER else NoNumber(text)


def _float(text: str) -> float | NoNumber:
    number = float(text)
    return number if math.isfinite(number) else NoNumber(text)


def written(document: object) -> str:
    """The document as one line of text in the order its parts were made.

    Raises:
        PartError: nested too deeply to be read again.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    except RecursionError:
        raise PartError(refusal(None, f"nested deeper than {DEEPEST} levels").faults) from None
    _check_depth(text)
    return _LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) if _LONE.search(text) else text
