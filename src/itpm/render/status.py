"""One page that says how a project stands: lifecycle, schedule, risks, money; for people, in plain text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from itpm.cost import EarnedValue, earned_value
from itpm.errors import UndefinedIndexError
from itpm.governance import Project, facts_of
from itpm.lifecycle import GateReport, standing
from itpm.model import DayLength, Moment, moment
from itpm.model.durations import seconds_of
from itpm.model.moments import to_seconds
from itpm.render.sections import lifecycle_section, money_section, risk_section, schedule_section
from itpm.render.wording import clock, day, heading, labelled
from itpm.rules import RulePack
from itpm.scheduling import Schedule, schedule

_RULE = "═"


def status_text(
    project: Project, *, as_of: Moment | None = None, rules: Iterable[RulePack] = (), width: int = 110
) -> str:
    """How the project stands, on one page of text.

    First what matters in a few lines, then a section each on the lifecycle with everything the next gate still lacks, the
    schedule with the critical path and what holds the finish, the top risks, and the money with its forecast. What a project
    does not have (a register, a baseline) is left out and said so.

    Args:
        project: what to report on.
        as_of: the day it is reported for; default: the plan's data date.
        rules: packs with the rules that the gates name.
        width: columns of the page [1].

    Raises:
        PlanError: neither `as_of` nor a data date says when.

    Example:
        >>> from itpm.lifecycle import Begun
        >>> print(status_text(Project("CRM", history=[Begun("2026-01-05")]), as_of="2026-01-09"))  # doctest: +ELLIPSIS
        CRM: status as of Sat 10 Jan 2026 00:00
        ═══...
    """
    at = _asked_at(project, as_of)
    plan = project.plan
    planned = schedule(plan) if plan is not None else None
    earned = earned_value(plan, as_of=at) if plan is not None and plan.baselines else None
    gate = _gate(project, at, rules)
    title = f"{project.name}: status as of {clock(at)}"
    parts = [
        f"{title}\n{_RULE * width}",
        labelled(_headlines(project, planned, earned, gate)),
        heading("1  Where the project stands", width),
        lifecycle_section(project, gate, at, width),
        heading("2  When it will finish, and why", width),
        schedule_section(planned, at) if planned is not None else "There is no plan yet.",
        heading("3  What may happen", width),
        risk_section(project.register) if project.register is not None else "There is no risk register yet.",
        heading("4  What it costs", width),
        money_section(earned) if earned is not None else "There is no baseline to measure against yet.",
    ]
    return "\n\n".join(parts) + "\n"


def _asked_at(project: Project, as_of: Moment | None) -> datetime:
    if as_of is None and project.plan is not None and project.plan.data_date is not None:
        return project.plan.data_date
    return moment(as_of if as_of is not None else "", edge="finish", place="as_of")


def _gate(project: Project, at: datetime, rules: Iterable[RulePack]) -> GateReport | None:
    state = project.state_at(at)
    if state is None:
        return None
    return standing(project.methodology, state, facts_of(project, as_of=at), rules=rules)


def _headlines(
    project: Project, planned: Schedule | None, earned: EarnedValue | None, gate: GateReport | None
) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    if gate is not None:
        lines.append(("Lifecycle", _gate_line(gate)))
    if planned is not None:
        lines.extend(_dates(planned))
    if earned is not None:
        lines.append(("Budget", _budget_line(earned)))
    if project.register is not None:
        before, after = project.register.expected_cost(), project.register.expected_cost(after_responses=True)
        count = len(project.register.open)
        lines.append(("Risks", f"{count} open; expected cost {before}, after the planned responses {after}"))
    return lines


def _gate_line(gate: GateReport) -> str:
    if not gate.gate:
        return gate.note or "no gate is left"
    count = len(gate.reasons)
    verdict = "nothing stands against passing" if not count else f"{count} reason{'s' * (count > 1)} against passing"
    return f"in {gate.stage}; gate {gate.gate}: {verdict}"


def _dates(planned: Schedule) -> list[tuple[str, str]]:
    plan, rows = planned.plan, []
    for task in plan.tasks:
        if task.deadline is not None:
            row = planned[task.id]
            rows.append((task.label, f"{day(row.finish)}{_against(row.finish, task.deadline, 'deadline', planned)}"))
    agreed = {task.id: task for task in plan.baselines[0].tasks} if plan.baselines else {}
    finishes = [task.finish for task in agreed.values() if task.finish is not None]
    text = day(planned.finish)
    if finishes:
        text += _against(planned.finish, max(finishes), "baseline", planned)
    if plan.deadline is not None:
        text += _against(planned.finish, plan.deadline, "deadline", planned)
    return [*rows, ("Finish", text)]


def _against(date: datetime, agreed: datetime, name: str, planned: Schedule) -> str:
    """How a date compares with an agreed one, in the plan's working time."""
    seconds = planned.plan.calendar.compiled.between(to_seconds(agreed), to_seconds(date))
    if seconds == 0:
        return f", on its {name}"
    late = "after" if seconds > 0 else "before"
    return f", {_days(abs(seconds), planned.plan.day)} {late} its {name} of {day(agreed)}"


def _days(seconds: int, length: DayLength) -> str:
    per_day = length.minutes_per_day * 60
    return str(seconds_of(round(seconds / per_day * 10) * per_day // 10, day=length))


def _budget_line(earned: EarnedValue) -> str:
    budget = earned.bac.rounded(0)
    try:
        forecast, over, cpi, spi = earned.eac().rounded(0), earned.vac().rounded(0), earned.cpi, earned.spi
    except UndefinedIndexError as error:
        return f"{budget}; no forecast yet: {error}"
    side = "over" if over.amount < 0 else "under"
    return f"{budget}; forecast {forecast}, {str(over).removeprefix('-')} {side} (CPI {cpi:.2f}, SPI {spi:.2f})"
