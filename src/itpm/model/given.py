"""What a caller hands over, read by kind: several values, pairs, texts, members of enumerations, whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from attrs import AttrsInstance, fields

from itpm.errors import Fault, FaultsError, NotationError, did_you_mean, shortened

__all__ = [
    "expect",
    "kind_faults",
    "member",
    "pairs",
    "rows",
    "several",
    "shortened",
    "text_faults",
    "text_pairs",
    "texts",
    "whole",
]

_WORD = re.compile("[A-Za-z][a-z]*")

_Kind = TypeVar("_Kind")
_Member = TypeVar("_Member", bound=Enum)
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def expect(value: object, place: str, *kinds: type, error: type[FaultsError] = NotationError, hint: str = "") -> None:
    """Nothing, where a value is of one of the kinds.

    Args:
        value: whatever was given.
        place: what it is called.
        kinds: what it may be.
        error: what is raised.
        hint: what leads from what people have to what is expected; a part of the value that would do is named anyway.

    Raises:
        FaultsError: of the kind `error`; the value is of another kind.

    Example:
        >>> expect(5, "register", str, int)
        >>> expect("5", "register", int)
        Traceback (most recent call last):
        itpm.errors.NotationError: register: expected an int, got '5'
    """
    if not isinstance(value, kinds):
        raise error(kind_faults(value, place, *kinds, hint=hint))


def kind_faults(value: object, place: str, *kinds: type, hint: str = "") -> Iterator[Fault]:
    """A fault, where a value is of none of the kinds; what `expect` raises."""
    if isinstance(value, kinds):
        return
    expected = " or ".join(_a(kind) for kind in kinds)
    ours = type(value).__module__.startswith("itpm.")
    got = _a(type(value)) if ours else shortened(value)
    parts = (
        [_WORD.findall(kind.__name__)[-1].lower() for kind in kinds] if ours else []
    )  # a RiskRegister is a .register
    hint = next((f"; use its .{part}" for part in parts if isinstance(getattr(value, part, None), kinds)), hint)
    yield Fault(place, value, f"expected {expected}, got {got}{hint}")


_SPOKEN: dict[type, str] = {str: "text", object: "value"}
"""What people call a kind whose name is Python's."""


def _a(kind: type) -> str:
    return f"{'an' if kind.__name__[0] in 'AEIOaeio' else 'a'} {_SPOKEN.get(kind, kind.__name__)}"


def text_faults(record: AttrsInstance, place: str, *, besides: tuple[str, ...] = ()) -> Iterator[Fault]:
    """A fault for each field of a record that is declared as a text and holds something else.

    Args:
        record: the record.
        place: what it is called.
        besides: fields that are looked at elsewhere.
    """
    for name in _texts_of(type(record)):
        if not isinstance(value := getattr(record, name), str) and name not in besides:
            yield Fault(f"{place}.{name}", value, f"expected a text, got {shortened(value)}")


@cache
def _texts_of(kind: type[AttrsInstance]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.type in {"str", str})


def several(
    values: Iterable[_Kind], kind: type[_Kind], place: str, error: type[FaultsError] = NotationError
) -> tuple[_Kind, ...]:
    """The values as a tuple, each of the one type that is expected.

    Args:
        values: any iterable; a text or a mapping is none here.
        kind: what each must be.
        place: what the values are called.
        error: what is raised.

    Raises:
        FaultsError: of the kind `error`; no iterable, or values of another type, all in one.

    Example:
        >>> several([1, 2], int, "counts")
        (1, 2)
        >>> several([1, "2"], int, "counts")
        Traceback (most recent call last):
        itpm.errors.NotationError: counts[1]: expected an int, got '2'
    """
    if isinstance(values, tuple) and not values:
        return values
    listed = isinstance(values, (tuple, list))
    if not listed and (isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable)):
        raise error(
            [
                Fault(
                    place,
                    values,
                    f"expected several {_SPOKEN.get(kind, kind.__name__)}s, got {shortened(values)}",
                )
            ]
        )
    found = tuple(values)
    wrong = [(number, value) for number, value in enumerate(found) if not isinstance(value, kind)]
    if wrong:
        raise error(
            Fault(f"{place}[{number}]", value, f"expected {_a(kind)}, got {shortened(value)}")
            for number, value in wrong
        )
    return found


