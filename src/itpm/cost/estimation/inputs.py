"""What estimates are given and how they are read; the error that lists their faults.

Estimates are computed in floating point: fifteen digits are thirteen more than any estimate has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from itpm.errors import Fault, FaultsError
from itpm.model.given import shortened
from itpm.model.numbers import Number, decimal_or_none

_LARGEST = 1e30
_MOST_VALUES = 100_000
_LEAST_PERCENT = 2
"""Between one and two stands neither a share nor a level that anyone asks for in per cent: a slip."""


class EstimationError(FaultsError):
    """Sizes, histories or ratings that no estimate can be made from, with every fault found."""


refuse = EstimationError.refuse
"""Raises all faults found, if any."""


def real(value: Number, place: str, *, least: float = -_LARGEST, above: float | None = None) -> float:
    """The number in floating point.

    Raises:
        EstimationError: not a finite number, below `least`, or not above `above`.

    Example:
        >>> real("2.5", "size", above=0)
        2.5
    """
    exact = decimal_or_none(value, largest_exponent=400)  # every float there is, however small
    found = math.nan if exact is None else float(exact)
    if not abs(found) <= _LARGEST:
        refuse([Fault(place, value, f"expected a finite number, got {shortened(value)}")])
    if above is not None and found <= above:
        refuse([Fault(place, value, f"expected a number above {above:g}, got {value}")])
    if found < least:
        refuse([Fault(place, value, f"expected a number of at least {least:g}, got {value}")])
    return found


def reals(values: Iterable[Number], place: str, *, least: float = -_LARGEST, above: float | None = None) -> list[float]:
    """Each number in floating point; all that are none in one error.

    Raises:
        EstimationError: no value at all, too many, or one that `real` refuses.

    Example:
        >>> reals([1, "2"], "history", least=0)
        [1.0, 2.0]
    """
    found: list[float] = []
    faults: list[Fault] = []
    for position, value in enumerate(_iterated(values, place)):
        if position == _MOST_VALUES:
            refuse([Fault(place, position, f"expected at most {_MOST_VALUES:,} values")])
        try:
            found.append(real(value, f"{place}[{position}]", least=least, above=above))
        except EstimationError as error:
            faults += error.faults
    if not found and not faults:
        faults.append(Fault(place, (), "expected at least one value, got none"))
    refuse(faults)
    return found


def _iterated(values: Iterable[Number], place: str) -> Iterable[Number]:
    """The values as they come, however many; a text or a single number is none."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise EstimationError([Fault(place, values, f"expected several numbers, got {shortened(values)}")])
    return values


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of sorted values lies, linear between two of them.

    Source:
        Hyndman, Fan (1996), Sample quantiles in statistical packages, American Statistician 50(4), definition 7.

    Example:
        >>> quantile([1.0, 2.0, 4.0], 0.75)
        3.0
    """
    at = share * (len(ordered) - 1)
    low = min(int(at), len(ordered) - 2) if len(ordered) > 1 else 0
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def confidence(value: Number, place: str = "confidence") -> float:
    """A level of confidence as a share [1]: 0.85, 85 or ``"85%"``.

    Raises:
        EstimationError: not between 0 and 100 %.

    Example:
        >>> confidence(85), confidence(0.85), confidence("85%")
        (0.85, 0.85, 0.85)
    """
    text = value.strip() if isinstance(value, str) else ""
    is_percent = text.endswith("%")
    found = real(text[:-1] if is_percent else value, place)
    found = found / 100 if is_percent or found >= _LEAST_PERCENT else found
    if not 0 < found < 1:
        refuse([Fault(place, value, f"expected a level between 0 and 100 %, got {value}")])
    return found
