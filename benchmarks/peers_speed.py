"""The same plans beside the libraries that can be installed: CPU time from rows to dates and floats, as a ratio to the floor.

Usage: python benchmarks/peers_speed.py [TASKS ...]     (default: 1000)

Layered random plans, twice as many links as tasks. *Rows to dates* begins with tuples and ends when every task has early and late
dates and total float, as whatever numbers the library keeps (itpm: seconds; the last line makes rows of dates and durations of
them all); *dates alone* begins with the library's own input objects. All libraries take turns in one run; medians of five rounds
after one of warming up. networkx finds the longest path only, no dates.
Peers are no dependencies: ``pip install pmcontrols longpath trueppm-scheduler walopy mpxj jpype1``; which is not found is said.
Exit code 1 if a peer has its dates sooner in a row it can do; its way from rows to them is shown beside, checks and all.
"""

from __future__ import annotations

import gc
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from support.floor import Rows, floor, layered

import itpm

WORK = ("finish-to-start, no calendar", "all links and lags, one calendar", "all links and lags, three calendars")
KINDS, LAG_DAYS = ("FS", "SS", "FF", "FS"), (0, 1, 0, 0)
CALENDARS = ("office", "early", "six days")
START = datetime(2026, 1, 5, 8)
SHIFTS = {
    "office": (5, (("08:00", "12:00"), ("13:00", "17:00"))),
    "early": (5, (("06:00", "10:00"), ("10:30", "14:30"))),
    "six days": (6, (("08:00", "16:00"),)),
}
ROUNDS = 5
ROWS = "itpm, every row an object"

Prepare = Callable[[Rows, int], Any]  # input objects are the peers' own
Run = Callable[[Any], object]


def _kind(number: int, work: int) -> tuple[str, int]:
    """Type and lag [day] of a link."""
    return (KINDS[number % 4], LAG_DAYS[number % 4]) if work else ("FS", 0)


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _itpm(*, rows: bool = False) -> tuple[Prepare, Run, int]:
    policy = itpm.SchedulingPolicy.textbook()

    def prepare(given: Rows, work: int) -> itpm.Plan:
        week = {
            name: itpm.WorkCalendar.weekly({day: list(shifts) for day in range(days)})
            for name, (days, shifts) in SHIFTS.items()
        }
        named = {name: week[name] for name in CALENDARS[1:]} if work == 2 else {}
        return itpm.Plan(
            "peers",
            start="2026-01-05",
            calendar=week["office"].with_holidays(["2026-12-25"]) if work else itpm.WorkCalendar.continuous(),
            calendars=named,
            tasks=[
                itpm.Task(name, f"{days}d", calendar=None if work < 2 else (None, *CALENDARS[1:])[number % 3])
                for number, (name, days) in enumerate(given[0])
            ],
            dependencies=[
                itpm.Dependency(before, behind, type=_kind(number, work)[0], lag=f"{_kind(number, work)[1]}d")
                for number, (before, behind) in enumerate(given[1])
            ],
        )

    def dates(plan: itpm.Plan) -> object:
        found = itpm.schedule(plan, policy=policy)
        return list(found) if rows else (found.solution, found.floats)

    return prepare, dates, 3


def _networkx() -> tuple[Prepare, Run, int]:
    networkx = importlib.import_module("networkx")

    def prepare(rows: Rows, _: int) -> Any:
        length = dict(rows[0])
        graph = networkx.DiGraph()
        graph.add_nodes_from(length)
        graph.add_weighted_edges_from((before, behind, length[before]) for before, behind in rows[1])
        return graph

    return prepare, networkx.dag_longest_path, 1


def _pmcontrols() -> tuple[Prepare, Run, int]:
    return _dictionaries("id"), importlib.import_module("pmcontrols").cpm, 1


def _walopy() -> tuple[Prepare, Run, int]:
    return _dictionaries("name"), importlib.import_module("walopy").cpm, 1


