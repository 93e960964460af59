from __future__ import annotations

import pytest

from itpm.findings import Severity
from itpm.rules import FactSpec, FactType, RulePack, RulePackBuilder, RulesError, UnknownRuleError, rule

from tests.rules.samples import schedule_pack

FACTS = [FactSpec(name="schedule.finish", type=FactType.MOMENT, doc="when it ends")]


def test_the_decorator_keeps_everything_an_organisation_must_know():
    made = schedule_pack()["SCH003"]
    assert (made.code, made.title, made.severity) == ("SCH003", "Activities carry no lead", Severity.MINOR)
    assert (made.needs, made.source, made.fix) == (("plan.leads",), "DCMA-14 #2", "split the predecessor")
    assert made.params == (("max_leads", 0),)
    assert made.doc == "A lead hides work that nobody planned."


def test_a_pack_lists_its_rules_by_code_however_they_were_written():
    pack = schedule_pack()
    assert [known.code for known in pack] == ["SCH001", "SCH003"]
    assert len(pack) == 2
    assert pack.records()[1]["source"] == "DCMA-14 #2"


def test_an_unknown_code_is_answered_with_the_nearest():
    with pytest.raises(UnknownRuleError, match="there is no rule 'SCH03'; did you mean 'SCH003'"):
        schedule_pack()["SCH03"]


def test_every_fault_of_a_pack_comes_in_one_error():
    @rule("SCH1", "short", needs=("schedule.finsh",))
    def short(context):
        return ()

    @rule("SCH001", "twice")
    def twice(context):
        return ()

    with pytest.raises(RulesError) as error:
        RulePack("", prefix="sch", version="", rules=[short, twice, twice], catalogue=FACTS)
    assert [fault.message for fault in error.value.faults] == [
        "a pack needs a name",
        "expected a prefix of 2 to 8 capital letters, got 'sch'",
        "a pack needs a version",
        "expected sch and three digits, got 'SCH001'",
        "expected sch and three digits, got 'SCH001'",
        "the code is given to two rules",
        "expected sch and three digits, got 'SCH1'",
        "it names the fact 'schedule.finsh', which the catalogue does not list; did you mean 'schedule.finish'?",
    ]


def test_an_unknown_severity_is_refused_with_the_nearest():
    with pytest.raises(
        RulesError, match="expected one of info, minor, major, critical, got 'majr'; did you mean 'major'"
    ):
        rule("SCH001", "x", severity="majr")(lambda _: ())


def test_a_builder_freezes_what_it_has_and_goes_on():
    pack = RulePackBuilder("sample", prefix="AB", version="1")
    pack.rule("AB001", "one")(lambda _: ())
    first = pack.build()
    pack.rule("AB002", "two")(lambda _: ())
    assert [len(first), len(pack.build())] == [1, 2]
