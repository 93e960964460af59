"""What is wrong with a JSON document, and where: one error with every fault, each at its path like ``$.value.tasks[3]``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from itpm.errors import Fault, FaultsError, ItpmError, PlanError

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_LONGEST_QUOTE = 60
_NAMES = (
    (dict, "an object"),
    (list, "an array"),
    (tuple, "an array"),
    (type(None), "null"),
    (bool, "true or false"),
)


class JsonError(PlanError):
    """A document that cannot be read, or a value that cannot be written, with every fault and its JSON path."""


class PartError(Exception):
    """Faults on their way up to the document; their places are relative to the part that raised them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def under(self, place: str) -> Iterator[Fault]:
        """The faults as seen from one level up."""
        return (Fault(place + fault.place, fault.value, fault.message) for fault in self.faults)


def refusal(value: object, message: str) -> PartError:
    """One fault right here."""
    return PartError([Fault("", value, message)])


def expected(what: str, value: object) -> PartError:
    """One fault right here: something else was expected."""
    return refusal(value, f"expected {what}, got {quoted(value)}")


def quoted(value: object) -> str:
    """How a refused value is shown: arrays and objects by their kind, all else as written, cut after 60 characters."""
    for kind, name in _NAMES:
        if type(value) is kind or (kind is dict and isinstance(value, dict)):
            return name if kind is not bool else str(value).lower()
    text = repr(value[:_LONGEST_QUOTE]) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_QUOTE + 2 else f"{text[:_LONGEST_QUOTE]}..."


def each(function: Callable[[_In], _Out], items: Iterable[_In]) -> list[_Out]:
    """The function's results, item by item.

    Raises:
        PartError: with the faults of all items.
    """
    results: list[_Out] = []
    faults: list[Fault] = []
    for number, item in enumerate(items):
        try:
            results.append(function(item))
        except PartError as found:
            faults.extend(found.under(f"[{number}]"))
    if faults:
        raise PartError(faults)
    return results


def made(kind: type[object], values: Mapping[str, object]) -> object:
    """The value of that kind.

    Raises:
        PartError: the kind refuses the values; each fault at the field it is about, where it says so.
    """
    try:
        return kind(**values)
    except FaultsError as error:
        raise PartError(_placed(fault, values) for fault in error.faults) from None
    except (ItpmError, ValueError, TypeError, ArithmeticError, LookupError) as error:
        raise refusal(values, f"cannot be a {kind.__name__}: {_said(error)}") from None


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, ItpmError) else str(error.args[0] if error.args else error)


_ITEM = re.compile(r"(\w+)\[(\d+)\]((?:\.\w+)*)")
_NAMED = re.compile(r"(task|resource) (['\"].+?['\"])((?:\.\w+)?)", re.DOTALL)
_FIELD = re.compile(r".*?\.(\w+)((?:\[\d+\])*)", re.DOTALL)


def _placed(fault: Fault, values: Mapping[str, object]) -> Fault:
    """The fault at its JSON path below the object that was to be made; one that names no field stays at the object."""
    item, named, field = (pattern.fullmatch(fault.place) for pattern in (_ITEM, _NAMED, _FIELD))
    if item and item[1] in values:
        return Fault(f".{fault.place}", fault.value, fault.message)
    if named and (place := _item_named(values.get(f"{named[1]}s"), named[2])) is not None:
        return Fault(f".{named[1]}s[{place}]{named[3]}", fault.value, f"{fault.place}: {fault.message}")
    if field and not named and field[1] in values:
        return Fault(f".{field[1]}{field[2]}", fault.value, fault.message)
    return Fault("", fault.value, f"{fault.place}: {fault.message}")


def _item_named(items: object, name: str) -> int | None:
    """Where the item stands whose id the fault quotes."""
    given = items if isinstance(items, tuple) else ()
    return next((place for place, item in enumerate(given) if repr(getattr(item, "id", None)) == name), None)
