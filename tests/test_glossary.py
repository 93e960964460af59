"""Every name that the glossary gives a term in the library exists, and the words of the documents are in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import attrs
import pytest

import itpm

from tests.support import ROOT
from tests.support.documents import table_rows

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = table_rows(GLOSSARY)
PACKAGES = (
    *("itpm.cost", "itpm.cost.contracts", "itpm.cost.estimation", "itpm.cost.finance", "itpm.risk", "itpm.rules"),
    *("itpm.risk.simulation", "itpm.selection", "itpm.statecharts"),
)

WORDS = """
slip, milestone trend, float erosion, baseline variance, forecast accuracy, cut-over, runbook, rehearsal, rollback, point of
no return, go/no-go, hypercare, risk appetite, tolerance, RAID log, assumption, needed-by date, proximity, urgency, secondary
risk, exposure, burn-down, heat map, risk breakdown structure, decision tree, merge bias, cruciality, significance,
criticality index, schedule sensitivity index, joint confidence, order-free contingency split, tornado, correlation, risk
driver, probabilistic branch, Latin hypercube, drag, lever, what if, longest path, float path, merge point, window, release
window, freeze, retained logic, progress override, suspension, split, levelling delay, expected finish, manual task, external
task, inactive task, activity code, stored dates, methodology, stage, tailoring, gate condition, exception, sprint, backlog,
definition of done, increment, traceability, RTO, RPO, RACI, stakeholder, obligation, rule pack, profile, enforcement,
decision table, hit policy, statechart, guard, planning rate, fiscal period
"""


def names() -> Iterator[str]:
    for line in GLOSSARY.splitlines():
        if line.startswith("| "):
            yield from re.findall(r"`([^`]+)`", line)


def found(name: str) -> object:
    """What the dotted name stands for: in `itpm`, or in the package that its first part ends."""
    first, *rest = name.split(".")
    homes = [home for home in PACKAGES if home.rpartition(".")[2] == first]
    if homes and rest:
        return member(getattr(import_module(homes[0]), rest[0]), rest[1:])
    return member(getattr(itpm, first), rest)


def member(thing: object, parts: list[str]) -> object:
    for part in parts:
        fields = attrs.fields_dict(thing) if isinstance(thing, type) and attrs.has(thing) else {}
        thing = fields[part] if part in fields else getattr(thing, part)
    return thing


@pytest.mark.parametrize("name", sorted(set(names())))
def test_a_name_in_the_glossary_is_a_name_of_the_library(name: str) -> None:
    assert found(name) is not None


def test_the_words_of_the_documents_are_in_the_glossary() -> None:
    words = {word.strip() for word in WORDS.replace("\n", " ").split(",")}
    assert words - {row[0].partition(" (")[0] for row in ROWS} == set()
