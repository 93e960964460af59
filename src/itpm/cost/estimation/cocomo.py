"""COCOMO: effort and duration of software from its size.

``effort = A * size ** E * product of multipliers``, ``E = B + 0.01 * sum of scale factors``; ``duration = C * effort ** F`` of
the effort without schedule compression, ``F = D + 0.2 * (E - B)``, times the compression. What is not rated is nominal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from attrs import frozen

from itpm.cost.estimation.cocomo_tables import (
    COCOMO81_MODES,
    EARLY_DESIGN,
    POST_ARCHITECTURE,
    SCALE_FACTORS,
    SCHEDULE_PERCENT,
)
from itpm.cost.estimation.inputs import real, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault, UnknownNameError, did_you_mean, nearest

HOURS_PER_PERSON_MONTH = 152
"""Hours in a person-month of COCOMO II [h]. Source: Model Definition Manual, version 2.1, sect. 3."""

_NONE: Mapping[str, str] = MappingProxyType({})
_SCHEDULE = "SCED"


@frozen(kw_only=True)
class CocomoConstants:
    """The constants of COCOMO II; an organisation with its own data has its own.

    Attributes:
        a: effort of one KSLOC [person-month].
        b: exponent without any scale factor [1].
        c: duration of one person-month [month].
        d: its exponent without any scale factor [1].
    """

    a: float = 2.94
    b: float = 0.91
    c: float = 3.67
    d: float = 0.28


COCOMO_2000 = CocomoConstants()
"""The constants of COCOMO II.2000."""


@frozen(kw_only=True)
class CocomoEstimate:
    """Effort and duration of software.

    Attributes:
        ksloc: size [1000 source lines of code].
        exponent: how effort grows with size [1].
        multiplier: product of all effort multipliers [1].
        effort: [person-month].
        duration: [month].
    """

    ksloc: float
    exponent: float
    multiplier: float
    effort: float
    duration: float

    @property
    def staff(self) -> float:
        """Mean number of people: effort per duration [person]."""
        return self.effort / self.duration

    @property
    def hours(self) -> float:
        """Effort at 152 hours a person-month [h]."""
        return self.effort * HOURS_PER_PERSON_MONTH

    @property
    def productivity(self) -> float:
        """Source lines a person-month [1/person-month]."""
        return 1000 * self.ksloc / self.effort


def cocomo2(
    ksloc: Number,
    *,
    scale_factors: Mapping[str, str] = _NONE,
    multipliers: Mapping[str, str] = _NONE,
    model: Literal["post_architecture", "early_design"] = "post_architecture",
    exponent: Number | None = None,
    calibration: CocomoConstants = COCOMO_2000,
) -> CocomoEstimate:
    """Effort and duration by COCOMO II.2000.

    Args:
        ksloc: size [1000 source lines of code].
        scale_factors: driver to rating: ``{"PMAT": "H"}``; VL, L, N, H, VH, XH.
        multipliers: driver to rating: ``{"RELY": "VH"}``; early design knows XL too.
        model: which multipliers there are.
        exponent: the exponent itself, instead of the scale factors [1].
        calibration: the model's constants.

    Raises:
        EstimationError: no size, an unknown driver, a rating that the driver does not have; all at once.

    Source:
        COCOMO II Model Definition Manual, version 2.1, eq. 1 to 4 and 13.

    Example:
        >>> estimate = cocomo2(100, exponent=1.15)
        >>> round(estimate.effort, 2), round(estimate.duration, 1), round(cocomo2(100).exponent, 4)
        (586.61, 29.7, 1.0997)
    """
    size = real(ksloc, "ksloc", above=0)
    known = POST_ARCHITECTURE if model == "post_architecture" else EARLY_DESIGN
    faults = [*_faults("scale_factors", scale_factors, SCALE_FACTORS), *_faults("multipliers", multipliers, known)]
    if model not in ("post_architecture", "early_design"):
        faults.append(Fault("model", model, f"expected 'post_architecture' or 'early_design', got {model!r}"))
    refuse(faults)
    factors = math.fsum(values[scale_factors.get(name, "N")] for name, values in SCALE_FACTORS.items())
    grows = calibration.b + 0.01 * factors if exponent is None else real(exponent, "exponent", above=0)
    rated = {name: values[multipliers.get(name, "N")] for name, values in known.items()}
    nominal = calibration.a * size**grows * math.prod(v for name, v in rated.items() if name != _SCHEDULE)
    compression = SCHEDULE_PERCENT[multipliers.get(_SCHEDULE, "N")] / 100
    return CocomoEstimate(
        ksloc=size,
        exponent=grows,
        multiplier=math.prod(rated.values()),
        effort=nominal * rated[_SCHEDULE],
        duration=calibration.c * nominal ** (calibration.d + 0.2 * (grows - calibration.b)) * compression,
    )


def _faults(place: str, given: Mapping[str, str], known: Mapping[str, Mapping[str, float]]) -> Iterator[Fault]:
    for name, rating in given.items():
        if name not in known:
            yield Fault(f"{place}[{name!r}]", name, f"there is no driver {name!r}{did_you_mean(name, known)}")
        elif rating not in known[name]:
            ratings = ", ".join(known[name])
            yield Fault(f"{place}[{name!r}]", rating, f"{name} is rated one of {ratings}, got {rating!r}")


def cocomo81(ksloc: Number, mode: Literal["organic", "semidetached", "embedded"] = "organic") -> CocomoEstimate:
    """Effort and duration by the basic COCOMO of 1981.

    Args:
        ksloc: size [1000 delivered source instructions].
        mode: a small team on familiar ground, something between, or under tight constraints.

    Raises:
        EstimationError: no size.
        UnknownNameError: no such mode.

    Source:
        Boehm, Software Engineering Economics (1981), ch. 5.

    Example:
        >>> estimate = cocomo81(32)
        >>> round(estimate.effort), round(estimate.duration)
        (91, 14)
    """
    if mode not in COCOMO81_MODES:
        raise UnknownNameError("mode of COCOMO 81", mode, nearest(mode, COCOMO81_MODES))
    size = real(ksloc, "ksloc", above=0)
    a, b, c, d = COCOMO81_MODES[mode]
    effort = a * size**b
    return CocomoEstimate(ksloc=size, exponent=b, multiplier=1.0, effort=effort, duration=c * effort**d)
