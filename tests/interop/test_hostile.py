"""Whatever is handed to a reader is read or refused with faults: nothing hangs, recurses out or raises anything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from itpm.errors import FaultsError
from itpm.interop import from_json, mspdi, to_json, xer
from itpm.model import (
    Assignment,
    Baseline,
    BaselineTask,
    Constraint,
    Money,
    Plan,
    Progress,
    Rate,
    Resource,
    Task,
    WorkCalendar,
)
from itpm.scheduling import schedule

PLAN = Plan(
    "Move",
    start="2026-01-05",
    currency="EUR",
    data_date="2026-01-06",
    deadline="2026-03-01",
    calendars={"night": WorkCalendar.weekly({0: [("18:00", "22:00")]}, holidays=["2026-01-12"])},
    resources=[Resource("1", "Ann", calendar="night", rates=[Rate(standard=Money(80, "EUR"))])],
    tasks=[
        Task("10"),
        Task(
            "11", "2d", parent="10", progress=Progress(actual_start="2026-01-05", remaining="1d", percent_complete=50)
        ),
        Task("12", "1d", after=["11 SS+4h"], assignments=[Assignment(resource="1", work="8h")]),
        Task("13", "0d", after=["12", "11 FF+1d"], constraints=[Constraint("SNET", "2026-01-08")]),
    ],
    baselines=[Baseline("Baseline", [BaselineTask("11", duration="2d")])],
)
READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "MSPDI": (mspdi.loads, mspdi.dumps(PLAN, schedule(PLAN))),
    "MSPDI dates": (mspdi.stored_dates, mspdi.dumps(PLAN, schedule(PLAN))),
    "XER": (xer.loads, xer.dumps(PLAN, schedule(PLAN))),
    "XER dates": (xer.stored_dates, xer.dumps(PLAN, schedule(PLAN))),
    "JSON": (from_json, to_json(PLAN)),
}
ODD = (
    "",
    "-1",
    "0",
    "99999999999999999999999",
    "1e999999",
    "NaN",
    "PT99999999999999H",
    "-PT1H0M0S",
    "9999-12-31T23:59:59",
    "0001-01-01T00:00:00",
    "2026-13-45",
    "\x00",
    "\ud800",
    "Infinity",
    "x" * 3000,
    "[" * 300,
    "<a>" * 300,
    "\t\t\t",
    "%T\tTASK",
    "null",
    '"',
)
_VALUES = re.compile(r"(?<=[>\t: \[])[^<>\t\r\n\"{}\[\]]{1,40}")
_ROUNDS = 90


def spoilt(text: str, seed: int) -> str:
    """The text with one to three of its values, lines or pieces changed, doubled or taken away."""
    random = Random(seed)  # nothing secret
    for _ in range(random.randint(1, 3)):
        lines = text.split("\n")
        match random.randrange(5):
            case 0:
                places = [found.span() for found in _VALUES.finditer(text)]
                start, end = random.choice(places) if places else (0, 0)
                text = text[:start] + random.choice(ODD) + text[end:]
            case 1:
                del lines[random.randrange(len(lines))]
                text = "\n".join(lines)
            case 2:
                lines.insert(random.randrange(len(lines)), random.choice(lines))
                text = "\n".join(lines)
            case 3:
                start = random.randrange(len(text) or 1)
                text = text[:start] + text[start + random.randint(1, 80) :]
            case _:
                one, other = random.randrange(len(lines)), random.randrange(len(lines))
                lines[one], lines[other] = lines[other], lines[one]
                text = "\n".join(lines)
    return text


@pytest.mark.parametrize("reader", READERS)
def test_a_spoilt_file_is_read_or_refused_with_faults(reader: str) -> None:
    read, text = READERS[reader]
    for seed in range(_ROUNDS):
        try:
            read(spoilt(text, seed))
        except FaultsError as error:
            assert error.faults  # noqa: PT017  # both ends are right


@pytest.mark.parametrize("reader", ["MSPDI", "XER"])
def test_a_spoilt_file_that_can_be_read_can_be_written(reader: str) -> None:
    read, text = READERS[reader]
    write = mspdi.dumps if reader == "MSPDI" else xer.dumps
    for seed in range(_ROUNDS):
        try:
            plan = read(spoilt(text, seed))
        except FaultsError:
            continue
        assert isinstance(plan, Plan)
        try:
            written = write(plan)
        except FaultsError as error:
            assert error.faults  # noqa: PT017  # both ends are right
            continue
        assert read(written) == plan if reader == "MSPDI" else read(written)
