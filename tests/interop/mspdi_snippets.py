"""Small MS Project files, written by hand, for the tests of reading them."""

from __future__ import annotations

from typing import Any

from itpm import Plan
from itpm.errors import Fault, PlanError
from itpm.interop import mspdi

STANDARD_WEEK = "".join(
    f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking><WorkingTimes>"
    "<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>"
    for day in range(2, 7)
)


def element(name: str, **values: object) -> str:
    """An element whose children hold the given values; one called `inside` is put in as it is."""
    inside = "".join(str(value) if key == "inside" else f"<{key}>{value}</{key}>" for key, value in values.items())
    return f"<{name}>{inside}</{name}>"


def task(uid: object, inside: str = "", **values: Any) -> str:  # whatever stands in the elements
    given = {"UID": uid, "ID": uid, "OutlineLevel": 1, "Duration": "PT8H0M0S", "DurationFormat": 7} | values
    return element("Task", **{name: value for name, value in given.items() if value is not None}, inside=inside)


def link(predecessor: object, **values: object) -> str:
    return element("PredecessorLink", PredecessorUID=predecessor, **values)


def project(
    *tasks: str,
    calendars: str = "",
    resources: str = "",
    assignments: str = "",
    inside: str = "",
    **values: object,
) -> str:
    given = {"Title": "Test", "StartDate": "2026-01-05T08:00:00"} | values
    parts = {"Calendars": calendars, "Tasks": "".join(tasks), "Resources": resources, "Assignments": assignments}
    lists = "".join(f"<{name}>{content}</{name}>" for name, content in parts.items())
    header = {name: value for name, value in given.items() if value is not None}
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Project xmlns="http://schemas.microsoft.com/project">{element("X", **header)[3:-4]}{inside}{lists}</Project>'
    )


def plan(*tasks: str, **parts: Any) -> Plan:  # texts, and values of the header
    return mspdi.loads(project(*tasks, **parts))


def faults(text: str) -> list[str]:
    """The faults that a file is refused with, as text."""
    return [str(fault) for fault in refused(text)]


def refused(text: str) -> tuple[Fault, ...]:
    try:
        mspdi.loads(text)
    except PlanError as error:
        return error.faults
    raise AssertionError("the file was read")
