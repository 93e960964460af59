"""Converters at the edge: what a person types becomes the one type that the lifecycle uses inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from attrs import Attribute

from itpm.lifecycle.errors import DeliverableError
from itpm.model import numbers
from itpm.model.given import whole


def repeated(names: Iterable[str]) -> dict[str, int]:
    """How often each name stands that stands more than once, in order of first standing.

    Example:
        >>> repeated(["a", "b", "a"])
        {'a': 2}
    """
    return {name: times for name, times in Counter(names).items() if times > 1}


def number(value: Decimal | int | str) -> Decimal:
    """A finite decimal number.

    Raises:
        DeliverableError: no number, or an infinite one.
    """
    return numbers.number(value, "number", error=DeliverableError)


# Any: it validates numbers that may be missing and numbers that may not
def is_count(thing: object, attribute: Attribute[Any], value: object) -> None:
    """Validator of a number of things, which may be missing where its default is None.

    Raises:
        DeliverableError: no whole number of 0 or more.
    """
    if value is not None or attribute.default is not None:
        whole(value, f"{type(thing).__name__}.{attribute.name}", error=DeliverableError)
