"""What is doubtful in a register, as findings.

Codes, never re-used:

======  ===========================================================
RSK001  an open risk without an owner
RSK002  an open risk in the highest band without a response
RSK003  a response that costs more than it gains in expected cost
RSK004  a risk on a task that the plan does not have
RSK005  a response that leaves the risk worse
RSK006  a risk without any effect
RSK007  a delay that strikes no task
RSK008  an open risk that has expired
RSK009  a risk that the expected cost leaves out: no probability
RSK010  an open risk all of whose tasks are complete
RSK011  a matrix that is not monotone
======  ===========================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from itpm.errors import UndefinedIndexError, did_you_mean
from itpm.findings import Finding, Severity
from itpm.model.moments import Moment, finish_moment
from itpm.model.plans import Plan
from itpm.risk.register import RiskRegister
from itpm.risk.risks import Risk
from itpm.risk.scoring import response_value, risk_score


def risk_findings(
    register: RiskRegister, *, plan: Plan | None = None, as_of: Moment | None = None
) -> tuple[Finding, ...]:
    """Everything doubtful in a register, risk by risk.

    Args:
        register: the register.
        plan: the plan whose tasks the risks name; None: tasks are not looked at.
        as_of: the day asked about, a bare date being its end; None: the plan's data date.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> [finding.code for finding in risk_findings(RiskRegister([Threat("vendor late", probability=0.3)]))]
        ['RSK001', 'RSK006']
    """
    at = finish_moment(as_of) if as_of is not None else (plan.data_date if plan is not None else None)
    found = [finding for risk in register.open for finding in _of_risk(risk, register, plan, at)]
    return (*found, *register.matrix.findings)


def _of_risk(risk: Risk, register: RiskRegister, plan: Plan | None, at: datetime | None) -> Iterator[Finding]:
    if not risk.owner:
        yield _finding("RSK001", risk, "has no owner", "name who watches it")
    yield from _of_effect(risk)
    yield from _of_response(risk, register)
    if at is not None and risk.expires is not None and risk.expires < at:
        yield _finding("RSK008", risk, f"is open and expired on {risk.expires:%Y-%m-%d %H:%M}", "close it, or renew it")
    if plan is not None:
        yield from _of_tasks(risk, plan)


def _of_effect(risk: Risk) -> Iterator[Finding]:
    if risk.cost is None and risk.delay is None and not risk.impact:
        yield _finding("RSK006", risk, "has no effect on any objective", "say what it would cost, delay or spoil")
    if risk.delay is not None and not risk.on:
        yield _finding("RSK007", risk, "has a delay and strikes no task", "name the tasks with on=[...]")
    if risk.cost is not None and risk.probability is None:
        message = "has an effect on cost, but no probability, so the expected cost leaves it out"
        yield _finding("RSK009", risk, message, "estimate its probability")


def _of_response(risk: Risk, register: RiskRegister) -> Iterator[Finding]:
    try:
        before = risk_score(risk, register.matrix, register.stakes)
        after = risk_score(risk, register.matrix, register.stakes, after_response=True)
        if risk.response is None and before.band == register.matrix.cells[-1][-1].band:
            yield _finding("RSK002", risk, f"scores {before} and has no response", "respond to it")
        if risk.response is not None and (after.score > before.score) == risk.harmful and after.score != before.score:
            message = f"would score {after} after the response, {before} before"
            yield _finding("RSK005", risk, message, "check what the response leaves")
    except UndefinedIndexError:
        pass
    try:
        value = response_value(risk)
    except UndefinedIndexError:
        return
    if value.net.amount < 0:
        message = f"has a response that costs {value.cost} and gains {value.gain} of expected cost"
        remedy = "find a cheaper response, or say what else it is worth"
        yield _finding("RSK003", risk, message, remedy, Severity.MINOR)


def _of_tasks(risk: Risk, plan: Plan) -> Iterator[Finding]:
    ids = plan.structure.position
    for task in risk.on:
        if task not in ids:
            yield _finding(
                "RSK004",
                risk,
                f"is on task {task!r}, which the plan does not have{did_you_mean(task, ids)}",
                "correct it",
            )
    known = [plan[task] for task in risk.on if task in ids]
    if known and all(task.progress is not None and task.progress.is_complete for task in known):
        yield _finding("RSK010", risk, "is open though all of its tasks are complete", "close it")


def _finding(code: str, risk: Risk, message: str, remedy: str, severity: Severity = Severity.MAJOR) -> Finding:
    return Finding(
        code=code, subject=f"risk:{risk.name}", message=f"{risk} {message}", remedy=remedy, severity=severity
    )