def _dictionaries(key: str) -> Prepare:
    def prepare(rows: Rows, _: int) -> Any:
        before: dict[str, list[str]] = {name: [] for name, _ in rows[0]}
        for predecessor, successor in rows[1]:
            before[successor].append(predecessor)
        return [{key: name, "duration": days, "predecessors": before[name]} for name, days in rows[0]]

    return prepare


def _trueppm() -> tuple[Prepare, Run, int]:
    ppm = importlib.import_module("trueppm_scheduler")
    models = importlib.import_module("trueppm_scheduler.models")

    def prepare(rows: Rows, work: int) -> Any:
        days = ppm.Calendar(working_days=0b0011111 if work else 0b1111111)
        return ppm.Project(
            id="p",
            name="P",
            start_date=date(2026, 1, 5),
            calendar=days,
            tasks=[ppm.Task(id=name, name=name, duration=timedelta(days=length)) for name, length in rows[0]],
            dependencies=[
                ppm.Dependency(
                    predecessor_id=before,
                    successor_id=behind,
                    dep_type=models.DependencyType[_kind(number, work)[0]],
                    lag=timedelta(days=_kind(number, work)[1]),
                )
                for number, (before, behind) in enumerate(rows[1])
            ],
        )

    return prepare, ppm.schedule, 2


def _longpath() -> tuple[Prepare, Run, int]:
    model, cpm = importlib.import_module("longpath.model"), importlib.import_module("longpath.cpm")
    working = importlib.import_module("longpath.calendars").WorkCalendar

    def week(name: str) -> Any:
        days, shifts = SHIFTS[name]
        day = [(_minutes(begin), _minutes(end)) for begin, end in shifts]
        holidays: dict[date, list[tuple[int, int]]] = {date(2026, 12, 25): []} if name == "office" else {}
        return working(name, name, [day] * days + [[]] * (7 - days), holidays)

    def prepare(rows: Rows, work: int) -> Any:
        lines = (
            {name: week(name) for name in CALENDARS} if work else {"office": working("office", "c", [[(0, 1440)]] * 7)}
        )
        project = model.Project(id="p", short_name="p", name="P", data_date=START, default_calendar="office")
        hours = 8 if work else 24
        for number, (name, days) in enumerate(rows[0]):
            line = CALENDARS[number % 3] if work == 2 else "office"
            project.activities[name] = model.Activity(
                uid=name, code=name, name=name, calendar_id=line, orig_dur_h=days * hours, rem_dur_h=days * hours
            )
        project.relationships = [
            model.Relationship(before, behind, _kind(number, work)[0], _kind(number, work)[1] * hours)
            for number, (before, behind) in enumerate(rows[1])
        ]
        return project, lines

    options = cpm.CpmOptions(lag_calendar="successor", float_type="min")
    return prepare, lambda made: cpm.run(made[0], made[1], options), 3


