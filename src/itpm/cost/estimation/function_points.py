"""Function points: the size of software as its users see it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from attrs import field, frozen

from itpm.cost.estimation.inputs import EstimationError, refuse
from itpm.cost.finance.inputs import CONTEXT
from itpm.errors import Fault, UnknownNameError, did_you_mean, nearest
from itpm.model.given import pairs, several, whole

COMPLEXITIES = ("low", "average", "high")

WEIGHTS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "EI": (3, 4, 6),
        "EO": (4, 5, 7),
        "EQ": (3, 4, 6),
        "ILF": (7, 10, 15),
        "EIF": (5, 7, 10),
    }
)
"""Function points of a low, average and high one: external input, output, inquiry, internal logical file, external interface
file. Source: IFPUG Function Point Counting Practices Manual 4.3, part 2. (3/4/5 for EQ, found here and there, is a misprint.)"""

_CHARACTERISTICS = 14
_LIMITS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = MappingProxyType(
    {
        "EI": ((1, 2), (4, 15)),
        "EO": ((1, 3), (5, 19)),
        "EQ": ((1, 3), (5, 19)),
        "ILF": ((1, 5), (19, 50)),
        "EIF": ((1, 5), (19, 50)),
    }
)


def _characteristics(value: Iterable[int] | int) -> int:
    if isinstance(value, int):
        return value
    rated = several(value, int, "characteristics", EstimationError)
    faults = [
        Fault(f"characteristics[{n}]", rating, f"expected a rating of 0 to 5, got {rating}")
        for n, rating in enumerate(rated)
        if not 0 <= rating <= 5
    ]
    if len(rated) != _CHARACTERISTICS:
        faults.append(Fault("characteristics", len(rated), f"expected {_CHARACTERISTICS} ratings, got {len(rated)}"))
    refuse(faults)
    return sum(rated)


@frozen(kw_only=True)
class FunctionPoints:
    """A count of function points.

    Attributes:
        unadjusted: the count itself [function point].
        characteristics: sum of the fourteen general system characteristics, each 0 to 5 [1]; the ratings are accepted too. 35
            adjusts nothing.
    """

    unadjusted: Decimal
    characteristics: int = field(default=35, converter=_characteristics)

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.characteristics <= 5 * _CHARACTERISTICS:
            message = f"expected a sum of 0 to {5 * _CHARACTERISTICS}, got {self.characteristics}"
            refuse([Fault("characteristics", self.characteristics, message)])

    @property
    def value_adjustment_factor(self) -> Decimal:
        """``0.65 + 0.01 * characteristics`` [1], 0.65 to 1.35."""
        return Decimal(65 + self.characteristics).scaleb(-2)

    @property
    def adjusted(self) -> Decimal:
        """Unadjusted count times the factor [function point]."""
        return CONTEXT.multiply(self.unadjusted, self.value_adjustment_factor)

    def ksloc(self, lines_per_point: int) -> float:
        """Size for COCOMO II, which takes the unadjusted count [1000 source lines of code]."""
        return float(self.unadjusted) * lines_per_point / 1000


def function_points(
    counts: Mapping[tuple[str, str], int], *, characteristics: Iterable[int] | int = 35
) -> FunctionPoints:
    """A count of function points from how many functions of each kind and complexity there are.

    Args:
        counts: (kind, complexity) to number: ``{("EI", "low"): 6}``; kinds EI, EO, EQ, ILF, EIF.
        characteristics: the fourteen general system characteristics, each 0 to 5, or their sum.

    Raises:
        EstimationError: an unknown kind or complexity, a negative number, ratings that are none; all at once.

    Source:
        IFPUG Function Point Counting Practices Manual 4.3; Albrecht, Gaffney (1983), IEEE TSE 9(6).

    Example:
        >>> count = function_points({("EI", "low"): 6, ("ILF", "average"): 2}, characteristics=46)
        >>> count.unadjusted, count.adjusted
        (Decimal('38'), Decimal('42.18'))
    """
    counted: tuple[tuple[tuple[str, str], int], ...] = pairs(counts, "counts", EstimationError)
    refuse(fault for key, number in counted for fault in _faults(key, number))
    points = sum(WEIGHTS[kind][COMPLEXITIES.index(complexity)] * n for (kind, complexity), n in counted)
    return FunctionPoints(unadjusted=Decimal(points), characteristics=characteristics)


def _faults(key: tuple[str, str], number: int) -> list[Fault]:
    kind, complexity = key
    place = f"counts[{kind!r}, {complexity!r}]"
    faults = []
    if kind not in WEIGHTS:
        faults.append(Fault(place, kind, f"expected one of {', '.join(WEIGHTS)}, got {kind!r}"))
    if complexity not in COMPLEXITIES:
        hint = did_you_mean(complexity, COMPLEXITIES)
        faults.append(Fault(place, complexity, f"expected low, average or high, got {complexity!r}{hint}"))
    if number < 0:
        faults.append(Fault(place, number, f"expected no negative number, got {number}"))
    return faults


def function_complexity(kind: str, *, references: int, data_elements: int) -> str:
    """How complex a function is: ``"low"``, ``"average"`` or ``"high"``.

    Args:
        kind: EI, EO, EQ, ILF or EIF.
        references: file types referenced (transactions) or record element types (files) [1].
        data_elements: data element types [1].

    Raises:
        UnknownNameError: no such kind.

    Source:
        IFPUG Function Point Counting Practices Manual 4.3, complexity matrices.

    Example:
        >>> function_complexity("EI", references=2, data_elements=10), function_complexity("ILF", references=6, data_elements=60)
        ('average', 'high')
    """
    if kind not in _LIMITS:
        raise UnknownNameError("kind of function", kind, nearest(kind, _LIMITS))
    rows, columns = _LIMITS[kind]
    whole(references, "references", error=EstimationError)
    whole(data_elements, "data_elements", error=EstimationError)
    place = bisect_left(rows, references) + bisect_left(columns, data_elements)
    return COMPLEXITIES[min(2, max(0, place - 1))]
