"""Quality: whether what is made is tested, and what the tests found is mended.

What the rules ask comes from the deliverables "requirements", "test_report" and "security_test" of a project; without them they
cannot be decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import facts
from itpm.governance.projects import Project
from itpm.lifecycle import Defect, Requirement, Requirements, TestReport, TestSuite
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.quality", prefix="QUA", version="1.0", catalogue=FACT_CATALOGUE)


def _tested(*defects: Defect, passed: int = 100) -> Project:
    """A project whose hundred tests were run, so many passed, and that found these defects."""
    suite = TestSuite("regression", planned=100, run=100, passed=passed)
    return Project("CRM", deliverables=[TestReport(suites=[suite], defects=defects)])


def _required(*tests: str) -> Project:
    """A project with one requirement that these tests show."""
    return Project("CRM", deliverables=[Requirements([Requirement("R-1", "leads can be found", tests=tests)])])


@_pack.rule(
    "QUA001",
    "No severity-1 defect is open",
    severity=Severity.CRITICAL,
    needs=("deliverable.test_report.open_severity_1",),
    source="ISTQB Foundation Level syllabus 4.0, 5.1.3 (exit criteria) and 5.5",
    params={"max_open": 0},
    tighter={"max_open": "lower"},
    fix="mend it and test again, before anything else",
    passing=lambda: facts(_tested(Defect("B-204", 3))),
    failing=lambda: facts(_tested(Defect("B-204", 1))),
)
def severity_one_open(context: RuleContext) -> Iterator[Finding]:
    """With a severity-1 defect nobody can work: nothing goes live over it.

    How: open defects of severity 1 of the test report, at most `max_open` [1].

    What to do: mend it and test again, before anything else.
    """
    found = context.facts["deliverable.test_report.open_severity_1"]
    if found > context.params.max_open:
        yield context.fail("quality:defects", f"{found} defects of severity 1 are open", evidence={"open": found})


@_pack.rule(
    "QUA002",
    "Every requirement has a test",
    needs=("deliverable.requirements.untested",),
    source="ISO/IEC/IEEE 29148:2018, 5.2.5 (verifiable); ISTQB Foundation Level syllabus 4.0, 1.4.4",
    fix="write a test of it, or drop it",
    passing=lambda: facts(_required("T-1")),
    failing=lambda: facts(_required()),
)
def untested_requirement(context: RuleContext) -> Iterator[Finding]:
    """What no test shows is accepted on trust, or not at all.

    How: requirements in scope (all but "won't") that trace to no test.

    What to do: write a test of it, or drop it.
    """
    for key in context.facts["deliverable.requirements.untested"]:
        yield context.fail(f"requirement:{key}", f"no test shows that the requirement {key!r} is met")


@_pack.rule(
    "QUA003",
    "Enough of the requirements are covered by tests",
    needs=("deliverable.requirements.coverage",),
    source="ISTQB Foundation Level syllabus 4.0, 5.1.3 (coverage as an exit criterion)",
    params={"min_percent": 95.0},
    tighter={"min_percent": "higher"},
    fix="write the tests that are missing, musts first",
    passing=lambda: facts(_required("T-1")),
    failing=lambda: facts(_required()),
)
def low_coverage(context: RuleContext) -> Iterator[Finding]:
    """A threshold for the whole, where single requirements may wait.

    How: share of the requirements in scope that a test shows, at least `min_percent` [%].

    What to do: write the tests that are missing, musts first.
    """
    percent = 100 * context.facts["deliverable.requirements.coverage"]
    if percent < Decimal(str(context.params.min_percent)):
        message = (
            f"{percent:.0f} % of the requirements are covered by tests, {context.params.min_percent:g} % are wanted"
        )
        yield context.fail("quality:coverage", message, evidence={"percent": percent})


@_pack.rule(
    "QUA004",
    "Enough of the tests pass",
    needs=("deliverable.test_report.pass_rate",),
    source="ISTQB Foundation Level syllabus 4.0, 5.1.3 and 5.3.1",
    params={"min_percent": 95.0},
    tighter={"min_percent": "higher"},
    fix="mend what failed, and run it again",
    passing=lambda: facts(_tested(passed=95)),
    failing=lambda: facts(_tested(passed=94)),
)
def low_pass_rate(context: RuleContext) -> Iterator[Finding]:
    """Many failed tests are many reasons not to go live, even if none is grave.

    How: tests that passed per test that was run, at least `min_percent` [%]; unknown while none was run.

    What to do: mend what failed, and run it again.
    """
    percent = 100 * context.facts["deliverable.test_report.pass_rate"]
    if percent < Decimal(str(context.params.min_percent)):
        message = f"{percent:.0f} % of the tests run passed, {context.params.min_percent:g} % are wanted"
        yield context.fail("quality:tests", message, evidence={"percent": percent})


@_pack.rule(
    "QUA005",
    "No critical vulnerability is open",
    severity=Severity.CRITICAL,
    needs=("deliverable.security_test.open_critical",),
    source="OWASP ASVS 4.0.3, 1.1; NIST SP 800-53 rev. 5, RA-5",
    fix="mend it, or have somebody who may accept it with a reason",
    passing={"deliverable.security_test.open_critical": 0},
    failing={"deliverable.security_test.open_critical": 1},
)
def critical_vulnerability(context: RuleContext) -> Iterator[Finding]:
    """What can be broken into will be.

    How: critical vulnerabilities of the security test, neither mended nor accepted.

    What to do: mend it, or have somebody who may accept it with a reason.
    """
    found = context.facts["deliverable.security_test.open_critical"]
    if found:
        yield context.fail("quality:security", f"{found} critical vulnerabilities are open", evidence={"open": found})


quality = _pack.build()