def _mpxj() -> tuple[Prepare, Run, int]:
    jpype = importlib.import_module("jpype")
    importlib.import_module("mpxj")
    if not jpype.isJVMStarted():
        jpype.startJVM()
    java = jpype.JClass
    files, time_of = java("org.mpxj.ProjectFile"), java("java.time.LocalTime")
    duration, unit = java("org.mpxj.Duration"), java("org.mpxj.TimeUnit").DAYS
    relation, kinds, hours = java("org.mpxj.Relation"), java("org.mpxj.RelationType"), java("org.mpxj.LocalTimeRange")
    scheduler, start = java("org.mpxj.cpm.MicrosoftScheduler"), java("java.time.LocalDateTime").of(2026, 1, 5, 8, 0)
    names = {"FS": kinds.FINISH_START, "SS": kinds.START_START, "FF": kinds.FINISH_FINISH}
    week = list(java("java.time.DayOfWeek").values())

    def line(file: Any, name: str) -> Any:
        days, shifts = SHIFTS[name]
        calendar = file.addCalendar()
        for number, day in enumerate(week):
            calendar.setWorkingDay(day, number < days)
            ranges = calendar.addCalendarHours(day)
            for begin, end in shifts if number < days else ():
                ranges.add(hours(time_of.parse(begin), time_of.parse(end)))
        return calendar

    def prepare(rows: Rows, work: int) -> Any:
        file = files()
        lines = [line(file, name) for name in (CALENDARS if work == 2 else CALENDARS[:1])]
        file.setDefaultCalendar(lines[0])
        file.getProjectProperties().setStartDate(start)
        made = {}
        nothing = duration.getInstance(0, unit)
        for number, (name, days) in enumerate(rows[0]):
            task = made[name] = file.addTask()
            length = duration.getInstance(days, unit)
            task.setName(name)
            task.setDuration(length)
            task.setRemainingDuration(length)
            task.setActualDuration(nothing)
            if work == 2:
                task.setCalendar(lines[number % 3])
        for number, (before, behind) in enumerate(rows[1]):
            kind, lag = _kind(number, work)
            link = relation.Builder().predecessorTask(made[before]).type(names[kind])
            made[behind].addPredecessor(link.lag(duration.getInstance(lag, unit)))
        return file

    return prepare, lambda file: scheduler().schedule(file, start), 3


PEERS = {
    "itpm": _itpm,
    "networkx dag_longest_path": _networkx,
    "pmcontrols": _pmcontrols,
    "walopy": _walopy,
    "trueppm-scheduler": _trueppm,
    "longpath": _longpath,
    "mpxj (JVM)": _mpxj,
    ROWS: lambda: _itpm(rows=True),
}


def _found() -> dict[str, tuple[Prepare, Run, int]]:
    """The peers that are installed; of the others, that they are not."""
    found = {}
    for name, peer in PEERS.items():
        try:
            found[name] = peer()  # type: ignore[no-untyped-call]  # a peer brings no types
        except Exception as error:  # noqa: BLE001  # whatever a peer's import or its JVM raises, it cannot be measured
            print(f"{name}: not installed ({type(error).__name__}: {error})")
    return found


def _round(rows: Rows, work: int, prepare: Prepare, run: Run) -> tuple[float, float]:
    """CPU time from rows to dates, and of the dates alone [s]."""
    gc.collect()
    begun = time.process_time()
    made = prepare(rows, work)
    ready = time.process_time()
    run(made)
    done = time.process_time()
    return done - begun, done - ready


def _measure(count: int, peers: dict[str, tuple[Prepare, Run, int]]) -> bool:
    """Print the table for one size; whether nobody is ahead."""
    rows = layered(count)
    ahead = True
    print(f"\n{count:,} tasks, {len(rows[1]):,} links; ratio to the floor: rows to dates / dates alone")
    for work, title in enumerate(WORK):
        able = {name: peer for name, peer in peers.items() if peer[2] > work}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in able}
        floors: list[float] = []
        for number in range(ROUNDS + 1):
            gc.collect()
            begun = time.process_time()
            floor(*rows)
            floors.append(time.process_time() - begun)
            for name, (prepare, run, _) in able.items():
                spent = _round(rows, work, prepare, run)
                taken[name] += [spent] if number else []
        base = statistics.median(floors[1:])
        print(f"  {title}; floor {base * 1000:.1f} ms")
        ours = statistics.median(alone for _, alone in taken["itpm"])
        for name in peers:
            if name not in able:
                print(f"    {name:28s}       cannot do it")
                continue
            total, alone = (statistics.median(part) for part in zip(*taken[name], strict=True))
            ahead &= ours <= alone or name == ROWS
            print(f"    {name:28s} {total / base:8.1f} x {alone / base:8.1f} x")
    return ahead


if __name__ == "__main__":
    installed = _found()
    results = [_measure(int(argument), installed) for argument in sys.argv[1:] or ("1000",)]
    sys.exit(not all(results))
