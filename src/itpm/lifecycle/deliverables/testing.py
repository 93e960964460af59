"""What was tested, with which result, and which defects are open, by severity.

Source: after ISO/IEC/IEEE 29119-3:2021, test completion report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Literal

from attrs import field, frozen

from itpm.lifecycle.deliverables.shares import optional_share
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import is_count, number, repeated
from itpm.model.given import pairs, several
from itpm.rules.wording import listed
from itpm.tables import Column, Table

SEVERITIES = (1, 2, 3, 4)
"""Of a defect: 1 nobody can work, 2 many cannot and there is no way round, 3 there is a way round, 4 cosmetic."""


@frozen
class TestSuite:
    """Tests of one kind, counted.

    Attributes:
        name: what they are: ``"regression"``.
        planned: how many there are [1].
        run: how many were run [1].
        passed: how many of these passed [1].
    """

    __test__: ClassVar[bool] = False

    name: str
    planned: int = field(kw_only=True, validator=is_count)
    run: int = field(default=0, kw_only=True, validator=is_count)
    passed: int = field(default=0, kw_only=True, validator=is_count)


@frozen
class TestCase:
    """One test.

    Attributes:
        key: what requirements trace to: ``"T-17"``.
        result: passed, failed or blocked; empty while it was not run.
        name: what people call it.
    """

    __test__: ClassVar[bool] = False

    key: str
    result: Literal["", "passed", "failed", "blocked"] = ""
    name: str = field(default="", kw_only=True)


@frozen
class Defect:
    """Something that does not work.

    Attributes:
        key: what people call it: ``"B-204"``.
        severity: 1 to 4, 1 the worst, see `SEVERITIES` [1].
        title: what does not work.
        is_open: whether it is still so.
        owner: who sees to it.
        workaround: what one does until then.
    """

    key: str
    severity: int = field(validator=is_count)
    title: str = field(default="", kw_only=True)
    is_open: bool = field(default=True, kw_only=True)
    owner: str = field(default="", kw_only=True)
    workaround: str = field(default="", kw_only=True)


def _suites(values: Iterable[TestSuite]) -> tuple[TestSuite, ...]:
    return several(values, TestSuite, "suites", DeliverableError)


def _cases(values: Iterable[TestCase | str]) -> tuple[TestCase, ...]:
    return tuple(value if isinstance(value, TestCase) else TestCase(value) for value in values)


def _defects(values: Iterable[Defect]) -> tuple[Defect, ...]:
    return several(values, Defect, "defects", DeliverableError)


def _allowed(values: Mapping[int, int] | Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(pairs(values, "allowed_open", DeliverableError)))


@frozen(kw_only=True)
class TestReport(Deliverable):
    """What was tested, with which result, and which defects are open.

    Attributes:
        suites: tests counted by kind.
        cases: tests one by one, where requirements trace to them; they are counted too.
        defects: all that were found.
        required_pass_rate: share of the tests run that has to pass [1].
        required_run_rate: share of the tests planned that has to be run [1].
        allowed_open: how many defects may be open, by severity; a severity that is not among them may be open.

    Example:
        >>> report = TestReport(suites=[TestSuite("regression", planned=200, run=200, passed=196)],
        ...                     defects=[Defect("B-1", 1), Defect("B-2", 3), Defect("B-3", 1, is_open=False)])
        >>> report.pass_rate, report.open_defects(1)
        (Decimal('0.98'), ('B-1',))
    """

    __test__: ClassVar[bool] = False

    key: ClassVar[str] = "test_report"
    noun: ClassVar[str] = "the test report"
    is_reviewed_by_others: ClassVar[bool] = True

    suites: tuple[TestSuite, ...] = field(default=(), converter=_suites)
    cases: tuple[TestCase, ...] = field(default=(), converter=_cases)
    defects: tuple[Defect, ...] = field(default=(), converter=_defects)
    required_pass_rate: Decimal = field(default=Decimal("0.95"), converter=number)
    required_run_rate: Decimal = field(default=Decimal(1), converter=number)
    allowed_open: tuple[tuple[int, int], ...] = field(default=((1, 0), (2, 0)), converter=_allowed)

    @property
    def planned(self) -> int:
        """How many tests there are [1]."""
        return sum(suite.planned for suite in self.suites) + len(self.cases)

    @property
    def run(self) -> int:
        """How many were run [1]; what is blocked was not."""
        return sum(suite.run for suite in self.suites) + sum(case.result in {"passed", "failed"} for case in self.cases)

    @property
    def passed(self) -> int:
        """How many of these passed [1]."""
        return sum(suite.passed for suite in self.suites) + sum(case.result == "passed" for case in self.cases)

    @property
    def pass_rate(self) -> Decimal | None:
        """Share of the tests run that passed [1]; None where none was run."""
        return optional_share(self.passed, self.run)

    @property
    def run_rate(self) -> Decimal | None:
        """Share of the tests planned that were run [1]; None where none is planned."""
        return optional_share(self.run, self.planned)

    def open_defects(self, severity: int) -> tuple[str, ...]:
        """Keys of the open defects of a severity."""
        return tuple(defect.key for defect in self.defects if defect.is_open and defect.severity == severity)

    def defect_table(self) -> Table:
        """A line for each severity: how many defects were found, are open, may be open."""
        allowed = dict(self.allowed_open)
        return Table(
            title="Defects by severity",
            columns=tuple(Column(name, align="right") for name in ("Severity", "Found", "Open", "Allowed")),
            rows=[
                (
                    level,
                    sum(d.severity == level for d in self.defects),
                    len(self.open_defects(level)),
                    allowed.get(level),
                )
                for level in SEVERITIES
            ],
        )

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.planned:
            yield Gap("suites", "nothing is tested", "say what is tested, and with which result")
            return
        if (self.run_rate or 0) < self.required_run_rate:
            message = f"{self.run} of {self.planned} tests are run, {self.required_run_rate:.0%} are required"
            yield Gap("run", message, "run the others, or take them off the plan with a reason")
        if self.pass_rate is not None and self.pass_rate < self.required_pass_rate:
            message = f"{self.passed} of {self.run} tests passed, {self.required_pass_rate:.0%} are required"
            yield Gap("passed", message, "mend what failed, and run it again")
        for severity, most in self.allowed_open:
            found = self.open_defects(severity)
            if len(found) > most:
                allowed = f"{most} are allowed" if most else "none is allowed"
                message = f"open with severity {severity}: {listed(found)}; {allowed}"
                yield Gap(f"defects.severity_{severity}", message, "mend them, and test again")
        nobody = [defect.key for defect in self.defects if defect.is_open and not defect.owner]
        if nobody:
            yield Gap("defects.owner", f"nobody sees to {listed(nobody)}", "name an owner of each")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "planned", self.planned
        yield "run_rate", self.run_rate
        yield "pass_rate", self.pass_rate
        for severity in SEVERITIES:
            yield f"open_severity_{severity}", len(self.open_defects(severity))

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for suite in self.suites:
            if not 0 <= suite.passed <= suite.run <= suite.planned:
                counts = f"{suite.passed} passed, {suite.run} run, {suite.planned} planned"
                yield f"suites.{suite.name}", suite.run, f"{counts} cannot be"
        for name, items in (("cases", self.cases), ("defects", self.defects)):
            for key, times in repeated(item.key for item in items).items():
                yield name, key, f"{key!r} is listed {times} times"
        yield from self._value_faults()

    def _value_faults(self) -> Iterator[tuple[str, object, str]]:
        for case in self.cases:
            if case.result not in {"", "passed", "failed", "blocked"}:
                yield f"cases.{case.key}", case.result, f"expected passed, failed or blocked, got {case.result!r}"
        for defect in self.defects:
            if defect.severity not in SEVERITIES:
                yield f"defects.{defect.key}", defect.severity, f"a severity is 1 to 4, got {defect.severity!r}"
        for name in ("required_pass_rate", "required_run_rate"):
            if not 0 <= getattr(self, name) <= 1:
                yield name, getattr(self, name), f"a share lies between 0 and 1, got {getattr(self, name)}"
        for severity, most in self.allowed_open:
            if severity not in SEVERITIES or most < 0:
                yield "allowed_open", severity, f"{most} open defects of severity {severity} cannot be allowed"
