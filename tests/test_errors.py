from __future__ import annotations

import pickle

import pytest

from itpm.errors import (
    Fault,
    FaultsError,
    ItpmError,
    MissingExtraError,
    NotationError,
    PlanError,
    UnknownNameError,
    UnknownTaskError,
    did_you_mean,
    nearest,
)

ERRORS = [
    FaultsError([Fault("a", 1, "bad")]),
    PlanError([Fault("a", 1, "bad"), Fault("b", 2, "worse")]),
    NotationError([Fault("a", "5x", "no duration")]),
    UnknownNameError("fact", "cip", ["cpi"]),
    UnknownTaskError("biuld", ["build"]),
    MissingExtraError("simulation"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_survive_pickling_with_their_facts(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    assert isinstance(again, ItpmError)


def test_one_fault_is_one_line_and_several_are_a_list():
    assert str(ERRORS[0]) == "a: bad"
    assert str(ERRORS[1]) == "2 faults\n  a: bad\n  b: worse"


def test_errors_are_the_closest_builtin_too():
    assert [
        isinstance(e, kind) for e, kind in zip(ERRORS, [ValueError] * 3 + [KeyError] * 2 + [ImportError], strict=True)
    ] == ([True] * 6)


def test_an_unknown_name_offers_the_nearest():
    assert str(ERRORS[3]) == "there is no fact 'cip'; did you mean 'cpi'?"
    assert str(UnknownNameError("fact", "zzz")) == "there is no fact 'zzz'"


def test_a_missing_extra_says_how_to_get_it():
    assert str(ERRORS[5]) == "this needs the extra 'simulation': pip install 'itpm[simulation]'"


def test_the_nearest_name_costs_little_however_long_the_input():
    assert nearest("x" * 1_000_000, ["x"]) == ()
    assert nearest(17, ["17"]) == ()
    assert nearest("build", ("y" * 1_000_000 for _ in range(3))) == ()
    assert did_you_mean("tset", ["test"]) == "; did you mean 'test'?"


def test_a_refused_value_too_large_to_write_out_breaks_no_error():
    unknown = UnknownNameError("fact", 10**9999)  # type: ignore[arg-type]  # the point
    assert repr(FaultsError([Fault("a", 10**9999, "bad")])) == (
        "FaultsError((Fault(place='a', value=a number of more than 76 digits, message='bad'),))"
    )
    assert str(unknown) == "there is no fact a number of more than 76 digits"
    assert repr(unknown) == "UnknownNameError('there is no fact a number of more than 76 digits')"
