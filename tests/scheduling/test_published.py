"""Networks with published dates: the textbook policy gives every number of them.

Sources stand in the oracle files: the test suite of the R package criticalpath (networks by Vanhoucke), real projects of the
DSLIB library as ProTrack scheduled them, the vignettes of the R package critpath, and the PERT example of the encyclopaedia.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import attrs
import pytest

from itpm.model.calendars import WorkCalendar
from itpm.model.dependencies import Dependency
from itpm.model.durations import Duration
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.tasks import Task
from itpm.scheduling import Schedule, schedule

from tests.support import oracle, oracle_files, oracles_present

START = datetime(2026, 1, 5)
DAY = timedelta(days=1)
TEXTBOOK = SchedulingPolicy.textbook()

# What the files call a number, and where the schedule shows it [day].
DATES = {"ES": "early_start", "EF": "early_finish", "LS": "late_start", "LF": "late_finish"}
FLOATS = {"TF": "total_float", "FF": "free_float", "slack": "total_float", "free_float": "free_float"}


@cache
def published(name: str) -> Any:  # plain JSON
    return json.loads((oracle("published") / f"{name}.json").read_text(encoding="utf-8"))


def cases(name: str, key: str = "cases") -> list[Any]:
    """One parameter a case; where the oracles are absent, a single one that is skipped and says why."""
    if not oracle_files("published", f"{name}.json"):
        return [
            pytest.param(
                None, marks=pytest.mark.skip(reason="oracles absent: no folder 'published' beside the project")
            )
        ]
    return [pytest.param(case, id=_id(number, case)) for number, case in enumerate(published(name)[key])]


def _id(number: int, case: dict[str, Any]) -> str:
    return f"{number:02d}-{str(case.get('name') or case.get('project') or case.get('source'))[:40]}"


def days(amount: float | Fraction) -> str:
    """A duration or lag in days, with its sign where there is one, to the second."""
    seconds = round(Fraction(amount) * 86_400)
    return f"{seconds:d}s"


def on_the_clock(tasks: list[Task], links: list[Dependency]) -> Plan:
    return Plan("published", start=START, tasks=tasks, dependencies=links, calendar=WorkCalendar.continuous())


def day_of(instant: datetime) -> Fraction:
    """Days since the start [day]."""
    return Fraction((instant - START) // timedelta(seconds=1), 86_400)


def shown(result: Schedule, task_id: str, number: str) -> Fraction:
    """One of the numbers the files speak of [day]."""
    row = result[task_id]
    if number in DATES:
        return day_of(getattr(row, DATES[number]))
    value: Duration = getattr(row, FLOATS[number])
    return Fraction(Decimal(value.amount)) / 86_400


def project_days(result: Schedule) -> Fraction:
    """From the first start to the last finish [day]."""
    if not len(result):
        return Fraction(0)
    return day_of(max(row.early_finish for row in result)) - min(day_of(row.early_start) for row in result)


# --- precedence networks of the criticalpath test suite


def precedence_plan(case: dict[str, Any]) -> Plan:
    tasks = [Task(str(part["id"]), days(part["duration"]), name=part["name"]) for part in case["activities"]]
    links = [
        Dependency(str(link["pred"]), str(link["succ"]), type=link["type"], lag=days(link["lag"]))
        for link in case["relations"]
    ]
    return on_the_clock(tasks, links)


@pytest.mark.parametrize("case", cases("cpm_pdm_criticalpath"))
def test_precedence_networks_have_the_published_dates_and_floats(case):
    negative = case["negative_start_convention"]
    result = schedule(precedence_plan(case), policy=attrs.evolve(TEXTBOOK, floor_at_start=not negative))
    expected = case["expected"]
    wanted = {
        (name, number): value
        for name, row in (expected.get("activities") or {}).items()
        for number, value in row.items()
    }
    assert {key: shown(result, *key) for key in wanted} == wanted
    if expected["duration"] is not None:
        assert project_days(result) == expected["duration"]
    if "critical_ids" in expected:
        assert [row.id for row in result if row.is_critical] == [str(name) for name in expected["critical_ids"]]


def test_a_floor_at_the_start_is_what_the_negative_start_cases_differ_by():
    found = [case for case in published("cpm_pdm_criticalpath")["cases"] if case["negative_start_convention"]]
    assert len(found) == 8
    for case in found:
        result = schedule(precedence_plan(case), policy=TEXTBOOK)
        assert min(row.early_start for row in result) == START


# --- real projects


@pytest.mark.parametrize("project", cases("dslib_cpm_networks", "projects"))
def test_real_projects_start_when_protrack_started_them(project):
    hours = {str(part["id"]): part["ES"] for part in project["activities"]}
    tasks = [Task(str(part["id"]), f"{part['duration']}h", name=part["name"]) for part in project["activities"]]
    links = [
        Dependency(str(link["pred"]), str(link["succ"]), type=link["type"], lag=f"{link['lag']}h")
        for link in project["relations"]
    ]
    result = schedule(on_the_clock(tasks, links), policy=TEXTBOOK)
    assert project["unit"] == "working hours"
    assert {row.id: day_of(row.early_start) * 24 for row in result} == hours


# --- activity-on-arrow networks of the critpath vignettes


def arrow_plan(activities: list[dict[str, Any]], amounts: Mapping[str, Fraction | float]) -> Plan:
    """An arrow waits for all arrows that end where it begins."""
    tasks = [
        Task(
            part["name"],
            days(amounts[part["name"]]),
            after=[other["name"] for other in activities if other["to"] == part["from"]],
        )
        for part in activities
    ]
    return on_the_clock(tasks, [])


def assert_shown(result: Schedule, expected: dict[str, Any], *, tolerance: Fraction = Fraction(0)) -> None:
    """Every table of dates or floats in `expected` is what the schedule shows."""
    for number in {*DATES, *FLOATS} & {*expected}:
        ours = {name: shown(result, name, number) for name in expected[number]}
        apart = {
            name: (ours[name], value)
            for name, value in expected[number].items()
            if abs(ours[name] - Fraction(str(value))) > tolerance
        }
        assert apart == {}, number
    assert [row.id for row in result if row.is_critical] == expected["critical"]
    assert abs(project_days(result) - Fraction(str(expected["duration"]))) <= tolerance


def vignette(name: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [
        case for case in published("cpm_pert_crashing_critpath")["cases"] if case.get("name") == name
    ]
    return found[0]


def test_the_critical_path_vignette_has_its_dates_and_floats():
    case = vignette("cpmexample1")
    result = schedule(
        arrow_plan(case["activities"], {part["name"]: part["duration"] for part in case["activities"]}), policy=TEXTBOOK
    )
    assert_shown(result, case["expected"])
    interfering = {row.id: Fraction(row.interfering_float.amount) / 86_400 for row in result}
    assert interfering == case["expected"]["conditional_float"]
    assert result.critical_path == tuple(case["expected"]["critical"])


def beta_mean(part: dict[str, Any]) -> Fraction:
    return Fraction(part["a"] + 4 * part["m"] + part["b"], 6)


def test_the_pert_vignette_has_its_dates_and_floats_at_mean_durations():
    case = vignette("pertexample1")
    means = {part["name"]: beta_mean(part) for part in case["activities"]}
    assert means == case["expected"]["mean"]
    assert_shown(schedule(arrow_plan(case["activities"], means), policy=TEXTBOOK), case["expected"])


def test_the_crashing_vignette_takes_its_normal_time_and_what_it_takes_when_crashed():
    case = next(
        case for case in published("cpm_pert_crashing_critpath")["cases"] if "normal_duration" in case["expected"]
    )
    normal = {part["name"]: part["normal"] for part in case["activities"]}
    expected = case["expected"]
    assert (
        project_days(schedule(arrow_plan(case["activities"], normal), policy=TEXTBOOK)) == expected["normal_duration"]
    )
    crashed = schedule(arrow_plan(case["activities"], expected["durations_at_11"]), policy=TEXTBOOK)
    assert project_days(crashed) == 11
    assert [row.id for row in crashed if row.is_critical] == expected["critical_at_11"]


# --- the PERT example everybody knows


def test_the_pert_example_has_its_dates_and_slack_within_its_own_rounding():
    case = published("pert_wikipedia")
    means = {part["name"]: beta_mean(part) for part in case["activities"]}
    tasks = [Task(part["name"], days(means[part["name"]]), after=part["pred"]) for part in case["activities"]]
    result = schedule(on_the_clock(tasks, []), policy=TEXTBOOK)
    assert_shown(result, case["expected"], tolerance=Fraction(str(case["tol"])))
    assert project_days(result) == Fraction(39, 2)


def test_the_oracles_are_beside_the_project():
    if not oracles_present():
        pytest.skip("oracles absent: no folder 'oracles' beside the project")
    assert len(cases("cpm_pdm_criticalpath")) >= 40
    assert len(cases("dslib_cpm_networks", "projects")) == 6
