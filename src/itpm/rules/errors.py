"""What the rules engine refuses: facts that do not exist, values of the wrong kind, rules that break."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.errors import FaultsError, ItpmError, UnknownNameError


class RulesError(FaultsError):
    """Facts, rule packs, profiles or waivers that cannot exist, with every fault found."""


class UnknownFactError(UnknownNameError):
    """A fact that the catalogue does not list: most likely a typing error."""

    def __init__(self, name: str, nearest: Iterable[str] = ()) -> None:
        super().__init__("fact", name, nearest)

    def __reduce__(self) -> tuple[type[UnknownFactError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.nearest)


class MissingFactError(ItpmError, LookupError):
    """A fact that the catalogue lists, but that nobody supplied: neither true nor false.

    Attributes:
        name: the fact.
    """

    name: str

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)

    def __str__(self) -> str:
        return f"the fact {self.name!r} is unknown; ask facts.known({self.name!r}) first"


class FactError(ItpmError, RuntimeError):
    """A fact could not be worked out: what supplies it failed, or gave a value of the wrong kind.

    Attributes:
        name: the fact.
        reason: what went wrong.
    """

    name: str
    reason: str

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(name, reason)

    def __str__(self) -> str:
        return f"the fact {self.name!r} cannot be worked out: {self.reason}"


class RuleError(ItpmError, RuntimeError):
    """A rule broke while it was being evaluated; what broke it is the cause of this error.

    Attributes:
        code: the rule.
        reason: what went wrong.
    """

    code: str
    reason: str

    def __init__(self, code: str, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(code, reason)

    def __str__(self) -> str:
        return f"rule {self.code} broke: {self.reason}"


class UnknownRuleError(UnknownNameError):
    """A rule code that no pack at hand has."""

    def __init__(self, name: str, nearest: Iterable[str] = ()) -> None:
        super().__init__("rule", name, nearest)

    def __reduce__(self) -> tuple[type[UnknownRuleError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.nearest)


class UnknownParameterError(UnknownNameError):
    """A parameter that a rule does not have."""

    def __init__(self, name: str, nearest: Iterable[str] = ()) -> None:
        super().__init__("parameter", name, nearest)

    def __reduce__(self) -> tuple[type[UnknownParameterError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.nearest)
