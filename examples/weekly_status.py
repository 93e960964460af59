"""Six weeks of a small project: every Friday the progress is reported, and one page says what became of the dates, and why.

Run it: ``python examples/weekly_status.py``. Each week is one batch of actuals (`update`); what was not done by then is put off
(`reschedule_remaining`). In week 3 Easter is entered into the calendar, in week 4 a change is approved and agreed as a new
baseline, in week 5 the acceptance test is estimated anew.
"""

# Durations and links are typed as text here and read by Task's converters, which pyright cannot follow.
# pyright: reportArgumentType=false

from __future__ import annotations

from attrs import evolve

from itpm import Plan, Task
from itpm.scheduling.comparing import compare
from itpm.scheduling.living import Actual, PlanHistory, rebaseline, reschedule_remaining, set_baseline, update

PLAN = Plan(
    "Customer portal",
    start="2026-03-02",
    tasks=[
        Task("design", "5d", name="Design"),
        Task("designed", name="Design approved", after=["design"]),
        Task("build", "12d", name="Build", after=["designed"]),
        Task("data", "6d", name="Migrate data", after=["designed"]),
        Task("built", name="Ready for test", after=["build", "data"]),
        Task("test", "5d", name="Acceptance test", after=["built"]),
        Task("train", "4d", name="Train users", after=["build"]),
        Task("manual", "4d", name="User manual", after=["designed"]),
        Task("live", name="Go live", after=["test", "train", "manual"]),
    ],
)


def agreed() -> Plan:
    """The plan as it was agreed, with its baseline, on the eve of its start."""
    return update(set_baseline(PLAN, "approved", set_at="2026-02-27"), [], "2026-03-01")


def week_1(plan: Plan) -> Plan:
    """Design began a day late. Rows as they come from a spreadsheet will do."""
    return reported(plan, [{"task": "design", "start": "2026-03-03", "finish": "", "remaining": "1d"}], "2026-03-06")


def week_2(plan: Plan) -> Plan:
    """Design is approved, build has begun, the data have not."""
    actuals = [
        Actual("design", finish="2026-03-09"),
        Actual("designed", finish="2026-03-10"),
        Actual("build", start="2026-03-11", remaining="9d"),
    ]
    return reported(plan, actuals, "2026-03-13")


def week_3(plan: Plan) -> Plan:
    """Build loses two days to an outage; somebody notices that Easter is missing in the calendar."""
    actuals = [Actual("build", remaining="6d"), Actual("data", start="2026-03-17", remaining="2d")]
    plan = reported(plan, actuals, "2026-03-20")
    return evolve(plan, calendar=plan.calendar.with_holidays(["2026-04-03", "2026-04-06"]))


def week_4(plan: Plan) -> Plan:
    """The data are done; single sign-on is approved: three days between build and test."""
    plan = reported(plan, [Actual("data", finish="2026-03-25"), Actual("build", remaining="1d")], "2026-03-27")
    added = Task("sso", "3d", name="Single sign-on", after=["build"])
    plan = plan.with_tasks([added, evolve(plan["built"], after=["build", "data", "sso"])])
    return rebaseline(plan, "change 1", tasks=["sso", "built", "test", "live"])


def week_5(plan: Plan) -> Plan:
    """Single sign-on is done a day early; the test is estimated anew."""
    actuals = [
        Actual("build", finish="2026-03-30"),
        Actual("sso", start="2026-03-31", finish="2026-04-01"),
        Actual("built", finish="2026-04-01"),
        Actual("train", start="2026-03-31", remaining="2d"),
    ]
    plan = reported(plan, actuals, "2026-04-02")
    return plan.with_tasks([evolve(plan["test"], duration="7d")])


def week_6(plan: Plan) -> Plan:
    """The test began a day late, because its environment was not there; the manual has been begun at last."""
    actuals = [
        Actual("test", start="2026-04-08", remaining="4d"),
        Actual("train", finish="2026-04-08"),
        Actual("manual", start="2026-04-10", remaining="3d"),
    ]
    return reported(plan, actuals, "2026-04-10")


WEEKS = (week_1, week_2, week_3, week_4, week_5, week_6)


def reported(plan: Plan, actuals: list[Actual] | list[dict[str, str]], as_of: str) -> Plan:
    """The plan after a status: progress recorded, what is left put off to after it."""
    return reschedule_remaining(update(plan, actuals, as_of))


def history() -> PlanHistory:
    """The plan as agreed and after each week."""
    found = PlanHistory([agreed()])
    for week in WEEKS:
        found = found.then(week(found.plans[-1]))
    return found


def page(found: PlanHistory) -> str:
    """The status page."""
    last, now = found.schedules[-2:]
    changed = compare(last, now, fields=["start", "finish"])
    parts = [
        found.table(),
        found.milestone_trend().table(),
        found.slip_history().table(),
        changed.table().select("id", "name", "start_shift_minutes", "finish_shift_minutes", "second_cause", "changes"),
        found.float_erosion().table(),
        found.forecast_accuracy(leads=["5d", "10d", "20d"]).table(),
        f"Measured against: {', then '.join(baseline.name for baseline in found.plans[-1].baselines)}",
    ]
    return "\n\n".join(str(part) for part in parts)


def main() -> None:
    """Print the page."""
    print(page(history()))


if __name__ == "__main__":
    main()
