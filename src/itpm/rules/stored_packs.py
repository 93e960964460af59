"""Packs of condition rules as JSON values: what an organisation edits, reviews and stores.

Nothing is left out that the rule says, nothing unknown is accepted; what is at its default is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from itpm.errors import Fault, did_you_mean, shortened
from itpm.findings import Severity
from itpm.model.given import member
from itpm.rules.conditions.nodes import Literal
from itpm.rules.conditions.stored import content_of, literal_from, literal_to, node_to, tree_from, versioned
from itpm.rules.conditions.terms import Condition
from itpm.rules.definitions import Rule, condition_rule
from itpm.rules.errors import RulesError

_TEXTS = ("source", "fix", "doc", "subject", "message")
_KEYS = ("code", "title", "severity", "when", "require", "params", "passing", "failing", *_TEXTS)
_PACK_KEYS = ("name", "prefix", "version", "rules")
_MOST_RULES = 1_000
_Read = TypeVar("_Read")


def pack_dict(name: str, prefix: str, version: str, rules: Iterable[Rule]) -> dict[str, object]:
    """A pack as JSON values."""
    written = [rule_dict(rule) for rule in rules]
    return versioned("pack", {"name": name, "prefix": prefix, "version": version, "rules": written})


def pack_fields(data: object) -> tuple[str, str, str, list[Rule]]:
    """Name, prefix, version and rules of a pack that `pack_dict` wrote.

    Raises:
        RulesError: anything unknown or malformed, every fault with its path.
    """
    pack = _object(content_of(data, "pack"), "pack", _PACK_KEYS)
    name, prefix, version = (_text(pack.get(key), f"pack.{key}") for key in ("name", "prefix", "version"))
    listed = pack.get("rules", [])
    if not isinstance(listed, (list, tuple)) or len(listed) > _MOST_RULES:
        raise _refusal("pack.rules", listed, f"expected an array of at most {_MOST_RULES} rules")
    rules: list[Rule] = []
    faults: list[Fault] = []
    for number, one in enumerate(listed):
        try:
            rules.append(rule_from(one, f"pack.rules[{number}]"))
        except RulesError as error:
            faults += error.faults
    RulesError.refuse(faults)
    return name, prefix, version, rules


def rule_dict(rule: Rule) -> dict[str, object]:
    """A condition rule as JSON values.

    Raises:
        RulesError: its check is a function, or an example is not a mapping of plain values.
    """
    policy = rule.policy
    if policy is None:
        message = "its check is a function; only rules made by condition_rule can be stored"
        raise _refusal(f"rule {rule.code!r}", rule.code, message)
    written: dict[str, object] = {"code": rule.code, "title": rule.title, "severity": rule.severity.name.lower()}
    if policy.when is not None:
        written["when"] = node_to(policy.when.root)
    written["require"] = node_to(policy.require.root)
    if rule.params:
        written["params"] = _plain(rule.params, f"rule {rule.code!r}.params")
    texts = {"source": rule.source, "fix": rule.fix, "doc": rule.doc}
    texts |= {"subject": policy.subject, "message": policy.message}
    written |= {key: text for key, text in texts.items() if text}
    for key, example in (("passing", rule.passing), ("failing", rule.failing)):
        if example is not None:
            if not isinstance(example, tuple):
                raise _refusal(f"rule {rule.code!r}.{key}", example, "only facts by name can be stored as an example")
            written[key] = _plain(example, f"rule {rule.code!r}.{key}")
    return written


def _plain(pairs: Iterable[tuple[str, object]], place: str) -> dict[str, object]:
    written: dict[str, object] = {}
    for name, value in pairs:
        try:
            written[name] = literal_to(Literal(value).value)
        except RulesError as error:
            raise _refusal(f"{place}.{name}", value, error.faults[0].message) from None
    return written


def rule_from(data: object, place: str) -> Rule:
    """The rule that `rule_dict` wrote.

    Raises:
        RulesError: anything unknown or malformed, every fault with its path.
    """
    given = _object(data, place, _KEYS)
    faults = [Fault(place, None, f"a rule needs {key!r}") for key in ("code", "title", "require") if key not in given]
    reading = _Reading(given, place, faults)
    require, when = reading.condition("require"), reading.condition("when")
    texts = {key: reading.text(key) for key in ("code", "title", *_TEXTS)}
    severity = reading.severity()
    params, passing, failing = (reading.values(key) for key in ("params", "passing", "failing"))
    if faults or require is None:
        raise RulesError(faults)
    try:
        return condition_rule(
            **texts, require=require, when=when, severity=severity, params=params, passing=passing, failing=failing
        )
    except RulesError as error:
        raise RulesError(
            [Fault(f"{place}.{fault.place}", fault.value, fault.message) for fault in error.faults]
        ) from None


class _Reading:
    """Reads the parts of a rule and collects every fault."""

    def __init__(self, given: Mapping[str, object], place: str, faults: list[Fault]) -> None:
        self._given, self._place, self._faults = given, place, faults

    def _read(self, key: str, how: Callable[[object, str], _Read]) -> _Read | None:
        try:
            return how(self._given[key], f"{self._place}.{key}") if key in self._given else None
        except RulesError as error:
            self._faults += error.faults
            return None

    def condition(self, key: str) -> Condition | None:
        return self._read(key, lambda data, place: Condition(tree_from(data, place)))

    def text(self, key: str) -> str:
        return self._read(key, _text) or ""

    def severity(self) -> Severity:
        return self._read("severity", _severity) or Severity.MAJOR

    def values(self, key: str) -> dict[str, object] | None:
        return self._read(key, _values)


def _object(data: object, place: str, keys: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _refusal(place, data, f"expected an object, got {type(data).__name__}")
    strangers = [key for key in data if key not in keys]
    if strangers:
        raise RulesError(
            [Fault(place, key, f"there is no {shortened(key)}{did_you_mean(key, keys)}") for key in strangers]
        )
    return data


def _text(text: object, place: str) -> str:
    if not isinstance(text, str):
        raise _refusal(place, text, f"expected a text, got {type(text).__name__}")
    return text


def _severity(name: object, place: str) -> Severity:
    return member(_text(name, place), Severity, place, RulesError)


def _values(data: object, place: str) -> dict[str, object]:
    if not isinstance(data, Mapping):
        raise _refusal(place, data, f"expected an object of values by name, got {type(data).__name__}")
    return {str(name): literal_from(value, f"{place}.{name}") for name, value in data.items()}


def _refusal(place: str, value: object, message: str) -> RulesError:
    return RulesError([Fault(place, value, message)])
