"""Matrices in common use, and OWASP's rating by factors."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen

from itpm.errors import Fault, shortened
from itpm.model.given import several
from itpm.model.numbers import decimal_or_none, numbers
from itpm.risk.inputs import RiskError
from itpm.risk.matrices.grids import Cell, Level, RiskMatrix, banded_matrix, product_matrix

_FIVE = ("very low", "low", "moderate", "high", "very high")
_SHARES = {"cost": ("0", "0.01", "0.1", "0.2", "0.4"), "time": ("0", "0.01", "0.05", "0.1", "0.2")}


def pmbok_matrix() -> RiskMatrix:
    """The probability–impact matrix of the PMBOK Guide, 5 x 5, scores rounded half up to two decimals.

    A probability belongs to the nearest level (in the middle, to the higher). The guide calls the least impact
    "insignificant" without a number; here that is below 1 %. Bands are the organisation's; these are usual ones.

    Source:
        PMBOK Guide, 5th ed., table 11-1 and fig. 11-10.

    Example:
        >>> print(pmbok_matrix().cell(Decimal("0.9"), "very high").score)
        0.72
    """
    likelihoods = zip(_FIVE, ("0.1", "0.3", "0.5", "0.7", "0.9"), ("0", "0.2", "0.4", "0.6", "0.8"), strict=True)
    impacts = zip(_FIVE, ("0.05", "0.1", "0.2", "0.4", "0.8"), strict=True)
    return product_matrix(
        "PMBOK 5 x 5",
        likelihoods=[Level(name, value, at_least=least) for name, value, least in likelihoods],
        impacts=[Level(name, value) for name, value in impacts],
        bands={"low": 0, "moderate": "0.06", "high": "0.18"},
        scales=_SHARES,
    )


def generic_5x5_matrix() -> RiskMatrix:
    """A 5 x 5 matrix by ranks: scores 1 to 25, three bands.

    Its bands follow the cells and not the product: what is nearly certain counts even where it harms little. Probabilities
    belong to fifths; impacts are rated as in `pmbok_matrix`.

    Source:
        In the manner of MIL-STD-882; one public implementation, not the US Department of Defense's own.

    Example:
        >>> generic_5x5_matrix().cell("high", "moderate")
        Cell(score=Decimal('12'), band='high')
    """
    rows = ("LLLMM", "LLMMH", "LMMHH", "MMHHH", "MHHHH")
    names = {"L": "low", "M": "moderate", "H": "high"}
    cells = [
        [Cell(Decimal((i + 1) * (j + 1)), names[letter]) for j, letter in enumerate(row)] for i, row in enumerate(rows)
    ]
    fifths = ("0", "0.2", "0.4", "0.6", "0.8")
    return RiskMatrix(
        "Generic 5 x 5",
        likelihoods=[Level(name, rank, at_least=fifths[rank - 1]) for rank, name in enumerate(_FIVE, 1)],
        impacts=[Level(name, rank) for rank, name in enumerate(_FIVE, 1)],
        cells=cells,
        scales=_SHARES,
    )


_NIST_BANDS = {"VL": 0, "L": 2, "M": 5, "H": 8, "VH": 10}
_NIST_NAMES = dict(zip(_NIST_BANDS, _FIVE, strict=True))


def nist_matrix() -> RiskMatrix:
    """Level of risk from the likelihood of a threat event and its impact; scores are the semi-quantitative 0 to 10.

    Source:
        NIST SP 800-30 Rev. 1, table I-2; scales of tables G-2 and H-3. Held against one public reproduction of the table.

    Example:
        >>> nist_matrix().cell("high", "very high")
        Cell(score=Decimal('10'), band='very high')
    """
    return _nist(
        "NIST SP 800-30 level of risk", ("VL VL VL L L", "VL L L L M", "VL L M M H", "VL L M H VH", "VL L M H VH")
    )


def nist_likelihood_matrix() -> RiskMatrix:
    """Overall likelihood from that of a threat's initiation or occurrence and that of its adverse impact.

    Source:
        NIST SP 800-30 Rev. 1, table G-5. Compare with the standard before you cite it.

    Example:
        >>> nist_likelihood_matrix().cell("moderate", "high").band
        'moderate'
    """
    return _nist(
        "NIST SP 800-30 overall likelihood", ("VL VL L L L", "VL L L M M", "L L M M H", "L M M H VH", "L M H VH VH")
    )


def _nist(name: str, rows: Iterable[str]) -> RiskMatrix:
    limits = ("0", "0.05", "0.21", "0.8", "0.96")
    levels = [
        Level(level, value, at_least=least)
        for level, value, least in zip(_FIVE, _NIST_BANDS.values(), limits, strict=True)
    ]
    cells = [[_NIST_NAMES[letter] for letter in row.split()] for row in rows]
    bands = {_NIST_NAMES[letter]: value for letter, value in _NIST_BANDS.items()}
    return banded_matrix(name, likelihoods=levels, impacts=levels, cells=cells, bands=bands)


def owasp_matrix() -> RiskMatrix:
    """Severity from likelihood and impact, each a mean of factors from 0 to 9: low below 3, medium below 6, high from 6 on.

    Source:
        OWASP Risk Rating Methodology, step 4.

    Example:
        >>> owasp_matrix().cell(Decimal("4.375"), Decimal("7.25")).band
        'high'
    """
    levels = [Level("low", 0), Level("medium", 3), Level("high", 6)]
    return banded_matrix(
        "OWASP severity",
        likelihoods=levels,
        impacts=levels,
        cells=[["note", "low", "medium"], ["low", "medium", "high"], ["medium", "high", "critical"]],
        bands={"note": 0, "low": 1, "medium": 2, "high": 3, "critical": 4},
    )


@frozen(kw_only=True)
class OwaspRating:
    """Means of OWASP's factors and the severity they amount to.

    Attributes:
        likelihood: mean of the factors of threat agent and vulnerability [1].
        technical: mean of the factors of technical impact [1].
        business: mean of the factors of business impact [1]; None where none were given.
    """

    likelihood: Decimal
    technical: Decimal
    business: Decimal | None = None

    @property
    def severity(self) -> str:
        """Severity by the business impact where it is known, else by the technical one."""
        return self.severity_of(self.technical if self.business is None else self.business)

    def severity_of(self, impact: Decimal) -> str:
        """Severity of an impact [1] at this likelihood."""
        return owasp_matrix().cell(self.likelihood, impact).band


def owasp_rating(
    *,
    threat_agent: Iterable[int],
    vulnerability: Iterable[int],
    technical: Iterable[int],
    business: Iterable[int] = (),
) -> OwaspRating:
    """Likelihood, impact and severity of a software risk from its factors, each 0 to 9.

    Raises:
        RiskError: a group has not four factors, or one is not between 0 and 9.

    Source:
        OWASP Risk Rating Methodology, steps 2 to 4.

    Example:
        >>> rating = owasp_rating(threat_agent=[5, 2, 7, 1], vulnerability=[3, 6, 9, 2], technical=[9, 7, 5, 8])
        >>> rating.likelihood, rating.technical, rating.severity
        (Decimal('4.375'), Decimal('7.25'), 'high')
    """
    groups = {
        name: several(values, object, name, RiskError)
        for name, values in [
            ("threat_agent", threat_agent),
            ("vulnerability", vulnerability),
            ("technical", technical),
            ("business", business),
        ]
    }
    faults = [
        Fault(name, values, f"expected four factors from 0 to 9, got {shortened(values)}")
        for name, values in groups.items()
        if (len(values) != 4 and (values or name != "business")) or not all(map(_is_factor, values))
    ]
    RiskError.refuse(faults)
    factors = {name: sum(numbers(values, name, error=RiskError), Decimal(0)) for name, values in groups.items()}
    return OwaspRating(
        likelihood=(factors["threat_agent"] + factors["vulnerability"]) / 8,
        technical=factors["technical"] / 4,
        business=factors["business"] / 4 if groups["business"] else None,
    )


def _is_factor(value: object) -> bool:
    found = decimal_or_none(value)
    return found is not None and 0 <= found <= 9
