from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from itpm.errors import Fault, FaultsError, NotationError
from itpm.findings import Severity
from itpm.model import Plan, Task
from itpm.model.given import expect, member, pairs, rows, several, shortened, text_faults, text_pairs, texts, whole


class Colour(Enum):
    RED = "red"
    DARK_BLUE = "dark blue"


class OwnError(FaultsError):
    """An error of one's own."""


def test_several_values_are_any_iterable_of_one_type():
    assert several((number for number in (1, 2)), int, "counts") == (1, 2)
    assert several({"a": 1}.values(), int, "counts") == (1,)


def test_every_value_of_another_type_is_named_in_one_error():
    with pytest.raises(OwnError) as caught:
        several([1, "two", None], int, "counts", OwnError)
    assert [str(fault) for fault in caught.value.faults] == [
        "counts[1]: expected an int, got 'two'",
        "counts[2]: expected an int, got None",
    ]


@pytest.mark.parametrize("values", [None, 3, "abc", b"abc", {"a": 1}, Colour.RED])
def test_what_is_not_several_values_is_one_fault(values):
    with pytest.raises(NotationError) as caught:
        several(values, int, "counts")
    assert str(caught.value) == f"counts: expected several ints, got {shortened(values)}"


def test_one_text_is_one_text_and_not_its_letters():
    assert (texts("ann"), texts(["ann", "bob"]), texts(())) == (("ann",), ("ann", "bob"), ())


@pytest.mark.parametrize("values", [None, 3, [None], {"ann": 1}, ["ann", 4]])
def test_what_is_no_text_is_refused(values):
    with pytest.raises(NotationError, match=r"texts(\[\d\])?: expected (a text|several texts), got"):
        texts(values)


@pytest.mark.parametrize("value", [Colour.DARK_BLUE, "dark blue", "Dark_Blue", "DARK BLUE"])
def test_a_member_is_known_by_its_value_as_people_write_it(value):
    assert member(value, Colour, "colour") is Colour.DARK_BLUE


def test_a_member_may_have_further_names():
    assert member("navy", Colour, "colour", also={"navy": Colour.DARK_BLUE}) is Colour.DARK_BLUE


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("dark blu", "colour: expected one of red, dark blue, got 'dark blu'; did you mean 'dark blue'?"),
        (None, "colour: expected one of red, dark blue, got None"),
        ([], "colour: expected one of red, dark blue, got []"),
    ],
)
def test_what_is_no_member_is_refused_with_the_nearest(value, message):
    with pytest.raises(OwnError) as caught:
        member(value, Colour, "colour", OwnError)
    assert str(caught.value) == message


@pytest.mark.parametrize("value", [0, -1, 11, 1.0, "1", True, None, Decimal(1), pytest.param(10**9999, id="huge")])
def test_what_is_no_whole_number_within_limits_is_refused(value):
    with pytest.raises(NotationError) as caught:
        whole(value, "periods", least=1, most=10)
    assert str(caught.value) == f"periods: expected a whole number from 1 to 10, got {shortened(value)}"


def test_a_whole_number_within_limits_is_itself():
    assert [whole(value, "periods", least=1, most=10) for value in (1, 10)] == [1, 10]


def test_a_refused_value_is_quoted_short_whatever_it_is():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert [
        shortened(value) for value in ("x" * 100, 10**9999, [10**9999], deep, date(2026, 1, 5), Decimal("1.50"))
    ] == [
        repr("x" * 60),
        "a number of more than 76 digits",
        "a list too large to show",
        "[[[[[...]]]]]",
        "2026-01-05",
        "1.50",
    ]


def test_pairs_come_from_a_mapping_or_as_they_are():
    stored: Any = [["a", 1]]  # Any: a pair that was stored as JSON comes back as a list
    assert pairs({"a": 1}, "scores") == pairs(stored, "scores") == pairs(iter([("a", 1)]), "scores") == (("a", 1),)
    assert text_pairs({"Team": "front"}) == (("Team", "front"),)


@pytest.mark.parametrize("values", [None, "ab", 3])
def test_what_holds_no_pairs_is_refused(values):
    with pytest.raises(NotationError, match="scores: expected several values, got"):
        pairs(values, "scores")


def test_everything_that_has_not_so_many_parts_is_named():
    with pytest.raises(OwnError) as caught:
        rows([(1, 2, 3), (1, 2), "abc", None], 3, "outcomes", OwnError)  # type: ignore[list-item]  # refused on purpose
    assert [str(fault) for fault in caught.value.faults] == [
        "outcomes[1]: expected 3 values in a tuple or list, got (1, 2)",
        "outcomes[2]: expected 3 values in a tuple or list, got 'abc'",
        "outcomes[3]: expected 3 values in a tuple or list, got None",
    ]


def test_a_value_of_another_kind_is_refused_with_the_part_of_it_that_would_do():
    from itpm.scheduling import schedule

    planned = schedule(Plan("CRM", start="2026-01-05", tasks=[Task("build", "10d")]))
    expect(planned, "schedule", type(planned))
    with pytest.raises(NotationError) as caught:
        expect(planned, "subject", Plan, Task)
    assert str(caught.value) == "subject: expected a Plan or a Task, got a Schedule; use its .plan"
    with pytest.raises(OwnError) as own:
        expect([1], "subject", Plan, error=OwnError, hint="; read one")
    assert str(own.value) == "subject: expected a Plan, got [1]; read one"


def test_a_field_declared_as_a_text_holds_one():
    make: Any = Fault  # what a type checker refuses is the point here
    wrong = make(None, 5, 10**9999)
    assert [str(fault) for fault in text_faults(wrong, "fault")] == [
        "fault.place: expected a text, got None",
        "fault.message: expected a text, got a number of more than 76 digits",
    ]
    assert [fault.place for fault in text_faults(wrong, "fault", besides=("place",))] == ["fault.message"]


def test_a_member_without_a_word_for_a_value_goes_by_its_name():
    assert [member(word, Severity, "severity") for word in ("major", " MAJOR ", Severity.MAJOR)] == [Severity.MAJOR] * 3
