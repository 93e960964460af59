"""Which values a document may hold, and of which fields they are made.

Every public attrs value of the library is one, as long as its fields are plain: leaves, enumerations, arrays, and values
that are plain themselves. So a value that a package adds can be written at once; one that holds a function cannot.

Not written are fields outside equality (caches, display aids) and fields at their default.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from itpm.errors import ItpmError
from itpm.findings import Explanation, Finding, Severity
from itpm.interop.json_faults import refusal
from itpm.interop.json_leaves import LEAVES, ShiftText
from itpm.interop.json_packages import NOT_WRITTEN, PACKAGES
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.stored_dates import StoredDates, StoredTask
from itpm.scheduling import Schedule, schedule
from itpm.tables import Undefined

# Any: a class; type[object] would say so, but counts as unhashable, and what is cached could not be asked for it.
Kind: TypeAlias = Any

FORMAT = 1
_MODEL = "itpm.model."
_SCALARS = frozenset({str, bool, int, float, type(None)})
_OWN = frozenset(leaf.type for leaf in LEAVES)


@frozen
class ScheduleRecord:
    """What a schedule is made from; its dates follow.

    Attributes:
        plan: what was scheduled.
        policy: how.
    """

    plan: Plan
    policy: SchedulingPolicy

    def made(self) -> Schedule:
        """The schedule.

        Raises:
            PartError: the plan cannot be scheduled: no working time is left for it.
        """
        try:
            return schedule(self.plan, policy=self.policy)
        except (ItpmError, ArithmeticError, ValueError) as error:
            raise refusal(self.plan.name, f"the plan cannot be scheduled: {error}") from None


@frozen(kw_only=True)
class Member:
    """One field of a value.

    Attributes:
        name: what documents and constructors call it.
        attribute: what the value calls it.
        type: type of its content.
        required: whether it has no default.
        default: the content that is not written, for a given value; None: all are.
    """

    name: str
    attribute: str
    type: object
    required: bool
    # Any: the default may depend on the value, whatever its type
    default: Callable[[Any], object] | None = None


@cache
def value_kinds() -> Mapping[str, Kind]:
    """What a document may hold, by name, in the order of names."""
    found: dict[str, Kind] = {leaf.type.__name__: leaf.type for leaf in LEAVES if _is_named(leaf.type)}
    for kind in (Schedule, Finding, Explanation, Severity, Undefined, StoredDates, StoredTask, *_public()):
        if kind is Schedule or _is_enum(kind) or (attrs.has(kind) and is_plain(kind)):
            found[_free_name(kind, found)] = kind
    return dict(sorted(found.items()))


def _free_name(kind: Kind, taken: Mapping[str, Kind]) -> str:
    """The kind's name; of two with the same, the later one goes with its package: ``"risk.Outcome"``."""
    names = (kind.__name__, f"{kind.__module__.split('.')[1]}.{kind.__name__}", f"{kind.__module__}.{kind.__name__}")
    return next(name for name in names if taken.get(name, kind) is kind)


def _is_named(kind: Kind) -> bool:
    return kind not in _SCALARS and kind is not ShiftText


def _public() -> list[Kind]:
    modules = [import_module(f"itpm.{package}") for package in PACKAGES]
    values = [
        getattr(module, name)
        for module in modules
        for name in getattr(module, "__all__", ())
        if f"{module.__name__}.{name}" not in NOT_WRITTEN
    ]
    return [value for value in values if isinstance(value, type)]


@cache
def kind_names() -> Mapping[Kind, str]:
    """The name of everything a document may hold."""
    return {kind: name for name, kind in value_kinds().items()}


@cache
def _of_model() -> tuple[Kind, ...]:
    """The model's own values: nothing is derived from them elsewhere, so that reading a plan needs no other package."""
    model = import_module("itpm.model")
    values = (getattr(model, name) for name in model.__all__)
    return tuple(kind for kind in values if isinstance(kind, type) and attrs.has(kind) and is_plain(kind))


