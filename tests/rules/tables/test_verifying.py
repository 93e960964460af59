"""What verifying finds without running a table is what running it on every case would find."""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.findings import Severity
from itpm.rules import (
    AS_OF,
    ITEM,
    DecisionTable,
    F,
    FactError,
    Facts,
    FactSpec,
    FactType,
    RulesError,
    TableInput,
    TableOutput,
    approval_table,
    days_between,
    escalation_table,
    methodology_table,
    scoring_table,
)
from itpm.rules.tables.boxes import Budget, uncovered
from itpm.rules.tables.verifying import overlaps_of

# A cell, and what it means, said twice: the one is ours, the other Python's.
Cell = tuple[Any, Callable[[Any], bool]]
NUMBERS = (-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4)
TEXTS = ("a", "b", "c", "another")
FLAGS = (False, True)
ORDERS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
MONEY = [TableInput("x", kind="money")]
ANYTHING: Cell = ("-", lambda _: True)


@st.composite
def number_cells(draw: st.DrawFn) -> Cell:
    kind = draw(st.sampled_from(["any", "compare", "between", "list", "both", "not"]))
    low, high = sorted([draw(st.integers(0, 3)), draw(st.integers(0, 3))])
    compare = draw(st.sampled_from(ORDERS))
    match kind:
        case "compare":
            return compare(ITEM, low), lambda x: compare(x, low)
        case "between":
            return ITEM.between(low, high), lambda x: low <= x <= high
        case "list":
            return [low, high], lambda x: x in (low, high)
        case "both":
            return (low < ITEM) & (compare(ITEM, high)), lambda x: low < x and compare(x, high)
        case "not":
            return ~compare(ITEM, low) | (high == ITEM), lambda x: not compare(x, low) or x == high
        case _:
            return ANYTHING


TEXT_CELLS = st.one_of(
    st.just(ANYTHING),
    st.sampled_from(TEXTS[:3]).map(lambda text: (text, lambda x: x == text)),
    st.sampled_from(TEXTS[:3]).map(lambda text: (~(text == ITEM), lambda x: x != text)),
)
FLAG_CELLS = st.one_of(st.just(ANYTHING), st.booleans().map(lambda flag: (flag, lambda x: x is flag)))
COLUMNS = {"n": (number_cells(), NUMBERS), "t": (TEXT_CELLS, TEXTS), "f": (FLAG_CELLS, FLAGS)}
HITS = st.sampled_from(["unique", "any", "first", "priority", "rule order", "output order", "collect"])


@st.composite
def tables(draw: st.DrawFn, hits: st.SearchStrategy[str] = HITS) -> tuple[DecisionTable, list[list[Cell]]]:
    names = draw(st.lists(st.sampled_from("ntf"), min_size=1, max_size=3, unique=True))
    rows = [[draw(COLUMNS[name][0]) for name in names] for _ in range(draw(st.integers(1, 5)))]
    kinds = {"n": "number", "t": "text", "f": "flag"}
    table = DecisionTable(
        "T",
        hit=draw(hits),
        inputs=[TableInput(name, kind=kinds[name]) for name in names],
        outputs=[TableOutput("x", values=[1, 2, 3])],
        rows=[([cell for cell, _ in row], (draw(st.integers(1, 3)),)) for row in rows],
    )
    return table, rows


def grid(table: DecisionTable) -> list[dict[str, Any]]:
    names = [one.name for one in table.inputs]
    return [dict(zip(names, values, strict=True)) for values in product(*(COLUMNS[name][1] for name in names))]


def matching(rows: list[list[Cell]], values: dict[str, Any]) -> list[int]:
    return [
        n for n, row in enumerate(rows) if all(means(x) for (_, means), x in zip(row, values.values(), strict=True))
    ]


@given(tables())
def test_gaps_are_the_cases_that_no_row_matches(made: tuple[DecisionTable, list[list[Cell]]]) -> None:
    table, rows = made
    boxes = list(uncovered(table.columns, (1 << len(rows)) - 1, Budget()))
    for values in grid(table):
        found = [box for box in boxes if box.holds(table.columns, values)]
        assert len(found) == (not matching(rows, values))
    assert [matching(rows, {**values, **dict(box.example(table.columns))}) for box in boxes] == [[]] * len(boxes)


@given(tables())
def test_overlaps_are_the_rows_that_match_together_somewhere(made: tuple[DecisionTable, list[list[Cell]]]) -> None:
    table, rows = made
    together = {pair for values in grid(table) for pair in combinations(matching(rows, values), 2)}
    assert {(one, other) for one, other, _ in overlaps_of(table.columns, len(rows))} == together


