"""Distributions as tables: their quantiles at equally probable points, so that a draw is one look-up.

A table of K points holds the quantile in the middle of each of K equal slices of probability.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from itpm.risk.simulation.distributions import Distribution, Fixed, LogNormal, Normal, Pert, Triangular, Uniform
from itpm.risk.simulation.empirical import Discrete, Percentiles

Floats: TypeAlias = NDArray[np.float64]
Floats32: TypeAlias = NDArray[np.float32]
_SHAPES = 256
SHARED_BITS = 12
"""Up to so many bits PERT tables are made of those of a family of shapes."""
_CELLS = 4096
SINGLE = 1 << 22
"""Up to so many ticks single precision holds whole numbers, and a quarter between them."""
_ROWS = 32


def middles(count: int) -> Floats:
    """The middle of each of `count` equal slices of probability [1]."""
    found: Floats = (np.arange(count) + 0.5) / count
    return found


def table_of(distribution: Distribution, bits: int) -> Floats:
    """The quantiles of a distribution at 2**bits equally probable points.

    Example:
        >>> table_of(Uniform(0, 8), 2)
        array([1., 3., 5., 7.])
    """
    count = 1 << bits
    match distribution:
        case Fixed():
            return np.full(count, distribution.value)
        case Pert():
            return _pert(distribution, bits)
        case Uniform():
            return distribution.least + middles(count) * (distribution.most - distribution.least)
        case Triangular():
            return _triangular(distribution, middles(count))
        case Normal():
            found: Floats = distribution.mean + distribution.standard_deviation * normal_table(bits)
            return found
        case LogNormal():
            growth: Floats = np.exp(distribution.log_deviation * normal_table(bits))
            return distribution.median * growth
        case Discrete():
            values: Floats = np.array([value for value, _ in distribution.chances])
            ends = np.cumsum([chance for _, chance in distribution.chances])
            places = np.minimum(np.searchsorted(ends, middles(count)), len(values) - 1)
            drawn: Floats = values.take(places)
            return drawn
        case Percentiles():
            knots = np.array(distribution.knots)
            between: Floats = np.interp(100 * middles(count), knots[:, 0], knots[:, 1])
            return between
        case _:
            return np.array([distribution.quantile(float(share)) for share in middles(count)])


@lru_cache(maxsize=8)
def normal_table(bits: int) -> Floats:
    """Quantiles of the standard normal distribution [1]."""
    inverse = NormalDist().inv_cdf
    half = np.array([inverse(float(share)) for share in middles(1 << bits)[: 1 << (bits - 1)]])
    return np.concatenate([half, -half[::-1]])


def _triangular(it: Triangular, shares: Floats) -> Floats:
    low, mode, high = it.optimistic, it.most_likely, it.pessimistic
    if low == high:
        return np.full(len(shares), low)
    rising = low + np.sqrt(shares * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - shares) * (high - low) * (high - mode))
    found: Floats = np.where(shares * (high - low) <= mode - low, rising, falling)
    return found


def _pert(it: Pert, bits: int) -> Floats:
    span = it.pessimistic - it.optimistic
    if not span:
        return np.full(1 << bits, it.optimistic)
    if bits > SHARED_BITS:
        return it.optimistic + span * beta_table(*it.shape, 1 << bits)
    mode = np.array([(it.most_likely - it.optimistic) / span])
    standard: Floats = _standard(mode, np.ones(1), it.weight, bits)[0].astype(float)
    return it.optimistic + span * standard


def pert_ticks(points: Floats, weight: float, bits: int, dtype: DTypeLike) -> NDArray[Any]:
    """Quantiles of PERT distributions of one weight as whole numbers, one row each.

    Args:
        points: optimistic, most likely and pessimistic, one row each, all between -`SINGLE` and `SINGLE`.
        weight: of the most likely value [1].
        bits: rows have 2**bits points, at most `SHARED_BITS`.
        dtype: of the result.
    """
    found = np.empty((len(points), 1 << bits), dtype)
    for first in range(0, len(points), _ROWS):
        low, mode, high = points[first : first + _ROWS].T
        span = high - low
        rows = _standard(np.divide(mode - low, span, out=np.zeros_like(span), where=span > 0), span, weight, bits)
        rows += low.astype(np.float32)[:, None]
        np.rint(rows, out=rows)
        found[first : first + _ROWS] = rows
    return found


def _standard(modes: Floats, spans: Floats, weight: float, bits: int) -> Floats32:
    """Quantiles of PERT distributions above their least value, one row each, from modes [1] and spans."""
    family, places = _family(weight, bits), modes * _SHAPES
    below = np.minimum(places.astype(np.intp), _SHAPES - 1)
    between = places - below
    found, above = family[below], family[below + 1]
    found *= ((1 - between) * spans).astype(np.float32)[:, None]
    above *= (between * spans).astype(np.float32)[:, None]
    found += above
    return found


@lru_cache(maxsize=4)
def _family(weight: float, bits: int) -> Floats32:
    """PERT quantiles on 0 to 1 for modes from 0 to 1; those between two neighbours are off by less than 2e-5 of the span."""
    found = np.empty((_SHAPES + 1, 1 << bits), dtype=np.float32)
    for row in range(_SHAPES + 1):
        mode = row / _SHAPES
        found[row] = beta_table(1 + weight * mode, 1 + weight * (1 - mode), 1 << bits)
    return found


def beta_table(alpha: float, beta: float, count: int) -> Floats:
    """Quantiles of a beta distribution with parameters of 1 or more, by quadrature of its density.

    Example:
        >>> float(np.round(beta_table(3, 3, 1001)[500], 6))
        0.5
    """
    edges = np.linspace(0.0, 1.0, _CELLS + 1)
    logs, rests, width = _log_nodes()
    shares = np.zeros(_CELLS + 1)
    density = np.exp((alpha - 1) * logs + (beta - 1) * rests)
    np.cumsum(density.sum(axis=0) * width, out=shares[1:])
    shares /= shares[-1]
    return np.interp(middles(count), shares, edges)


@lru_cache(maxsize=1)
def _log_nodes() -> tuple[Floats, Floats, float]:
    """Logarithms at the two Gauss-Legendre points of each cell, and half a cell's width."""
    half = 0.5 / _CELLS
    centres = middles(_CELLS)
    points = np.stack([centres - half / np.sqrt(3.0), centres + half / np.sqrt(3.0)])
    return np.log(points), np.log1p(-points), half
