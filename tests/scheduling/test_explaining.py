from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.findings import Explanation
from itpm.model import Constraint, Plan, Progress, SchedulingPolicy, Task, TaskDetails, TaskKind, WorkCalendar
from itpm.model.windows import Window
from itpm.scheduling import Bound, BoundKind, schedule


def sentences(explanation: Explanation) -> list[str]:
    return [line.strip() for line in explanation.lines()]


def rollout(**fields):
    tasks = [
        Task("design", "10d"),
        Task("build", "20d", after=["design"]),
        Task("train", "5d", after=["build SS+10d"]),
        Task("golive", "0d", after=["build", "train FS+1d"]),
    ]
    return Plan("rollout", start="2026-01-05", tasks=tasks, **fields)


def test_an_explanation_names_what_holds_a_task_back_to_the_start_and_what_nearly_does():
    assert sentences(schedule(rollout()).explain("golive")) == [
        "golive starts Fri 13 Feb 2026 17:00 and finishes Fri 13 Feb 2026 17:00",
        "build finishes Fri 13 Feb 2026 17:00 and holds the start of golive",
        "design finishes Fri 16 Jan 2026 17:00 and holds the start of build",
        "nobody works on it before Mon 19 Jan 2026 08:00",
        "design starts Mon 05 Jan 2026 08:00, with the plan start: nothing before it holds it",
        "train would hold it 4d earlier",
        "it cannot slip: the project finish needs it by Fri 13 Feb 2026 17:00",
    ]


def test_a_link_with_lag_is_named_as_it_is_written():
    assert "build starts Mon 19 Jan 2026 08:00 and holds the start of train (SS+10d)" in sentences(
        schedule(rollout()).explain("train")
    )


def test_float_is_told_with_what_it_is_measured_to():
    assert sentences(schedule(rollout()).explain("train"))[-1] == (
        "it could slip 4d: golive, which follows, needs it by Thu 12 Feb 2026 17:00"
    )
    assert sentences(schedule(rollout(deadline="2026-02-11")).explain("golive"))[-1] == (
        "it should finish by Thu 12 Feb 2026 00:00 for the sake of the plan deadline, so it is 2d too late"
    )


def test_constraints_facts_and_manual_dates_are_named():
    begun = Progress(actual_start="2026-01-07 08:00", percent_complete=20)
    manual = TaskDetails(manual_start="2026-02-02 08:00", manual_finish="2026-02-03 17:00")
    tasks = [
        Task("a", "2d", constraints=[Constraint("SNET", "2026-01-08 08:00")]),
        Task("b", "2d", progress=begun),
        Task("c", "2d", kind=TaskKind.MANUAL, details=manual),
    ]
    result = schedule(Plan("kinds", start="2026-01-05", tasks=tasks))
    assert (
        sentences(result.explain("a"))[1]
        == "a is held to Thu 08 Jan 2026 08:00 by its constraint SNET 2026-01-08 08:00"
    )
    assert sentences(result.explain("b"))[1] == "b began Wed 07 Jan 2026 08:00: that is a fact"
    assert sentences(result.explain("c"))[1] == "c stands at Mon 02 Feb 2026 08:00, a date set by hand"


def test_a_summary_a_level_of_effort_and_an_inactive_task_say_what_they_are():
    tasks = [
        Task("phase"),
        Task("a", "2d", parent="phase"),
        Task("b", "3d", parent="phase", after=["a"]),
        Task("manage", after=["a SS", "b FF"], kind=TaskKind.LEVEL_OF_EFFORT),
        Task("dropped", "1d", details=TaskDetails(active=False)),
    ]
    result = schedule(Plan("spans", start="2026-01-05", tasks=tasks))
    assert sentences(result.explain("phase")) == [
        "phase spans its tasks: Mon 05 Jan 2026 08:00 to Fri 09 Jan 2026 17:00",
        "a is the first to start",
        "b is the last to finish",
    ]
    assert "lasts as long as what it is linked to" in str(result.explain("manage"))
    assert "is inactive and holds nothing" in str(result.explain("dropped"))


@given(st.lists(st.integers(1, 9), min_size=3, max_size=7), st.data())
def test_removing_the_link_that_is_named_moves_the_task_and_removing_another_does_not(days, data):
    tasks = [Task("t0", f"{days[0]}d")]
    for number, length in enumerate(days[1:], 1):
        befores = data.draw(st.lists(st.integers(0, number - 1), min_size=1, max_size=3, unique=True))
        tasks.append(Task(f"t{number}", f"{length}d", after=[f"t{before}" for before in befores]))
    plan = Plan("random", start="2026-01-05", tasks=tasks)
    result = schedule(plan)
    last = plan.tasks[-1]
    bound = result.explain(last.id).because[0].evidence
    assert isinstance(bound, Bound)
    assert bound.kind is BoundKind.LINK
    named = bound.link
    finishes = {link: result[link.predecessor].finish for link in last.after}
    latest = max(finishes.values())
    holding = [link for link, finish in finishes.items() if finish == latest]
    assert named in holding
    without = attrs.evolve(last, after=[link for link in last.after if link not in holding])
    assert schedule(plan.with_tasks([without]))[last.id].start < result[last.id].start
    for other in set(last.after) - set(holding):
        kept = attrs.evolve(last, after=[link for link in last.after if link != other])
        assert schedule(plan.with_tasks([kept]))[last.id].start == result[last.id].start


