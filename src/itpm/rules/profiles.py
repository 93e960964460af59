"""How an organisation wants rules applied: which ones, with which parameters, how strictly; and in which layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Protocol, cast

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.model.given import expect, member, several, text_faults, texts
from itpm.rules.catalogue import by_name
from itpm.rules.conditions.direction import Tighter
from itpm.rules.errors import RulesError

if TYPE_CHECKING:
    from itpm.rules.definitions import Rule


class Enforcement(Enum):
    """What an offence does where it matters, at a gate: it warns; it blocks unless waived; it blocks."""

    ADVISORY = 1
    SOFT = 2
    HARD = 3


class OnUnknown(Enum):
    """What a rule that cannot be decided does at a gate: it blocks as an offence would, or it only warns."""

    BLOCK = 1
    WARN = 2


def _on_unknown(value: OnUnknown | str | None) -> OnUnknown | None:
    return None if value is None else member(value, OnUnknown, "unknown", RulesError)


def enforcement(value: Enforcement | str) -> Enforcement:
    """The enforcement that `value` names.

    Raises:
        RulesError: no such enforcement.
    """
    return member(value, Enforcement, "enforcement", RulesError)


def _pairs(values: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    return by_name(values, "params")


def _enforcements(
    values: Mapping[str, Enforcement | str] | Iterable[tuple[str, Enforcement | str]],
) -> tuple[tuple[str, Enforcement], ...]:
    return tuple((prefix, enforcement(value)) for prefix, value in by_name(values, "enforcement"))


def _layers(layers: Iterable[RuleProfile]) -> tuple[RuleProfile, ...]:
    return several(layers, RuleProfile, "layers", RulesError)


@frozen
class RuleProfile:
    """Selection, parameters and enforcement of rules. A code is chosen by any of its prefixes; the longest one counts.

    Attributes:
        name: who set it: ``"bank-pmo"``.
        select: codes or prefixes to evaluate; none means all.
        ignore: codes or prefixes to leave out; a longer prefix in `select` wins. What is hard is not ignored.
        params: (``"GOV005.max_days"``, value).
        enforcement: (code or prefix, enforcement); ``"*"`` for all others. Default: soft.
        unknown: whether a rule that cannot be decided blocks (the default) or only warns; where it is hard, it blocks.
        layers: the profiles it was put together from, the one that binds most first; see `merge_profiles`.

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
    unknown: OnUnknown | None = field(default=None, converter=_on_unknown, kw_only=True)
    layers: tuple[RuleProfile, ...] = field(default=(), converter=_layers, kw_only=True)

    def __attrs_post_init__(self) -> None:
        RulesError.refuse(text_faults(self, "profile"))
        RulesError.refuse(
            Fault(f"profile {self.name!r}", key, f"expected a parameter like 'GOV005.max_days', got {shortened(key)}")
            for key, _ in self.params
            if not all(key.partition("."))
        )

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

    @property
    def warns_of_unknown(self) -> bool:
        """Whether a rule that cannot be decided only warns."""
        return self.unknown is OnUnknown.WARN

    def origin(self, key: str) -> str:
        """Name of the layer that a value comes from; ``"the rule"`` where no layer sets it.

        Args:
            key: a parameter (``"GOV005.max_days"``), a code or prefix (its enforcement), ``"select"``, ``"ignore"`` or
                ``"unknown"``.

        Example:
            >>> bank = RuleProfile("bank", params={"GOV005.max_days": 14}, enforcement={"GOV": "hard"})
            >>> crm = RuleProfile("crm", params={"TEA001.least": 2}).over(bank)
            >>> crm.origin("GOV005.max_days"), crm.origin("TEA001.least"), crm.origin("GOV005"), crm.origin("TEA001")
            ('bank', 'crm', 'bank', 'the rule')
        """
        for layer in reversed(self.layers or (self,)):
            if layer.sets(key, self):
                return layer.name
        return "the rule"

    def sets(self, key: str, whole: RuleProfile) -> bool:
        """Whether this layer is the one that sets the value; `whole` is what the layers were put together to."""
        if key in ("select", "ignore", "unknown"):
            return bool(getattr(self, key))
        if "." in key:
            return key in dict(self.params)
        length = _longest(key, dict(whole.enforcement))
        return ("*" if length is None else key[:length]) in dict(self.enforcement)

    def over(self, base: RuleProfile, *, packs: Iterable[Iterable[Rule]] = ()) -> RuleProfile:
        """This profile laid over one that binds more: it may tighten what the other made hard, never loosen it.

        Args:
            base: the layer, or layers, above: the organisation's for a programme, the programme's for a project.
            packs: rules that say which values of their parameters are stricter; without them a parameter of a rule that
                is hard cannot be set here.

        Raises:
            RulesError: it loosens what is hard: weaker enforcement, a rule left out, a parameter less strict.

        Example:
            >>> bank = RuleProfile("bank", enforcement={"GOV": "hard"})
            >>> RuleProfile("crm", enforcement={"GOV005": "advisory"}).over(bank)
            Traceback (most recent call last):
            itpm.rules.errors.RulesError: profile 'crm': GOV005 is hard in 'bank' and may not become advisory
        """
        expect(base, "base", RuleProfile, error=RulesError)
        faults = [*_weakened(self, base), *_left_out(self, base), *_loosened(self, base, packs)]
        RulesError.refuse(faults)
        return RuleProfile(
            self.name,
            select=_selected(self, base),
            ignore=tuple(dict.fromkeys([*base.ignore, *self.ignore])),
            params={**dict(base.params), **dict(self.params)},
            enforcement={**dict(base.enforcement), **dict(self.enforcement)},
            unknown=self.unknown or base.unknown,
            layers=[*(base.layers or (base,)), *(self.layers or (self,))],
        )


