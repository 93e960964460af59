from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError
from itpm.model.numbers import decimal_or_none, number, quotient, ratio_or_none


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, "a lot", "", "nan", float("inf"), Decimal("NaN"), "1" * 61, 10**61, "1e-99", [], "1/3"),
        pytest.param(10**9999, id="huge"),
    ],
)
def test_what_is_no_number_of_sensible_size_is_none(value):
    assert decimal_or_none(value) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
def test_a_decimal_is_itself_and_its_text_is_it_too(value):
    assert decimal_or_none(value) is value
    assert decimal_or_none(str(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_float_is_read_as_it_is_written(value):
    found = decimal_or_none(value)
    assert found is None or float(found) == value


@pytest.mark.parametrize(
    ("value", "limits", "message"),
    [
        ("much", {}, "size: expected a finite number, got 'much'"),
        (Decimal("Infinity"), {}, "size: expected a finite number, got Infinity"),
        (-1, {"least": 0}, "size: expected a number of zero or more, got -1"),
        (1, {"least": 2}, "size: expected a number of 2 or more, got 1"),
        (0, {"above": 0}, "size: expected a number above zero, got 0"),
        (True, {"above": 0}, "size: expected a number above zero, got True"),
        (None, {"least": 0}, "size: expected a number of zero or more, got None"),
    ],
)
def test_what_is_no_number_or_beyond_its_limits_is_refused(value, limits, message):
    with pytest.raises(NotationError) as caught:
        number(value, "size", **limits)
    assert str(caught.value) == message


def test_a_share_is_also_written_in_per_cent():
    assert ratio_or_none(" 12.5 % ") == Decimal("0.125")
    assert ratio_or_none("0.125") == Decimal("0.125")
    assert [ratio_or_none(value) for value in ("%", "8%%", None, [8], "eight %")] == [None] * 5


def test_a_quotient_has_28_digits_whatever_the_callers_context_is():
    with localcontext(Context(prec=3)):
        assert quotient(2, 3) == Decimal("0.6666666666666666666666666667")
