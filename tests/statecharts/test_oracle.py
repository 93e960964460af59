"""Charts of the SCION and W3C suites must reach the configurations that those suites say."""

from __future__ import annotations

import json
import pickle

import pytest

from itpm.statecharts import restore, start, step

from tests import support
from tests.statecharts.reading import chart_of


def cases():
    if not support.oracles_present():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the oracles' folder is not there"))]
    found = json.loads((support.ORACLES / "statecharts" / "cases.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{case['suite']}:{case['name']}") for case in found]


def sound(case):
    """The configurations of the steps, along with their expectations."""
    chart = chart_of(case)
    configuration = start(chart).configuration
    yield sorted(case["initial_configuration"]), configuration
    for event in case["steps"]:
        configuration = step(chart, configuration, event["event"]).configuration
        yield sorted(event["configuration"]), configuration


@pytest.mark.parametrize("case", cases())
def test_a_chart_of_the_suites_reaches_its_configurations(case):
    assert [sorted(found.states) for _, found in sound(case)] == [expected for expected, _ in sound(case)]


@pytest.mark.parametrize("case", cases())
def test_what_a_chart_has_learnt_changes_nothing(case):
    chart = chart_of(case)
    for _ in range(2):
        configuration = start(chart).configuration
        for event in case["steps"]:
            fresh = chart_of(case)
            copied = pickle.loads(pickle.dumps(configuration))
            expected = step(fresh, restore(fresh, copied.states, history=copied.history), event["event"])
            found = step(chart, configuration, event["event"])
            assert (found.configuration, found.actions) == (expected.configuration, expected.actions)
            configuration = found.configuration
