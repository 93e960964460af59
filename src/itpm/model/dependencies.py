"""Dependencies between tasks and their short form, ``"build SS+5d"``.

The short form is split at the last `` FS``, `` SS``, `` FF`` or `` SF``. In a lag, sign and unit are mandatory. A tail that
starts like a link but does not parse is a fault and never part of an id, so that a typing error cannot become a task name.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, NotationError
from itpm.model.durations import NO_TIME, Duration, Percent
from itpm.model.durations import lag as lag_of
from itpm.model.given import shortened


class DependencyType(Enum):
    """Which date of the predecessor holds which date of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"

    @property
    def from_finish(self) -> bool:
        """Whether the predecessor's finish counts."""
        return self.value[0] == "F"

    @property
    def to_finish(self) -> bool:
        """Whether the successor's finish is held."""
        return self.value[1] == "F"


Lag: TypeAlias = Duration | Percent
NO_LAG = NO_TIME


_TYPES = {kind.value: kind for kind in DependencyType}


def _type(value: DependencyType | str) -> DependencyType:
    if isinstance(value, DependencyType):
        return value
    found = _TYPES.get(value) if isinstance(value, str) else None
    if found is None:
        raise NotationError([Fault("dependency.type", value, f"expected FS, SS, FF or SF, got {shortened(value)}")])
    return found


def _lag(value: Lag | str) -> Lag:
    return NO_LAG if value is NO_LAG else lag_of(value, place="dependency.lag")


@frozen
class Dependency:
    """One task waits for another.

    Two tasks may have several dependencies (a ladder: SS+5d and FF+5d).

    Attributes:
        predecessor: id of the task that is waited for.
        successor: id of the task that waits.
        type: which date holds which: finish-to-start, start-to-start, finish-to-finish, start-to-finish.
        lag: how long after; negative is a lead; a percentage is of the predecessor's duration.

    Raises:
        NotationError: type or lag cannot be read.

    Example:
        >>> print(Dependency("b", "c", type="FF", lag="-4h"))
        b FF-4h -> c
    """

    predecessor: str
    successor: str
    type: DependencyType = field(default=DependencyType.FS, kw_only=True, converter=_type)
    lag: Lag = field(default=NO_LAG, kw_only=True, converter=_lag)

    def __str__(self) -> str:
        return f"{self.short_form} -> {self.successor}"

    @property
    def lag_amount(self) -> Decimal:
        """The lag's amount in its own unit; 0 is none, negative is a lead [unit of the lag]."""
        return self.lag.value if isinstance(self.lag, Percent) else self.lag.amount

    @property
    def short_form(self) -> str:
        """What one would write in the successor's ``after``."""
        amount = self.lag_amount
        tail = "" if not amount else f"{self.lag}" if amount < 0 else f"+{self.lag}"
        return (
            self.predecessor
            if not tail and self.type is DependencyType.FS
            else f"{self.predecessor} {self.type.value}{tail}"
        )


_LINK_TAIL = re.compile(r" (FS|SS|FF|SF)(?![A-Za-z_])")
_TAIL = re.compile(r"(FS|SS|FF|SF)(?:\s*([+-])\s*([^\s+-].*))?")
_EXPECTED = "expected a link like 'build', 'build SS+5d' or 'build FF-50%'"


def has_link_tail(text: str) -> bool:
    """Whether `text` ends like the short form of a link, as no task id may.

    Example:
        >>> has_link_tail("build FS+2d"), has_link_tail("plan SSO login")
        (True, False)
    """
    return " " in text and _LINK_TAIL.search(text) is not None


def dependency(value: Dependency | str, successor: str, *, place: str = "after") -> Dependency:
    """The dependency that `value` writes for `successor`.

    Raises:
        NotationError: the text's tail starts like a link but does not parse, or the dependency has another successor.
    """
    if isinstance(value, Dependency):
        if value.successor != successor:
            raise NotationError([Fault(place, value, f"a link in 'after' ends at {successor!r}, got {value}")])
        return value
    if not isinstance(value, str) or not value.strip():
        raise NotationError([Fault(place, value, f"{_EXPECTED}, got {shortened(value)}")])
    found = _link(value)
    if isinstance(found, str):
        raise NotationError([Fault(place, value, f"{found}, got {shortened(value)}")])
    predecessor, kind, lag = found
    return Dependency(predecessor, successor, type=kind, lag=lag)


@lru_cache(maxsize=8192)
def _link(text: str) -> tuple[str, DependencyType, Lag] | str:
    """Predecessor, type and lag of the short form; or what was expected."""
    trimmed = text.strip()
    tails = list(_LINK_TAIL.finditer(trimmed)) if " " in trimmed else []
    if not tails:
        return trimmed, DependencyType.FS, NO_LAG
    cut = tails[-1].start()
    match = _TAIL.fullmatch(trimmed[cut + 1 :])
    predecessor = trimmed[:cut].strip()
    if match is None or not predecessor:
        return _EXPECTED
    kind, sign, lag_text = match.groups()
    try:
        lag = lag_of(sign + lag_text) if sign else NO_LAG
    except NotationError:
        return f"{_EXPECTED}, with sign and unit in the lag"
    return predecessor, DependencyType(kind), lag
