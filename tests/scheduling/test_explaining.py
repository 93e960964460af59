from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from itpm.findings import Explanation
from itpm.model import Constraint, Plan, Progress, Task, TaskDetails, TaskKind
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
    assert sentences(result.explain("a"))[1] == "a is held to Thu 08 Jan 2026 08:00 by its constraint SNET"
    assert sentences(result.explain("b"))[1] == "b began Wed 07 Jan 2026 08:00: that is a fact"
    assert sentences(result.explain("c"))[1] == "c stands at Mon 02 Feb 2026 08:00, a date set by hand (manual start)"


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
