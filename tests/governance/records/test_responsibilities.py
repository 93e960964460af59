"""The RACI matrix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.governance import Duty, GovernanceError, Involvement, Responsibilities

MATRIX = Responsibilities(
    {
        "charter": {"ann": "A", "kim": "R", "bo": "C"},
        "build": {"bo": "R"},
        "train": {"kim": "A", "cy": "A"},
        "report": {"kim": "AR", "ann": "I"},
    }
)


def test_a_matrix_says_who_is_involved_how() -> None:
    assert MATRIX.items == ("charter", "build", "train", "report")
    assert MATRIX.people == ("ann", "kim", "bo", "cy")
    assert MATRIX.who("charter", Involvement.CONSULTED) == ("bo",)
    assert [MATRIX.accountable(item) for item in MATRIX.items] == ["ann", None, None, "kim"]


def test_exactly_one_is_accountable_and_somebody_does_it() -> None:
    assert [(finding.code, finding.subject, finding.message) for finding in MATRIX.findings()] == [
        ("responsibility.accountable", "item:build", "nobody is accountable for 'build'"),
        ("responsibility.accountable", "item:train", "kim and cy are all accountable for 'train'"),
        ("responsibility.responsible", "item:train", "nobody is responsible for doing 'train'"),
    ]


def test_a_matrix_of_mappings_equals_one_of_duties() -> None:
    assert Responsibilities({"build": {"bo": "RA"}}) == Responsibilities([Duty("build", "bo", involvement="AR")])


def test_a_matrix_shows_itself() -> None:
    assert MATRIX.records()[3] == {"item": "report", "ann": "I", "kim": "AR", "bo": "", "cy": ""}


def test_every_wrong_letter_is_named() -> None:
    with pytest.raises(GovernanceError) as error:
        Responsibilities({"build": {"bo": "X", "kim": ""}})
    assert [str(fault) for fault in error.value.faults] == [
        "duty 'build', 'bo': expected letters of R, A, C and I like 'AR', got 'X'",
        "duty 'build', 'kim': expected letters of R, A, C and I like 'AR', got ''",
    ]


def test_nobody_is_listed_twice_for_an_item() -> None:
    with pytest.raises(GovernanceError, match="duty 'build': 'bo' is listed 2 times"):
        Responsibilities([Duty("build", "bo", involvement="R"), Duty("build", "bo", involvement="A")])


def test_an_unknown_item_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="there is no item 'charta'; did you mean 'charter'"):
        MATRIX.who("charta", Involvement.INFORMED)


@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["R", "A", "AR", "C", "I"]), min_size=1),
    )
)
def test_an_item_has_one_accountable_or_is_found_under_none_or_several(cells) -> None:
    matrix = Responsibilities(cells)
    for item, people in cells.items():
        count = sum("A" in letters for letters in people.values())
        assert (item in matrix.without_accountable) == (count == 0)
        assert (item in matrix.several_accountable) == (count > 1)
        assert (matrix.accountable(item) is not None) == (count == 1)