def causes(plan: Plan, task: str, policy: SchedulingPolicy | None = None) -> list[str]:
    return sentences(schedule(plan, policy=policy).explain(task))[1:]


def move(*tasks: Task, **fields) -> Plan:
    return Plan("move", start="2026-01-05", tasks=tasks, **fields)


def test_a_calendar_gap_is_named_and_without_it_the_date_moves():
    office = WorkCalendar.standard().with_holidays({"2026-01-07": "Epiphany"})
    tasks = [Task("pack", "2d"), Task("drive", "1d", after=["pack"])]
    assert causes(move(*tasks, calendar=office), "drive")[:2] == [
        "pack finishes Tue 06 Jan 2026 17:00 and holds the start of drive",
        "nobody works on it before Thu 08 Jan 2026 08:00 (Epiphany)",
    ]
    assert schedule(move(*tasks))["drive"].start < schedule(move(*tasks, calendar=office))["drive"].start


def test_holidays_that_come_every_year_and_those_of_a_base_calendar_are_named():
    base = WorkCalendar.standard().with_holidays({"2026-01-07": "Epiphany"}, yearly=True)
    office = WorkCalendar(name="office", base=base).with_holidays({"2026-01-08": "stocktaking"})
    tasks = [Task("pack", "2d"), Task("drive", "1d", after=["pack"], calendar="office")]
    assert causes(move(*tasks, calendars={"office": office}), "drive")[1] == (
        "nobody works on it before Fri 09 Jan 2026 08:00 (stocktaking, Epiphany)"
    )


@pytest.mark.parametrize(
    ("lag", "said"),
    [
        ("+3d", "the lag of 3d runs until Wed 14 Jan 2026 17:00, counted in the working time of drive"),
        ("+2ed", "the lag of 2ed runs until Sun 11 Jan 2026 17:00, counted in clock time"),
        ("-1d", "the lag of -1d reaches back to Fri 09 Jan 2026 08:00, counted in the working time of drive"),
    ],
)
def test_a_lag_says_how_far_it_reaches_and_in_whose_time(lag, said):
    assert causes(move(Task("pack", "5d"), Task("drive", "1d", after=[f"pack FS{lag}"])), "drive")[1] == said


def test_a_lag_is_counted_in_the_time_that_the_policy_says():
    plan = move(Task("pack", "5d"), Task("drive", "1d", after=["pack FS+3d"]))
    project = attrs.evolve(SchedulingPolicy.textbook(), lag_calendar="project")
    assert causes(plan, "drive", SchedulingPolicy.primavera())[1].endswith("the working time of pack")
    assert causes(plan, "drive", project)[1].endswith("the plan's working time")


def test_levelling_is_named_and_without_it_the_date_moves():
    put_off = TaskDetails(levelling_delay="1ed")
    plan = move(Task("pack", "1d"), Task("drive", "1d", after=["pack"], details=put_off))
    assert causes(plan, "drive")[1] == "levelling puts it off by 1ed"
    free = plan.with_tasks([attrs.evolve(plan["drive"], details=None)])
    assert schedule(free)["drive"].start < schedule(plan)["drive"].start


def test_constraints_are_called_what_people_wrote():
    tasks = [
        Task("a", "1d", constraints="START_ON 2026-01-06 08:00"),
        Task("b", "1d", constraints="MANDATORY_FINISH 2026-01-07 17:00"),
        Task("c", "1d", kind=TaskKind.MANUAL, details=TaskDetails(manual_start="2026-01-08 08:00")),
        Task("phase", constraints="SNET 2026-01-09 08:00"),
        Task("d", "1d", parent="phase"),
        Task("e", "1d", constraints=["SNET 2026-01-06 08:00", "SNET 2026-01-12 08:00"]),
    ]
    plan, p6 = move(*tasks), SchedulingPolicy.primavera()
    assert causes(plan, "a", p6)[0] == "a is held to Tue 06 Jan 2026 08:00 by its constraint START_ON 2026-01-06 08:00"
    assert causes(plan, "b", p6)[0].endswith("by its constraint MANDATORY_FINISH 2026-01-07 17:00")
    assert causes(plan, "b", p6)[1].startswith("it cannot slip: its constraint MANDATORY_FINISH")
    assert causes(plan, "c")[0] == "c is held to Thu 08 Jan 2026 08:00 by the start set by hand"
    assert causes(plan, "d")[0].endswith("by the constraint SNET 2026-01-09 08:00 of phase")
    assert causes(plan, "e")[0].endswith("by its constraint SNET 2026-01-12 08:00")


