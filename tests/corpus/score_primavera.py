"""Score the scheduler against Primavera P6's own dates: a command, not a test.

    python tests/corpus/score_primavera.py [--worst 30] [--file UP_2026] [--summaries]

Every XER file of the corpus beside the project is loaded and scheduled with its own options, and each activity's nine fields
are compared with those P6 computed. `loads` never reads a computed column; to prove it, the file is blinded first: early and
late dates, floats and flags are emptied. `--summaries` compares the WBS nodes, too.
"""
# ruff: noqa: T201  # a command talks to whoever runs it

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itpm import ScheduledTask

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "oracles" / "primavera"
DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
FIELDS = (*DATES, "total_slack", "free_slack", "critical")
COMPUTED = (
    "total_float_hr_cnt",
    "free_float_hr_cnt",
    "late_start_date",
    "late_end_date",
    "early_start_date",
    "early_end_date",
    "restart_date",
    "reend_date",
    "rem_late_start_date",
    "rem_late_end_date",
    "driving_path_flag",
    "float_path",
    "float_path_order",
    "aref",
    "arls",
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if every field of every activity is right."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--worst", type=int, default=20, help="list so many mismatches of each file")
    parser.add_argument("--file", default="", help="only files whose name contains this")
    parser.add_argument("--summaries", action="store_true", help="compare WBS nodes, too")
    options = parser.parse_args(arguments)
    if not CORPUS.is_dir():
        print(f"the corpus is absent: {CORPUS}")
        return 1
    wrong = 0
    for file in sorted(CORPUS.glob("*.xer")):
        if options.file in file.name:
            found = list(mismatches(file, summaries=options.summaries))
            tasks = {task for task, *_ in found}
            fields = dict(Counter(field for _, field, _, _ in found))
            print(f"{file.stem}: {len(tasks)} tasks wrong {fields or ''}")
            for line in found[: options.worst]:
                print("  task {} {}: expected {}, got {}".format(*line))
            wrong += len(tasks)
    return 1 if wrong else 0


def blinded(text: str) -> str:
    """The file's text with every computed cell emptied."""
    lines, hidden = [], frozenset[int]()
    for line in text.split("\n"):
        cells = line.rstrip("\r").split("\t")
        if cells[0] == "%F":
            hidden = frozenset(place for place, column in enumerate(cells) if column in COMPUTED)
        elif cells[0] == "%R":
            cells = ["" if place in hidden else cell for place, cell in enumerate(cells)]
        lines.append("\t".join(cells))
    return "\n".join(lines)


def mismatches(file: Path, *, summaries: bool = False) -> Iterator[tuple[str, str, object, object]]:
    """(task, field, what P6 computed, what we did) of everything that differs in a file."""
    import itpm
    from itpm.interop import xer

    expected = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))["tasks"]
    schedule = itpm.schedule(xer.loads(blinded(file.read_text(encoding="cp1252", errors="replace"))))
    for number, task in expected.items():
        if not task["start"] or (task["summary"] and not summaries):
            continue
        got = _fields(schedule[number]) if number in schedule else {}
        for field in FIELDS:
            if task[field] is not None and not _same(field, task[field], got.get(field)):
                yield number, field, task[field], got.get(field)


def _fields(row: ScheduledTask) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(row, name).isoformat() for name in DATES}
    fields["total_slack"] = row.total_float.minutes
    fields["free_slack"] = row.free_float.minutes
    fields["critical"] = row.is_critical
    return fields


def _same(field: str, expected: object, got: object) -> bool:
    if got is None:
        return False
    if field == "critical":
        return bool(expected) == bool(got)
    if field.endswith("slack"):
        return abs(float(str(expected)) - float(str(got))) < 1
    return abs((datetime.fromisoformat(str(expected)) - datetime.fromisoformat(str(got))).total_seconds()) < 60


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit(main())
