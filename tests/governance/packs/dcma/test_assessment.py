"""The DCMA's fourteen checks on plans small enough to count by hand."""

from __future__ import annotations

import json
import pickle
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from itpm.governance import facts_of
from itpm.governance.packs.dcma import dcma14, dcma_assessment
from itpm.governance.packs.dcma.progress_checks import path_length_index
from itpm.model import (
    Assignment,
    Baseline,
    BaselineTask,
    Constraint,
    ConstraintType,
    Money,
    Plan,
    Progress,
    Resource,
    Task,
    TaskDetails,
    TaskKind,
    WorkCalendar,
)
from itpm.rules import Outcome, RuleError, RuleProfile, RulesError, UnknownRuleError, evaluate

from tests.strategies import valid_plans
from tests.support import oracle

KIM = [Assignment(resource="kim")]


def done(start: str, finish: str) -> Progress:
    return Progress(actual_start=f"{start} 08:00", actual_finish=f"{finish} 17:00")


def baselined(name: str, finish: str, days: str = "5d") -> BaselineTask:
    return BaselineTask(name, start="2026-01-05 08:00", finish=f"{finish} 17:00", duration=days)


# Twelve tasks, half-way through as of Friday 30 January 2026. Work: design (done), specify (done, a week late), build,
# order, test, train, write, support (to come). Left out: the summary, the level of effort, the milestones.
PLAN = Plan(
    "CRM",
    start="2026-01-05",
    data_date="2026-01-30 17:00",
    resources=[Resource("kim")],
    tasks=[
        Task("kick-off"),
        Task("phase"),
        Task(
            "design",
            "5d",
            parent="phase",
            after=["kick-off"],
            assignments=KIM,
            progress=done("2026-01-05", "2026-01-09"),
        ),
        Task(
            "specify",
            "5d",
            parent="phase",
            after=["design"],
            assignments=KIM,
            progress=done("2026-01-12", "2026-01-23"),
        ),
        Task("build", "20d", after=["phase"], assignments=KIM, progress=Progress(actual_start="2026-01-26 08:00")),
        Task("order", "1d", after=["phase FS+10d"], details=TaskDetails(fixed_cost=Money(900, "EUR"))),
        Task("test", "10d", after=["build FS-2d", "order"], assignments=KIM),
        Task("train", "5d", after=["build SS+5d"], constraints=[Constraint(ConstraintType.MSO, "2026-02-16 08:00")]),
        Task("write", "2d"),
        Task("support", "50d", after=["test"], assignments=KIM),
        Task("manage", "1d", kind=TaskKind.LEVEL_OF_EFFORT, after=["build SS"]),
        Task("live", "0d", after=["support", "train"], deadline="2026-05-15"),
    ],
    baselines=[
        Baseline(
            "agreed",
            [
                baselined("design", "2026-01-09"),
                baselined("specify", "2026-01-16"),
                baselined("build", "2026-02-13", "15d"),
                baselined("test", "2026-02-27", "10d"),
                baselined("train", "2026-01-30"),
                baselined("support", "2026-04-10", "40d"),
            ],
        )
    ],
)


def test_every_check_counts_what_one_counts_by_hand() -> None:
    found = dcma_assessment(PLAN)
    assert {check.code: (check.outcome.name, check.count, check.of, check.offenders) for check in found} == {
        "DCMA001": ("FAIL", 1, 6, ("task:write",)),
        "DCMA002": ("FAIL", 1, 8, ("link:build FS-2d -> test",)),
        "DCMA003": ("FAIL", 2, 8, ("link:phase FS+10d -> order", "link:build SS+5d -> train")),
        "DCMA004": ("FAIL", 7, 8, ("link:build SS+5d -> train",)),
        "DCMA005": ("FAIL", 1, 6, ("task:train",)),
        "DCMA006": ("FAIL", 1, 6, ("task:write",)),
        "DCMA007": ("PASS", 0, 6, ()),
        "DCMA008": ("PASS", 0, 6, ()),
        "DCMA009": ("FAIL", 1, 8, ("task:write",)),
        "DCMA010": ("FAIL", 2, 6, ("task:train", "task:write")),
        "DCMA011": ("FAIL", 2, 3, ("task:specify", "task:train")),
        "DCMA012": ("PASS", None, None, ()),
        "DCMA013": ("PASS", None, None, ()),
        "DCMA014": ("FAIL", 2, 5, ("task:train", "task:order", "task:write")),
    }


