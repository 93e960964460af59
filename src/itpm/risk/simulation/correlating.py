"""Correlation that moves no marginal: nearest possible matrices, the Gaussian copula, and Iman and Conover's reordering.

Both ways only decide *which* draws meet; every column keeps its own values, so means, percentiles and spreads stay what they
were. (Multiplying raw samples by a Cholesky factor, as is sometimes seen, changes them all.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from itpm.errors import Fault
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.tabulating import Floats, normal_table

Matrix: TypeAlias = NDArray[np.float64]
_SMALLEST = 1e-8
_ROUNDS = 500


def nearest_correlation(matrix: ArrayLike) -> Matrix:
    """The correlation matrix that is nearest to a symmetric one, by the sum of squared differences; itself if it is one.

    Args:
        matrix: square, symmetric, ones on its diagonal [1].

    Raises:
        RiskError: not square, not symmetric, or entries beyond -1 to 1.

    Source:
        Higham, Computing the nearest correlation matrix, IMA J. Numer. Anal. 22 (2002), algorithm 3.3.

    Example:
        >>> nearest_correlation([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]).round(3).tolist()
        [[1.0, 0.5, -0.5], [0.5, 1.0, 0.5], [-0.5, 0.5, 1.0]]
    """
    wanted = _checked(matrix)
    if _is_possible(wanted):
        return wanted
    found, correction = wanted.copy(), np.zeros_like(wanted)
    for _ in range(_ROUNDS):
        shifted = found - correction
        positive = _positive_part(shifted)
        correction = positive - shifted
        before, found = found, positive.copy()
        np.fill_diagonal(found, 1.0)
        if np.abs(found - before).max() < 1e-10:
            break
    return _scaled(_positive_part(found, _SMALLEST))


def iman_conover(columns: ArrayLike, correlation: ArrayLike, *, scores: ArrayLike) -> Matrix:
    """The columns with their values in another order, so that their rank correlation comes near the wanted one.

    Args:
        columns: one variable a column, independent of each other.
        correlation: wanted between the columns [1].
        scores: normal scores of the same shape, each column a random permutation of the others [1].

    Raises:
        RiskError: an impossible matrix, or shapes that do not fit.

    Source:
        Iman, Conover: A distribution-free approach to inducing rank correlation among input variables, Communications in
        Statistics 11 (1982); worked example in the CAS working party on correlations (2006).

    Example:
        >>> import numpy as np
        >>> scores = np.array([[-1.0, 0.3], [-0.3, -1.0], [0.3, 1.0], [1.0, -0.3]])
        >>> iman_conover([[1, 10], [2, 20], [3, 30], [4, 40]], [[1, 0.99], [0.99, 1]], scores=scores)[:, 1].tolist()
        [10.0, 20.0, 30.0, 40.0]
    """
    values, marks = np.asarray(columns, dtype=float), np.asarray(scores, dtype=float)
    wanted = _checked(correlation)
    if values.shape != marks.shape or values.shape[1] != len(wanted):
        shapes = f"{values.shape}, {marks.shape} and {wanted.shape}"
        raise RiskError(
            [Fault("iman_conover", shapes, f"shapes of columns, scores and correlation do not fit: {shapes}")]
        )
    targets = target_scores(marks, wanted)
    ordered = np.sort(values, axis=0)
    return np.take_along_axis(ordered, ranks(targets), axis=0)


def target_scores(scores: Matrix, wanted: Matrix) -> Matrix:
    """Scores mixed so that their own correlation is exactly the wanted one."""
    present = scores.T @ scores / len(scores)
    mixed: Matrix = scores @ np.linalg.solve(_upper(present), _upper(wanted))
    return mixed


def ranks(columns: NDArray[Any]) -> NDArray[np.intp]:
    """Rank of each value in its column, from 0 on."""
    order = np.argsort(columns, axis=0, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(len(columns))[:, None], axis=0)
    return places


def spearman_to_normal(rank: Floats) -> Floats:
    """Correlation of normal scores that gives a rank correlation: ``2 sin(π ρ / 6)``.

    Source:
        Kruskal, Ordinal measures of association, JASA 53 (1958).
    """
    result: Floats = 2 * np.sin(np.pi * rank / 6)
    return result


def matrix_of(pairs: Sequence[tuple[int, int, float]], count: int) -> Matrix:
    """A matrix from what is said of pairs; the others are independent."""
    matrix = np.eye(count)
    for one, other, rank in pairs:
        matrix[one, other] = matrix[other, one] = rank
    return matrix


def mixing(matrix: Matrix) -> Matrix:
    """The lower triangle by which independent normal scores become correlated ones."""
    return _upper(nearest_correlation(matrix)).T


def van_der_waerden(count: int) -> Floats:
    """Normal scores of `count` ranks, with standard deviation 1."""
    bits = max(1, (count - 1).bit_length())
    found = normal_table(bits) if 1 << bits == count else _scores(count)
    scores: Floats = found / np.sqrt(np.mean(found**2))
    return scores


def _scores(count: int) -> Floats:
    table = normal_table(16)
    result: Floats = np.interp((np.arange(count) + 1) / (count + 1), (np.arange(65_536) + 0.5) / 65_536, table)
    return result


def _checked(matrix: ArrayLike) -> Matrix:
    found = np.array(matrix, dtype=float)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:
        raise RiskError([Fault("correlation", found.shape, f"expected a square matrix, got shape {found.shape}")])
    if not np.allclose(found, found.T, atol=1e-9) or not (np.abs(found) <= 1 + 1e-9).all():
        raise RiskError([Fault("correlation", found.tolist(), "expected a symmetric matrix with entries from -1 to 1")])
    if not np.allclose(np.diag(found), 1.0, atol=1e-9):
        raise RiskError([Fault("correlation", np.diag(found).tolist(), "expected ones on the diagonal")])
    return found


def _is_possible(matrix: Matrix) -> bool:
    return bool(np.linalg.eigvalsh(matrix)[0] >= -1e-12)


def _positive_part(matrix: Matrix, least: float = 0.0) -> Matrix:
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    found: Matrix = (vectors * np.maximum(values, least)) @ vectors.T
    return found


def _scaled(matrix: Matrix) -> Matrix:
    deviations = np.sqrt(np.diag(matrix))
    found: Matrix = matrix / np.outer(deviations, deviations)
    np.fill_diagonal(found, 1.0)
    return found


def _upper(matrix: Matrix) -> Matrix:
    """The upper triangle U with U'U = matrix; a matrix at the edge of what is possible is first moved off it."""
    try:
        lower: Matrix = np.linalg.cholesky(matrix).astype(float)
    except np.linalg.LinAlgError:
        lower = np.linalg.cholesky(_scaled(_positive_part(matrix, _SMALLEST))).astype(float)
    return lower.T
