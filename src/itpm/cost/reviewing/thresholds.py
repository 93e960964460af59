"""How large a variance must be before someone has to explain it."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from attrs import field, frozen

from itpm.cost.figures import Figures
from itpm.errors import Fault, NotationError, UndefinedIndexError
from itpm.model.money import CurrencyMismatchError, Money, money
from itpm.model.numbers import CONTEXT, Number, number


class Variance(Enum):
    """What is compared: cost so far (CV), schedule so far (SV), cost in the end (VAC)."""

    COST = "cost variance"
    SCHEDULE = "schedule variance"
    COMPLETION = "variance at completion"


def _percent(value: Number | None) -> Decimal | None:
    return None if value is None else number(value, "threshold.percent", least=0)


def _money(value: Money | str | None) -> Money | None:
    found = None if value is None else money(value, place="threshold.amount")
    if found is not None and found.amount < 0:
        raise NotationError([Fault("threshold.amount", str(found), f"expected an amount of zero or more, got {found}")])
    return found


@frozen
class VarianceThreshold:
    """A limit on one variance; beyond it the variance has to be explained.

    Attributes:
        variance: which one.
        percent: limit as a share: of EV for cost, of PV for schedule, of BAC at completion [%]; None: no such limit.
        amount: limit as an amount; None: no such limit.
        both: whether both limits must be exceeded, so that small packages do not make noise; else either.
        favourable: whether a variance for the better counts as well: it too says that the plan was wrong.
        levels: levels of the work breakdown it holds for, 0 is the project [1]; None: all.

    Raises:
        NotationError: a limit is no number, below zero, or there is none.

    Example:
        >>> VarianceThreshold(Variance.COST, percent=10, amount="5k EUR").both
        True
    """

    variance: Variance
    percent: Decimal | None = field(default=None, kw_only=True, converter=_percent)
    amount: Money | None = field(default=None, kw_only=True, converter=_money)
    both: bool = field(default=True, kw_only=True)
    favourable: bool = field(default=True, kw_only=True)
    levels: tuple[int, ...] | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.percent is None and self.amount is None:
            raise NotationError([Fault("threshold", None, "a threshold needs a limit: percent=10 or amount='5k EUR'")])

    def exceeded_by(self, row: Figures, *, level: int) -> bool:
        """Whether a row's variance lies beyond it.

        Raises:
            CurrencyMismatchError: the limit is in another currency than the figures.
        """
        if self.levels is not None and level not in self.levels:
            return False
        try:
            found, whole = measured(self.variance, row)
        except UndefinedIndexError:
            return False
        if not found or (found.amount > 0 and not self.favourable):
            return False
        if self.amount is not None and self.amount.currency != found.currency:
            raise CurrencyMismatchError(
                f"the threshold of {self.amount} and figures in {found.currency} have no common currency"
            )
        beyond = [abs(found) > self.amount] if self.amount is not None else []
        if self.percent is not None:  # a variance of nothing is beyond every percentage
            beyond.append(not whole or _share(found, whole) > self.percent)
        return all(beyond) if self.both else any(beyond)

    @property
    def limit(self) -> str:
        """The limit as people write it: ``"10 % and 5,000 EUR"``."""
        limits = [f"{self.percent.normalize():f} %"] if self.percent is not None else []
        limits += [str(self.amount)] if self.amount is not None else []
        return (" and " if self.both else " or ").join(limits)

    def __str__(self) -> str:
        return f"{self.variance.value} beyond {self.limit}"


def measured(variance: Variance, row: Figures) -> tuple[Money, Money]:
    """A variance and the amount that it is a share of.

    Raises:
        UndefinedIndexError: the estimate at completion is undefined.
    """
    match variance:
        case Variance.COST:
            return row.cv, row.ev
        case Variance.SCHEDULE:
            return row.sv, row.pv
        case Variance.COMPLETION:
            return row.vac(), row.bac


def _share(found: Money, whole: Money) -> Decimal:
    return abs(CONTEXT.divide(CONTEXT.multiply(found.amount, Decimal(100)), whole.amount))


def standard_thresholds(percent: Number = 10, *, amount: Money | str | None = None) -> tuple[VarianceThreshold, ...]:
    """The same limits for all three variances at every level: ten per cent, and an amount where one is given.

    Args:
        percent: the share [%].
        amount: the amount that must be exceeded as well, so that small packages do not make noise.

    Source:
        EIA-748 leaves thresholds to the contract; ten per cent and a floor in currency are the usual ones.

    Example:
        >>> [str(one) for one in standard_thresholds(amount="5k EUR")][:1]
        ['cost variance beyond 10 % and 5,000 EUR']
    """
    return tuple(VarianceThreshold(variance, percent=percent, amount=amount) for variance in Variance)
