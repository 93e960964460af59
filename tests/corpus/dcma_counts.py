"""Run the DCMA's fourteen checks over every plan of the corpus: a command, not a test.

    python tests/corpus/dcma_counts.py [--file t0038] [--all-packs]

A line for each plan with what each check counts: offenders (of how many) for checks 1 to 11, the percentage or index for
12 to 14; "!" fails, "?" is undecided, "-" not applicable. `--all-packs` evaluates every pack of the library as well. Exit
code 1 when a plan raises an error.
"""
# ruff: noqa: T201  # a command talks to whoever runs it

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import itpm
from itpm.governance.packs.dcma import DcmaCheck, dcma_assessment
from itpm.interop import mspdi
from itpm.rules import Outcome

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "oracles" / "msproject" / "xml"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 unless a plan raised an error."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--file", default="", help="only files whose name contains this")
    parser.add_argument("--all-packs", action="store_true", help="evaluate every pack of the library")
    options = parser.parse_args(arguments)
    if not CORPUS.is_dir():
        print(f"the corpus is absent: {CORPUS}")
        return 1
    files = [file for file in sorted(CORPUS.glob("*.xml")) if options.file in file.name]
    failures, outcomes, began = [], Counter[str](), time.process_time()
    for file in files:
        try:
            print(line(file, outcomes, all_packs=options.all_packs))
        except Exception as error:  # noqa: BLE001  # every failure is reported, none stops the others
            failures.append(f"{file.name}: {type(error).__name__}: {str(error)[:300]}")
    for failure in failures:
        print(failure)
    counted = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    print(f"{len(files)} plans, {len(failures)} errors, {time.process_time() - began:.0f} s; outcomes: {counted}")
    return 1 if failures else 0


def line(file: Path, outcomes: Counter[str], *, all_packs: bool) -> str:
    """What the checks say of one plan."""
    plan = mspdi.loads(file.read_text(encoding="utf-8-sig"))
    facts = itpm.facts_of(plan, as_of=plan.data_date or plan.start)
    found = dcma_assessment(facts)
    outcomes.update(check.outcome.name for check in found)
    if all_packs:
        itpm.evaluate(itpm.all_packs(), facts)
    return f"{file.stem[:28]:28s} {len(plan):5d} tasks  " + " ".join(cell(check) for check in found)


def cell(check: DcmaCheck) -> str:
    """One check in a few characters."""
    mark = {Outcome.PASS: "", Outcome.FAIL: "!", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "-"}[check.outcome]
    if check.value is None:
        return mark
    if check.of is not None and check.unit == "%":
        return f"{check.count}/{check.of}{mark}"
    return f"{check.value:.0f}%{mark}" if check.unit == "%" else f"{check.value:.2f}{mark}"


if __name__ == "__main__":
    sys.exit(main())