def _longest(code: str, prefixes: Iterable[str]) -> int | None:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=None)


def merge_profiles(*layers: RuleProfile, packs: Iterable[Iterable[Rule]] = ()) -> RuleProfile:
    """The layers as one profile, each over the one before: library, organisation, programme, project.

    Args:
        layers: the profiles, the one that binds most first.
        packs: rules that say which values of their parameters are stricter.

    Raises:
        RulesError: a layer loosens what one above it made hard, or there is none.

    Example:
        >>> bank = RuleProfile("bank", params={"GOV005.max_days": 14}, enforcement={"BUD": "hard"})
        >>> crm = merge_profiles(bank, RuleProfile("programme"), RuleProfile("crm", params={"GOV005.max_days": 7}))
        >>> dict(crm.params), crm.origin("GOV005.max_days"), crm.origin("BUD001")
        ({'GOV005.max_days': 7}, 'crm', 'bank')
    """
    if not layers:
        raise RulesError([Fault("profiles", layers, "expected at least one profile")])
    known = tuple(tuple(pack) for pack in packs)
    merged, *lower = several(layers, RuleProfile, "profiles", RulesError)
    for layer in lower:
        merged = layer.over(merged, packs=known)
    return merged


def _weakened(layer: RuleProfile, base: RuleProfile) -> Iterator[Fault]:
    for prefix, wanted in layer.enforcement:
        if base.enforcement_of(prefix) is Enforcement.HARD and wanted is not Enforcement.HARD:
            who = base.origin(prefix)
            message = f"{prefix} is hard in {who!r} and may not become {wanted.name.lower()}"
            yield Fault(f"profile {layer.name!r}", prefix, message)


def _left_out(layer: RuleProfile, base: RuleProfile) -> Iterator[Fault]:
    hard = _hard(base)
    for prefix in layer.ignore:
        if base.enforcement_of(prefix) is Enforcement.HARD or any(one.startswith(prefix) for one in hard):
            message = f"{prefix} is hard in {base.origin(prefix)!r} and may not be ignored"
            yield Fault(f"profile {layer.name!r}", prefix, message)
    if layer.select and "*" in hard:
        message = f"all rules are hard in {base.origin('*')!r}; none may be left out by a selection"
        yield Fault(f"profile {layer.name!r}", layer.select, message)


def _loosened(layer: RuleProfile, base: RuleProfile, packs: Iterable[Iterable[Rule]]) -> Iterator[Fault]:
    rules = {rule.code: rule for pack in packs for rule in pack}
    for key, value in layer.params:
        code, _, name = key.partition(".")
        if base.enforcement_of(code) is not Enforcement.HARD:
            continue
        rule = rules.get(code)
        before = dict(base.params).get(key, dict(rule.params).get(name) if rule else None)
        way = rule.directions.get(name) if rule else None
        if value != before and not _is_tighter(value, before, way):
            why = "it may only be tightened" if way else "nothing says which values are stricter (packs=...)"
            change = f"got {shortened(value)} for {shortened(before)}"
            message = f"{key} belongs to a rule that is hard in {base.origin(code)!r}; {why}, {change}"
            yield Fault(f"profile {layer.name!r}", value, message)


class _Ordered(Protocol):
    def __lt__(self, other: object, /) -> bool: ...


def _is_tighter(value: object, before: object, way: Tighter | None) -> bool:
    if way is None or not _compare(value, before):
        return False
    lower, higher = (value, before) if way is Tighter.LOWER else (before, value)
    return cast("_Ordered", lower) < higher


def _compare(value: object, before: object) -> bool:
    """Whether the two have an order that means something: numbers, or two of one type."""
    numbers = (int, float, Decimal)
    if isinstance(value, bool) or isinstance(before, (bool, str)):
        return False
    return (isinstance(value, numbers) and isinstance(before, numbers)) or (
        type(value) is type(before) and hasattr(value, "__lt__")
    )


def _selected(layer: RuleProfile, base: RuleProfile) -> tuple[str, ...]:
    """The layer's own selection and what is hard above it, or that of the layer above."""
    if not layer.select:
        return base.select
    hard = [prefix for prefix in _hard(base) if not base.select or base.selects(prefix)]
    return tuple(dict.fromkeys([*layer.select, *hard]))


def _hard(profile: RuleProfile) -> tuple[str, ...]:
    return tuple(prefix for prefix, how in profile.enforcement if how is Enforcement.HARD)
