from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError, PlanError
from itpm.model import Assignment, Money, Plan, Progress, Resource, SchedulingPolicy, Task, TaskDetails
from itpm.scheduling import schedule
from itpm.scheduling.living import Actual, reschedule_remaining, update

from tests.strategies import valid_plans


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


REASON = "; say why in `correction` if it is to be taken back"
PLAN = Plan(
    "move",
    start="2026-01-05",
    tasks=[
        Task("prepare"),
        Task("pack", "4d", parent="prepare"),
        Task("label", "2d", parent="prepare"),
        Task("packed", after=["pack", "label"]),
        Task("move", "1d", after=["packed"]),
        Task("party", "1d", details=TaskDetails(active=False)),
    ],
)


def progress_of(plan: Plan, task: str) -> Progress:
    """What is recorded of a task of which something is."""
    progress = plan[task].progress
    assert isinstance(progress, Progress)
    return progress


def refused(actuals, as_of="2026-01-09", plan: Plan = PLAN) -> list[str]:
    with pytest.raises(PlanError) as caught:
        update(plan, actuals, as_of)
    return [str(fault) for fault in caught.value.faults]


def test_a_batch_is_recorded_with_what_follows_from_it() -> None:
    batch = [
        Actual("pack", start="2026-01-05", remaining="1d", cost="300 EUR", work="24h"),
        Actual("label", start="2026-01-06", finish="2026-01-07"),
    ]
    plan = update(PLAN, batch, "2026-01-08")
    assert plan.data_date == at("2026-01-09 00:00")
    assert plan["pack"].progress == Progress(
        actual_start="2026-01-05 08:00",
        remaining="1d",
        percent_complete=75,
        actual_cost=Money(300, "EUR"),
        actual_work="24h",
    )
    assert plan["label"].progress == Progress(
        actual_start="2026-01-06 08:00", actual_finish="2026-01-07 17:00", percent_complete=100
    )
    plan = update(plan, [Actual("pack", finish="2026-01-09"), Actual("packed", finish="2026-01-09")], "2026-01-09")
    reached = at("2026-01-09 17:00")
    assert plan["packed"].progress == Progress(actual_start=reached, actual_finish=reached, percent_complete=100)
    assert schedule(plan)["move"].start == at("2026-01-12 08:00")


def test_values_rows_and_mappings_say_the_same() -> None:
    values = [
        Actual("pack", start="2026-01-05", percent_complete=50),
        Actual("label", start="2026-01-06", remaining="1d"),
    ]
    rows = [
        {"task": "pack", "start": "2026-01-05", "finish": "", "percent_complete": "50"},
        {"task": "label", "start": "2026-01-06", "remaining": "1d", "cost": None},
    ]
    by_task: dict[str, Any] = {"pack": {"start": "2026-01-05", "percent_complete": 50}, "label": values[1]}
    batches_of_one_meaning: tuple[Any, ...] = (values, rows, by_task)
    made = [update(PLAN, batch, "2026-01-08") for batch in batches_of_one_meaning]
    assert made[0] == made[1] == made[2]
    known = Progress(actual_start="2026-01-05 08:00", percent_complete=50)
    assert update(PLAN, {"pack": known}, "2026-01-08")["pack"].progress == known


def test_work_after_an_interruption_goes_on_from_there() -> None:
    plan = update(PLAN, [Actual("pack", start="2026-01-05", remaining="2d")], "2026-01-14")
    plan = reschedule_remaining(plan)
    assert schedule(plan)["pack"].finish == at("2026-01-16 17:00")
    plan = update(plan, [Actual("pack", remaining="1d")], "2026-01-15")
    assert plan["pack"].progress == Progress(
        actual_start="2026-01-05 08:00",
        remaining="1d",
        percent_complete=75,
        stop="2026-01-15 17:00",
        resume="2026-01-16 08:00",
    )
    assert schedule(plan)["pack"].finish == at("2026-01-16 17:00")
    faster = update(reschedule_remaining(plan), [Actual("pack", remaining="4h")], "2026-01-16 10:00")
    assert progress_of(faster, "pack").stop == progress_of(faster, "pack").resume == at("2026-01-16 10:00")