def test_a_link_that_a_pinned_date_overrides_is_named_with_what_it_asks_for():
    plan = move(Task("pack", "5d"), Task("drive", "1d", after=["pack"], constraints="MSO 2026-01-07 08:00"))
    assert causes(plan, "drive")[1] == "pack asks for 3d later, and is overridden"


def test_what_is_left_of_a_begun_task_goes_on_where_it_is_told():
    split = Progress(actual_start="2026-01-05 08:00", percent_complete=50, resume="2026-01-12 08:00")
    assert causes(move(Task("pack", "2d", progress=split)), "pack")[:2] == [
        "pack began Mon 05 Jan 2026 08:00: that is a fact",
        "what is left of pack goes on Mon 12 Jan 2026 08:00: so it is recorded",
    ]
    begun = Progress(actual_start="2026-01-05 08:00", percent_complete=50)
    plan = move(Task("pack", "2d", progress=begun), data_date="2026-01-09")
    assert causes(plan, "pack", SchedulingPolicy.primavera())[0].startswith(
        "what is left of pack goes on Mon 12 Jan 2026 08:00, with the data date"
    )


def test_a_complete_task_holds_nothing():
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-06 17:00")
    assert causes(move(Task("pack", "2d", progress=done)), "pack")[-1] == "it is complete: it can hold nothing any more"


def test_a_plan_scheduled_from_its_finish_is_explained_from_there():
    plan = move(Task("pack", "2d"), Task("drive", "1d", after=["pack"]), schedule_from="finish", finish="2026-01-30")
    assert causes(plan, "pack") == [
        "the plan is scheduled from its finish, so it goes as late as it may",
        "pack must finish by Thu 29 Jan 2026 17:00, for drive to start by Fri 30 Jan 2026 08:00",
        "drive must finish by Fri 30 Jan 2026 17:00: the plan's finish",
    ]


def test_as_late_as_possible_says_for_whose_sake_not_later():
    plan = move(Task("pack", "1d", constraints="ALAP"), Task("drive", "1d", after=["pack"]), Task("sell", "5d"))
    assert causes(plan, "pack")[:3] == [
        "pack is held to Thu 08 Jan 2026 08:00 by its constraint ALAP",
        "pack must finish by Thu 08 Jan 2026 17:00, for drive to start by Fri 09 Jan 2026 08:00",
        "drive must finish by Fri 09 Jan 2026 17:00: the project finish",
    ]


def test_the_chain_goes_through_summaries_by_their_links_both_ways():
    plan = move(
        Task("x", "2d"),
        Task("phase", after=["x FS+1d"]),
        Task("a", "1d", parent="phase"),
        Task("z", "1d", after=["phase"]),
    )
    assert causes(plan, "a")[:4] == [
        "phase starts Wed 07 Jan 2026 17:00 and holds the start of a",
        "x finishes Tue 06 Jan 2026 17:00 and holds the start of phase (FS+1d)",
        "the lag of 1d runs until Wed 07 Jan 2026 17:00, counted in the working time of phase",
        "x starts Mon 05 Jan 2026 08:00, with the plan start: nothing before it holds it",
    ]
    forward = sentences(schedule(plan).why_critical("a"))
    assert "phase must finish by Fri 09 Jan 2026 08:00, for z to start by Fri 09 Jan 2026 08:00" in forward


def test_what_drives_nothing_can_be_asked_anything():
    held = [Constraint("FNET", "2026-01-08"), Constraint("MSO", "2026-01-06")]
    plan = move(
        Task("h", "1d", kind=TaskKind.HAMMOCK, constraints=held),
        Task("off", "1d", details=TaskDetails(active=False), constraints=held),
        Task("phase"),
        Task("a", "2d", parent="phase"),
    )
    result = schedule(plan)
    for name in ("h", "off"):
        assert result.what_moves(name).levers == ()
        assert str(result.why_not_critical(name)).endswith("drives nothing, so nothing waits for it")
        assert len(result.explain(name).lines()) == 1
    assert [lever.task for lever in result.what_moves("phase").levers] == ["a"]


def test_a_chain_too_long_to_read_says_how_it_goes_on():
    tasks = [Task(f"t{place}", "1h", after=[f"t{place - 1}"] if place else []) for place in range(1000)]
    lines = causes(move(*tasks), "t999")
    assert lines[-2] == "and so on, 600 more steps back to t0"


