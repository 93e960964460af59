"""Where a risk stands, and which step may follow which.

The way of a risk, as one table. A risk that is known is analysed; for one that is analysed a response is planned; a planned
response is put in place. At any of these it may occur, expire or be closed. What was closed, or has expired, may be taken up
again, and is then analysed anew; what occurred is an issue, and can only be closed with it, or be awaited once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from attrs import field, frozen

from itpm.model.given import several
from itpm.model.moments import Moment, moment
from itpm.risk.inputs import RiskError


class RiskStatus(Enum):
    """Where a risk stands; only an open one can still occur."""

    IDENTIFIED = "identified"
    ANALYSED = "analysed"
    PLANNED = "response planned"
    TREATED = "response in place"
    OCCURRED = "occurred"
    EXPIRED = "expired"
    CLOSED = "closed"


OPEN_STATUSES: frozenset[RiskStatus] = frozenset(
    {RiskStatus.IDENTIFIED, RiskStatus.ANALYSED, RiskStatus.PLANNED, RiskStatus.TREATED}
)

_ENDS = (RiskStatus.OCCURRED, RiskStatus.EXPIRED, RiskStatus.CLOSED)

STEPS: Mapping[RiskStatus, tuple[RiskStatus, ...]] = MappingProxyType(
    {
        RiskStatus.IDENTIFIED: (RiskStatus.ANALYSED, *_ENDS),
        RiskStatus.ANALYSED: (RiskStatus.PLANNED, *_ENDS),
        RiskStatus.PLANNED: (RiskStatus.TREATED, RiskStatus.ANALYSED, *_ENDS),
        RiskStatus.TREATED: (RiskStatus.PLANNED, RiskStatus.ANALYSED, *_ENDS),
        RiskStatus.OCCURRED: (RiskStatus.ANALYSED, RiskStatus.CLOSED),
        RiskStatus.EXPIRED: (RiskStatus.ANALYSED, RiskStatus.CLOSED),
        RiskStatus.CLOSED: (RiskStatus.ANALYSED,),
    }
)
"""What may follow each status.

Source:
    After the processes of ISO 31000:2018, 6 (identify, analyse, evaluate, treat, monitor); the steps back are ours.
"""


def _at(value: Moment) -> datetime:
    return moment(value, edge="finish", place="status change.at")


@frozen(kw_only=True)
class StatusChange:
    """One step that a risk took.

    Attributes:
        status: where it stood afterwards.
        at: when; a bare date is the day's end.
        by: who decided it.
        note: why.
    """

    status: RiskStatus
    at: datetime = field(converter=_at)
    by: str = ""
    note: str = ""


def changes(history: Iterable[StatusChange]) -> tuple[StatusChange, ...]:
    """Converter for a risk's history."""
    return several(history, StatusChange, "history", RiskError)
