from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from itpm.findings import Severity
from itpm.tables import Column, Table, Tabular, Undefined


def small(**fields):
    columns = [Column("Task"), Column("Days worked", align="right")]
    return Table(columns=columns, rows=[("build", Decimal("2.5")), ("<b>test", None)], **fields)


def test_text_aligns_cells_and_leaves_out_what_is_not_there():
    assert str(small(title="Work", note="so far")) == (
        "Work\nTask     Days worked\n-------  -----------\nbuild           2.50\n<b>test\nso far"
    )


def test_html_escapes_every_text():
    html = small(title="a < b").html()
    assert "<caption>a &lt; b</caption>" in html
    assert "&lt;b&gt;test" in html
    assert "<b>" not in html


def test_records_name_cells_by_key_and_keep_plain_scalars():
    assert small().records() == [
        {"task": "build", "days_worked": Decimal("2.5")},
        {"task": "<b>test", "days_worked": None},
    ]


def test_values_stand_in_records_where_cells_are_for_people():
    table = Table(columns=[Column("Float", key="float_minutes")], rows=[("4d",)], values=[(1920.0,)])
    assert (str(table).splitlines()[-1], table.records()) == ("4d", [{"float_minutes": 1920.0}])


def test_an_undefined_cell_says_why_and_is_nothing_in_a_record():
    rows = [(Undefined("no cost yet"),), (Undefined("no plan"),), (Undefined("no cost yet"),)]
    table = Table(columns=[Column("CPI")], rows=rows)
    assert str(table).splitlines()[2:] == ["–¹", "–²", "–¹", "–¹ no cost yet", "–² no plan"]
    assert "<p>–¹ no cost yet</p><p>–² no plan</p>" in table.html()
    assert table.records() == [{"cpi": None}] * 3


def test_columns_and_rows_are_chosen_by_key():
    chosen = small().select("days_worked", "task", where=lambda record: record["task"] == "build")
    assert str(chosen).splitlines()[-1] == "       2.50  build"
    with pytest.raises(KeyError, match=r"there is no column 'taks'; did you mean 'task'\?"):
        small().select("taks")


def test_long_tables_are_cut_and_say_so():
    table = Table(columns=[Column("n")], rows=[(n,) for n in range(9)])
    assert table.text(most=2).splitlines()[-1] == "... and 7 more"
    assert "... and 7 more" in table.html(most=2)


def test_cells_are_written_for_people():
    row = (datetime(2026, 1, 5, 8), True, False, Severity.MAJOR, 0.125, None)
    table = Table(columns=[Column(str(n)) for n in range(6)], rows=[row])
    assert str(table).splitlines()[-1] == "Mon 2026-01-05 08:00  yes     major  0.12"
    assert list(table.records()[0].values()) == [datetime(2026, 1, 5, 8), True, False, "MAJOR", 0.125, None]


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match=r"rows\[1\]: expected 2 cells, got 1"):
        Table(columns=[Column("a"), Column("b")], rows=[(1, 2), (3,)])


def test_a_result_without_a_table_says_so():
    with pytest.raises(TypeError, match="Tabular is a result without a table"):
        Tabular().table()


def test_html_keeps_the_lines_of_a_note_and_the_indent_of_a_cell():
    html = Table(columns=[Column("Task")], rows=[("  build",)], note="one\ntwo").html()
    assert "<p>one</p><p>two</p>" in html
    assert 'white-space:pre">  build</td>' in html
