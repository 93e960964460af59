"""How an organisation wants rules applied: which ones, with which parameters, how strictly; and what it waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding
from itpm.model.moments import Moment, moment
from itpm.rules.catalogue import texts
from itpm.rules.errors import RulesError


class Enforcement(Enum):
    """What an offence does where it matters, at a gate: it warns; it blocks unless waived; it blocks."""

    ADVISORY = 1
    SOFT = 2
    HARD = 3


def enforcement(value: Enforcement | str) -> Enforcement:
    """The enforcement that `value` names.

    Raises:
        RulesError: no such enforcement.
    """
    if isinstance(value, Enforcement):
        return value
    names = {known.name.lower(): known for known in Enforcement}
    found = names.get(str(value).lower())
    if found is None:
        message = f"expected one of {', '.join(names)}, got {value!r}{did_you_mean(value, names)}"
        raise RulesError([Fault("enforcement", value, message)])
    return found


def _pairs(values: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(dict(values).items()))


def _enforcements(
    values: Mapping[str, Enforcement | str] | Iterable[tuple[str, Enforcement | str]],
) -> tuple[tuple[str, Enforcement], ...]:
    return tuple(sorted((prefix, enforcement(value)) for prefix, value in dict(values).items()))


@frozen
class RuleProfile:
    """Selection, parameters and enforcement of rules. A code is chosen by any of its prefixes; the longest one counts.

    Attributes:
        name: who set it: ``"bank-pmo"``.
        select: codes or prefixes to evaluate; none means all.
        ignore: codes or prefixes to leave out; a longer prefix in `select` wins. What is hard is not ignored.
        params: (``"GOV005.max_days"``, value).
        enforcement: (code or prefix, enforcement); ``"*"`` for all others. Default: soft.

    Raises:
        RulesError: an unknown enforcement, or a parameter without its rule.

    Example:
        >>> profile = RuleProfile("pmo", ignore=["SCH"], select=["SCH003", "BUD"], enforcement={"BUD": "hard"})
        >>> profile.selects("SCH003"), profile.selects("SCH001"), profile.enforcement_of("BUD001")
        (True, False, <Enforcement.HARD: 3>)
    """

    name: str = "default"
    select: tuple[str, ...] = field(default=(), converter=texts, kw_only=True)
    ignore: tuple[str, ...] = field(default=(), converter=texts, kw_only=True)
    params: tuple[tuple[str, object], ...] = field(default=(), converter=_pairs, kw_only=True)
    enforcement: tuple[tuple[str, Enforcement], ...] = field(default=(), converter=_enforcements, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault(f"profile {self.name!r}", key, f"expected a parameter like 'GOV005.max_days', got {key!r}")
            for key, _ in self.params
            if not all(key.partition("."))
        ]
        if faults:
            raise RulesError(faults)

    def selects(self, code: str) -> bool:
        """Whether the rule is evaluated."""
        chosen = _longest(code, self.select) if self.select else 0
        if chosen is None:
            return False
        ignored = _longest(code, self.ignore)
        return ignored is None or ignored < chosen or self.enforcement_of(code) is Enforcement.HARD

    def enforcement_of(self, code: str) -> Enforcement:
        """How strictly the rule is applied."""
        by_prefix = dict(self.enforcement)
        length = _longest(code, by_prefix)
        return by_prefix.get("*", Enforcement.SOFT) if length is None else by_prefix[code[:length]]

    def params_of(self, code: str) -> Iterator[tuple[str, object]]:
        """(name, value) of what the profile sets for the rule."""
        for key, value in self.params:
            rule, _, name = key.partition(".")
            if rule == code:
                yield name, value


def _longest(code: str, prefixes: Iterable[str]) -> int | None:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=None)


_NEEDED = {
    "code": "a rule",
    "subject": "a subject",
    "reason": "a reason",
    "owner": "an owner",
    "approved_by": "an approver",
}


def _expires(value: Moment) -> datetime:
    return moment(value, edge="finish", place="waiver.expires")


@frozen
class Waiver:
    """An offence somebody answers for, for a while.

    Attributes:
        code: the rule's.
        subject: what offends, exactly as the finding says it.
        reason: why it is borne.
        owner: who lives with it.
        approved_by: who allowed it.
        expires: until when; a bare date means the end of that day.

    Raises:
        RulesError: reason, owner or approver is missing.

    Example:
        >>> Waiver("SCH003", "task:14", reason="", owner="jo", approved_by="", expires="2026-06-30")
        Traceback (most recent call last):
        itpm.rules.errors.RulesError: 2 faults
          waiver SCH003|task:14.reason: a waiver needs a reason
          waiver SCH003|task:14.approved_by: a waiver needs an approver
    """

    code: str
    subject: str
    reason: str = field(kw_only=True)
    owner: str = field(kw_only=True)
    approved_by: str = field(kw_only=True)
    expires: datetime = field(kw_only=True, converter=_expires)

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault(f"waiver {self.fingerprint}.{name}", value, f"a waiver needs {noun}")
            for name, noun in _NEEDED.items()
            if not isinstance(value := getattr(self, name), str) or not value.strip()
        ]
        if faults:
            raise RulesError(faults)

    @property
    def fingerprint(self) -> str:
        """Identity of what it covers, the same as the finding's."""
        return f"{self.code}|{self.subject}"

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding, expired or not."""
        return self.code == finding.code and self.subject == finding.subject

    def holds(self, as_of: datetime) -> bool:
        """Whether it has not expired."""
        return as_of <= self.expires
