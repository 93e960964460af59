"""Stored packs and tables that somebody has mutilated: they are read, or refused with RulesError; never anything else."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from itpm.rules import (
    DecisionTable,
    RulePack,
    RuleProfile,
    RulesError,
    Waiver,
    approval_table,
    escalation_table,
    scoring_table,
)

from tests.rules.test_policies import CATALOGUE, PACK

DOCUMENTS = [PACK.to_dict(), *(table.to_dict() for table in (approval_table(), escalation_table(), scoring_table()))]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["-", "first", "collect", "1e999999999", "8k EUR", "x" * 2000, 10**50, b"bytes", object]),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.just({"number": "1e999999999"}),
    st.just({"all": []}),
    st.just({"item": "x"}),
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for key, value in below for place in places(value, (*path, key)))]


def mutilated(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(document)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return changed


@given(st.sampled_from(DOCUMENTS), st.data(), ODD)
def test_a_mutilated_document_is_read_or_refused(document: Any, data: st.DataObject, value: Any) -> None:
    changed = mutilated(document, data.draw(st.sampled_from(places(document))), value)
    try:
        if "pack" in document:
            read: Any = RulePack.from_dict(changed, catalogue=CATALOGUE)
        else:
            read = DecisionTable.from_dict(changed)
            read.verify()
            assert str(read)
    except RulesError:
        return
    assert type(read).from_dict(json.loads(json.dumps(read.to_dict()))).to_dict() == read.to_dict()


@given(ODD, ODD, ODD)
def test_profiles_and_waivers_are_made_or_refused(one: Any, other: Any, third: Any) -> None:
    for make in (
        lambda: Waiver("SCH001", "task:a", reason=one, owner=other, approved_by=third, expires="2026-06-30"),
        lambda: RuleProfile("p", enforcement={"SCH": one}, unknown=other),
        lambda: RuleProfile("p", params={str(one): other}),
    ):
        with suppress(RulesError):
            make()
