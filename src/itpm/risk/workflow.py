"""The way of a risk from identified to closed: one step at a time, refused with every reason."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from itpm.errors import Fault
from itpm.model.given import expect, member
from itpm.model.moments import Moment, day_of, moment
from itpm.risk.inputs import RiskError
from itpm.risk.risks import Risk
from itpm.risk.statuses import STEPS, RiskStatus, StatusChange


class RiskStepError(RiskError):
    """A step that a risk cannot take, with every reason."""


@frozen
class RiskStep:
    """A step that may come next.

    Attributes:
        to: where the risk would stand.
        missing: what has to be there first; nothing: the step can be taken.
    """

    to: RiskStatus
    missing: tuple[str, ...] = ()


def next_steps(risk: Risk) -> tuple[RiskStep, ...]:
    """The steps that may follow, each with what it still needs.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> late = Threat("vendor late", probability=0.3, status=RiskStatus.ANALYSED)
        >>> for step in next_steps(late)[:2]:
        ...     print(step.to.value, step.missing)
        response planned ('a response; accepting it is one as well',)
        occurred ()
    """
    expect(risk, "risk", Risk, error=RiskError)
    return tuple(RiskStep(to, tuple(_missing(risk, to))) for to in STEPS[risk.status])


def advance_risk(risk: Risk, to: RiskStatus | str, *, at: Moment, by: str = "", note: str = "") -> Risk:
    """The risk one step further, with the step in its history.

    Args:
        risk: a threat or an opportunity.
        to: where it stands afterwards, as a status or in words: ``"analysed"``.
        at: when; a bare date is the day's end.
        by: who decided it.
        note: why; needed to close a risk, and to take up again what was over.

    Raises:
        RiskStepError: the step is not one of `next_steps`, or something is missing; with every reason.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> late = Threat("vendor late", probability=0.3, delay="10d", on=["build"], owner="bo")
        >>> analysed = advance_risk(late, "analysed", at="2026-01-12", by="bo")
        >>> analysed.status.value, analysed.history[0].at.day
        ('analysed', 13)
        >>> advance_risk(analysed, "response in place", at="2026-01-10")
        Traceback (most recent call last):
        itpm.risk.workflow.RiskStepError: 2 faults
          threat 'vendor late'.status: an analysed risk cannot be 'response in place' next, only response planned, \
occurred, expired or closed
          threat 'vendor late'.history: the step before it was on 2026-01-12, later than 2026-01-10
    """
    expect(risk, "risk", Risk, error=RiskError)
    expect(note, "note", str, error=RiskError)
    when = moment(at, edge="finish", place="step.at")
    status = _status(to, risk)
    reasons = [*_order_faults(risk, status), *_date_faults(risk, status, when)]
    if not reasons:
        reasons = [Fault(f"{risk}.status", status.value, f"expected {one}") for one in _missing(risk, status)]
    if (status is RiskStatus.CLOSED or not risk.is_open) and not note.strip():
        why = "closing a risk" if status is RiskStatus.CLOSED else "taking up a risk again"
        reasons.append(Fault(f"{risk}.note", note, f"{why} needs a reason: note='...'"))
    if reasons:
        raise RiskStepError(reasons)
    step = StatusChange(status=status, at=when, by=by, note=note)
    return evolve(risk, status=status, history=(*risk.history, step))


def _status(to: RiskStatus | str, risk: Risk) -> RiskStatus:
    names = {status.name.lower(): status for status in RiskStatus}
    return member(to, RiskStatus, f"{risk}.status", RiskStepError, also=names)


def _order_faults(risk: Risk, to: RiskStatus) -> list[Fault]:
    allowed = STEPS[risk.status]
    if to in allowed:
        return []
    *firsts, last = [status.value for status in allowed]
    listed = f"{', '.join(firsts)} or {last}" if firsts else last
    phrase = _PHRASES[risk.status]
    return [Fault(f"{risk}.status", to.value, f"{phrase} cannot be {to.value!r} next, only {listed}")]


_PHRASES = {
    RiskStatus.IDENTIFIED: "an identified risk",
    RiskStatus.ANALYSED: "an analysed risk",
    RiskStatus.PLANNED: "a risk whose response is planned",
    RiskStatus.TREATED: "a risk whose response is in place",
    RiskStatus.OCCURRED: "a risk that occurred",
    RiskStatus.EXPIRED: "an expired risk",
    RiskStatus.CLOSED: "a closed risk",
}


def _date_faults(risk: Risk, to: RiskStatus, at: datetime) -> list[Fault]:
    found = []
    last = risk.history[-1].at if risk.history else risk.raised
    if last is not None and at < last:
        message = f"the step before it was on {day_of(last)}, later than {day_of(at)}"
        found.append(Fault(f"{risk}.history", at, message))
    if to is RiskStatus.EXPIRED and risk.expires is not None and at < risk.expires:
        message = f"it may strike until {day_of(risk.expires)}; close it, or change when it expires"
        found.append(Fault(f"{risk}.expires", at, message))
    return found


def _missing(risk: Risk, to: RiskStatus) -> list[str]:
    """What a status needs that the risk does not have."""
    found = []
    if to is RiskStatus.ANALYSED and risk.cost is None and risk.delay is None and not risk.impact:
        found.append("an effect on an objective, measured or rated")
    if to in {RiskStatus.PLANNED, RiskStatus.TREATED} and risk.response is None:
        found.append("a response; accepting it is one as well")
    if to is RiskStatus.TREATED and risk.response is not None and not (risk.response.owner or risk.owner):
        found.append("somebody who sees to the response")
    return found