def test_values_are_compared_with_limits() -> None:
    found = dcma_assessment(PLAN)
    assert [(c.code, c.value and round(c.value, 1), c.unit, c.limit) for c in found if c.code < "DCMA006"] == [
        ("DCMA001", Decimal("16.7"), "%", "at most 5 %"),
        ("DCMA002", Decimal("12.5"), "%", "at most 0 %"),
        ("DCMA003", Decimal("25.0"), "%", "at most 5 %"),
        ("DCMA004", Decimal("87.5"), "%", "at least 90 %"),
        ("DCMA005", Decimal("16.7"), "%", "at most 5 %"),
    ]
    assert (found["DCMA014"].value, found["DCMA014"].limit) == (Decimal("0.4"), "at least 0.95")
    assert (found["DCMA012"].value, found["DCMA012"].limit) == (Decimal(100), "95 to 105 %")


def value(code: str, plan: Plan = PLAN, **params: object) -> tuple[int | None, int | None]:
    profile = RuleProfile("ours", params={f"{code}.{name}": given for name, given in params.items()})
    found = dcma_assessment(plan, profile=profile)[code]
    return found.count, found.of


def test_what_the_standard_leaves_open_is_a_parameter() -> None:
    assert value("DCMA001", milestones="include") == (3, 8)  # the kick-off and "live" have one side only
    assert value("DCMA001", denominator="all") == (1, 8)
    assert value("DCMA002", links="all") == (1, 11)
    assert value("DCMA003", counted="tasks") == (2, 8)
    assert value("DCMA005", hard=("MFO",)) == (0, 6)
    assert value("DCMA008", duration="scheduled") == (1, 6)
    assert value("DCMA008", duration="remaining", max_days=19) == (2, 6)
    assert value("DCMA014", unbaselined="exclude") == (2, 3)


def test_a_planning_package_may_be_long() -> None:
    later = Task("support", "50d", after=["test"], details=TaskDetails(codes=[("Type", "planning package")]))
    plan = PLAN.with_tasks([later])
    assert value("DCMA008", plan, duration="scheduled") == (0, 5)
    assert value("DCMA008", plan, duration="scheduled", planning_packages="include") == (1, 6)


def test_a_task_said_to_be_a_level_of_effort_is_counted_nowhere() -> None:
    plan = PLAN.with_tasks([Task("write", "2d", details=TaskDetails(codes=[("Type", "LOE")]))])
    assert value("DCMA001", plan) == (0, 5)
    assert value("DCMA010", plan) == (1, 5)


def test_a_word_that_a_parameter_does_not_know_is_refused() -> None:
    with pytest.raises(RuleError, match="expected milestones to be one of 'exclude', 'include', got 'maybe'"):
        value("DCMA001", milestones="maybe")
    with pytest.raises(RulesError, match="the rule has no parameter 'max_percentage'; did you mean 'max_percent'"):
        value("DCMA001", max_percentage=3)


def test_without_a_baseline_what_needs_one_is_undecided_and_says_so() -> None:
    bare = Plan("CRM", start="2026-01-05", tasks=[Task("build", "5d")])
    found = dcma_assessment(bare)
    assert {check.code: check.missing for check in found if check.missing} == {
        "DCMA011": ("baseline", "baseline.finishes"),
        "DCMA013": ("schedule.days_to_commitment", "schedule.committed_finish"),
        "DCMA014": ("baseline", "baseline.finishes"),
    }