@given(tables(st.sampled_from(["first", "priority"])))
def test_a_row_that_never_counts_is_one_that_no_case_reaches(made: tuple[DecisionTable, list[list[Cell]]]) -> None:
    table, rows = made
    counting = {number for values in grid(table) for number in table.decide(values).rows}
    idle = [f"row {number}" for number in range(1, len(rows) + 1) if number not in counting]
    assert [" ".join(f.message.split()[:2]) for f in table.verify() if f.code == "TAB003"] == idle


@given(tables(st.just("unique")))
def test_a_verified_table_answers_every_case(made: tuple[DecisionTable, list[list[Cell]]]) -> None:
    table, _ = made
    answers = [table.decide(values) for values in grid(table)]
    assert (not table.verify()) == (
        all(answer.value is not None for answer in answers) and not [f for f in table.verify() if f.code == "TAB003"]
    )


def said(table: DecisionTable, values: dict[str, Any]) -> tuple[object, ...]:
    result = table.decide(values)
    return result.value, result.conflict


@given(tables(), st.data())
def test_an_unknown_input_matters_when_a_value_of_it_would_change_the_answer(
    made: tuple[DecisionTable, list[list[Cell]]], data: st.DataObject
) -> None:
    table, _ = made
    names = [one.name for one in table.inputs]
    unknown = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    known = {name: data.draw(st.sampled_from(COLUMNS[name][1])) for name in names if name not in unknown}
    completions = [
        {**known, **dict(zip(unknown, some, strict=True))} for some in product(*(COLUMNS[u][1] for u in unknown))
    ]
    answers = {tuple(sorted(values.items())): said(table, values) for values in completions}
    matters = [
        name
        for name in names
        if name in unknown
        and any(
            answers[tuple(sorted({**values, name: other}.items()))] != answers[tuple(sorted(values.items()))]
            for values in completions
            for other in COLUMNS[name][1]
        )
    ]
    result = table.decide(known)
    assert list(result.missing) == matters
    assert matters or said(table, known) == said(table, completions[0])


@given(tables())
def test_a_table_survives_being_stored(made: tuple[DecisionTable, list[list[Cell]]]) -> None:
    table, _ = made
    assert DecisionTable.from_dict(table.to_dict()) == table


# --- worked examples ------------------------------------------------------------------------------


def messages(*rows: Any, hit: str = "unique", **options: Any) -> list[str]:
    table = DecisionTable("T", hit=hit, inputs=[TableInput("x", **options)], outputs="y", rows=rows)
    return [f"{finding.code} {finding.message}" for finding in table.verify()]


def test_a_gap_is_named_with_its_limits() -> None:
    rows = [((ITEM < 5,), (1,)), ((ITEM.between(7, 9),), (2,))]
    assert messages(*rows) == ["TAB001 no row for 5 <= x < 7 or x > 9"]
    assert messages(*rows, whole=True, allowed=ITEM < 12) == ["TAB001 no row for 5 <= x < 7 or 9 < x < 12"]


def test_between_two_whole_numbers_there_is_nothing() -> None:
    rows = [((ITEM <= 5,), (1,)), ((ITEM >= 6,), (2,))]
    assert messages(*rows) == ["TAB001 no row for 5 < x < 6"]
    assert messages(*rows, whole=True) == []


def test_texts_that_nobody_listed_are_a_gap() -> None:
    assert messages((("a",), (1,)), ((["b", "c"],), (2,))) == ["TAB001 no row for x other than ['a', 'b', 'c']"]
    assert messages((("a",), (1,)), allowed=["a", "b"]) == ["TAB001 no row for x = 'b'"]


def test_dates_and_money_have_an_order_and_durations_too() -> None:
    assert messages(((ITEM < "2026-02-01",), (1,)), ((ITEM > "2026-02-01",), (2,)), kind="moment") == [
        "TAB001 no row for x = '2026-02-01'"
    ]
    assert messages(((ITEM < "8k EUR",), (1,)), ((ITEM >= "9k EUR",), (2,)), kind="money") == [
        "TAB001 no row for '8k EUR' <= x < '9k EUR'"
    ]
    assert messages(((ITEM < "2d",), (1,)), ((ITEM >= "16h",), (2,)), kind="duration") == []


def test_texts_have_an_order_where_a_cell_asks_for_it() -> None:
    assert messages(((ITEM < "m",), (1,)), ((ITEM > "m",), (2,))) == ["TAB001 no row for x = 'm'"]


def test_rows_that_cannot_count_are_named() -> None:
    assert messages((("-",), (1,)), ((ITEM > 5,), (2,)), hit="first") == [
        "TAB003 row 2 never counts: rows before it match all that it matches"
    ]
    assert messages((("-",), (1,)), (((ITEM > 5) & (ITEM < 3),), (2,)), hit="first") == ["TAB003 row 2 matches nothing"]


