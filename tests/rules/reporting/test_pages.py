"""Pages for people: the catalogue, a rule, a pack."""

from __future__ import annotations

from itpm.rules import FactSpec, FactType, catalogue_page, pack_page

from tests.rules.samples import schedule_pack


def test_the_catalogue_is_a_page_with_a_table_for_each_group_whatever_its_order() -> None:
    specs = [
        FactSpec(name="team.size", type=FactType.NUMBER, unit="1", doc="people | members"),
        FactSpec(name="cost.cpi", type=FactType.NUMBER, unit="1", doc="cost performance index"),
        FactSpec(name="team.names", type=FactType.LIST, doc="who they are"),
    ]
    page = catalogue_page(specs, title="What is known")
    assert page == catalogue_page(reversed(specs), title="What is known")
    assert page.splitlines() == [
        "# What is known",
        "",
        "## cost",
        "",
        "| fact | kind | unit | meaning |",
        "|---|---|---|---|",
        "| `cost.cpi` | number | 1 | cost performance index |",
        "",
        "## team",
        "",
        "| fact | kind | unit | meaning |",
        "|---|---|---|---|",
        "| `team.names` | list |  | who they are |",
        "| `team.size` | number | 1 | people \\| members |",
    ]


def test_a_pack_is_a_page_with_a_section_for_each_rule() -> None:
    lines = pack_page(schedule_pack()).splitlines()
    assert lines[0] == "# sample.schedule 1.0"
    assert lines[lines.index("## SCH003 Activities carry no lead") :] == [
        "## SCH003 Activities carry no lead",
        "",
        "A lead hides work that nobody planned.",
        "",
        "- severity: minor",
        "- source: DCMA-14 #2",
        "- what to do: split the predecessor",
        "- needs: `plan.leads`",
        "- parameter `max_leads`: 0",
    ]