def test_where_nothing_is_due_there_is_nothing_to_miss() -> None:
    early = Plan(
        "CRM",
        start="2026-01-05",
        tasks=[Task("build", "5d")],
        baselines=[Baseline("b", [baselined("build", "2026-01-09")])],
    )
    found = dcma_assessment(early, as_of="2026-01-06")
    assert (found["DCMA011"].outcome, found["DCMA014"].outcome) == (Outcome.NOT_APPLICABLE, Outcome.NOT_APPLICABLE)


def test_an_assessment_shows_itself() -> None:
    lines = str(dcma_assessment(PLAN)).splitlines()
    assert lines[0] == "DCMA 14-point assessment as of 2026-01-30 17:00"
    assert " ".join(lines[3].split()) == (
        "DCMA001 Few tasks lack a predecessor or a successor fail 1 6 16.7 % at most 5 %"
    )
    assert len(dcma_assessment(PLAN).records()) == 14
    with pytest.raises(UnknownRuleError, match="DCMA015"):
        dcma_assessment(PLAN)["DCMA015"]


def test_an_assessment_is_the_rules_seen_with_their_counts() -> None:
    facts = facts_of(PLAN, as_of="2026-01-30")
    found = dcma_assessment(facts)
    assert found.report == evaluate(dcma14, facts)
    assert pickle.loads(pickle.dumps(found)).checks == found.checks
    offenders = {result.code: {finding.subject for finding in result.findings} for result in found.report}
    assert {c.code: set(c.offenders) for c in found if c.outcome is Outcome.FAIL} == {
        code: subjects for code, subjects in offenders.items() if subjects
    }


# --- the index of check 13 ----------------------------------------------------------------------------


def test_the_critical_path_length_index_is_the_published_one() -> None:
    cases = json.loads((oracle("published") / "schedule_health.json").read_text(encoding="utf-8"))["cpli"]["cases"]
    for case in cases:
        digits = 2 if case.get("rounded") else 3
        index = path_length_index(Decimal(case["CPL"]), Decimal(case["TF"]))
        assert float(index) == pytest.approx(case["CPLI"], abs=0.51 * 10**-digits)
    assert len(cases) == 4


@pytest.mark.parametrize(
    ("task", "plan", "index"),
    [
        ({"deadline": "2026-01-30"}, {}, "1.00"),
        ({"deadline": "2026-02-06"}, {}, "1.25"),
        ({}, {"deadline": "2026-01-23"}, "0.75"),
        ({"constraints": [Constraint(ConstraintType.FNLT, "2026-02-06")]}, {}, "1.25"),
        ({}, {"baselines": [Baseline("b", [baselined("build", "2026-01-28")])]}, "0.90"),
    ],
)
def test_float_is_counted_against_whatever_is_promised_first(
    task: dict[str, object], plan: dict[str, object], index: str
) -> None:
    # Twenty working days from Monday, 5 January, end on Friday, 30 January.
    promised = Plan("CRM", start="2026-01-05", tasks=[Task("build", "20d", **task)], **plan)  # type: ignore[arg-type]
    found = dcma_assessment(promised, as_of="2026-01-05 08:00")["DCMA013"]
    assert found.value == Decimal(index)


# --- the critical path test ---------------------------------------------------------------------------


def path_test(plan: Plan, **params: object) -> tuple[str, list[str]]:
    profile = RuleProfile(
        "ours", select=["DCMA012"], params={f"DCMA012.{name}": given for name, given in params.items()}
    )
    result = evaluate(dcma14, facts_of(plan, as_of=plan.start), profile=profile)["DCMA012"]
    return result.outcome.name, [finding.message for finding in result.findings]


CHAIN = [Task("build", "5d"), Task("test", "5d", after=["build"]), Task("live", "0d", after=["test"])]


def chain(*changed: Task, **fields: object) -> Plan:
    return Plan("CRM", start="2026-01-05", tasks=CHAIN, **fields).with_tasks(changed)  # type: ignore[arg-type]


