"""The two special functions that distributions need, in plain Python: the beta distribution's share and its quantile."""

from __future__ import annotations

import math

_TINY = 1e-300
_STEPS = 500


def beta_share(x: float, alpha: float, beta: float) -> float:
    """Probability that a beta-distributed value is at most `x` [1]: the regularised incomplete beta function.

    Source:
        Press et al., Numerical Recipes, 3rd ed., 6.4: the continued fraction, evaluated by Lentz's method.

    Example:
        >>> round(beta_share(0.5, 3, 3), 12)
        0.5
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    scale = math.exp(
        math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta) + alpha * math.log(x) + beta * math.log1p(-x)
    )
    if x < (alpha + 1) / (alpha + beta + 2):
        return scale * _fraction(x, alpha, beta) / alpha
    return 1 - scale * _fraction(1 - x, beta, alpha) / beta


def beta_quantile(share: float, alpha: float, beta: float) -> float:
    """The value that a beta-distributed one does not exceed with probability `share` [1], by bisection to the last bit.

    Example:
        >>> round(beta_quantile(0.8, 3, 3), 6)
        0.673402
    """
    if share <= 0 or share >= 1:
        return 0.0 if share <= 0 else 1.0
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if beta_share(middle, alpha, beta) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fraction(x: float, alpha: float, beta: float) -> float:
    """The continued fraction of the incomplete beta function."""
    ratio, numerator = 1.0, 1.0
    denominator = 1 / _off_zero(1 - (alpha + beta) * x / (alpha + 1))
    ratio = denominator
    for step in range(1, _STEPS):
        even = step * (beta - step) * x / ((alpha + 2 * step - 1) * (alpha + 2 * step))
        odd = -(alpha + step) * (alpha + beta + step) * x / ((alpha + 2 * step) * (alpha + 2 * step + 1))
        for term in (even, odd):
            denominator = 1 / _off_zero(1 + term * denominator)
            numerator = _off_zero(1 + term / numerator)
            change = denominator * numerator
            ratio *= change
        if abs(change - 1) < 1e-15:
            break
    return ratio


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
