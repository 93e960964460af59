"""The DCMA's checks on MS Project's own plans, against a count straight from the XML and from MS Project's computed dates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from itpm.governance.packs.dcma import DcmaAssessment, dcma_assessment
from itpm.interop import mspdi
from itpm.rules import Outcome

from tests.governance.packs.dcma.obvious_counts import counts, dated_counts
from tests.support import oracle

FOLDER = oracle("msproject")
FILES = sorted((FOLDER / "xml").glob("*.xml"))

READ_OTHERWISE = {"t0009_5ab1c5": "a manual task with dates and no duration, which the reader takes from its dates"}

DATED = (
    "t0005_d9cbb1",
    "t0006_f49ae2",
    "t0015_56afd2",
    "t0284_39c954",
    "t0007_c082a3",
    "t0089_358f01",
    "t0089_c7d2d6",
    "t0126_9d448d",
    "t0163_8ff5d2",
)
"""Plans whose dates the library computes as MS Project does; the first four have a baseline and a status date."""


def assessed(file: Path) -> tuple[str, DcmaAssessment]:
    text = file.read_text(encoding="utf-8-sig")
    return text, dcma_assessment(mspdi.loads(text))


@cache
def everything() -> dict[str, tuple[str, DcmaAssessment]]:
    return {file.stem[:12]: assessed(file) for file in FILES}


def pairs(found: DcmaAssessment, codes: dict[str, str]) -> Iterator[tuple[str, tuple[object, object]]]:
    for code, name in codes.items():
        if found[code].outcome not in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE):
            yield name, (found[code].count, found[code].of)


def test_every_plan_of_the_corpus_is_assessed_without_an_error() -> None:
    assert len(everything()) == len(FILES) > 100
    undecided = {
        code for _, found in everything().values() for code in [c.code for c in found if c.outcome is Outcome.UNKNOWN]
    }
    assert undecided <= {"DCMA011", "DCMA013", "DCMA014"}


STRUCTURE = {
    "DCMA001": "logic",
    "DCMA002": "leads",
    "DCMA003": "lags",
    "DCMA004": "finish_to_start",
    "DCMA005": "hard",
    "DCMA008": "long",
    "DCMA010": "unassigned",
    "DCMA014": "bei",
}


def test_what_needs_no_dates_is_counted_as_the_file_has_it() -> None:
    wrong = {}
    for name, (text, found) in everything().items():
        obvious = counts(text, found.as_of)
        ours = dict(pairs(found, STRUCTURE))
        differing = {
            part: (pair, getattr(obvious, part)) for part, pair in ours.items() if pair != getattr(obvious, part)
        }
        if differing:
            wrong[name] = differing
    assert set(wrong) == set(READ_OTHERWISE)


DATES = {"DCMA006": "high_float", "DCMA007": "negative_float", "DCMA009": "invalid", "DCMA011": "missed"}


@pytest.mark.parametrize("name", DATED)
def test_what_needs_dates_is_counted_as_ms_project_computed_them(name: str) -> None:
    text, found = everything()[name]
    file = next(FOLDER.glob(f"expected/{name}*.json"))
    obvious = dated_counts(text, json.loads(file.read_text(encoding="utf-8")), found.as_of)
    ours = dict(pairs(found, DATES))
    assert ours == {part: getattr(obvious, part) for part in ours}


def test_three_of_these_plans_have_a_baseline_a_status_date_and_work_that_is_due() -> None:
    found = {name: everything()[name][1] for name in ("t0006_f49ae2", "t0015_56afd2", "t0284_39c954")}
    assert {name: (one["DCMA014"].count, one["DCMA014"].of) for name, one in found.items()} == {
        "t0006_f49ae2": (0, 4),
        "t0015_56afd2": (13, 15),
        "t0284_39c954": (3, 5),
    }
    assert {name: (one["DCMA011"].count, one["DCMA011"].of) for name, one in found.items()} == {
        "t0006_f49ae2": (3, 3),
        "t0015_56afd2": (0, 15),
        "t0284_39c954": (5, 5),
    }


def test_offenders_are_named_by_their_uid() -> None:
    text, found = everything()["t0284_39c954"]
    assert len(found["DCMA001"].offenders) == counts(text, found.as_of).logic[0] == 185
    assert all(subject.startswith("task:") for subject in found["DCMA001"].offenders)