@cache
def variants(kind: Kind) -> tuple[Kind, ...]:
    """The kinds that may stand where a field asks for `kind`: itself, and what is derived from it in public."""
    if not attrs.has(kind):
        return (kind,)
    others = _of_model() if kind.__module__.startswith(_MODEL) else value_kinds().values()
    derived = tuple(known for known in others if known is not kind and issubclass(known, kind))
    return (kind, *derived)


@cache
def members(kind: Kind) -> tuple[Member, ...]:
    """The fields of a value that documents hold, in the order they are declared."""
    hints = get_type_hints(kind)
    given = inspect.signature(kind).parameters
    return tuple(
        _member(kind, attribute, hints[attribute.name], given[attribute.alias or attribute.name].default)
        for attribute in attrs.fields(kind)
        if attribute.init and attribute.eq
    )


# Any: attrs' own type for an attribute of anything
def _member(kind: Kind, attribute: attrs.Attribute[Any], type_: object, own: object) -> Member:
    return Member(
        name=attribute.alias or attribute.name,
        attribute=attribute.name,
        type=_with_shifts(type_) if kind.__module__.startswith("itpm.model.calendar") else type_,
        required=own is inspect.Parameter.empty and attribute.default is attrs.NOTHING,
        default=_default(attribute, own),
    )


def _default(attribute: attrs.Attribute[Any], own: object) -> Callable[[Any], object] | None:
    """The default as the value holds it: made by its factory, and passed through its converter."""
    default = own if attribute.default is attrs.NOTHING else attribute.default
    if default is inspect.Parameter.empty:
        return None
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # a class at run time, a function in the stubs
        factory: Any = default  # Any: the stubs hide what a factory has
        return factory.factory if factory.takes_self else lambda _: factory.factory()
    converter: object = attribute.converter
    value = converter(default) if inspect.isfunction(converter) else default
    return lambda _: value


def _with_shifts(type_: object) -> object:
    """The type with shifts as what they are, instead of pairs of numbers."""
    if type_ == tuple[int, int]:
        return ShiftText
    arguments = tuple(_with_shifts(argument) for argument in get_args(type_))
    if is_tuple(type_):
        return tuple[arguments]  # type: ignore[valid-type]  # a type made at run time
    return Union[arguments] if is_union(type_) else type_  # noqa: UP007  # made at run time


def is_union(type_: object) -> bool:
    """Whether it is a union of types."""
    return get_origin(type_) in (Union, types.UnionType)


def is_tuple(type_: object) -> bool:
    """Whether it is a tuple of known types."""
    return get_origin(type_) is tuple


def is_series(type_: object) -> bool:
    """Whether it is a tuple of any length."""
    arguments = get_args(type_)
    return is_tuple(type_) and len(arguments) == 2 and arguments[1] is Ellipsis


def is_set(type_: object) -> bool:
    """Whether it is a set of a known type."""
    return get_origin(type_) is frozenset


def is_plain(type_: object, above: frozenset[object] = frozenset()) -> bool:
    """Whether every value of the type can be written: no functions, no mappings, nothing that equals only itself."""
    if type_ is Schedule or type_ in _OWN or type_ in _SCALARS or type_ is object or type_ in above:
        return True
    if is_union(type_) or is_tuple(type_) or is_set(type_):
        return all(part is Ellipsis or is_plain(part, above) for part in get_args(type_))
    if get_origin(type_) is Literal:
        return all(isinstance(choice, str) for choice in get_args(type_))
    if not isinstance(type_, type):
        return False
    return _is_enum(type_) or _is_plain_value(type_, above)


def _is_enum(kind: Kind) -> bool:
    return issubclass(kind, Enum)


def _is_plain_value(kind: Kind, above: frozenset[object]) -> bool:
    if not attrs.has(kind) or kind.__eq__ is object.__eq__:
        return False
    if any(
        not attribute.eq and attribute.init and attribute.default is attrs.NOTHING for attribute in attrs.fields(kind)
    ):
        return False
    try:
        return all(is_plain(member.type, above | {kind}) for member in members(kind))
    except NameError:  # a type that is imported for type checkers only
        return False
