"""All rates at which flows are worth nothing: found, not guessed.

With ``s = ln(1 + rate)`` the present value of flows ``c_i`` at times ``t_i`` is ``P(s) - N(s)``, where P and N are the sums of
``|c_i| exp(-t_i s)`` over money in and money out. A rate of return is a point where ``h(s) = ln P(s) - ln N(s)`` is zero.

That axis has three gifts. The whole range of rates, from -100 % to infinity, is the whole line. Beyond a bound the first or the
last flow outweighs all others, so the search is finite. And ``ln P`` and ``ln N`` are convex, so their slopes at the two ends of
an interval bound the slope of h inside it: an interval where h is monotone holds one root if its ends have different signs and
none otherwise, an interval where h stays away from zero holds none, and every other one is halved. Nothing is sampled and hoped
for; with few flows or ten thousand, with one change of sign or thousands, no root is overlooked.

Where h touches zero without crossing (a double root), halving would never end. Intervals shorter than `_CELL` are therefore
decided in decimal arithmetic of 60 digits, at the extremum inside: below one part in 1e40 it counts as a root. Two roots closer
than `_CELL` (in ln(1 + rate)) with the same sign outside are both found; three are reported as one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Context, Decimal
from itertools import pairwise

from attrs import field, frozen

from itpm.cost.finance.inputs import FinanceError
from itpm.errors import Fault

_WORK = Context(prec=60, Emax=10**15, Emin=-(10**15))
_CELL = 1e-6
_DOUBLE = Decimal("1e-40")
_CLOSE = Decimal("1e-45")
_FLAT = 1e-13
_ROUNDING = 3e-15
"""Error of a logarithm of a sum, and of a slope over the longest time, in floating point: both times what is computed."""
_UNEVEN = 0.4871
"""Where an interval is cut: not in the middle, so that no cut falls on a rate that people use."""
_MOST_STEPS = 100_000
_MOST_WORK = 20_000_000
_MOST_NEWTON = 400


def _terms(value: Iterable[tuple[int, Decimal]]) -> tuple[tuple[int, Decimal], ...]:
    together: dict[int, Decimal] = {}
    for time, amount in value:
        together[time] = _WORK.add(together.get(time, Decimal(0)), amount)
    known = sorted((time, amount) for time, amount in together.items() if amount)
    return tuple((time - known[0][0], amount) for time, amount in known)


@frozen
class TimedFlows:
    """Amounts at whole points of time, `per_year` of them a year: sorted, one at each point, the first at zero."""

    terms: tuple[tuple[int, Decimal], ...] = field(converter=_terms)
    per_year: int

    @property
    def changes_of_sign(self) -> int:
        """How often money changes direction [1]: there are at most so many rates, and none if it never does."""
        return sum((one > 0) != (other > 0) for (_, one), (_, other) in pairwise(self.terms))

    def worth(self, s: Decimal, order: int = 0) -> Decimal:
        """Present value at ``ln(1 + rate) = s``, or its derivative of some order over ``-s * per_year``, to 60 digits."""
        step = _WORK.exp(_WORK.divide(s.copy_negate(), self.per_year))
        factor, before, value = Decimal(1), 0, Decimal(0)
        for time, amount in self.terms:
            factor = _WORK.multiply(factor, _WORK.power(step, time - before))
            before = time
            weight = _WORK.multiply(amount, time**order) if order else amount
            value = _WORK.fma(weight, factor, value)
        return value

    def size(self, s: Decimal) -> Decimal:
        """Present value of the amounts without their signs: what an error is measured by."""
        return TimedFlows(((time, amount.copy_abs()) for time, amount in self.terms), self.per_year).worth(s)


@frozen
class _Point:
    """h and the slopes of ``ln P`` and ``ln N`` at a point, in floating point; the sign of h in decimal where it is near zero."""

    s: float
    h: float
    slope_in: float
    slope_out: float
    positive: bool


class _Search:
    """The float side of the search: logarithms of amounts and times, made once."""

    def __init__(self, flows: TimedFlows) -> None:
        self.flows = flows
        logs = [(time / flows.per_year, math.log(amount.copy_abs()), amount > 0) for time, amount in flows.terms]
        self.money_in = [(time, log) for time, log, positive in logs if positive]
        self.money_out = [(time, log) for time, log, positive in logs if not positive]
        self.longest = logs[-1][0]
        self.largest_log = 10 + max(abs(log) for _, log, _ in logs)
        self.steps = min(_MOST_STEPS, _MOST_WORK // len(logs))

    def at(self, s: float) -> _Point:
        """The point at `s`."""
        worth_in, slope_in = _log_sum(self.money_in, s)
        worth_out, slope_out = _log_sum(self.money_out, s)
        h = worth_in - worth_out
        certain = abs(h) > self.noise(s)
        positive = h > 0 if certain else self.flows.worth(Decimal(s)) > 0
        return _Point(s, h, slope_in, slope_out, positive)

    def noise(self, s: float) -> float:
        """What rounding may make of h at `s` where it is zero."""
        return _ROUNDING * (self.largest_log + abs(s) * self.longest)

    def bounds(self) -> tuple[_Point, _Point]:
        """Points beyond which the last and the first flow outweigh all others."""
        terms, per_year = self.flows.terms, self.flows.per_year
        whole = math.log(math.fsum(float(amount.copy_abs()) for _, amount in terms))
        low = (whole - math.log(terms[-1][1].copy_abs())) * per_year / (terms[-1][0] - terms[-2][0])
        high = (whole - math.log(terms[0][1].copy_abs())) * per_year / (terms[1][0] - terms[0][0])
        return self.at(-low - 1.0), self.at(high + 1.0)


def _log_sum(terms: list[tuple[float, float]], s: float) -> tuple[float, float]:
    """``ln sum(exp(log - time * s))`` and its slope."""
    exponents = [log - time * s for time, log in terms]
    largest = max(exponents)
    weights = [math.exp(exponent - largest) for exponent in exponents]
    whole = math.fsum(weights)
    return largest + math.log(whole), -math.fsum(w * time for w, (time, _) in zip(weights, terms, strict=True)) / whole


def roots(flows: TimedFlows) -> list[Decimal]:
    """Every rate per year at which the flows are worth nothing, as ``ln(1 + rate)``, lowest first.

    Raises:
        FinanceError: the flows are so many and so knotted that the search was given up.
    """
    if not flows.changes_of_sign:
        return []
    search = _Search(flows)
    found: list[Decimal] = []
    open_intervals = [search.bounds()]
    while open_intervals:
        search.steps -= 1
        if search.steps < 0:
            message = "the flows change sign so often that their rates of return were not separated"
            raise FinanceError([Fault("flows", len(flows.terms), message)])
        first, last = open_intervals.pop()
        verdict = _verdict(first, last, search)
        if verdict == "one root":
            found.append(_refined(search, first, last))
        elif verdict == "unknown" and last.s - first.s < _CELL * (1 + abs(first.s)):
            found += _in_cell(flows, first, last)
        elif verdict == "unknown":
            cut = search.at(first.s + _UNEVEN * (last.s - first.s))
            open_intervals += [(first, cut), (cut, last)]
    return sorted(found)


def _verdict(first: _Point, last: _Point, search: _Search) -> str:
    """What is certain about an interval: ``"one root"``, ``"none"`` or ``"unknown"``."""
    lowest, highest = first.slope_in - last.slope_out, last.slope_in - first.slope_out
    if lowest > _FLAT * search.longest or highest < -_FLAT * search.longest:
        return "none" if first.positive == last.positive else "one root"
    if first.positive != last.positive:
        return "unknown"
    if not first.positive:
        lowest, highest = -highest, -lowest
    nearest = _nearest_to_zero(abs(first.h), abs(last.h), lowest, highest, last.s - first.s)
    return "none" if nearest > search.noise(max(abs(first.s), abs(last.s))) else "unknown"


def _nearest_to_zero(first: float, last: float, lowest: float, highest: float, width: float) -> float:
    """How low a positive function can get between two values, its slope being bounded: where the two lines meet."""
    if highest - lowest < 1e-300:
        return min(first, last)
    return (highest * first - lowest * last + lowest * highest * width) / (highest - lowest)


def _refined(search: _Search, first: _Point, last: _Point) -> Decimal:
    """The one root between two points of different sign."""
    while last.s - first.s > 1e-9 * (1 + abs(first.s)):
        middle = search.at((first.s + last.s) / 2)
        first, last = (first, middle) if middle.positive == last.positive else (middle, last)
    return _newton(search.flows, Decimal(first.s), Decimal(last.s))


def _in_cell(flows: TimedFlows, first: _Point, last: _Point) -> list[Decimal]:
    """The roots of an interval too short to halve further: one, two, one that only touches, or none."""
    low, high = Decimal(first.s), Decimal(last.s)
    if first.positive != last.positive:
        return [_newton(flows, low, high)]
    if (flows.worth(low, 1) > 0) == (flows.worth(high, 1) > 0):
        return []
    extremum = _newton(flows, low, high, order=1)
    worth = flows.worth(extremum)
    if worth.copy_abs() <= _WORK.multiply(_DOUBLE, flows.size(extremum)):
        return [extremum]
    if (worth > 0) == first.positive:
        return []
    return [_newton(flows, low, extremum), _newton(flows, extremum, high)]


def _newton(flows: TimedFlows, low: Decimal, high: Decimal, order: int = 0) -> Decimal:
    """The root of the present value (or of a derivative) between two points of different sign: Newton's steps, kept inside."""
    rising = flows.worth(high, order) > 0
    at = _middle(low, high)
    for _ in range(_MOST_NEWTON):
        value = flows.worth(at, order)
        if not value:
            return at
        low, high = (low, at) if (value > 0) == rising else (at, high)
        slope = _WORK.divide(flows.worth(at, order + 1), -flows.per_year)
        guess = _WORK.subtract(at, _WORK.divide(value, slope)) if slope else low
        after = guess if low < guess < high else _middle(low, high)
        if _WORK.subtract(after, at).copy_abs() <= _WORK.multiply(_CLOSE, _WORK.add(1, at.copy_abs())):
            return after
        at = after
    return at


def _middle(low: Decimal, high: Decimal) -> Decimal:
    return _WORK.divide(_WORK.add(low, high), 2)
