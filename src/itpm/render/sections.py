"""The sections of a status page, each from one part of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from itpm.cost import EarnedValue
from itpm.governance import Project
from itpm.lifecycle import GateCheck, GateReport
from itpm.model import Task
from itpm.model.moments import to_seconds
from itpm.render.gantt import gantt_text
from itpm.render.wording import bullets, clock, day, wrapped
from itpm.risk import RiskRegister
from itpm.scheduling import Bound, BoundKind, Schedule
from itpm.tables import Column, Table

_TOP_RISKS = 5
_BAR = 46
_LEVELS = 2
_MOST_REASONS = 6


def lifecycle_section(project: Project, gate: GateReport | None, at: datetime, width: int) -> str:
    """The phases with the gates passed, and everything the next gate still lacks."""
    if gate is None:
        return "The project has not begun."
    parts = [str(_phases(project, at))]
    if gate.gate:
        met = sum(check.is_met for check in gate.checks)
        parts.append(f"Gate {gate.gate}, out of {gate.stage}: {met} of {len(gate.checks)} met. What it asks for:")
        parts.append("\n".join(line for check in gate.checks for line in _asked_for(check, width)))
    parts.extend(filter(None, [gate.note, "\n".join(f"warning: {finding}" for finding in gate.warnings)]))
    return "\n\n".join(parts)


def _phases(project: Project, at: datetime) -> Table:
    state = project.state_at(at)
    rows = []
    for stage in project.methodology.stages:
        passed = state.passing(stage.exit.key) if state is not None else None
        active = state is not None and stage.key in state.active
        rows.append(
            ("done" if passed else "now" if active else "", stage.title, stage.exit.key, passed and day(passed.at))
        )
    return Table(columns=[Column(""), Column("Phase"), Column("Gate"), Column("Passed")], rows=rows)


def _asked_for(check: GateCheck, width: int) -> Iterator[str]:
    """One thing a gate asks for: met, or each reason against it with what lifts it."""
    mark = "✓" if check.is_met else "?" if check.is_unknown else "✗"
    yield f"  {mark} {check.title}"
    for number, reason in enumerate(check.reasons):
        if number == _MOST_REASONS and len(check.reasons) > _MOST_REASONS + 1:
            yield f"      ... and {len(check.reasons) - number} more of this kind"
            return
        text = f"{reason.message} → {reason.remedy}" if reason.remedy else reason.message
        yield wrapped(text, width=width, first="      ", rest="        ")


def schedule_section(planned: Schedule, at: datetime) -> str:
    """Bars, the critical path with what holds each of its tasks, what nearly holds the finish, and what is odd."""
    parts = [
        gantt_text(planned, levels=_LEVELS, width=_BAR, as_of=at, where=_is_ahead_or_a_milestone(planned)),
        "█ done  ▓ critical  ▒ other work  ─ summary  · float  ◆ milestone  │ today  ! too late for a deadline",
        str(_critical_path(planned)),
        _next_to_hold(planned),
        _near(planned),
        _odd(planned),
    ]
    return "\n\n".join(filter(None, parts))


def _is_ahead_or_a_milestone(planned: Schedule) -> Callable[[Task], bool]:
    """Leaves finished work packages out of the bars; summaries and milestones stay."""

    def is_shown(task: Task) -> bool:
        solution, place = planned.solution, planned.plan.structure.position[task.id]
        is_milestone = solution.start[place] == solution.finish[place]
        return planned.plan.structure.is_summary(place) or is_milestone or not task.is_complete

    return is_shown


def _critical_path(planned: Schedule) -> Table:
    rows = []
    for task_id in planned.critical_path:
        row, task = planned[task_id], planned.plan[task_id]
        cells = (task.id, task.label, clock(row.start), clock(row.finish), row.total_float, _held_by(planned, task_id))
        rows.append(cells)
    return Table(
        title="Critical path: the chain that holds the finish",
        columns=[
            Column("Task", key="id"),
            Column("Name"),
            Column("Start"),
            Column("Finish"),
            Column("Float", align="right"),
            Column("Held by"),
        ],
        rows=rows,
    )


def _held_by(planned: Schedule, task_id: str) -> str:
    """In a few words, what holds the start of a task on the critical path."""
    because = planned.explain(task_id).because
    bound = because[0].evidence if because else None
    if not isinstance(bound, Bound):
        return ""
    if bound.kind is BoundKind.LINK and bound.link is not None:
        return bound.link.short_form
    return "it has begun" if bound.kind is BoundKind.ACTUAL else bound.by


def _next_to_hold(planned: Schedule) -> str:
    """What would hold the finish next, and how far behind it is."""
    if not planned.critical_path:
        return ""
    last = planned.plan[planned.critical_path[-1]]
    lines = [cause.statement for cause in planned.explain(last.id).because if " would hold it " in cause.statement]
    return f"If the chain were shorter: what next holds {last.label!r}\n" + bullets(lines) if lines else ""


def _near(planned: Schedule) -> str:
    paths = planned.near_critical_paths("5d")
    if not paths:
        return ""
    return "Nearly critical, within 5 days\n" + bullets(_with_names(planned, path.tasks, path) for path in paths)


def _with_names(planned: Schedule, ids: tuple[str, ...], path: object) -> str:
    first, last = planned.plan[ids[0]].label, planned.plan[ids[-1]].label
    chain = f"{first} ({ids[0]})" if len(ids) == 1 else f"{first} ({ids[0]}) to {last} ({ids[-1]}), {len(ids)} tasks"
    return f"{chain}: {str(path).rsplit(': ', 1)[-1]} of float"


def _odd(planned: Schedule) -> str:
    lines = [*_out_of_sequence(planned)]
    return "To be looked at\n" + bullets(lines) if lines else ""


def _out_of_sequence(planned: Schedule) -> Iterator[str]:
    """Tasks that began though a predecessor that holds their start had not finished."""
    plan = planned.plan
    for link in plan.links:
        before, behind = plan[link.predecessor], plan[link.successor]
        progress = behind.progress
        if progress is None or progress.actual_start is None or behind.spans_others or link.type.to_finish:
            continue
        row = planned[before.id]
        held = row.finish if link.type.from_finish else row.start
        if to_seconds(progress.actual_start) < to_seconds(held) and not before.is_complete:
            yield (
                f"{behind.label} ({behind.id}) began {day(progress.actual_start)}, "
                f"out of sequence: {before.label} ({before.id}) ends {day(row.finish)}"
            )


def risk_section(register: RiskRegister) -> str:
    """The top risks, before and after their responses, and what all of them together are expected to cost."""
    ranking = register.ranked()
    unit = ranking.currency.lower()
    keys = ("rank", "risk", "probability", "score", "band", f"emv_{unit}", "score_after", f"emv_after_{unit}", "owner")
    table = ranking.table().select(*keys)
    before, after = register.expected_cost(), register.expected_cost(after_responses=True)
    responses = register.response_cost()
    totals = (
        f"Expected cost of all {len(ranking)}: {before}; after the responses {after}, which themselves cost {responses}. "
        "An opportunity counts against it."
    )
    return f"{table.text(most=_TOP_RISKS)}\n\n{wrapped(totals)}"


def money_section(earned: EarnedValue) -> str:
    """Planned and earned value and actual cost by phase, variances and forecast, why the CPI is what it is, and what is odd."""
    unit = earned.currency.lower()
    wanted = ("pv", "ev", "ac", "sv", "cv", "bac", "eac", "vac")
    keys = ("task", *(f"{name}_{unit}" for name in wanted), "spi", "cpi")
    table = earned.table(levels=1).select(*keys)
    low, high = earned.eac_range
    parts = [
        str(table),
        f"The forecast (EAC) assumes that costs go on as so far; other assumptions give {low.rounded(0)} to {high.rounded(0)}.",
        str(earned.explain("cpi")),
        "To be looked at\n" + bullets(map(str, earned.findings)) if earned.findings else "",
    ]
    return "\n\n".join(filter(None, parts))
