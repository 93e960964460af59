"""Every value goes out as a JSON document and comes back equal; what cannot be read is refused with all faults in place."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from functools import cache
from typing import Any

import attrs
import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itpm.errors import PlanError
from itpm.findings import Explanation, Finding
from itpm.interop.json_envelope import from_json, to_json, value_types
from itpm.interop.json_faults import JsonError
from itpm.interop.json_schema import json_schema
from itpm.interop.json_text import DEEPEST
from itpm.interop.json_types import kind_names, members, value_kinds
from itpm.lifecycle import Begun, PassGate, ProjectCharter, begin, waterfall
from itpm.model import (
    Assignment,
    Baseline,
    BaselineTask,
    Constraint,
    DayLength,
    Money,
    Percent,
    Plan,
    Progress,
    Rate,
    Resource,
    SchedulingPolicy,
    Task,
    TaskDetails,
    Unit,
    WorkCalendar,
    WorkDuration,
    duration,
)
from itpm.risk import Mitigate, RiskRegister, Threat
from itpm.rules import RuleProfile, Waiver
from itpm.scheduling import schedule

from tests.interop.json_strategies import values
from tests.interop.plan_strategies import rich_plans

NAMES = value_types()

PLAN = Plan(
    "CRM rollout",
    start="2026-01-05",
    tasks=[
        Task("design", ("3d", "5d", "9d"), assignments=[Assignment(resource="kim", units="0.5", work="20h")]),
        Task(
            "build", "2w", after=["design FS+50e%"], name="Überbau 建築", constraints=[Constraint("SNET", "2026-01-12")]
        ),
        Task(
            "golive", "0d", after=["build FF-1.5d"], deadline="2026-03-31", details=TaskDetails(wbs="1.3", notes="x\ny")
        ),
    ],
    calendars={"nights": WorkCalendar.weekly({0: [("22:00", "06:00")]}, holidays=["2026-12-25"])},
    resources=[Resource("kim", rates=[Rate(standard=Money("80.50", "EUR"))])],
    baselines=[Baseline("agreed", [BaselineTask("design", duration="5d", cost=Money(4000, "EUR"))])],
    policy=SchedulingPolicy.primavera(),
)


# --- there and back -----------------------------------------------------------------------------------


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check_round_trip(value: object) -> None:
    text = to_json(value)
    read = from_json(text)
    assert read == value
    assert type(read) is type(value)
    assert to_json(read) == text
    assert from_json(text.encode()) == value
    assert [error.message for error in validator().iter_errors(json.loads(text))] == []


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=5, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_every_value_comes_back_equal_and_fits_the_schema(name: str, data: st.DataObject) -> None:
    check_round_trip(data.draw(values(value_kinds()[name])))


@settings(max_examples=40)
@given(rich_plans())
def test_every_plan_comes_back_equal_and_schedules_the_same(plan: Plan) -> None:
    check_round_trip(plan)
    assert schedule(from_json(to_json(plan))) == schedule(plan)


REGISTER = RiskRegister(
    [
        Threat(
            "vendor late",
            probability="0.3",
            delay=("5d", "10d", "20d"),
            on=["build"],
            response=Mitigate("other source"),
        )
    ]
)
STATE = begin(waterfall(), at="2026-01-05")
SAMPLES = {
    "a plan with everything": PLAN,
    "a schedule": schedule(PLAN),
    "a schedule under another policy": schedule(PLAN, policy=SchedulingPolicy.textbook()),
    "a register of risks": REGISTER,
    "a charter": ProjectCharter("one CRM for all of sales", budget_limit="400k EUR"),
    "a methodology": waterfall(),
    "a state": STATE,
    "an event": Begun("2026-01-05"),
    "a command": PassGate("G1", by="ann", at="2026-02-02"),
    "a waiver": Waiver("SCH003", "task:14", reason="agreed", owner="jo", approved_by="ann", expires="2026-06-30"),
    "a profile": RuleProfile("pmo", params={"GOV005.max_days": Decimal("2.5")}, enforcement={"BUD": "hard"}),
    "an explanation with its bounds": schedule(PLAN).explain("build"),
    "a finding with evidence": Finding(
        code="X1",
        subject="task:a",
        message="m",
        evidence=[("cost", Money(1, "EUR")), ("days", (1, 2.5, None, duration("1d")))],
    ),
    "a calendar on another": WorkCalendar(base=WorkCalendar.standard(), name="site").with_closure(
        "2026-08-01", "2026-08-14"
    ),
    "text with half a character": Task("a", "1d", name="\ud800"),
}


@pytest.mark.parametrize("value", SAMPLES.values(), ids=list(SAMPLES))
def test_a_value_of_each_package_comes_back_equal(value: object) -> None:
    text = to_json(value)
    assert from_json(text) == value
    assert [error.message for error in validator().iter_errors(json.loads(text))] == []
    text.encode()


def test_what_a_document_must_be_able_to_hold_is_on_the_list() -> None:
    promised = """
    Plan Task TaskDetails Progress Resource Rate Assignment Baseline BaselineTask WorkCalendar CalendarException WorkWeek
    Overtime Dependency Constraint ThreePointEstimate WorkDuration ElapsedDuration Percent DayLength Money SchedulingPolicy
    StoredDates Finding Explanation Schedule EarnedValue LifecycleState Methodology RiskRegister Waiver RuleProfile
    RuleReport Project Begun GatePassed GateApproved PutOnHold Resumed Terminated ProjectCharter Budget
    """
    assert set(promised.split()) - set(NAMES) == set()
    assert list(NAMES) == sorted(NAMES)
    assert {kind_names()[kind] for kind in value_kinds().values()} == set(NAMES)


def test_every_definition_of_the_schema_is_closed() -> None:
    definitions = json_schema()["$defs"]
    assert [name for name, found in definitions.items() if found.get("additionalProperties", False)] == []
    assert json_schema() == json_schema()
    json.dumps(json_schema(), allow_nan=False)


# --- how it looks -------------------------------------------------------------------------------------


def test_a_plan_is_written_in_planners_notation_without_defaults() -> None:
    plan = Plan(
        "Move", start="2026-01-05", tasks=[Task("pack", ("1d", "2d", "3d")), Task("go", "3eh", after=["pack SS+25%"])]
    )
    assert json.loads(to_json(plan)) == {
        "itpm": 1,
        "type": "Plan",
        "value": {
            "name": "Move",
            "start": "2026-01-05T00:00:00",
            "tasks": [
                {"id": "pack", "duration": ["1d", "2d", "3d"]},
                {
                    "id": "go",
                    "duration": "3eh",
                    "after": [{"predecessor": "pack", "successor": "go", "type": "SS", "lag": "25%"}],
                },
            ],
        },
    }


def test_a_night_shift_is_written_as_times() -> None:
    calendar = WorkCalendar.weekly({4: [("22:00", "06:00")]}, day=DayLength())
    assert json.loads(to_json(calendar))["value"]["week"][4] == [["22:00", "06:00"]]


def test_a_results_duration_is_written_in_seconds() -> None:
    row = schedule(PLAN)["build"]
    found = json.loads(to_json(row))["value"]["total_float"]
    assert found == f"{row.total_float.amount}s"


def test_a_value_among_several_types_says_what_it_is() -> None:
    written = json.loads(to_json(REGISTER))["value"]["risks"][0]
    assert written["type"] == "Threat"
    assert written["value"]["response"] == {"type": "Mitigate", "value": {"action": "other source"}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WorkDuration(Decimal("5.0"), Unit.DAY), duration("5d")),
        (WorkDuration(Decimal("5E+1"), Unit.DAY), duration("50d")),
        (Percent(Decimal("-0")), Percent(Decimal(0))),
        (Money("1.10", "EUR"), Money("1.1", "EUR")),
    ],
)
def test_equal_values_give_equal_bytes(one: object, other: object) -> None:
    assert one == other
    assert to_json(one) == to_json(other)


def test_letters_are_written_as_they_are() -> None:
    assert "Überbau 建築" in to_json(PLAN)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert from_json(b"\xef\xbb\xbf" + to_json(PLAN).encode()) == PLAN
    assert from_json("\ufeff" + to_json(PLAN)) == PLAN


# --- refusals of reading --------------------------------------------------------------------------------


def document(kind: str, value: str) -> str:
    return f'{{"itpm": 1, "type": "{kind}", "value": {value}}}'


def faults_of(text: Any) -> list[str]:
    with pytest.raises(JsonError) as caught:
        from_json(text)
    return [str(fault) for fault in caught.value.faults]


ENVELOPES = {
    "": "$: not JSON: expecting value in line 1, column 1",
    "{": "$: not JSON: expecting property name enclosed in double quotes in line 1, column 2",
    "[]": '$: expected an object like {"itpm": 1, "type": "Plan", "value": {...}}, got an array',
    "null": '$: expected an object like {"itpm": 1, "type": "Plan", "value": {...}}, got null',
    '{"itpm": 7}': "$.itpm: unknown version 7, this library reads 1",
    '{"itpm": true}': "$.itpm: unknown version true, this library reads 1",
    '{"type": "Money", "value": {"amount": "1"}}': "$.itpm: a document needs this field",
    '{"itpm": 1, "type": "Money"}': "$.value: a document needs this field",
    '{"itpm": 1, "value": {}}': "$.type: a document needs this field",
    '{"itpm": 1, "type": "Plam", "value": {}}': "$.type: there is no type 'Plam'; did you mean 'Plan'?",
    '{"itpm": 1, "type": ["Plan"], "value": {}}': "$.type: expected the name of a type, got an array",
    '{"itpm": 1, "type": "Unit", "value": "DAY", "vlaue": 1}': "$.vlaue: a document has no field 'vlaue'; did you mean 'value'?",
    '{"itpm": 1, "itpm": 1, "type": "Unit", "value": "DAY"}': "$.itpm: the key 'itpm' is there twice",
}


@pytest.mark.parametrize("text", ENVELOPES)
def test_a_wrong_envelope_is_refused(text: str) -> None:
    (fault,) = faults_of(text)
    assert fault.partition(": ")[0] == ENVELOPES[text].partition(": ")[0]
    assert fault == ENVELOPES[text] or text == "{"  # Pythons differ in what they say about this one


VALUES = {
    ("Task", "3"): "$.value: expected an object with the fields of a Task, got 3",
    ("Task", "{}"): "$.value.id: a Task needs this field",
    ("Assignment", "{}"): "$.value.resource: an Assignment needs this field",
    (
        "Task",
        '{"id": "a", "duratoin": "1d"}',
    ): "$.value.duratoin: a Task has no field 'duratoin'; did you mean 'duration'?",
    ("Task", '{"id": "a", "id": "b"}'): "$.value.id: the key 'id' is there twice",
    ("Task", '{"id": "a", "a b": 1}'): "$.value.'a b': a Task has no field 'a b'",
    ("Task", '{"id": 1}'): "$.value.id: expected text, got 1",
    (
        "Task",
        '{"id": "a", "duration": "5 days"}',
    ): "$.value.duration: expected a duration like '5d', '4h' or '3ed', got '5 days'",
    ("Task", '{"id": "a", "duration": ["1d", "x", "3d"]}'): (
        "$.value.duration[1]: expected a duration like '5d', '4h' or '3ed', got 'x'"
    ),
    (
        "Task",
        '{"id": "a", "duration": "50%"}',
    ): "$.value.duration: expected a duration like '5d', '4h' or '3ed', got '50%'",
    ("Task", '{"id": "a", "priority": true}'): "$.value.priority: expected a whole number, got true",
    ("Task", '{"id": "a", "priority": 1e999}'): "$.value.priority: expected a whole number, got 1e999",
    ("Task", '{"id": "a", "priority": NaN}'): "$.value.priority: expected a whole number, got NaN",
    ("Task", f'{{"id": "a", "priority": {"9" * 5000}}}'): (
        "$.value.priority: expected a whole number, got a number of 5000 characters"
    ),
    ("Task", '{"id": "a", "kind": "HAMOCK"}'): (
        "$.value.kind: expected one of TASK, LEVEL_OF_EFFORT, HAMMOCK, MANUAL, EXTERNAL, got 'HAMOCK'; did you mean 'HAMMOCK'?"
    ),
    ("Task", '{"id": "a", "deadline": "2026-06-30"}'): (
        "$.value.deadline: expected a date and time like '2026-01-05T08:00:00', got '2026-06-30'"
    ),
    ("Task", '{"id": "a", "deadline": "2026-02-30T08:00"}'): (
        "$.value.deadline: expected a date and time like '2026-01-05T08:00:00', got '2026-02-30T08:00'"
    ),
    ("Task", '{"id": "a", "assignments": {}}'): "$.value.assignments: expected an array, got an object",
    ("Task", '{"id": "a", "assignments": [{"resource": "r", "units": 0.5}]}'): (
        "$.value.assignments[0].units: expected a number as text like '0.1', got 0.5"
    ),
    ("Task", '{"id": "a", "assignments": [{"resource": "r", "work": "3ed"}]}'): (
        "$.value.assignments[0].work: expected working time like '5d', got '3ed'"
    ),
    ("DayLength", '{"minutes_per_day": 0}'): "$.value.minutes_per_day: a day must be longer than nothing, got 0",
    ("SchedulingPolicy", '{"float_from": "strat"}'): (
        "$.value.float_from: expected one of start, finish, smaller, got 'strat'; did you mean 'start'?"
    ),
    ("WorkCalendar", '{"week": [[["8", "12:00"]], [], [], [], [], [], []]}'): (
        '$.value.week[0][0]: expected a pair of times like ["08:00", "12:00"], got an array'
    ),
    ("WorkCalendar", '{"exceptions": [{"name": "x", "start": "2026-05-02", "finish": "2026-05-01"}]}'): (
        "$.value.exceptions[0].finish: finish 2026-05-01 lies before start 2026-05-02"
    ),
    ("Plan", '{"name": "p", "start": "2026-01-05T08:00", "tasks": [], "calendars": [["a"]]}'): (
        "$.value.calendars[0]: expected an array of 2, got one of 1"
    ),
    ("RiskRegister", '{"risks": [{"type": "Unit", "value": "DAY"}]}'): (
        "$.value.risks[0]: expected one of Opportunity, Risk, Threat, got Unit"
    ),
    ("Finding", '{"code": "a", "subject": "b", "message": "c", "evidence": [["d", {"type": "Mony", "value": 1}]]}'): (
        "$.value.evidence[0][1].type: there is no type 'Mony'; did you mean 'Money'?"
    ),
}


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_a_wrong_value_is_refused_at_its_path(kind: str, value: str) -> None:
    assert faults_of(document(kind, value)) == [VALUES[kind, value]]


def test_all_faults_come_in_one_error_that_survives_pickling() -> None:
    tasks = '[{"id": "a", "duration": 3}, {"nmae": "b"}]'
    text = document("Plan", f'{{"name": 1, "start": "soon", "tasks": {tasks}, "x": 0}}')
    expected = [
        "$.value.x: a Plan has no field 'x'",
        "$.value.name: expected text, got 1",
        "$.value.start: expected a date and time like '2026-01-05T08:00:00', got 'soon'",
        "$.value.tasks[0].duration: expected a duration like '5d', '4h' or '3ed', got 3",
        "$.value.tasks[1].nmae: a Task has no field 'nmae'; did you mean 'name'?",
        "$.value.tasks[1].id: a Task needs this field",
    ]
    assert faults_of(text) == expected
    with pytest.raises(PlanError) as caught:
        from_json(text)
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


def test_what_cannot_be_together_is_refused_at_the_path_of_the_task() -> None:
    link = '{{"predecessor": "{}", "successor": "{}"}}'
    tasks = (
        f'{{"id": "x", "duration": "1d"}}, {{"id": "a", "duration": "-1d", "after": [{link.format("b", "a")}]}}, '
        f'{{"id": "b", "duration": "1d", "after": [{link.format("a", "b")}], "calendar": "nihgts"}}'
    )
    assert faults_of(document("Plan", f'{{"name": "p", "start": "2026-01-05T08:00", "tasks": [{tasks}]}}')) == [
        "$.value.tasks[1].duration: task 'a'.duration: a duration cannot be negative, got -1d",
        "$.value.tasks[2].calendar: task 'b'.calendar: there is no calendar 'nihgts'",
        "$.value.tasks[1].after: task 'a'.after: tasks depend on each other: a -> b -> a",
    ]


@pytest.mark.parametrize("name", ["a", "a.b", "it's", "x\ny", 'say "hi"', "task 'b'.calendar"])
def test_a_tasks_fault_is_found_whatever_its_id(name: str) -> None:
    tasks = json.dumps([{"id": "first"}, {"id": name, "calendar": "nights"}])
    (fault,) = faults_of(document("Plan", f'{{"name": "p", "start": "2026-01-05T08:00", "tasks": {tasks}}}'))
    assert fault == f"$.value.tasks[1].calendar: task {name!r}.calendar: there is no calendar 'nights'"


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, document("Unit", "[" * 129 + "]" * 129)])
def test_a_depth_bomb_is_refused_before_it_is_parsed(text: str) -> None:
    assert faults_of(text) == [f"$: nested deeper than {DEEPEST} levels"]


def test_brackets_in_text_are_not_depth() -> None:
    task = Task("a", "1d", name='["{' * 500)
    assert from_json(to_json(task)) == task


def test_an_unclosed_text_full_of_quotes_is_refused_in_one_pass() -> None:
    assert len(faults_of("[" * 129 + '"' + '\\"' * 100_000)) == 1


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        (b"\xff\xfe", "$: not UTF-8: byte 0 fits nothing"),
        (None, "$: expected JSON as text or bytes, got a NoneType"),
        ({"itpm": 1}, "$: expected JSON as text or bytes, got a dict"),
    ],
)
def test_what_is_no_text_is_refused(given_: object, message: str) -> None:
    assert faults_of(given_) == [message]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
@settings(max_examples=60)
def test_any_json_is_read_or_refused(value: object) -> None:
    for text in (json.dumps(value), json.dumps({"itpm": 1, "type": "Plan", "value": value})):
        with pytest.raises(JsonError):
            from_json(text)


# A document with one part put out of shape is read or refused, never anything else.
@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_any_value_with_a_part_exchanged_is_read_or_refused(name: str, data: st.DataObject) -> None:
    tree = json.loads(to_json(data.draw(values(value_kinds()[name]))))
    holder, key = tree, "value"
    while isinstance(holder[key], (dict, list)) and holder[key] and data.draw(st.integers(0, 4)):
        holder = holder[key]
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    holder[key] = data.draw(st.sampled_from([None, True, -1, 1.5, "", "x", "1E5", [], [[]], {}, {"type": "Unit"}]))
    assert all(place.startswith("$") for place in places_of_faults(json.dumps(tree)))


def places_of_faults(text: str) -> list[str]:
    try:
        from_json(text)
    except JsonError as error:
        return [fault.place for fault in error.faults]
    return []


# --- refusals of writing --------------------------------------------------------------------------------


def deep(levels: int) -> Explanation:
    explanation = Explanation("task:a", "why")
    for _ in range(levels):
        explanation = Explanation("task:a", "why", [explanation])
    return explanation


def wrong(**fields: Any) -> Task:
    """A task with fields of the wrong type, which nothing checks before the plan is scheduled."""
    return attrs.evolve(Task("a"), **fields)


UNWRITABLE = {
    "a set": ({1}, "$: a set is no value that a document can hold, see value_types()"),
    "a function": (print, "$: a builtin_function_or_method is no value that a document can hold, see value_types()"),
    "evidence that is none": (
        Explanation("a", "b", evidence={1}),
        "$.value.evidence: a set is no value that a document can hold, see value_types()",
    ),
    "not a number": (Percent(Decimal("NaN")), "$.value: expected a finite number, got NaN"),
    "too many digits": (Percent(Decimal("1E+500")), "$.value: expected a number of at most 400 digits, got 1E+500"),
    "too large a number": (
        Explanation("a", "b", evidence=10**5000),
        "$.value.evidence: expected a number of less than 400 digits",
    ),
    "infinity as evidence": (
        Explanation("a", "b", evidence=1e999),
        "$.value.evidence: expected a finite number, got inf",
    ),
    "text for a number": (
        wrong(priority="high"),
        "$.value.priority: expected a value of type int, got 'high'",
    ),
    "text for a choice": (
        wrong(kind="HAMMOCK"),
        "$.value.kind: expected one of TASK, LEVEL_OF_EFFORT, HAMMOCK, MANUAL, EXTERNAL, got 'HAMMOCK'; did you mean 'HAMMOCK'?",
    ),
    "a task for progress": (
        wrong(progress=Constraint("ASAP")),
        "$.value.progress: expected a Progress, got ASAP",
    ),
    "too deep": (deep(100), "$: nested deeper than 128 levels"),
    "far too deep": (deep(3000), "$.value: nested deeper than 128 levels"),
}


@pytest.mark.parametrize(("value", "message"), UNWRITABLE.values(), ids=list(UNWRITABLE))
def test_what_cannot_be_read_again_is_not_written(value: object, message: str) -> None:
    with pytest.raises(JsonError) as caught:
        to_json(value)
    assert [str(fault) for fault in caught.value.faults] == [message]


def test_what_equality_leaves_out_is_not_written() -> None:
    assert [member.name for member in members(WorkDuration)] == ["amount", "unit"]
    assert "facts" not in [member.name for member in members(value_kinds()["RuleReport"])]


def test_a_progress_of_nothing_is_not_the_absence_of_progress() -> None:
    task = Task("a", "1d", progress=Progress())
    assert json.loads(to_json(task))["value"]["progress"] == {}
    assert from_json(to_json(task)) == task
