"""The keys of an object: which are there twice, unknown or missing; and the choices of a closed set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Literal, NoReturn, get_args, get_origin

from itpm.errors import Fault, did_you_mean
from itpm.interop.json_faults import quoted, refusal
from itpm.interop.json_text import Repeated
from itpm.interop.json_types import Member


def key_faults(kind: str, known: Mapping[str, Member], value: dict[str, object]) -> list[Fault]:
    """What is wrong with the keys of an object that stands for a `kind` with the known fields."""
    twice = value.twice if isinstance(value, Repeated) else ()
    unknown = [name for name in value if name not in known]
    missing = [name for name, member in known.items() if member.required and name not in value]
    if not (twice or unknown or missing):
        return []
    return [
        *(Fault(f".{name}", name, f"the key {quoted(name)} is there twice") for name in twice),
        *(
            Fault(
                f".{quoted_key(name)}",
                name,
                f"{with_article(kind)} has no field {quoted(name)}{did_you_mean(name, known)}",
            )
            for name in unknown
        ),
        *(Fault(f".{name}", None, f"{with_article(kind)} needs this field") for name in missing),
    ]


def with_article(noun: str) -> str:
    """The noun as a sentence has it: "a Plan", "an Assignment"."""
    return f"an {noun}" if noun[0] in "AEIO" else f"a {noun}"


def quoted_key(name: str) -> str:
    """A key as a path shows it: as it is, unless it would not be seen as one word."""
    return name if name.isidentifier() and len(name) <= 40 else quoted(name)


def is_enum(type_: object) -> bool:
    """Whether it is an enumeration."""
    return isinstance(type_, type) and issubclass(type_, Enum)


def enum_reader(kind: type[Enum]) -> Callable[[object], object]:
    """A member by its name."""
    choices = {member.name: member for member in kind}
    return lambda value: _chosen(choices, value)


def enum_writer(kind: type[Enum]) -> Callable[[object], object]:
    """The name of a member."""
    names = {member: member.name for member in kind}
    return lambda value: names[value] if isinstance(value, kind) else _refuse(names.values(), value)


def is_literal(type_: object) -> bool:
    """Whether it is a closed set of texts."""
    return get_origin(type_) is Literal


def literal_reader(type_: object) -> Callable[[object], object]:
    """One of the texts; read and written alike."""
    choices = {choice: choice for choice in get_args(type_)}
    return lambda value: _chosen(choices, value)


def _chosen(choices: Mapping[str, object], value: object) -> object:
    return choices[value] if isinstance(value, str) and value in choices else _refuse(choices, value)


def _refuse(choices: Iterable[str], value: object) -> NoReturn:
    names = tuple(choices)
    message = f"expected one of {', '.join(names)}, got {quoted(value)}{did_you_mean(value, names)}"
    raise refusal(value, message)