BEGUN = Progress(actual_start="2026-01-12 08:00", percent_complete=50)


def test_the_finish_of_a_begun_task_is_explained_by_what_holds_the_work_that_is_left():
    tasks = [Task("design", "10d"), Task("review", "2d", after=["design"], progress=BEGUN)]
    retained, override = SchedulingPolicy.textbook(), SchedulingPolicy.ms_project()
    assert causes(move(*tasks), "review", retained) == [
        "review began Mon 12 Jan 2026 08:00: that is a fact",
        "design finishes Fri 16 Jan 2026 17:00 and holds what is left of review",
        "nobody works on it before Mon 19 Jan 2026 08:00",
        "design starts Mon 05 Jan 2026 08:00, with the plan start: nothing before it holds it",
        "it cannot slip: the project finish needs it by Mon 19 Jan 2026 17:00",
    ]
    assert causes(move(*tasks), "review", override)[1:3] == [
        "what is left of review goes on Tue 13 Jan 2026 08:00, where its work stopped",
        "design asks for 5d later, and is overridden",
    ]
    assert causes(move(*tasks, data_date="2026-01-20"), "review", SchedulingPolicy.primavera())[0] == (
        "design finishes Tue 03 Feb 2026 17:00 and holds what is left of review"
    )


def test_what_follows_a_begun_task_is_explained_by_its_finish_not_by_its_start():
    tasks = [
        Task("design", "10d"),
        Task("review", "2d", after=["design"], progress=BEGUN),
        Task("x", "1d", after=["review"]),
    ]
    assert causes(move(*tasks), "x", SchedulingPolicy.textbook())[:2] == [
        "review finishes Mon 19 Jan 2026 17:00 and holds the start of x",
        "design finishes Fri 16 Jan 2026 17:00 and holds what is left of review",
    ]


def test_a_complete_task_that_only_hands_logic_on_leaves_the_word_to_the_data_date():
    done = Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-06 17:00")
    plan = move(Task("a", "2d", progress=done), Task("b", "1d", after=["a"]), data_date="2026-01-07 08:00")
    assert causes(plan, "b", SchedulingPolicy.primavera())[:2] == [
        "b starts Wed 07 Jan 2026 08:00, with the data date: nothing before it holds it",
        "it cannot slip: the project finish needs it by Wed 07 Jan 2026 17:00",
    ]


def test_all_windows_that_keep_a_task_waiting_are_named_and_what_it_would_meet_later():
    freezes = [Window("one", "2026-01-06", "2026-01-08"), Window("two", "2026-01-08", "2026-01-12")]
    plan = move(Task("pack", "2d"), windows=freezes)
    assert causes(plan, "pack")[0] == (
        "pack has to wait until Tue 13 Jan 2026 08:00: freeze one (2026-01-06 00:00 to 2026-01-09 00:00) "
        "and freeze two (2026-01-08 00:00 to 2026-01-13 00:00)"
    )
    closed = [attrs.evolve(freezes[0], tasks=["pack"])]
    late = move(Task("pack", "1d", deadline="2026-01-07"), Task("sell", "20d"), windows=closed)
    assert causes(late, "pack")[1:] == [
        "it cannot slip: its deadline needs it by Mon 05 Jan 2026 17:00",
        "freeze one (2026-01-06 00:00 to 2026-01-09 00:00) leaves no later time",
    ]
    pausing = [attrs.evolve(freezes[0], pauses=True)]
    assert causes(move(Task("pack", "2d"), windows=pausing), "pack")[1] == (
        "its work pauses over freeze one (2026-01-06 00:00 to 2026-01-09 00:00)"
    )


def test_a_summary_set_by_hand_is_named_by_its_name_and_levelling_counts_in_what_would_hold_next():
    by_hand = TaskDetails(manual_start="2026-01-12 08:00", manual_finish="2026-01-16 17:00")
    put_off = TaskDetails(levelling_delay="1ed")
    tasks = [
        Task("x", "1d"),
        Task("phase", kind=TaskKind.MANUAL, details=by_hand),
        Task("a", "1d", parent="phase", after=["x"], details=put_off),
    ]
    assert causes(move(*tasks), "a") == [
        "a starts Tue 13 Jan 2026 08:00, with the start set by hand for phase: nothing before it holds it",
        "levelling puts it off by 1ed",
        "x would hold it 4d earlier",
        "it could slip 3d: the finish set by hand for phase needs it by Fri 16 Jan 2026 17:00",
    ]


def test_a_level_of_effort_says_by_which_ends_it_goes():
    tasks = [Task("a", "2d"), Task("manage", after=["a SS", "a FF"], kind=TaskKind.LEVEL_OF_EFFORT)]
    assert causes(move(*tasks), "manage") == ["its start goes by the start of a", "its finish goes by the finish of a"]
