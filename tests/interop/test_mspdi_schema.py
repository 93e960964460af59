"""What the writer writes is what the published schema of MS Project's XML allows: names, order, types and lengths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from itpm.interop import mspdi
from itpm.interop.mspdi.schema_order import ORDER
from itpm.interop.xml_text import Element, parse_xml
from itpm.model import Plan, Resource, Task, TaskDetails, WorkCalendar
from itpm.scheduling import schedule

from tests.interop.exchange_strategies import full_plans
from tests.interop.mspdi_schema import breaches, parts_of, paths
from tests.interop.mspdi_snippets import element, project, task

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "oracles" / "msproject" / "xml"


@pytest.mark.parametrize("path", [path for path in paths() if path.rpartition("/")[2] in ORDER])
def test_the_writers_order_is_that_of_the_schema(path: str) -> None:
    published = [part.name for part in parts_of(path)]
    ours = sorted(published, key=ORDER[path.rpartition("/")[2]].__getitem__)
    assert ours == published


@settings(max_examples=20)
@given(full_plans())
def test_any_plan_is_written_as_the_schema_wants_it(plan: Plan) -> None:
    for dates in (None, schedule(plan)):
        assert list(breaches(parse_xml(mspdi.dumps(plan, dates)))) == []


def everything(one: Element) -> Iterator[Element]:
    yield one
    for child in one.children:
        yield from everything(child)


def test_a_file_that_ms_project_wrote_itself_has_this_order() -> None:
    files = [file for file in sorted(CORPUS.glob("*.xml")) if b"<BuildNumber>" in file.read_bytes()[:2000]]
    if not files:
        pytest.skip(f"MS Project's files are absent: {CORPUS}")
    for file in files:
        for one in everything(parse_xml(file.read_bytes())):
            places = (
                [ORDER[one.name][child.name] for child in one.children] if one.name in ORDER and one.children else []
            )
            assert places == sorted(places), (file.name, one.name)


def test_texts_that_are_too_long_are_cut_in_the_file_and_come_back_whole() -> None:
    long = "x" * 600
    details = TaskDetails(custom=[(long, "1"), (f"{long}2", "2")])
    calendars = {long: WorkCalendar.standard(long)}
    tasks = [Task("a", "1d", name=long, calendar=long, details=details)]
    plan = Plan(long, start="2026-01-05", tasks=tasks, resources=[Resource("r", long)], calendars=calendars)
    text = mspdi.dumps(plan)
    assert list(breaches(parse_xml(text))) == []
    assert mspdi.loads(text) == plan


def test_a_day_of_more_than_five_shifts_is_written_without_its_shortest_breaks_and_comes_back() -> None:
    shifts = [("06:00", "07:00"), ("07:05", "08:00"), ("09:00", "10:00"), ("11:00", "12:00"), ("13:00", "14:00")]
    calendar = WorkCalendar.weekly({0: [*shifts, ("14:10", "15:00"), ("16:00", "17:00")]})
    plan = Plan("p", start="2026-01-05", tasks=[Task("a", "1d")], calendar=calendar)
    text = mspdi.dumps(plan)
    times = [one for one in everything(parse_xml(text)) if one.name == "WorkingTime"]
    assert [tuple(child.text[:5] for child in one.children) for one in times] == [
        ("06:00", "08:00"),
        *shifts[2:4],
        ("13:00", "15:00"),
        ("16:00", "17:00"),
    ]
    assert mspdi.loads(text) == plan


def test_what_other_formats_call_their_fields_is_no_element_and_comes_back() -> None:
    details = TaskDetails(foreign=[("task_type", "TT_Rsrc"), ("Contact", "Ann"), ("b408001", "gold")])
    plan = Plan("p", start="2026-01-05", tasks=[Task("1", "1d", details=details)], foreign=[("obs_id", "7")])
    text = mspdi.dumps(plan)
    names = {one.name for one in everything(parse_xml(text))}
    assert {"task_type", "Contact", "b408001", "obs_id"} & names == {"Contact", "b408001"}
    assert mspdi.loads(text) == plan


def test_a_currency_that_is_none_is_written_as_no_currency_and_comes_back() -> None:
    plan = Plan("p", start="2026-01-05", tasks=[Task("1", "1d")], currency="points")
    text = mspdi.dumps(plan)
    assert "<CurrencyCode>XXX</CurrencyCode>" in text
    assert mspdi.loads(text) == plan


def test_days_of_a_work_week_are_read_where_the_schema_of_2007_has_them_too() -> None:
    day = "<DayType>2</DayType><DayWorking>1</DayWorking>"
    times = (
        "<WorkingTimes><WorkingTime><FromTime>14:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
    )
    period = "<TimePeriod><FromDate>2026-01-05T00:00:00</FromDate><ToDate>2026-01-09T23:59:00</ToDate></TimePeriod>"
    found = []
    for days in (f"<WeekDay>{day}{times}</WeekDay>", f"<WeekDays><WeekDay>{day}{times}</WeekDay></WeekDays>"):
        weeks = f"<WorkWeeks><WorkWeek>{period}<Name>training</Name>{days}</WorkWeek></WorkWeeks>"
        calendar = element("Calendar", UID=1, Name="Day", IsBaseCalendar=1, inside=weeks)
        found.append(mspdi.loads(project(task(1), calendars=calendar)).calendars)
    assert found[0] == found[1]
    assert found[0][0][1].work_weeks[0].week[0] == ((50_400, 61_200),)


def test_a_plan_of_p6_keeps_its_columns_through_a_file_of_ms_project() -> None:
    details = TaskDetails(foreign=[("duration_type", "DT_FixedDUR2"), ("obs_id", "7")])
    plan = Plan(
        "p", start="2026-01-05", tasks=[Task("10", "16h", details=details)], foreign=[("table OBS", "obs_id\n7")]
    )
    assert mspdi.loads(mspdi.dumps(plan)) == plan
    assert attrs.evolve(mspdi.loads(mspdi.dumps(plan)), name="q") != plan
