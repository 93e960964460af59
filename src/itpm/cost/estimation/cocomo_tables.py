"""The ratings of COCOMO II.2000: scale factors, and effort multipliers of its two models.

Source: Boehm et al., Software Cost Estimation with COCOMO II (2000); COCOMO II Model Definition Manual, version 2.1, tables 10
to 50. A driver lacks the ratings that the manual gives it no value for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RATINGS = ("XL", "VL", "L", "N", "H", "VH", "XH")
"""Extra low, very low, low, nominal, high, very high, extra high."""


def _row(first: str, *values: float) -> Mapping[str, float]:
    start = RATINGS.index(first)
    return MappingProxyType(dict(zip(RATINGS[start:], values, strict=False)))


SCALE_FACTORS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "PREC": _row("VL", 6.20, 4.96, 3.72, 2.48, 1.24, 0.0),
        "FLEX": _row("VL", 5.07, 4.05, 3.04, 2.03, 1.01, 0.0),
        "RESL": _row("VL", 7.07, 5.65, 4.24, 2.83, 1.41, 0.0),
        "TEAM": _row("VL", 5.48, 4.38, 3.29, 2.19, 1.10, 0.0),
        "PMAT": _row("VL", 7.80, 6.24, 4.68, 3.12, 1.56, 0.0),
    }
)
"""What makes effort grow faster than size: precedentedness, flexibility, resolved risk, team cohesion, process maturity."""

POST_ARCHITECTURE: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "RELY": _row("VL", 0.82, 0.92, 1.0, 1.10, 1.26),
        "DATA": _row("L", 0.90, 1.0, 1.14, 1.28),
        "CPLX": _row("VL", 0.73, 0.87, 1.0, 1.17, 1.34, 1.74),
        "RUSE": _row("L", 0.95, 1.0, 1.07, 1.15, 1.24),
        "DOCU": _row("VL", 0.81, 0.91, 1.0, 1.11, 1.23),
        "TIME": _row("N", 1.0, 1.11, 1.29, 1.63),
        "STOR": _row("N", 1.0, 1.05, 1.17, 1.46),
        "PVOL": _row("L", 0.87, 1.0, 1.15, 1.30),
        "ACAP": _row("VL", 1.42, 1.19, 1.0, 0.85, 0.71),
        "PCAP": _row("VL", 1.34, 1.15, 1.0, 0.88, 0.76),
        "PCON": _row("VL", 1.29, 1.12, 1.0, 0.90, 0.81),
        "APEX": _row("VL", 1.22, 1.10, 1.0, 0.88, 0.81),
        "PLEX": _row("VL", 1.19, 1.09, 1.0, 0.91, 0.85),
        "LTEX": _row("VL", 1.20, 1.09, 1.0, 0.91, 0.84),
        "TOOL": _row("VL", 1.17, 1.09, 1.0, 0.90, 0.78),
        "SITE": _row("VL", 1.22, 1.09, 1.0, 0.93, 0.86, 0.80),
        "SCED": _row("VL", 1.43, 1.14, 1.0, 1.0, 1.0),
    }
)
"""Seventeen multipliers, for when the architecture is known."""

EARLY_DESIGN: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "PERS": _row("XL", 2.12, 1.62, 1.26, 1.0, 0.83, 0.63, 0.50),
        "RCPX": _row("XL", 0.49, 0.60, 0.83, 1.0, 1.33, 1.91, 2.72),
        "PDIF": _row("L", 0.87, 1.0, 1.29, 1.81, 2.61),
        "PREX": _row("XL", 1.59, 1.33, 1.22, 1.0, 0.87, 0.74, 0.62),
        "FCIL": _row("XL", 1.43, 1.30, 1.10, 1.0, 0.87, 0.73, 0.62),
        "RUSE": _row("L", 0.95, 1.0, 1.07, 1.15, 1.24),
        "SCED": _row("VL", 1.43, 1.14, 1.0, 1.0, 1.0),
    }
)
"""Seven multipliers, for when little is known."""

SCHEDULE_PERCENT: Mapping[str, float] = _row("VL", 75.0, 85.0, 100.0, 130.0, 160.0)
"""What the rating of SCED does to the duration [% of the nominal one]."""

COCOMO81_MODES: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        "organic": (2.4, 1.05, 2.5, 0.38),
        "semidetached": (3.0, 1.12, 2.5, 0.35),
        "embedded": (3.6, 1.20, 2.5, 0.32),
    }
)
"""Constants of the basic model of 1981: effort ``a * KDSI ** b``, duration ``c * effort ** d``. Source: Boehm, Software
Engineering Economics (1981), ch. 5 and 6."""
