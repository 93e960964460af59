"""A fact of the catalogue together with how it is worked out.

Every fact except three is derived from others. The three roots are the plan, the project and the moment that is asked
about; so the whole table is a constant, and facts compare and pickle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from attrs import frozen

from itpm.errors import ItpmError, UndefinedIndexError
from itpm.findings import Finding
from itpm.rules import Derived, FactSpec, FactType

T = TypeVar("T")


@frozen
class KnownFact:
    """One entry of the catalogue, and what it is derived from; None for a root."""

    spec: FactSpec
    source: Derived | None = None


def known(
    name: str, type_: FactType, doc: str, function: Callable[..., object], *needs: str, unit: str = ""
) -> KnownFact:
    """The fact of that name, derived by ``function(*needs)``; None means absent."""
    return KnownFact(FactSpec(name=name, type=type_, unit=unit, doc=doc), Derived(function, needs))


def root(name: str, type_: FactType, doc: str) -> KnownFact:
    """A fact that is given."""
    return KnownFact(FactSpec(name=name, type=type_, doc=doc))


def unsourced(name: str, type_: FactType, doc: str, *, unit: str = "") -> KnownFact:
    """A fact that no value of the library holds yet: always absent, unless somebody supplies it."""
    return KnownFact(FactSpec(name=name, type=type_, unit=unit, doc=doc), Derived(_nothing, ("as_of",)))


def _nothing(_as_of: datetime) -> None:
    return None


@frozen
class Asked:
    """Reads an attribute, or calls a method without arguments; an index that is undefined is absent.

    Attributes:
        name: the attribute's.
    """

    name: str

    def __call__(self, value: object) -> object:
        """The attribute of `value`."""
        try:
            found = getattr(value, self.name)
            return found() if callable(found) else found
        except UndefinedIndexError:
            return None


@frozen
class Attempt(Generic[T]):
    """What came of working something out: a value, or why there is none.

    Attributes:
        value: what came of it; None where nothing did.
        problem: why not.
    """

    value: T | None = None
    problem: str | None = None


def attempted(work: Callable[[], T]) -> Attempt[T]:
    """The value, or what is wrong with the input of the work; a defect of the library is still raised.

    Example:
        >>> from itpm.errors import Fault, PlanError
        >>> def impossible():
        ...     raise PlanError([Fault("plan.calendar", None, "it has no regular working time")])
        >>> attempted(impossible).problem
        'plan.calendar: it has no regular working time'
    """
    try:
        return Attempt(work())
    except ItpmError as error:
        return Attempt(problem=str(error))


@frozen
class Picked:
    """Reads one entry of a mapping; None where it has none.

    Attributes:
        name: the entry's.
    """

    name: str

    def __call__(self, values: Mapping[str, object]) -> object:
        """The entry of `values`."""
        return values.get(self.name)


def found_in(source: str, name: str, doc: str, kind: str, *codes: str) -> KnownFact:
    """The fact of that name: what findings of some codes are about, by name.

    Args:
        source: name of the fact that holds the findings.
        name: the fact's.
        doc: what it means.
        kind: of the subjects: ``"issue"``, ``"risk"``.
        codes: of the findings.
    """
    return known(name, FactType.LIST, doc, _Subjects(kind, codes), source)


@frozen
class _Subjects:
    kind: str
    codes: tuple[str, ...]

    def __call__(self, findings: Iterable[Finding]) -> tuple[str, ...]:
        """The names, each once, in the order of the findings."""
        subjects = (one.subject.partition(":") for one in findings if one.code in self.codes)
        return tuple(dict.fromkeys(name for kind, _, name in subjects if kind == self.kind))
