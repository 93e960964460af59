"""What a transition asks before it is taken, and what it may be answered.

A guard is a function of the context, or data: `In`, `Not`, `AllOf`, `AnyOf`, made of other guards. It answers `Yes`, `No` with
reasons, or `Unknown` with the names of what is missing; a truth value will do. Logic is three-valued (Kleene's): what is
unknown decides nothing unless it does not matter. A guard must be pure: same context, same answer.

Composed guards are kept as programs in postfix order, so that none is too deep to be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import Any, Final, TypeAlias, TypeVar

from attrs import field, frozen

from itpm.findings import Finding
from itpm.statecharts.errors import GuardError


def _findings(reasons: Iterable[Finding | str]) -> tuple[Finding, ...]:
    given = (reasons,) if isinstance(reasons, (str, Finding)) else tuple(reasons)
    return tuple(
        reason if isinstance(reason, Finding) else Finding(code="guard", subject="guard", message=reason)
        for reason in given
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


@frozen
class Yes:
    """The transition may be taken."""


@frozen
class No:
    """The transition may not be taken.

    Attributes:
        reasons: why not, each a finding; a sentence will do.
    """

    reasons: tuple[Finding, ...] = field(default=(), converter=_findings)


@frozen
class Unknown:
    """It cannot be said whether the transition may be taken; so it is not.

    Attributes:
        missing: names of what one would have to know.
    """

    missing: tuple[str, ...] = field(default=(), converter=_names)


Verdict: TypeAlias = Yes | No | Unknown
YES: Final = Yes()
NO: Final = No()


@frozen
class In:
    """Whether a state is active, by its id."""

    state: str


@frozen
class Not:
    """The opposite of a guard; what is unknown stays unknown."""

    guard: Guard


@frozen(init=False)
class AllOf:
    """Whether every one of several guards says yes; with all the reasons of those that do not."""

    guards: tuple[Guard, ...]

    def __init__(self, *guards: Guard) -> None:
        self.__attrs_init__(guards)  # pyright: ignore[reportAttributeAccessIssue]  # made by attrs


@frozen(init=False)
class AnyOf:
    """Whether at least one of several guards says yes."""

    guards: tuple[Guard, ...]

    def __init__(self, *guards: Guard) -> None:
        self.__attrs_init__(guards)  # pyright: ignore[reportAttributeAccessIssue]  # made by attrs


# Any: a context is whatever the guards of a chart understand
Asked: TypeAlias = Callable[[Any], Verdict | bool]
Guard: TypeAlias = Asked | In | Not | AllOf | AnyOf
Operation: TypeAlias = tuple[str, Any]  # Any: a state, a function or a number, as the first part says
Program: TypeAlias = tuple[Operation, ...]


def program(guard: Guard) -> Program:
    """The guard in postfix order."""
    operations: list[Operation] = []
    waiting: list[Guard] = [guard]
    while waiting:
        part = waiting.pop()
        match part:
            case In():
                operations.append(("in", part.state))
            case Not():
                operations.append(("not", 1))
                waiting.append(part.guard)
            case AllOf() | AnyOf():
                operations.append(("all" if isinstance(part, AllOf) else "any", len(part.guards)))
                waiting.extend(part.guards)
            case _:
                operations.append(("ask", part))
    return tuple(reversed(operations))


def depth_of(guard: Guard) -> int:
    """How deep guards are nested in a guard [1]."""
    deepest, waiting = 0, [(guard, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        inside = (part.guard,) if isinstance(part, Not) else part.guards if isinstance(part, (AllOf, AnyOf)) else ()
        waiting.extend((inner, depth + 1) for inner in inside)
    return deepest


def states_of(asked: Program) -> tuple[str, ...]:
    """The states that a guard looks at."""
    return tuple(state for name, state in asked if name == "in")


T = TypeVar("T")


def verdict(asked: Program, active: Set[T], names: dict[str, T], context: Any) -> Verdict:
    """What the guard answers.

    Args:
        asked: the guard as a program.
        active: the active states.
        names: what `active` calls a state, by its id.
        context: what functions are asked about.

    Raises:
        GuardError: a function answered something that is no verdict.
    """
    stack: list[Verdict] = []
    for name, value in asked:
        match name:
            case "in":
                stack.append(YES if names[value] in active else NO)
            case "ask":
                stack.append(said(value, value(context)))
            case "not":
                stack.append(_opposite(stack.pop()))
            case _:
                parts = [stack.pop() for _ in range(value)][::-1]
                stack.append(_all(parts) if name == "all" else _any(parts))
    return stack.pop()


def said(guard: object, answer: object) -> Verdict:
    """The answer as a verdict.

    Raises:
        GuardError: it is none.
    """
    if answer is True:
        return YES
    if answer is False:
        return NO
    if isinstance(answer, (Yes, No, Unknown)):
        return answer
    name = getattr(guard, "__name__", type(guard).__name__)
    raise GuardError(f"guard {name!r} answers Yes, No, Unknown or a truth value, got {str(answer)[:60]}")


def _opposite(answer: Verdict) -> Verdict:
    match answer:
        case Yes():
            return NO
        case No():
            return YES
        case _:
            return answer


def _all(parts: list[Verdict]) -> Verdict:
    if any(isinstance(part, No) for part in parts):
        return No(tuple(reason for part in parts for reason in reasons(part)))
    missing = _missing(parts)
    return Unknown(missing) if missing is not None else YES


def _any(parts: list[Verdict]) -> Verdict:
    if any(isinstance(part, Yes) for part in parts):
        return YES
    missing = _missing(parts)
    return Unknown(missing) if missing is not None else No(tuple(reason for part in parts for reason in reasons(part)))


def _missing(parts: list[Verdict]) -> tuple[str, ...] | None:
    unknown = [part for part in parts if isinstance(part, Unknown)]
    return tuple(dict.fromkeys(name for part in unknown for name in part.missing)) if unknown else None


def reasons(answer: Verdict) -> tuple[Finding, ...]:
    """The answer as findings: the reasons of a no; what is missing, as one."""
    match answer:
        case No():
            return answer.reasons
        case Unknown():
            names = ", ".join(answer.missing) or "something"
            return (
                Finding(
                    code="unknown",
                    subject="guard",
                    message=f"cannot be decided: {names} is unknown",
                    missing=answer.missing,
                    remedy=f"supply {names}",
                ),
            )
        case _:
            return ()
