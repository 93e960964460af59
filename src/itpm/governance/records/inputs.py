"""Converters and checks at the edge of the project's records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import cast

from attrs import AttrsInstance

from itpm.errors import Fault, shortened
from itpm.model.given import several, text_faults
from itpm.model.moments import Moment, moment


def finish_moments(values: Moment | Iterable[Moment]) -> tuple[datetime, ...]:
    """Moments in order of time; a bare date is the day's end."""
    given = (
        (values,) if isinstance(values, (str, date)) else several(cast("Iterable[object]", values), object, "moments")
    )
    return tuple(sorted(moment(one, edge="finish", place="moments") for one in cast("Iterable[Moment]", given)))


def record_faults(record: AttrsInstance, noun: str, **needed: str) -> Iterator[Fault]:
    """A fault for each field of a record that should hold a text and does not, or says nothing where it has to.

    Args:
        record: the record.
        noun: what people call it: ``"change"``.
        needed: by field, what the record needs there: ``id="an id"``.
    """
    article = "an" if noun[0] in "aeiou" else "a"
    for name, what in needed.items():
        value = getattr(record, name)
        if not isinstance(value, str) or not value.strip():
            yield Fault(f"{noun}.{name}", value, f"{article} {noun} needs {what}, got {shortened(value)}")
    yield from text_faults(record, noun, besides=tuple(needed))


def repeated(noun: str, names: Iterable[str]) -> Iterator[Fault]:
    """A fault for every name that is given more than once."""
    for name, count in Counter(names).items():
        if count > 1:
            yield Fault(f"{noun} {name!r}", name, f"the name is given to {count} of them")


def whole_days(begin: datetime, end: datetime) -> int:
    """Calendar days from `begin` to `end`, rounded down, never negative [day]."""
    return max(0, (end - begin) // timedelta(days=1))