def test_work_after_an_interruption_of_a_split_task_skips_its_pauses() -> None:
    parts = [
        (at("2026-01-05 08:00"), at("2026-01-05 17:00")),
        (at("2026-01-08 08:00"), at("2026-01-08 17:00")),
        (at("2026-01-13 08:00"), at("2026-01-14 17:00")),
    ]
    progress = Progress(actual_start="2026-01-05 08:00", remaining="3d", stop="2026-01-05 17:00", resume="2026-01-08")
    plan = Plan(
        "split",
        start="2026-01-05",
        tasks=[Task("a", "4d", progress=progress, details=TaskDetails(splits=parts))],
    )
    assert schedule(plan).finish == at("2026-01-14 17:00")
    later = update(plan, [Actual("a", remaining="1d")], "2026-01-13")
    assert progress_of(later, "a").resume == at("2026-01-14 08:00")
    assert schedule(later).finish == at("2026-01-14 17:00")


def test_suspended_work_stays_where_it_is_put() -> None:
    actual = Actual("pack", start="2026-01-05", remaining="2d", stop="2026-01-06", resume="2026-01-20")
    plan = update(PLAN, [actual], "2026-01-08")
    assert schedule(plan)["pack"].finish == at("2026-01-21 17:00")
    judged = update(plan, [Actual("pack", physical_percent=60)], "2026-01-09")
    assert progress_of(judged, "pack").resume == at("2026-01-20 08:00")


def test_what_assignments_have_left_follows() -> None:
    share = Assignment(resource="ann", work="32h", remaining="32h", actual_work="0h")
    plan = Plan("one", start="2026-01-05", tasks=[Task("a", "4d", assignments=[share])], resources=[Resource("ann")])
    told = update(plan, [Actual("a", start="2026-01-05", percent_complete=25)], "2026-01-05")
    (now,) = told["a"].assignments
    assert now.remaining is not None
    assert now.actual_work is not None
    assert (now.remaining.seconds(plan.day), now.actual_work.seconds(plan.day)) == (24 * 3600, 8 * 3600)


def test_facts_are_taken_back_only_with_a_reason() -> None:
    plan = update(PLAN, [Actual("pack", start="2026-01-05", finish="2026-01-08")], "2026-01-08")
    assert refused([Actual("pack", without=["finish"], remaining="1d")], plan=plan) == [
        f"actuals[0].finish: 'pack' finished on 2026-01-08 17:00:00, now it is said not to have{REASON}"
    ]
    back = update(plan, [Actual("pack", without=["finish"], remaining="1d", correction="boxes broke")], "2026-01-09")
    assert back["pack"].progress == Progress(actual_start="2026-01-05 08:00", remaining="1d", percent_complete=75)
    with pytest.raises(NotationError) as caught:
        Actual("pack", without=["finsh"])
    assert str(caught.value) == "actual.without: there is no fact 'finsh' to take back; did you mean 'finish'?"


def test_progress_is_not_undone_silently() -> None:
    known = [Actual("pack", start="2026-01-05", percent_complete=50, physical_percent=40, work="16h", cost="100 EUR")]
    plan = update(PLAN, known, "2026-01-08")
    assert refused([Actual("pack", start="2026-01-06")], plan=plan) == [
        f"actuals[0].start: 'pack' began on 2026-01-05 08:00:00, now 2026-01-06 08:00:00{REASON}"
    ]
    assert refused([Actual("pack", percent_complete=25)], plan=plan) == [
        f"actuals[0].percent_complete: 'pack' was 50% complete, now 25%{REASON}"
    ]
    assert refused([Actual("pack", remaining="3d")], plan=plan) == [
        f"actuals[0].remaining: 50% was left of 'pack', now 3d{REASON}"
    ]
    assert refused([Actual("pack", physical_percent=30, work="8h", cost="90 EUR")], plan=plan) == [
        f"actuals[0].physical_percent: the physical percentage of 'pack' was 40%, now 30%{REASON}",
        f"actuals[0].work: the work done of 'pack' was 16h, now 8h{REASON}",
        f"actuals[0].cost: the cost of 'pack' was 100 EUR, now 90 EUR{REASON}",
    ]
    again = update(plan, known, "2026-01-08")
    assert again == plan
    longer = update(plan, [Actual("pack", remaining="3d", correction="the attic was forgotten")], "2026-01-09")
    assert progress_of(longer, "pack").percent_complete == Decimal(25)


