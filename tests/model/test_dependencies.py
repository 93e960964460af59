"""Links and their short form."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError
from itpm.model.dependencies import NO_LAG, Dependency, DependencyType, dependency, has_link_tail
from itpm.model.durations import ElapsedDuration, Percent, Unit, WorkDuration

from tests.strategies import ALL_TYPES, links_between

IDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "predecessor", "type", "lag"),
    [
        ("design", "design", "FS", NO_LAG),
        (" design ", "design", "FS", NO_LAG),
        ("build SS+5d", "build", "SS", WorkDuration(Decimal(5), Unit.DAY)),
        ("build FF-4h", "build", "FF", WorkDuration(Decimal(-4), Unit.HOUR)),
        ("build SF", "build", "SF", NO_LAG),
        ("build FS + 2ed", "build", "FS", ElapsedDuration(Decimal(2), Unit.DAY)),
        ("build SS+50%", "build", "SS", Percent(Decimal(50))),
        ("build FS-10e%", "build", "FS", Percent(Decimal(-10), True)),
        ("roll out FS+1d", "roll out", "FS", WorkDuration(Decimal(1), Unit.DAY)),
        ("migrate SSO login", "migrate SSO login", "FS", NO_LAG),
        ("FS", "FS", "FS", NO_LAG),
        ("a SS b FF+1h", "a SS b", "FF", WorkDuration(Decimal(1), Unit.HOUR)),
    ],
)
def test_the_short_form_is_split_at_the_last_link_type(text, predecessor, type, lag):
    assert dependency(text, "here") == Dependency(predecessor, "here", type=type, lag=lag)


@pytest.mark.parametrize(
    "text",
    ["build SS5d", "build SS+5", "build FS+d", "build FF+-5d", "build SS+", "build FS 5d", "build FS+5d later", "build SS+5x",
     "build FS+5%%", "build SF FS5"],
)  # fmt: skip
def test_a_tail_that_starts_like_a_link_but_does_not_parse_is_a_fault_and_no_id(text):
    with pytest.raises(NotationError) as caught:
        dependency(text, "here", place="task 'here'.after")
    message = str(caught.value)
    assert message.startswith("task 'here'.after: expected a link like 'build', 'build SS+5d' or 'build FF-50%'")
    assert message.endswith(f", got {text!r}")


@pytest.mark.parametrize("value", ["", "   ", None, 5, ["build"]])
def test_a_link_is_text(value):
    with pytest.raises(NotationError, match=r"after: expected a link like 'build'"):
        dependency(value, "here")


@given(links_between("roll out", "here"))
def test_a_link_reads_back_its_short_form(link):
    assert dependency(link.short_form, "here").predecessor == link.predecessor
    assert dependency(link.short_form, "here").type is link.type
    assert str(dependency(link.short_form, "here")) == str(link)
    assert dependency(link, "here") is link


@given(IDS.filter(lambda text: text == text.strip() and not has_link_tail(text)), st.sampled_from(ALL_TYPES))
def test_any_id_survives_the_short_form(name, type):
    link = Dependency(name, "here", type=type, lag="+1d")
    assert dependency(link.short_form, "here") == link


@given(links_between("a", "b"))
def test_links_compare_hash_and_pickle(link):
    assert pickle.loads(pickle.dumps(link)) == link
    assert len({link, pickle.loads(pickle.dumps(link))}) == 1


@pytest.mark.parametrize(
    ("type", "from_finish", "to_finish"),
    [("FS", True, False), ("SS", False, False), ("FF", True, True), ("SF", False, True)],
)
def test_the_letters_say_which_date_holds_which(type, from_finish, to_finish):
    assert (DependencyType(type).from_finish, DependencyType(type).to_finish) == (from_finish, to_finish)


def test_an_unknown_type_is_refused():
    with pytest.raises(NotationError) as caught:
        Dependency("a", "b", type="XX")
    assert str(caught.value) == "dependency.type: expected FS, SS, FF or SF, got 'XX'"


def test_an_unreadable_lag_is_refused():
    with pytest.raises(NotationError, match=r"dependency.lag: expected a duration like 5d"):
        Dependency("a", "b", lag="soon")


def test_a_link_in_after_ends_where_it_is_written():
    with pytest.raises(NotationError, match=r"a link in 'after' ends at 'here', got a -> there"):
        dependency(Dependency("a", "there"), "here")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("build FS+2d", True), ("build FS", True), ("a SS b", True), ("plan SSO login", False), ("FS", False),
     ("build", False), ("ship FS_1", False)],
)  # fmt: skip
def test_an_id_may_contain_spaces_but_no_link(text, expected):
    assert has_link_tail(text) is expected
