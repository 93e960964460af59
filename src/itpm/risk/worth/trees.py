"""Decisions under uncertainty: trees of options and chances, worked back to the option with the best expected value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from itpm.errors import Fault, UnknownNameError, nearest
from itpm.model.given import expect, rows, several, text_faults
from itpm.model.money import NO_CURRENCY, CurrencyMismatchError, Money, money
from itpm.risk.inputs import RiskError, probability
from itpm.tables import Column, Table, Tabular

_DEEPEST = 50


def _payoff(value: Money | str) -> Money:
    return money(value, place="outcome.payoff")


def _cost(value: Money | str | None) -> Money | None:
    return None if value is None else money(value, place="option.cost")


@frozen
class Chance:
    """One way an option can turn out.

    Attributes:
        probability: how probable it is [1].
        payoff: what it brings; a loss is negative.
        then: what is decided next, if it turns out so.
        name: what people call it.
    """

    probability: Decimal | None = field(converter=probability)
    payoff: Money = field(converter=_payoff)
    then: Decision | None = field(default=None, kw_only=True)
    name: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        RiskError.refuse(text_faults(self, "outcome"))
        if self.then is not None:
            expect(self.then, "outcome.then", Decision, error=RiskError)


def _chances(outcomes: Iterable[Chance | tuple[Decimal | float | str, Money | str]]) -> tuple[Chance, ...]:
    place = "option.outcomes"
    given: tuple[Any, ...] = several(outcomes, object, place, RiskError)  # Any: rows says what is no pair
    return tuple(one if isinstance(one, Chance) else Chance(*rows([one], 2, place, RiskError)[0]) for one in given)


@frozen
class Option:
    """Something that can be chosen, and how it can turn out.

    Attributes:
        name: what people call it.
        outcomes: how it can turn out; pairs (probability, payoff) are accepted. None at all: it only costs.
        cost: what choosing it costs.
    """

    name: str
    outcomes: tuple[Chance, ...] = field(default=(), converter=_chances)
    cost: Money | None = field(default=None, kw_only=True, converter=_cost)

    def __attrs_post_init__(self) -> None:
        RiskError.refuse(text_faults(self, "option"))


def _options(options: Iterable[Option]) -> tuple[Option, ...]:
    return several(options, Option, "decision.options", RiskError)


@frozen
class Decision:
    """A choice among options.

    Attributes:
        name: what is decided.
        options: what can be chosen.

    Raises:
        RiskError: with every fault: no options, names twice, probabilities that do not sum to 1, a tree too deep.
    """

    name: str
    options: tuple[Option, ...] = field(converter=_options)

    def __attrs_post_init__(self) -> None:
        RiskError.refuse(text_faults(self, "decision"))
        RiskError.refuse(_faults(self))


@frozen(kw_only=True)
class BestOption(Tabular):
    """A decision, worked back.

    Attributes:
        decision: what was to be decided.
        values: expected monetary value of each option, net of its cost, in the order of the options.
    """

    decision: Decision
    values: tuple[tuple[str, Money], ...]

    @property
    def choice(self) -> str:
        """Name of the option with the best expected value; of equals, the first."""
        best = self.value
        return next(name for name, value in self.values if value == best)

    @property
    def value(self) -> Money:
        """The best expected value."""
        return max(value for _, value in self.values)

    def __getitem__(self, name: str) -> Money:
        """Expected value of an option.

        Raises:
            UnknownNameError: there is no such option; the nearest are offered.
        """
        known = dict(self.values)
        if name not in known:
            raise UnknownNameError("option", name, nearest(name, known))
        return known[name]

    def table(self) -> Table:
        """Each option with its cost and expected value; the best one marked."""
        choice = self.choice
        costs = {option.name: option.cost for option in self.decision.options}
        rows = [(name, costs[name], value, name == choice) for name, value in self.values]
        columns = [Column("Option"), Column("Cost", align="right"), Column("EMV", align="right"), Column("Best")]
        return Table(title=self.decision.name, columns=columns, rows=rows)


def best_option(decision: Decision) -> BestOption:
    """The option with the best expected monetary value; later decisions are taken the best way too.

    Raises:
        CurrencyMismatchError: the tree's money is in several currencies.

    Source:
        PMBOK Guide, 6th ed., 11.4.2.5 and fig. 11-15.

    Example:
        >>> build = Option("build", [("0.6", "200M USD"), ("0.4", "90M USD")], cost="120M USD")
        >>> upgrade = Option("upgrade", [("0.6", "120M USD"), ("0.4", "60M USD")], cost="50M USD")
        >>> best = best_option(Decision("plant", [build, upgrade]))
        >>> best.choice, str(best["build"]), str(best.value)
        ('upgrade', '36,000,000 USD', '46,000,000 USD')
    """
    expect(decision, "decision", Decision, error=RiskError)
    currency = _currency(decision)
    worth: dict[int, Money] = {}
    for nested in _decisions(decision):
        worth[id(nested)] = max(_values(nested, worth, currency).values())
    return BestOption(decision=decision, values=tuple(_values(decision, worth, currency).items()))


def _values(decision: Decision, worth: Mapping[int, Money], currency: str) -> dict[str, Money]:
    found = {}
    for option in decision.options:
        value = -(option.cost or Money(0, currency))
        for outcome in option.outcomes:
            later = worth[id(outcome.then)] if outcome.then is not None else Money(0, currency)
            value += (outcome.payoff + later) * (outcome.probability or Decimal(0))
        found[option.name] = value
    return found


def _decisions(decision: Decision) -> list[Decision]:
    """The decision and those behind it, each once and before the one it follows."""
    found: dict[int, Decision] = {}
    stack = [decision]
    while stack:
        waiting = [later for later in _next(stack[-1]) if id(later) not in found]
        if waiting:
            stack.extend(waiting)
        else:
            done = stack.pop()
            found.setdefault(id(done), done)
    return list(found.values())


def _next(decision: Decision) -> list[Decision]:
    return [outcome.then for option in decision.options for outcome in option.outcomes if outcome.then is not None]


def _currency(decision: Decision) -> str:
    amounts = [
        amount
        for one in _decisions(decision)
        for option in one.options
        for amount in (option.cost, *(outcome.payoff for outcome in option.outcomes))
        if amount is not None
    ]
    currencies = sorted({amount.currency for amount in amounts})
    if len(currencies) > 1:
        raise CurrencyMismatchError(f"a decision is in one currency, got {', '.join(currencies)}")
    return currencies[0] if currencies else NO_CURRENCY


def _faults(decision: Decision) -> Iterator[Fault]:
    place = f"decision {decision.name!r}"
    if not decision.options:
        yield Fault(f"{place}.options", (), "expected at least one option")
    names = [option.name for option in decision.options]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(f"{place}.options", name, f"option {name!r} is there twice")
    for option in decision.options:
        chances = [outcome.probability for outcome in option.outcomes]
        known = [chance for chance in chances if isinstance(chance, Decimal)]
        where = f"{place}.option {option.name!r}"
        if len(known) < len(chances):
            yield Fault(where, chances, "expected a probability from 0 to 1 for each outcome")
        elif chances and sum(known) != 1:
            yield Fault(where, sum(known), f"the probabilities of its outcomes sum to 1, got {sum(known)}")
    if _depth(decision) > _DEEPEST:
        yield Fault(place, _DEEPEST, f"expected at most {_DEEPEST} decisions one behind the other")


def _depth(decision: Decision) -> int:
    depths: dict[int, int] = {}
    for one in _decisions(decision):
        depths[id(one)] = 1 + max((depths[id(later)] for later in _next(one)), default=0)
    return depths[id(decision)]
