"""Random indices: the mean inconsistency of comparisons filled in at random, by which a real one is measured.

Published tables differ, and with them the consistency ratio; so the table is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from itpm.errors import UndefinedIndexError, UnknownNameError, nearest
from itpm.model.given import whole
from itpm.selection.inputs import SelectionError


def _table(first: int, *values: str) -> Mapping[int, Decimal]:
    return MappingProxyType({first + place: Decimal(value) for place, value in enumerate(values)})


RANDOM_INDICES: Mapping[str, Mapping[int, Decimal]] = MappingProxyType(
    {
        "saaty_1980": _table(3, "0.58", "0.90", "1.12", "1.24", "1.32", "1.41", "1.45", "1.49"),
        "saaty_2005": _table(3, "0.52", "0.89", "1.11", "1.25", "1.35", "1.40", "1.45", "1.49"),
        "donegan_dodd_1991": _table(3, "0.4914", "0.8286", "1.0591", "1.1797", "1.2519", "1.3171", "1.3733", "1.4055"),
    }
)
"""Random index by number of items, three to ten. Sources: Saaty, The Analytic Hierarchy Process (1980), p. 21; Saaty, Theory
and Applications of the Analytic Network Process (2005), p. 31; Donegan, Dodd (1991), A note on Saaty's random indexes,
Mathematical and Computer Modelling 15(10)."""


def random_index(items: int, table: str | Mapping[int, Decimal] = "saaty_1980") -> Decimal:
    """The mean consistency index of random comparisons of so many items [1].

    Args:
        items: how many are compared [1].
        table: a name in `RANDOM_INDICES`, or a table of one's own.

    Returns:
        The index; zero for one or two items, which cannot contradict each other.

    Raises:
        UnknownNameError: no table of that name.
        UndefinedIndexError: the table does not know that number of items.

    Example:
        >>> random_index(4), random_index(4, "donegan_dodd_1991")
        (Decimal('0.90'), Decimal('0.8286'))
    """
    if isinstance(table, str):
        if table not in RANDOM_INDICES:
            raise UnknownNameError("table of random indices", table, nearest(table, RANDOM_INDICES))
        known, name = RANDOM_INDICES[table], table
    else:
        known, name = table, "the given table"
    whole(items, "items", error=SelectionError)
    if 0 < items < 3:
        return Decimal(0)
    if items not in known or not known[items]:
        raise UndefinedIndexError(f"{name} has no random index for {items} items; give a table that has")
    return known[items]
