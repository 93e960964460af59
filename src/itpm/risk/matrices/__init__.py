"""Probability–impact matrices: the usual ones, and one's own."""

from itpm.risk.matrices.grids import Cell, Level, RiskMatrix, banded_matrix, product_matrix
from itpm.risk.matrices.standard import (
    OwaspRating,
    generic_5x5_matrix,
    nist_likelihood_matrix,
    nist_matrix,
    owasp_matrix,
    owasp_rating,
    pmbok_matrix,
)

__all__ = [
    "Cell",
    "Level",
    "OwaspRating",
    "RiskMatrix",
    "banded_matrix",
    "generic_5x5_matrix",
    "nist_likelihood_matrix",
    "nist_matrix",
    "owasp_matrix",
    "owasp_rating",
    "pmbok_matrix",
    "product_matrix",
]