def test_all_faults_of_a_batch_come_at_once() -> None:
    batch = [
        Actual("pakc", start="2026-01-05"),
        Actual("pack", start="2026-01-12"),
        Actual("label", finish="2026-01-07"),
        Actual("packed", finish="2026-02-02"),
        Actual("move", percent_complete=10),
        Actual("prepare", start="2026-01-05"),
        Actual("party", start="2026-01-05"),
    ]
    assert refused(batch) == [
        "actuals[0].task: there is no task 'pakc'; did you mean 'pack'?",
        "actuals[1].start: 'pack' began on 2026-01-12 08:00:00, after the data date 2026-01-10 00:00:00",
        "actuals[2].finish: 'label' finished on 2026-01-07 17:00:00 but never started",
        "actuals[3].start: 'packed' began on 2026-02-02 17:00:00, after the data date 2026-01-10 00:00:00",
        "actuals[3].finish: 'packed' finished on 2026-02-02 17:00:00, after the data date 2026-01-10 00:00:00",
        "actuals[4].percent_complete: 'move' is 10% complete but never started",
        "actuals[5]: 'prepare' is a summary: its progress is that of its tasks, report those",
        "actuals[6]: 'party' is inactive and makes no progress",
    ]


@pytest.mark.parametrize(
    ("actual", "said"),
    [
        (Actual("pack", start="2026-01-07", finish="2026-01-06"), "before it started on"),
        (Actual("pack", start="2026-01-05", finish="2026-01-08", remaining="1d"), "nothing is left of it, got 1d"),
        (
            Actual("pack", start="2026-01-05", finish="2026-01-08", percent_complete=90),
            "so it is 100% complete, got 90",
        ),
        (
            Actual("pack", start="2026-01-05", percent_complete=100),
            "nothing is left of 'pack', so it has finished: say when",
        ),
        (Actual("pack", start="2026-01-05", remaining="0d"), "nothing is left of 'pack', so it has finished: say when"),
        (Actual("pack", start="2026-01-05", remaining="-1d"), "cannot be negative, got -1d"),
        (Actual("pack", remaining="1d"), "1d is left of 'pack', but it never started"),
        (
            Actual("pack", start="2026-01-05", percent_complete=50, remaining="3d"),
            "'pack' is 50% complete, which does not leave 3d of 4d: say one of the two, the other follows",
        ),
        (Actual("pack", stop="2026-01-06"), "stopped on 2026-01-06 17:00:00, but it never started"),
        (Actual("pack", start="2026-01-05", stop="2026-01-07", resume="2026-01-06"), "but it went on until"),
    ],
)
def test_what_cannot_be_true_is_refused(actual: Actual, said: str) -> None:
    (message,) = refused([actual])
    assert said in message


def test_what_cannot_be_read_is_refused_with_its_place() -> None:
    batch = [
        {"task": "pack", "start": "someday", "percent": 10},
        {"start": "2026-01-05"},
        {"task": "label", "remaining": "2 moons", "percent_complete": 120, "without": 7},
        17,
        {"task": "move"},
        {"task": "move"},
    ]
    assert refused(batch) == [
        "actuals[0].start: expected a date or date and time like 2026-01-05 or 2026-01-05T08:00, got 'someday'",
        "actuals[0].percent: a status has no field 'percent'; did you mean 'percent_work'?",
        "actuals[1]: expected an Actual, or a mapping with a task and what is known, got {'start': '2026-01-05'}",
        "actuals[2].remaining: expected a duration like 5d, 2w, 4h, 30m, 1mo or 3ed, got '2 moons'",
        "actuals[2].percent_complete: expected a percentage from 0 to 100, got 120",
        "actuals[2].without: cannot be read, got 7",
        "actuals[3]: expected an Actual, or a mapping with a task and what is known, got 17",
        "actuals[4].task: task 'move' is reported 2 times",
        "actuals[5].task: task 'move' is reported 2 times",
    ]
    assert refused({"pack": 3, "label": Actual("pack")}) == [
        "actuals['pack']: expected an Actual, a Progress or a mapping, got 3",
        "actuals['label'].task: expected task 'label', got 'pack'",
    ]


def test_the_data_date_does_not_go_back() -> None:
    plan = update(PLAN, [], "2026-01-08")
    assert refused([], "2026-01-07", plan) == [
        "as_of: progress is recorded up to 2026-01-09 00:00:00 already, got 2026-01-08 00:00:00"
    ]


def test_progress_that_lies_after_the_new_data_date_is_found_where_it_stands() -> None:
    plan = PLAN.with_tasks([Task("move", "1d", after=["packed"], progress=Progress(actual_start="2026-02-02 08:00"))])
    assert refused([], plan=plan) == [
        "task 'move'.progress.start: 'move' began on 2026-02-02 08:00:00, after the data date 2026-01-10 00:00:00"
    ]


# --- properties ---------------------------------------------------------------------------------------


