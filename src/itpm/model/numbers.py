"""Numbers as people give them: one reader for business cases, contracts, estimates, choices and earned value.

Nothing hangs or runs out of memory. A float is read as it is written; a text of thousands of digits is no number that anyone
meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import TypeAlias

from itpm.errors import Fault, FaultsError, NotationError
from itpm.model.given import several, shortened

Number: TypeAlias = Decimal | int | float | str

CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)
"""What quotients are computed in: its own, so that a result depends on nothing that the caller's thread has set."""
MOST_CHARACTERS = 60
LARGEST_EXPONENT = 60
_EXACT = Context(prec=2 * MOST_CHARACTERS)


def decimal_or_none(value: object, *, largest_exponent: int = LARGEST_EXPONENT) -> Decimal | None:
    """The exact decimal of a number, None where it is none: a text, a truth value, not finite, or of absurd size.

    Args:
        value: whatever was given.
        largest_exponent: how many places a number may have before or behind the point [1].

    Example:
        >>> decimal_or_none(0.1), decimal_or_none("1e3"), decimal_or_none("much"), decimal_or_none(True)
        (Decimal('0.1'), Decimal('1E+3'), None, None)
    """
    if isinstance(value, bool):
        return None
    try:
        found = value if isinstance(value, Decimal) else Decimal(_short(value))
    except (InvalidOperation, ValueError):
        return None
    if not found.is_finite() or (found and abs(found.adjusted()) > largest_exponent):
        return None
    return found


def number(
    value: object,
    place: str,
    *,
    least: int | None = None,
    above: int | None = None,
    error: type[FaultsError] = NotationError,
    largest_exponent: int = LARGEST_EXPONENT,
) -> Decimal:
    """The exact decimal of a number.

    Args:
        value: whatever was given.
        place: what it is called.
        least: the smallest that makes sense; None: any.
        above: what it must be larger than; None: any.
        error: what is raised.
        largest_exponent: how many places it may have before or behind the point [1].

    Raises:
        FaultsError: of the kind `error`; no finite number, or one beyond the limits.

    Example:
        >>> number("1e3", "points"), number(0.1, "units", above=0)
        (Decimal('1E+3'), Decimal('0.1'))
        >>> number(-1, "points", least=0)
        Traceback (most recent call last):
        itpm.errors.NotationError: points: expected a number of zero or more, got -1
    """
    found = decimal_or_none(value, largest_exponent=largest_exponent)
    if found is None or (least is not None and found < least) or (above is not None and found <= above):
        expected = "a finite number"
        if least is not None:
            expected = f"a number of {least or 'zero'} or more"
        if above is not None:
            expected = f"a number above {above or 'zero'}"
        raise error([Fault(place, value, f"expected {expected}, got {shortened(value)}")])
    return found


def numbers(values: Iterable[object], place: str, *, error: type[FaultsError] = NotationError) -> list[Decimal]:
    """Each number, exactly; all that are none in one error.

    Args:
        values: whatever was given.
        place: what they are called.
        error: what is raised.

    Raises:
        FaultsError: of the kind `error`; a value is no finite number.

    Example:
        >>> numbers([-100, "110.5"], "flows")
        [Decimal('-100'), Decimal('110.5')]
    """
    found: list[Decimal] = []
    faults: list[Fault] = []
    for position, value in enumerate(several(values, object, place, error)):
        try:
            found.append(number(value, f"{place}[{position}]", error=error))
        except FaultsError as wrong:
            faults += wrong.faults
    error.refuse(faults)
    return found


def ratio_or_none(value: object) -> Decimal | None:
    """A number, or a text like ``"8%"``, which is read as 0.08 [1]; None where it is neither.

    Example:
        >>> ratio_or_none("8%"), ratio_or_none(0.08), ratio_or_none("%")
        (Decimal('0.08'), Decimal('0.08'), None)
    """
    text = value.strip() if isinstance(value, str) else ""
    if not text.endswith("%"):
        return decimal_or_none(value)
    found = decimal_or_none(text[:-1])
    return None if found is None else found.scaleb(-2, _EXACT)


def quotient(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """``part / whole`` to 28 digits; the whole is not zero.

    Example:
        >>> quotient(1, 3)
        Decimal('0.3333333333333333333333333333')
    """
    return CONTEXT.divide(Decimal(part), Decimal(whole))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= MOST_CHARACTERS else "NaN"