def pairs(
    values: Mapping[_Key, _Value] | Iterable[tuple[_Key, _Value]], place: str, error: type[FaultsError] = NotationError
) -> tuple[tuple[_Key, _Value], ...]:
    """The pairs of a mapping, or of an iterable of pairs.

    Args:
        values: a mapping, or pairs.
        place: what the values are called.
        error: what is raised.

    Raises:
        FaultsError: of the kind `error`; neither, with everything that is no pair.

    Example:
        >>> pairs({"fit": 9}, "scores"), pairs([("fit", 9)], "scores")
        ((('fit', 9),), (('fit', 9),))
    """
    if isinstance(values, Mapping):
        return tuple(cast("Mapping[_Key, _Value]", values).items())
    return tuple((key, value) for key, value in rows(values, 2, place, error))


# Any: what the rows hold is for the caller to read
def rows(
    values: Iterable[Sequence[Any]], width: int, place: str, error: type[FaultsError] = NotationError
) -> tuple[Sequence[Any], ...]:
    """The values, each a tuple or list of so many parts.

    Args:
        values: any iterable.
        width: how many parts each must have [1].
        place: what the values are called.
        error: what is raised.

    Raises:
        FaultsError: of the kind `error`; no iterable, with everything that has not so many parts.

    Example:
        >>> rows([(8, 12, 11), [5, 6, 9]], 3, "outcomes")
        ((8, 12, 11), [5, 6, 9])
    """
    found = several(values, object, place, error)
    error.refuse(
        Fault(f"{place}[{number}]", one, f"expected {width} values in a tuple or list, got {shortened(one)}")
        for number, one in enumerate(found)
        if not isinstance(one, (tuple, list)) or len(one) != width
    )
    return cast("tuple[Sequence[Any], ...]", found)


def texts(values: str | Iterable[str]) -> tuple[str, ...]:
    """Converter for texts; one text alone is one text, not its letters.

    Raises:
        NotationError: no texts.

    Example:
        >>> texts("sponsor"), texts(["sponsor", "architect"])
        (('sponsor',), ('sponsor', 'architect'))
    """
    return (values,) if isinstance(values, str) else several(values, str, "texts")


def text_pairs(values: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Converter to (name, text) pairs; a mapping is accepted.

    Raises:
        NotationError: no pairs.
    """
    return tuple((str(name), str(text)) for name, text in pairs(values, "texts"))


def member(
    value: _Member | str,
    kind: type[_Member],
    place: str,
    error: type[FaultsError] = NotationError,
    *,
    also: Mapping[str, _Member] | None = None,
) -> _Member:
    """The member of an enumeration, also by its word as people write it: in any case, ``_`` for a blank.

    Args:
        value: a member, or its word: its value, or where that is no text its name.
        kind: the enumeration.
        place: what the value is called.
        error: what is raised.
        also: further names of members.

    Raises:
        FaultsError: of the kind `error`; there is no such member, the nearest is offered.
    """
    if isinstance(value, kind):
        return value
    names = {one.value if isinstance(one.value, str) else one.name.lower(): one for one in kind} | dict(also or {})
    found = names.get(value.strip().lower().replace("_", " ")) if isinstance(value, str) else None
    if found is None:
        message = f"expected one of {', '.join(names)}, got {shortened(value)}{did_you_mean(value, names)}"
        raise error([Fault(place, value, message)])
    return found


def whole(
    value: object, place: str, *, least: int = 0, most: int | None = None, error: type[FaultsError] = NotationError
) -> int:
    """A whole number between limits.

    Args:
        value: whatever was given; a truth value is no number.
        place: what it is called.
        least: the smallest that makes sense.
        most: the largest that makes sense; None: any.
        error: what is raised.

    Raises:
        FaultsError: of the kind `error`; no whole number, or one beyond the limits.

    Example:
        >>> whole(3, "periods", least=1)
        3
        >>> whole(2.5, "periods", least=1)
        Traceback (most recent call last):
        itpm.errors.NotationError: periods: expected a whole number of 1 or more, got 2.5
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= least and (most is None or value <= most):
        return value
    limits = f"of {least} or more" if most is None else f"from {least:,} to {most:,}"
    raise error([Fault(place, value, f"expected a whole number {limits}, got {shortened(value)}")])
