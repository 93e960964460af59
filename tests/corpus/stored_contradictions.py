"""Find stored dates of MS Project that contradict each other, whatever the rules they come from: a command, not a test.

    python tests/corpus/stored_contradictions.py [--file t0022] [--list]

What a file stores is compared with itself alone, in the working time of its calendars. A task is named where

- its start or finish slack is not the working time between its early and its late date;
- it is a summary without manual tasks, and does not span the dates of its tasks;
- nothing follows it or its summaries, yet its free slack is not its total slack, as Microsoft defines it, or its late finish is
  not the project's;
- it has not begun, and takes other than its duration both early and late.

A line a file says how many tasks are named, and how many of those that `score_msproject.py` finds wrong are among them or in a
summary among them; `--list` tells what is wrong with each.
"""
# ruff: noqa: T201  # a command talks to whoever runs it

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from itpm.interop import mspdi  # noqa: E402
from itpm.model.constraints import ConstraintType  # noqa: E402
from itpm.model.moments import to_seconds  # noqa: E402
from itpm.model.policy import SchedulingPolicy  # noqa: E402
from itpm.scheduling.networks import Network, build_network  # noqa: E402

from tests.corpus.score_msproject import CORPUS, mismatched, module, predict  # noqa: E402

MINUTE, ROUNDING = 60, 90
PINNED = {ConstraintType.MSO, ConstraintType.MFO}
LATE = {ConstraintType.FNLT, ConstraintType.SNLT, *PINNED}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 where the corpus is there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--file", default="", help="only files whose name contains this")
    parser.add_argument("--list", action="store_true", help="name every contradicted task")
    options = parser.parse_args(arguments)
    if not CORPUS.is_dir():
        print(f"the corpus is absent: {CORPUS}")
        return 1
    files = [file for file in sorted((CORPUS / "xml").glob("*.xml")) if options.file in file.name]
    sums = [0, 0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as folder:
        predict(files, Path(folder))
        for file in files:
            stored = Stored(file)
            found = stored.contradictions()
            wrong = mismatched(file.stem, Path(folder))
            named = len(wrong & stored.within(set(found)))
            computed = json.loads((Path(folder) / f"{file.stem}.json").read_text(encoding="utf-8"))
            summaries = [uid for uid in found if stored.tasks[uid]["summary"]]
            agreed = sum(stored.agrees(uid, computed[uid]) for uid in summaries)
            sums = list(map(int.__add__, sums, (len(found), named, len(wrong), agreed, len(summaries))))
            if found or wrong:
                print(f"{file.stem}: {len(found)} contradicted; {named} of {len(wrong)} wrong tasks are among them")
            for uid, words in found.items() if options.list else ():
                print(f"  task {uid}: {'; '.join(words)}")
    print(
        f"{sums[0]} tasks contradicted; {sums[1]} of {sums[2]} wrong tasks are among them, or in a summary among them"
    )
    print(
        f"{sums[3]} of the {sums[4]} summaries among them have the dates that are computed here, their tasks older ones"
    )
    return 0


class Stored:
    """One file: what it stores by task, and its plan for structure and calendars."""

    def __init__(self, file: Path) -> None:
        self.plan = mspdi.loads(module("blind").blind(file.read_text(encoding="utf-8")))
        self.network: Network = build_network(self.plan, self.plan.policy or SchedulingPolicy.ms_project())
        found = json.loads((CORPUS / "expected" / f"{file.stem}.json").read_text(encoding="utf-8"))
        self.finish = _seconds(found["project"]["finish"])
        self.tasks: dict[str, dict[str, Any]] = {
            uid: task
            for uid, task in found["tasks"].items()
            if uid in self.plan.structure.position and task["start"] and task["active"] and not task["external"]
        }

    def contradictions(self) -> dict[str, list[str]]:
        """What contradicts itself, by task."""
        found: dict[str, list[str]] = {}
        for uid, task in self.tasks.items():
            if task["summary"]:
                words = list(self.spans_others(uid, task))
            elif task["manual"] or task["percent_complete"] == 100:
                continue
            else:
                words = [*self.slack(uid, task), *self.open_end(uid, task), *self.length(uid, task)]
            if words:
                found[uid] = words
        return found

    def agrees(self, uid: str, computed: dict[str, Any]) -> bool:
        """Whether the early and late dates stored are those computed."""
        names = ("early_start", "early_finish", "late_start", "late_finish")
        return all(abs(_seconds(self.tasks[uid][name]) - _seconds(computed[name])) < MINUTE for name in names)

    def within(self, found: set[str]) -> set[str]:
        """The tasks found, and all in the summaries found."""
        above = self.plan.structure.parents
        within = set()
        for uid in self.tasks:
            place = self.plan.structure.position[uid]
            while place >= 0 and self.plan.tasks[place].id not in found:
                place = above[place]
            within |= {uid} if place >= 0 else set()
        return within

    def slack(self, uid: str, task: dict[str, Any]) -> Iterator[str]:
        """Whether slack is what lies between the dates; of a begun task that is late, it is counted otherwise."""
        if self.constraints(uid) & PINNED:
            return
        begun = self.has_begun(uid)
        for side in ("finish",) if begun else ("start", "finish"):
            room = self.between(uid, task[f"early_{side}"], task[f"late_{side}"])
            told = (task[f"{side}_slack"] or 0) * MINUTE
            if abs(room - told) >= ROUNDING and not (begun and room <= 0):
                yield f"{side} slack is {told / MINUTE:.0f} min, its dates leave {room / MINUTE:.0f}"

    def spans_others(self, uid: str, task: dict[str, Any]) -> Iterator[str]:
        """Whether a summary spans its tasks."""
        children = self.plan.structure.children[self.plan.structure.position[uid]]
        below = [self.tasks[self.plan.tasks[child].id] for child in children if self.plan.tasks[child].id in self.tasks]
        if not below or any(one["manual"] for one in (task, *below)):
            return
        for side, choose in (("start", min), ("finish", max)):
            for when in ("early", "late"):
                span = choose((child[f"{when}_{side}"] for child in below), key=_seconds)
                if abs(self.between(uid, span, task[f"{when}_{side}"])) >= ROUNDING:
                    yield f"{when} {side} is {task[f'{when}_{side}']}, that of its tasks {span}"

    def open_end(self, uid: str, task: dict[str, Any]) -> Iterator[str]:
        """Whether what nothing follows has the free slack and the late finish of what nothing follows; late plans give none."""
        if self.plan.schedule_from == "finish":
            return
        place, structure = self.plan.structure.position[uid], self.plan.structure
        before = {link.predecessor for link in self.plan.links}
        by_hand = False
        while place >= 0:
            if self.plan.tasks[place].id in before:
                return
            place = structure.parents[place]
            by_hand = by_hand or (place >= 0 and self.tasks.get(self.plan.tasks[place].id, {}).get("manual", False))
        if abs((task["free_slack"] or 0) - max(task["total_slack"] or 0, 0)) >= ROUNDING / MINUTE:
            yield f"nothing follows it: free slack {task['free_slack']:.0f} min, total slack {task['total_slack']:.0f}"
        capped = (
            by_hand
            or self.constraints(uid) & LATE
            or self.plan.tasks[self.plan.structure.position[uid]].deadline is not None
        )
        late = max(_seconds(task["late_finish"]), _seconds(task["early_finish"]))
        off = abs(self.between(uid, task["late_finish"], self.finish)) >= 24 * 60 * MINUTE
        if not capped and late != self.finish and off:
            yield f"nothing follows it: late finish {task['late_finish']}"

    def length(self, uid: str, task: dict[str, Any]) -> Iterator[str]:
        """Whether an unbegun task with one calendar takes as long as it should, early or late."""
        tracks = self.network.tracks[self.plan.structure.position[uid]]
        if self.has_begun(uid) or len(tracks) != 1 or self.plan.tasks[self.plan.structure.position[uid]].extra.splits:
            return
        number, seconds = tracks[0]
        calendar = self.network.calendars[number]
        spans = [(_seconds(task[f"{when}_start"]), _seconds(task[f"{when}_finish"])) for when in ("early", "late")]
        taken = [calendar.between(*span) for span in spans]
        if all(abs(length - seconds) >= ROUNDING for length in taken):
            yield f"lasts {taken[0] / MINUTE:.0f} min, its duration is {seconds / MINUTE:.0f}"

    def has_begun(self, uid: str) -> bool:
        """Whether the task has an actual start."""
        return self.network.rules_of(self.plan.structure.position[uid]).started is not None

    def constraints(self, uid: str) -> set[ConstraintType]:
        """The types of a task's constraints and of those of the summaries above it."""
        place, found = self.plan.structure.position[uid], set[ConstraintType]()
        while place >= 0:
            found |= {constraint.type for constraint in self.plan.tasks[place].constraints}
            place = self.plan.structure.parents[place]
        return found

    def between(self, uid: str, since: str | int, until: str | int) -> int:
        """Working time from one date to another in the task's calendar [s]."""
        calendar = self.network.calendars[self.network.own_calendar[self.plan.structure.position[uid]]]
        return calendar.between(_seconds(since), _seconds(until))


def _seconds(date: str | int) -> int:
    return date if isinstance(date, int) else to_seconds(datetime.fromisoformat(date))


if __name__ == "__main__":
    sys.exit(main())