@st.composite
def batches(draw: st.DrawFn) -> tuple[Plan, list[Actual], datetime]:
    """A plan, a batch on some of its tasks that may well be wrong, and a data date."""
    plan = draw(valid_plans(progress=True, summaries=True, elapsed=True, inactive=True, min_tasks=2))
    as_of = (plan.data_date or plan.start) + timedelta(hours=draw(st.integers(0, 200)))
    names = draw(st.lists(st.sampled_from([task.id for task in plan.tasks]), unique=True, min_size=1))
    hours = st.integers(-5, 240).map(lambda hours: plan.start + timedelta(hours=hours))
    maybe: dict[str, st.SearchStrategy[Any]] = {
        "start": hours,
        "finish": hours,
        "remaining": st.sampled_from(("0d", "1h", "2d", "3ed")),
        "percent_complete": st.integers(0, 100),
        "physical_percent": st.integers(0, 100),
        "correction": st.just("because"),
    }
    found = [Actual(name, **draw(st.fixed_dictionaries({}, optional=maybe))) for name in names]
    return plan, found, as_of


def outcome(plan: Plan, batch, as_of: datetime) -> Plan | list[tuple[str, str]]:
    """The plan, or what is wrong, without the place in the batch."""
    try:
        return update(plan, batch, as_of)
    except PlanError as error:
        return sorted((str(fault.value), fault.message) for fault in error.faults)


@given(batches(), st.randoms(use_true_random=False))
def test_the_order_of_a_batch_does_not_matter(case, random) -> None:
    plan, batch, as_of = case
    shuffled = random.sample(batch, len(batch))
    assert outcome(plan, shuffled, as_of) == outcome(plan, batch, as_of)


@given(batches(), st.integers(0, 6))
def test_two_halves_make_the_whole(case, cut: int) -> None:
    plan, batch, as_of = case
    good = [actual for actual in batch if isinstance(outcome(plan, [actual], as_of), Plan)]
    whole = outcome(plan, good, as_of)
    if isinstance(whole, Plan):
        half = update(plan, good[:cut], as_of)
        assert update(half, good[cut:], as_of) == whole
    else:
        assert not isinstance(outcome(plan, [], as_of), Plan)


@given(batches())
def test_nothing_else_of_the_plan_changes(case) -> None:
    plan, batch, as_of = case
    made = outcome(plan, batch, as_of)
    if not isinstance(made, Plan):
        return
    told = {actual.task for actual in batch}
    back = [attrs.evolve(task, progress=plan[task.id].progress) if task.id in told else task for task in made.tasks]
    assert attrs.evolve(made, tasks=back, data_date=plan.data_date) == plan
    assert made.data_date == as_of
    assert update(made, [], as_of) == made


@given(batches())
def test_what_an_update_makes_is_consistent_and_can_be_scheduled(case) -> None:
    plan, batch, as_of = case
    made = outcome(plan, batch, as_of)
    if not isinstance(made, Plan):
        return
    for policy in (SchedulingPolicy.ms_project(), SchedulingPolicy.primavera()):
        schedule(reschedule_remaining(made), policy=policy)
    for actual in batch:
        progress = made[actual.task].progress or Progress()
        for name in ("actual_start", "actual_finish", "stop"):
            assert (getattr(progress, name) or as_of) <= as_of
        if progress.is_complete:
            assert progress.is_started is True
            assert progress.percent_complete == 100
            assert progress.actual_start is not None
            assert progress.actual_finish is not None
            assert progress.actual_start <= progress.actual_finish


def test_a_milestone_is_reached_at_once():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("moved", after=["pack"])])
    same_day = update(plan, [Actual("moved", start="2026-01-07", finish="2026-01-07")], "2026-01-08")
    progress = progress_of(same_day, "moved")
    assert progress.actual_start == progress.actual_finish == datetime(2026, 1, 7, 17)
    later = update(same_day, [Actual("moved", finish="2026-01-08", correction="mistyped")], "2026-01-08")
    progress = progress_of(later, "moved")
    assert progress.actual_start == progress.actual_finish == datetime(2026, 1, 8, 17)
    with pytest.raises(PlanError) as caught:
        update(plan, [Actual("moved", start="2026-01-06", finish="2026-01-07")], "2026-01-08")
    assert str(caught.value) == (
        "actuals[0].finish: 'moved' takes no time, so it is reached at once, "
        "got 2026-01-06 08:00:00 to 2026-01-07 17:00:00: say finish alone"
    )


def test_a_report_that_says_nothing_leaves_the_task_as_it_was():
    plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d")])
    assert (
        update(
            plan,
            [
                Actual("pack"),
            ],
            "2026-01-08",
        ).tasks
        == plan.tasks
    )
    assert update(plan, [Actual("pack", without=["start"])], "2026-01-08").tasks == plan.tasks
