"""What the rules engine refuses: facts that do not exist, values of the wrong kind, rules that break."""

from __future__ import annotations

from itpm.errors import FaultsError, ItpmError, UnknownOfKindError


class RulesError(FaultsError):
    """Facts, rule packs, profiles or waivers that cannot exist, with every fault found."""


class UnknownFactError(UnknownOfKindError):
    """A fact that the catalogue does not list: most likely a typing error."""

    kind = "fact"


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


class UnknownRuleError(UnknownOfKindError):
    """A rule code that no pack at hand has."""

    kind = "rule"


class UnknownParameterError(UnknownOfKindError):
    """A parameter that a rule does not have."""

    kind = "parameter"
