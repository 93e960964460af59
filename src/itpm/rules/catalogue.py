"""The catalogue of facts: what each is called, what kind of value it has, in which unit, and what it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from operator import itemgetter
from typing import TypeVar

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.model.durations import ElapsedDuration, WorkDuration, duration
from itpm.model.given import expect, pairs, several
from itpm.model.moments import moment
from itpm.model.money import Money, money
from itpm.rules.errors import RulesError
from itpm.tables import Column, Table

_Value = TypeVar("_Value")

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_LONGEST_NAME = 120
_POWERS = 400
_LARGEST: int = 10**_POWERS


class FactType(Enum):
    """What kind of value a fact has. A `SECTION` is a whole value of the library, for rules written in Python only."""

    FLAG = 1
    NUMBER = 2
    TEXT = 3
    MOMENT = 4
    DURATION = 5
    MONEY = 6
    LIST = 7
    SECTION = 8


@frozen(kw_only=True)
class FactSpec:
    """One entry of the catalogue.

    Attributes:
        name: lower-case words joined by dots: ``"schedule.finish"``.
        type: kind of value.
        unit: unit of a number, as written in brackets: ``"1"``, ``"day"``.
        doc: one sentence: what the value says.

    Raises:
        RulesError: the name is not of that form, or the sentence is missing.

    Example:
        >>> FactSpec(name="cost.cpi", type=FactType.NUMBER, unit="1", doc="cost performance index").name
        'cost.cpi'
    """

    name: str
    type: FactType
    unit: str = ""
    doc: str

    def __attrs_post_init__(self) -> None:
        expect(self.type, "fact.type", FactType, error=RulesError)
        faults = [
            *_name_faults(self.name),
            *(
                []
                if isinstance(self.doc, str) and self.doc
                else [Fault(f"fact {shortened(self.name)}", self.doc, "a fact needs a sentence that says what it is")]
            ),
        ]
        RulesError.refuse(faults)


def specs(values: Iterable[FactSpec]) -> tuple[FactSpec, ...]:
    """The entries as a tuple."""
    return several(values, FactSpec, "catalogue", RulesError)


def by_name(values: Mapping[str, _Value] | Iterable[tuple[str, _Value]], place: str) -> tuple[tuple[str, _Value], ...]:
    """(name, value) pairs in the order of their names; of a name given twice the last.

    Raises:
        RulesError: no pairs, or a name that is no text.

    Example:
        >>> by_name({"b": 2, "a": 1}, "params")
        (('a', 1), ('b', 2))
    """
    found = pairs(values, place, RulesError)
    several((name for name, _ in found), str, place, RulesError)
    return tuple(sorted(dict(found).items(), key=itemgetter(0)))


def _name_faults(name: object) -> list[Fault]:
    if isinstance(name, str) and len(name) <= _LONGEST_NAME and _NAME.fullmatch(name):
        return []
    return [Fault("fact", name, f"expected a name like 'schedule.finish', got {shortened(name)}")]


@frozen
class Unfit:
    """Why a value does not fit its fact."""

    expected: str = field(default="")


def fitted(type_: FactType, value: object) -> object | Unfit:
    """The value in the one form that facts of this type have, or why it does not fit.

    Text is accepted for moments, durations and money, any iterable for a list.

    Example:
        >>> fitted(FactType.LIST, ["a", "b"]), fitted(FactType.FLAG, 1)
        (('a', 'b'), Unfit(expected='True or False'))
    """
    match type_:
        case FactType.FLAG:
            return value if isinstance(value, bool) else Unfit("True or False")
        case FactType.NUMBER:
            return _number(value)
        case FactType.TEXT:
            return value if isinstance(value, str) else Unfit("a text")
        case FactType.LIST:
            return (
                tuple(value) if isinstance(value, Iterable) and not isinstance(value, (str, bytes)) else Unfit("a list")
            )
        case FactType.SECTION:
            return value
        case _:
            return _quantity(type_, value)


def _number(value: object) -> object | Unfit:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return Unfit("a number")
    if is_usual(value):
        return value
    endless = isinstance(value, float) or (isinstance(value, Decimal) and not value.is_finite())
    return Unfit("a finite number" if endless else "a number of a usual size")


def is_usual(number: float | Decimal) -> bool:
    """Whether a number is finite and can be written out: decimals and whole numbers can grow beyond all measure.

    Example:
        >>> is_usual(10**400), is_usual(10**401), is_usual(Decimal("1e999999999")), is_usual(float("inf"))
        (True, False, False, False)
    """
    if isinstance(number, int):
        return -_LARGEST <= number <= _LARGEST
    if isinstance(number, Decimal):
        return number.is_finite() and (number == 0 or abs(number.adjusted()) <= _POWERS)
    return isfinite(number)


def _quantity(type_: FactType, value: object) -> object | Unfit:
    try:
        match type_, value:
            case FactType.MOMENT, str() | date():
                return moment(value)
            case FactType.DURATION, str() | WorkDuration() | ElapsedDuration():
                return duration(value)
            case FactType.MONEY, str() | Money():
                return money(value)
            case _:
                return Unfit(_EXPECTED[type_])
    except ValueError as fault:
        return Unfit(f"{_EXPECTED[type_]} ({fault})")


_EXPECTED = {
    FactType.MOMENT: "a date or a date and time",
    FactType.DURATION: "a duration like 5d",
    FactType.MONEY: "an amount of money like 8k EUR",
}


def type_of(value: object) -> FactType:
    """The kind of a value that came without a catalogue entry; text is text, whatever it may also be read as."""
    match value:
        case bool():
            return FactType.FLAG
        case int() | float() | Decimal():
            return FactType.NUMBER
        case str():
            return FactType.TEXT
        case datetime() | date():
            return FactType.MOMENT
        case WorkDuration() | ElapsedDuration():
            return FactType.DURATION
        case Money():
            return FactType.MONEY
        case tuple() | list() | set() | frozenset():
            return FactType.LIST
        case _:
            return FactType.SECTION


def catalogue_table(catalogue: Iterable[FactSpec], *, title: str = "Facts") -> Table:
    """The catalogue as a table: name, kind, unit, meaning.

    Example:
        >>> spec = FactSpec(name="cost.cpi", type=FactType.NUMBER, unit="1", doc="cost performance index")
        >>> print(catalogue_table([spec]))
        Facts
        Fact      Kind    Unit  Meaning
        --------  ------  ----  ----------------------
        cost.cpi  number  1     cost performance index
    """
    return Table(
        title=title,
        columns=(Column("Fact"), Column("Kind"), Column("Unit"), Column("Meaning")),
        rows=[(spec.name, spec.type, spec.unit, spec.doc) for spec in specs(catalogue)],
    )