def test_a_default_answers_where_no_row_does() -> None:
    table = DecisionTable("T", inputs="x", outputs=[TableOutput("y", default="no")], rows=[((ITEM > 5,), ("yes",))])
    assert (table.verify(), table.decide({"x": 1}).value) == ((), "no")


def test_a_list_that_may_be_empty_is_a_small_matter_and_a_count_of_nothing_is_zero() -> None:
    rows = [((ITEM > 5,), (1,))]
    [finding] = DecisionTable("T", hit="collect", inputs="x", outputs="y", rows=rows).verify()
    assert (finding.code, finding.severity) == ("TAB001", Severity.MINOR)
    counted = DecisionTable("T", hit="collect", aggregate="count", inputs="x", outputs="y", rows=rows)
    assert (counted.verify(), counted.decide({"x": 1}).value) == ((), 0)


def test_an_answer_that_its_output_does_not_list_is_a_finding() -> None:
    table = DecisionTable("T", inputs="x", outputs=[TableOutput("y", values=["a"])], rows=[(("-",), ("b",))])
    assert [finding.code for finding in table.verify()] == ["TAB004"]


def test_an_input_that_the_catalogue_does_not_list_is_a_finding() -> None:
    table = DecisionTable("T", inputs="team.sise", outputs="y", rows=[(("-",), ("b",))])
    spec = FactSpec(name="team.size", type=FactType.NUMBER, doc="people")
    assert [finding.message for finding in table.verify([spec])] == [
        "the catalogue does not list the fact 'team.sise'; did you mean 'team.size'?"
    ]


def test_a_table_too_large_to_be_verified_says_so() -> None:
    names = [f"x{number}" for number in range(30)]
    rows = [([(number < ITEM) if n == number % 30 else "-" for n in range(30)], (number,)) for number in range(90)]
    table = DecisionTable("T", hit="first", inputs=names, outputs="y", rows=rows)
    assert "TAB006" in [finding.code for finding in table.verify()]


def test_gaps_are_listed_up_to_a_limit() -> None:
    table = DecisionTable(
        "T", inputs=["x", "y"], outputs="z", rows=[((n == ITEM, n == ITEM), (n,)) for n in range(100)]
    )
    assert [finding.code for finding in table.verify()] == ["TAB001"] * 50


@pytest.mark.parametrize("number", [0.1, 0.30000000000000004, 10**30])
def test_fractions_are_compared_as_they_are_written(number: float) -> None:
    table = DecisionTable("T", hit="first", inputs="x", outputs="y", rows=[((number,), (1,)), (("-",), (2,))])
    assert table.decide({"x": number}).value == 1


def test_an_optional_input_that_nobody_gave_is_a_value_of_its_own() -> None:
    rows = [((ITEM > 5,), ("large",)), ((ITEM <= 5,), ("small",))]
    table = DecisionTable("T", inputs=[TableInput("x", optional=True)], outputs="y", rows=rows)
    assert [finding.message for finding in table.verify()] == ["no row for x unknown"]
    assert (table.decide({}).value, table.decide({}).missing) == (None, ())
    asked = DecisionTable("T", inputs="x", outputs="y", rows=[*rows, ((None,), ("ask",))])
    assert (asked.verify(), asked.decide({}).value, asked.decide({"x": 9}).value) == ((), "ask", "large")
    assert DecisionTable.from_dict(table.to_dict()) == table


