"""Converters and checks at the edge of the project's records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeVar

from itpm.errors import Fault, did_you_mean
from itpm.governance.errors import GovernanceError
from itpm.model.moments import Moment, moment

E = TypeVar("E", bound=Enum)


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """The texts as a tuple; one text alone is one text, not its letters."""
    return (values,) if isinstance(values, str) else tuple(values)


def pairs(values: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(name, text) pairs of a mapping, or of pairs."""
    return tuple((str(name), str(text)) for name, text in (values.items() if isinstance(values, Mapping) else values))


def finish_moments(values: Iterable[Moment] | str) -> tuple[datetime, ...]:
    """Moments in order of time; a bare date is the day's end."""
    given: Iterable[Moment] = (values,) if isinstance(values, str) else values
    return tuple(sorted(moment(value, edge="finish") for value in given))


def hours(value: Decimal | int | float | str) -> Decimal:
    """A number of hours or days, not negative.

    Raises:
        GovernanceError: no such number.
    """
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal(-1)
    if isinstance(value, bool) or not found.is_finite() or found < 0:
        raise GovernanceError([Fault("amount", value, f"expected a number of 0 or more, got {str(value)[:60]!r}")])
    return found


def member(kind: type[E], value: E | str, place: str) -> E:
    """The member of an enumeration that `value` names.

    Raises:
        GovernanceError: it names none; the nearest is offered.
    """
    if isinstance(value, kind):
        return value
    known = {str(one.value): one for one in kind}
    found = known.get(str(value).lower().replace("_", " "))
    if found is None:
        message = f"expected one of {', '.join(known)}, got {value!r}{did_you_mean(value, known)}"
        raise GovernanceError([Fault(place, value, message)])
    return found


def refuse(faults: Iterable[Fault]) -> None:
    """Raise one `GovernanceError` with the given faults, if there are any."""
    found = tuple(faults)
    if found:
        raise GovernanceError(found)


def repeated(noun: str, names: Iterable[str]) -> Iterator[Fault]:
    """A fault for every name that is empty or given more than once."""
    counted: dict[str, int] = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    for name, count in counted.items():
        if not isinstance(name, str) or not name.strip():
            yield Fault(noun, name, f"a {noun} needs a name, got {name!r}")
        elif count > 1:
            yield Fault(f"{noun} {name!r}", name, f"the name is given to {count} of them")


def whole_days(begin: datetime, end: datetime) -> int:
    """Calendar days from `begin` to `end`, rounded down, never negative [day]."""
    return max(0, (end - begin) // timedelta(days=1))
