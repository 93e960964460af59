"""One check as a measure: how many offend, of how many, against which limit; and who they are.

A check that is kept may have offenders too: up to its limit they are let pass. The measure tells of them either way, the
rule only where the limit is exceeded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from inspect import getdoc
from typing import TypeAlias, Unpack

from attrs import evolve, field, frozen

from itpm.findings import Finding
from itpm.model.numbers import quotient
from itpm.rules import Rule, RuleContext, rule
from itpm.rules.definitions import RuleFields

Offence: TypeAlias = tuple[str, str, Mapping[str, object]]
"""Subject, message, evidence."""


@frozen(kw_only=True, eq=False)
class Measure:
    """What a check counts.

    Attributes:
        count: the numerator: offenders, or for an index what it counts; None for a check that counts nothing.
        of: the denominator; None for a check without one.
        value: the share or index that is compared.
        unit: of `value`: ``"%"``, ``"1"``.
        limit: what it is compared with, in words: ``"at most 5 %"``.
        is_kept: whether the limit is kept.
        offences: who offends; worked out only where it is asked for.
    """

    count: int | None
    of: int | None
    value: Decimal | None
    unit: str
    limit: str
    is_kept: bool
    offences: Iterable[Offence] = field(default=(), repr=False)


Measuring: TypeAlias = Callable[[RuleContext], Measure]


@frozen
class Measured:
    """A rule's check that measures: its findings are the offenders of a limit that is not kept."""

    measure: Measuring

    def __call__(self, context: RuleContext) -> Iterator[Finding]:
        """A finding for each offender, where the limit is not kept."""
        measured = self.measure(context)
        if measured.is_kept:
            return
        for subject, message, evidence in measured.offences:
            yield context.fail(subject, message, evidence=evidence)


def check(code: str, title: str, *, number: int, **fields: Unpack[RuleFields]) -> Callable[[Measuring], Rule]:
    """Decorator: makes a function that measures a rule of the DCMA pack; its docstring becomes the rule's page."""
    fields["source"] = f"DCMA 14-point assessment, check {number}"
    make = rule(code, title, **fields)

    def made(measure: Measuring) -> Rule:
        return evolve(make(Measured(measure)), doc=getdoc(measure) or "")

    return made


def at_most(count: int, of: int, percent: float, offences: Iterable[Offence]) -> Measure:
    """So many of so many, against a share that they may not exceed [%]; of nothing, nothing is exceeded."""
    share, limit = _share(count, of, of_nothing=0), Decimal(str(percent))
    return _percent(count, of, share, f"at most {written(limit)} %", offences, is_kept=share <= limit)


def at_least(count: int, of: int, percent: float, offences: Iterable[Offence]) -> Measure:
    """So many of so many, against a share that they have to reach [%]; of nothing, everything."""
    share, limit = _share(count, of, of_nothing=100), Decimal(str(percent))
    return _percent(count, of, share, f"at least {written(limit)} %", offences, is_kept=share >= limit)


def _share(count: int, of: int, *, of_nothing: int) -> Decimal:
    return quotient(100 * count, of) if of else Decimal(of_nothing)


def _percent(count: int, of: int, share: Decimal, limit: str, offences: Iterable[Offence], *, is_kept: bool) -> Measure:
    return Measure(count=count, of=of, value=share, unit="%", limit=limit, is_kept=is_kept, offences=offences)


def index_of(count: int | None, of: int | None, value: Decimal, least: float, offences: Iterable[Offence]) -> Measure:
    """An index, against the least that is wanted [1]."""
    limit = Decimal(str(least))
    return Measure(
        count=count,
        of=of,
        value=value,
        unit="1",
        limit=f"at least {written(limit)}",
        is_kept=value >= limit,
        offences=offences,
    )


def chosen(context: RuleContext, name: str, *known: str) -> str:
    """The value of a parameter that is one of a few words.

    Raises:
        ValueError: another word.
    """
    value = getattr(context.params, name)
    if value not in known:
        raise ValueError(f"expected {name} to be one of {', '.join(map(repr, known))}, got {value!r}")
    return str(value)


def written(value: Decimal) -> str:
    """A number without idle zeros: ``"95"``, not ``"95.0"``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