def test_an_input_can_be_worked_out_of_facts() -> None:
    age = TableInput("age", of=days_between(F("risk.found"), AS_OF), allowed=ITEM >= 0)
    table = DecisionTable("T", inputs=[age], outputs="y", rows=[((ITEM < 10,), ("young",)), ((ITEM >= 10,), ("old",))])
    spec = FactSpec(name="risk.found", type=FactType.MOMENT, doc="when it was found")
    known = Facts.of({"risk.found": "2026-01-05"}, as_of="2026-02-02", catalogue=[spec])
    assert table.decide(known).value == "old"
    assert table.decide(Facts.of({}, as_of="2026-02-02", catalogue=[spec])).missing == ("risk.found",)
    assert (table.verify([spec]), DecisionTable.from_dict(table.to_dict())) == ((), table)
    ratio = TableInput("ratio", of=F("a") / F("b"))
    divided = DecisionTable("T", inputs=[ratio], outputs="y", rows=[((ITEM < 1,), (1,)), ((ITEM >= 1,), (2,))])
    assert divided.decide({"a": 1, "b": 0}).conflict == "ratio has no value"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rows": []}, "expected 1 to 1000 rows, got 0"),
        ({"rows": [((1, 2), (1,))]}, "rows[1]: expected 1 cells and 1 answers, got 2 and 1"),
        ({"rows": ["x"]}, "rows[1]: expected a row like (('critical', '-'), ('sponsor', 1))"),
        ({"rows": [((1,), (1,)), (("a",), (2,))]}, "the cells of a column are of one kind"),
        ({"rows": [((F("b") > 1,), (1,))]}, "a cell compares ITEM with constants, as in ITEM >= 10; got b > 1"),
        ({"rows": [((ITEM > True,), (1,))]}, "the input is yes or no, which has no order"),
        ({"rows": [((ITEM > "1k EUR",), (1,)), ((ITEM > "1k USD",), (1,))], "inputs": MONEY}, "compares EUR values"),
        ({"rows": [((ITEM > "much",), (1,))], "inputs": MONEY}, "expected an amount of money like 8k EUR"),
        (
            {"hit": "firts"},
            "expected one of unique, any, priority, first, output order, rule order, collect, got 'firts'",
        ),
        ({"aggregate": "sum"}, "only collect has an aggregation, not unique"),
        ({"hit": "collect", "aggregate": "sum", "rows": [((1,), ("a",))]}, "y: sum takes numbers, got 'a'"),
        (
            {"hit": "collect", "aggregate": "max", "rows": [((1,), ("a",)), ((2,), (5,))]},
            "max takes numbers only, or texts",
        ),
        ({"hit": "priority"}, "priority needs an output whose values are listed"),
        ({"inputs": ["x", "x"]}, "expected 1 to 40 columns of different names"),
    ],
)
def test_a_table_that_cannot_be_is_refused(options: dict[str, Any], message: str) -> None:
    given_: dict[str, Any] = {"inputs": "x", "outputs": "y", "rows": [((1,), (1,))]} | options
    with pytest.raises(RulesError) as error:
        DecisionTable("T", **given_)
    assert message in str(error.value)


def test_a_value_of_another_kind_or_not_allowed_is_named() -> None:
    table = DecisionTable(
        "T", inputs=[TableInput("x", allowed=ITEM >= 0, whole=True)], outputs="y", rows=[(("-",), (1,))]
    )
    for value, message in (
        ("a", "expected a number, got 'a'"),
        (-1, "does not allow -1"),
        (1.5, "expected a whole number"),
    ):
        with pytest.raises(FactError, match=message):
            table.decide({"x": value})


def test_conflicting_rows_give_no_answer_and_say_so() -> None:
    rows = [((ITEM > 1,), ("a",)), ((ITEM > 2,), ("b",))]
    said = {
        hit: str(DecisionTable("T", hit=hit, inputs="x", outputs="y", rows=rows).decide({"x": 3}))
        for hit in ("unique", "any")
    }
    assert said == {
        "unique": "T: no answer; rows 1 and 2 match, where one may",
        "any": "T: no answer; rows 1 and 2 match and answer differently",
    }


def test_sums_of_decimal_fractions_are_exact() -> None:
    table = DecisionTable(
        "T", hit="collect", aggregate="sum", inputs="x", outputs="y", rows=[(("-",), (0.1,)), (("-",), (0.2,))]
    )
    assert table.decide({"x": 1}).value == 0.3


def test_texts_have_a_least_and_a_greatest() -> None:
    rows = [(("-",), ("b",)), (("-",), ("a",)), ((ITEM > 5,), ("0",))]
    said = {
        how: DecisionTable("T", hit="collect", aggregate=how, inputs="x", outputs="y", rows=rows).decide({"x": 1}).value
        for how in ("min", "max", "count")
    }
    assert said == {"min": "a", "max": "b", "count": 2}


def test_where_there_are_too_many_ways_to_try_every_input_is_asked_for() -> None:
    names = [f"x{number}" for number in range(16)]
    rows = [([ITEM > 0 if n == number else "-" for n in range(16)], (number,)) for number in range(16)]
    table = DecisionTable("T", hit="collect", aggregate="sum", inputs=names, outputs="y", rows=rows)
    assert list(table.decide({"x0": 1}).missing) == names[1:]


def test_a_table_shows_itself_and_explains() -> None:
    table = escalation_table()
    assert str(table).splitlines()[:4] == [
        "ESCALATION (unique)",
        "#  severity    days_open      level               within_days  note",
        "-  ----------  -------------  ------------------  -----------  --------------------------------------",
        "1  'critical'  < 2            sponsor             1",
    ]
    assert str(table.explain({"severity": "critical", "days_open": 4})).splitlines() == [
        "ESCALATION: level 'steering committee', within_days 1 (row 2)",
        "  severity is 'critical'",
        "  days_open is 4",
        "  row 2: severity = 'critical', days_open >= 2 gives 'steering committee', 1, nobody below could lift it in two days",
    ]


@pytest.mark.parametrize(
    "table", [escalation_table(), scoring_table(), methodology_table(), approval_table()], ids=lambda table: table.name
)
def test_the_tables_to_begin_with_are_whole(table: DecisionTable) -> None:
    assert table.verify() == ()
    assert DecisionTable.from_dict(table.to_dict()) == table