def test_a_delay_travels_to_the_end_of_an_unbroken_chain() -> None:
    assert path_test(chain()) == ("PASS", [])
    assert path_test(chain(), method="equal") == ("PASS", [])
    assert path_test(chain(), method="constraint") == ("PASS", [])


def test_a_date_that_wins_over_logic_breaks_the_chain() -> None:
    held = chain(Task("test", "5d", after=["build"], constraints=[Constraint(ConstraintType.MSO, "2026-01-12 08:00")]))
    assert path_test(held) == (
        "FAIL",
        ["'build' is on the critical path; made 600 days longer it moves the finish by only 0 % of that"],
    )


def test_where_a_constraint_holds_the_end_negative_float_shows_the_slip() -> None:
    assert (
        path_test(
            chain(Task("live", "0d", after=["test"], constraints=[Constraint(ConstraintType.MFO, "2026-01-16")]))
        )[0]
        == "PASS"
    )


def test_a_link_from_the_start_of_a_critical_task_breaks_the_chain() -> None:
    assert path_test(chain(Task("test", "5d", after=["build SS"]), Task("live", "0d", after=["test"])))[0] == "FAIL"


def test_a_task_on_another_calendar_slips_in_proportion_but_not_by_as_much() -> None:
    nights = WorkCalendar.continuous()
    plan = chain(
        Task("build", "5d", calendar="nights"),
        Task("test", "5d", after=["build"]),
        calendars={"nights": nights},
    )
    assert path_test(plan)[0] == "PASS"
    assert path_test(plan, method="equal")[0] == "FAIL"


def test_what_is_complete_is_not_made_longer() -> None:
    assert path_test(chain(Task("build", "5d", progress=done("2026-01-05", "2026-01-09"))))[0] == "PASS"
    over = [Task("build", "5d", progress=done("2026-01-05", "2026-01-09"))]
    assert path_test(Plan("CRM", start="2026-01-05", tasks=over))[0] == "NOT_APPLICABLE"


def test_a_task_going_on_is_made_longer_by_what_is_left_of_it() -> None:
    half = Progress(actual_start="2026-01-05 08:00", percent_complete=40)
    assert path_test(chain(Task("build", "5d", progress=half), data_date="2026-01-06"))[0] == "PASS"


def test_the_constraint_method_names_what_only_a_constraint_makes_critical() -> None:
    aside = Task("train", "2d", constraints=[Constraint(ConstraintType.FNLT, "2026-01-06")])
    outcome, said = path_test(chain(aside), method="constraint")
    assert (outcome, said) == ("FAIL", ["'train' is called critical, but does not lie on the longest path"])


def test_slipping_by_the_passes_alone_is_slipping_by_a_fresh_schedule() -> None:
    from itpm.governance.packs.dcma.path_test import critical_places, slip_of
    from itpm.scheduling import schedule

    computed = schedule(PLAN)
    place = critical_places(computed)[0]
    task = PLAN.tasks[place]
    assert task.id == "build"
    longer = schedule(
        PLAN.with_tasks([Task("build", "620d", after=["phase"], assignments=KIM, progress=task.progress)])
    )
    slip = slip_of(computed, place, 600)
    assert slip.finish == (longer["live"].finish - computed["live"].finish).total_seconds()


@settings(max_examples=30)
@given(
    valid_plans(summaries=True, summary_links=True, level_of_effort=True, inactive=True, progress=True, deadlines=True)
)
def test_every_plan_can_be_assessed_and_counts_are_offenders(plan: Plan) -> None:
    found = dcma_assessment(plan, as_of=datetime(2026, 2, 2))
    tasks, links = {f"task:{task.id}" for task in plan.tasks}, {f"link:{link}" for link in plan.links}
    for check in found:
        assert set(check.offenders) <= tasks | links
        if check.code <= "DCMA010" and check.count is not None and check.of is not None:
            assert 0 <= check.count <= check.of
            offending = check.of - check.count if check.code == "DCMA004" else check.count
            assert len(check.offenders) <= offending
            assert bool(check.offenders) == bool(offending)
