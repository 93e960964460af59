"""Score the scheduler against MS Project's own dates: a command, not a test.

    python tests/corpus/score_msproject.py [--worst 30] [--file t0038] [--keep FOLDER]

Every file of the corpus beside the project is blinded (computed dates and slack removed), loaded and scheduled, and its
dates are compared with those MS Project computed. `--worst` lists mismatches by file and field, `--file` looks at some files
only.
"""
# ruff: noqa: T201  # a command talks to whoever runs it

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itpm import ScheduledTask

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "oracles" / "msproject"
DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
FIELDS = (*DATES, "total_slack", "free_slack", "critical")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 unless a file failed to load or schedule."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--worst", type=int, default=0, help="list so many mismatches")
    parser.add_argument("--file", default="", help="only files whose name contains this")
    parser.add_argument("--keep", type=Path, help="folder to leave the predictions in")
    options = parser.parse_args(arguments)
    if not CORPUS.is_dir():
        print(f"the corpus is absent: {CORPUS}")
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = [file for file in sorted((CORPUS / "xml").glob("*.xml")) if options.file in file.name]
        failures = predict(files, folder)
        if not options.file:
            module("score").main(str(CORPUS), str(folder))
        for line in mismatches(files, folder, most=options.worst):
            print(line)
    for failure in failures:
        print(failure)
    return 1 if failures else 0


def module(name: str) -> ModuleType:
    """One of the corpus's own scripts."""
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", CORPUS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def predict(files: Iterable[Path], folder: Path) -> list[str]:
    """Write what the scheduler computes for each file; what could not be loaded or scheduled is said."""
    blind = module("blind").blind
    failures, began, count = [], time.perf_counter(), 0
    for file in files:
        try:
            predicted = predictions(blind(file.read_text(encoding="utf-8")))
        except Exception as error:  # noqa: BLE001  # every failure is reported, none stops the others
            failures.append(f"{file.name}: {type(error).__name__}: {str(error)[:300]}")
            continue
        (folder / f"{file.stem}.json").write_text(json.dumps(predicted), encoding="utf-8")
        count += 1
    print(f"{count} files loaded and scheduled in {time.perf_counter() - began:.1f} s, {len(failures)} failed")
    return failures


def predictions(text: str) -> dict[str, dict[str, object]]:
    """The nine fields of each task of one file."""
    import itpm
    from itpm.interop import mspdi

    return {row.id: _fields(row) for row in itpm.schedule(mspdi.loads(text))}


def _fields(row: ScheduledTask) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(row, name).isoformat() for name in DATES}
    fields["total_slack"] = row.total_float.minutes
    fields["free_slack"] = row.free_float.minutes
    fields["critical"] = row.is_critical
    return fields


def mismatches(files: Iterable[Path], folder: Path, *, most: int) -> Iterator[str]:
    """Lines about the tasks that are wrong: counts by file first, worst file first, then each field with both values."""
    if not most:
        return
    wrong = {file.stem: list(_wrong(file.stem, folder)) for file in files}
    for stem in sorted(wrong, key=lambda name: -len(wrong[name])):
        if wrong[stem]:
            counts = Counter(field for _, field, _, _ in wrong[stem])
            yield f"{stem}: {len(mismatched(stem, folder))} tasks wrong; {dict(counts)}"
    shown = 0
    for stem, found in sorted(wrong.items()):
        for uid, field, expected, got in found:
            if shown < most:
                yield f"  {stem} task {uid} {field}: expected {expected}, got {got}"
            shown += 1


def mismatched(stem: str, folder: Path) -> set[str]:
    """The tasks of a file that are wrong in any field."""
    return {uid for uid, *_ in _wrong(stem, folder)}


def _wrong(stem: str, folder: Path) -> Iterator[tuple[str, str, object, object]]:
    expected = json.loads((CORPUS / "expected" / f"{stem}.json").read_text(encoding="utf-8"))["tasks"]
    path = folder / f"{stem}.json"
    got = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for uid, task in expected.items():
        if (
            uid == "0"
            or task["summary"]
            or task["manual"]
            or not task["active"]
            or task["external"]
            or not task["start"]
        ):
            continue
        for field in FIELDS:
            value = got.get(uid, {}).get(field)
            if task[field] is not None and not _same(field, task[field], value):
                yield uid, field, task[field], value


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
