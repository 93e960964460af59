from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.model.numbers import decimal_or_none, written


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


def test_a_value_is_written_short_whatever_it_is():
    assert (written("x" * 100), written(10**9999)) == ("x" * 60, "a number of thousands of digits")
