"""Requirements, and how each traces to what is delivered, to the work that makes it, and to the test that shows it.

Traced both ways: forward, a requirement without test, work package or deliverable; backward, a test, a work package or a
deliverable that no requirement asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from itpm.lifecycle.deliverables.testing import TestReport
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.lifecycle.inputs import repeated
from itpm.model.given import member, several, texts
from itpm.model.numbers import quotient
from itpm.rules.wording import listed
from itpm.tables import Column, Table, Tabular


class Priority(Enum):
    """How much a requirement matters (MoSCoW)."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"
    WONT = "won't"

    def __str__(self) -> str:
        return self.value


def _priority(value: Priority | str) -> Priority:
    return member(value, Priority, "priority", DeliverableError, also={"wont": Priority.WONT})


@frozen
class Requirement:
    """Something that the result has to do or be.

    Attributes:
        key: what traces call it: ``"R-17"``.
        statement: what is required, so that one can test it.
        priority: must, should, could, or won't (this time).
        source: who asked for it.
        deliverables: what fulfils it.
        work_packages: ids of the tasks that make it.
        tests: keys of the test cases that show it.
    """

    key: str
    statement: str = ""
    priority: Priority = field(default=Priority.MUST, kw_only=True, converter=_priority)
    source: str = field(default="", kw_only=True)
    deliverables: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    work_packages: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    tests: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)


def _requirements(values: Iterable[Requirement]) -> tuple[Requirement, ...]:
    return several(values, Requirement, "requirements", DeliverableError)


def _pairs(values: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(values)


_TARGETS = (("deliverables", "deliverable"), ("work_packages", "work package"), ("tests", "test"))


@frozen(kw_only=True)
class Traceability(Tabular):
    """Requirements against deliverables, work packages and tests, both ways.

    Attributes:
        requirements: those in scope: all but "won't".
        dangling: (requirement, what it traces to), where there is no such thing.
        orphans: (kind, name) of what no requirement asks for: ``("test", "T-9")``.
    """

    requirements: tuple[Requirement, ...] = field(converter=_requirements)
    dangling: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs)
    orphans: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs)

    @property
    def untested(self) -> tuple[str, ...]:
        """Keys of requirements without a test."""
        return tuple(item.key for item in self.requirements if not item.tests)

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Keys of requirements without a work package."""
        return tuple(item.key for item in self.requirements if not item.work_packages)

    @property
    def undelivered(self) -> tuple[str, ...]:
        """Keys of requirements without a deliverable."""
        return tuple(item.key for item in self.requirements if not item.deliverables)

    @property
    def coverage(self) -> Decimal:
        """Share of the requirements that a test shows [1]; nothing required is covered."""
        if not self.requirements:
            return Decimal(1)
        return quotient(len(self.requirements) - len(self.untested), len(self.requirements))

    def table(self) -> Table:
        """A line for each requirement: what it traces to; below, what no requirement asks for."""
        notes = [f"{key} traces to {target}, which there is not" for key, target in self.dangling]
        notes += [f"no requirement asks for the {kind} {name}" for kind, name in self.orphans]
        return Table(
            title=f"Traceability: {self.coverage:.0%} tested",
            columns=(
                Column("Requirement"),
                Column("Priority"),
                Column("Deliverables"),
                Column("Work packages"),
                Column("Tests"),
            ),
            rows=[
                (
                    i.key,
                    str(i.priority),
                    *(", ".join(names) or "-" for names in (i.deliverables, i.work_packages, i.tests)),
                )
                for i in self.requirements
            ],
            note="\n".join(notes),
        )


def traceability(
    requirements: Iterable[Requirement],
    *,
    deliverables: Iterable[str] = (),
    work_packages: Iterable[str] = (),
    tests: Iterable[str] = (),
) -> Traceability:
    """Requirements against what there is, both ways.

    Args:
        requirements: all of them; those that are not to be met this time are passed over.
        deliverables: names of what is delivered; none: what requirements trace to is not checked.
        work_packages: ids of the plan's work packages; none: not checked.
        tests: keys of the test cases; none: not checked.

    Example:
        >>> matrix = traceability([Requirement("R1", tests="T1", work_packages="build"), Requirement("R2", tests="T7")],
        ...                       tests=["T1", "T2"])
        >>> matrix.uncovered, matrix.dangling, matrix.orphans
        (('R2',), (('R2', 'test T7'),), (('test', 'T2'),))
    """
    items = [item for item in requirements if item.priority is not Priority.WONT]
    given = {"deliverables": texts(deliverables), "work_packages": texts(work_packages), "tests": texts(tests)}
    dangling: list[tuple[str, str]] = []
    orphans: list[tuple[str, str]] = []
    for name, kind in _TARGETS:
        known = dict.fromkeys(given[name])
        asked = {target for item in items for target in getattr(item, name)}
        if known:
            dangling += [
                (item.key, f"{kind} {target}")
                for item in items
                for target in getattr(item, name)
                if target not in known
            ]
        orphans += [(kind, target) for target in known if target not in asked]
    return Traceability(requirements=items, dangling=dangling, orphans=orphans)


@frozen
class Requirements(Deliverable):
    """What the result has to do and be, traced both ways.

    Attributes:
        items: the requirements.
        delivered: names of what is delivered, so that traces can be checked.
        work_packages: ids of the plan's work packages, so that traces can be checked.
        tests: keys of the test cases; those of the test report are added.
    """

    key: ClassVar[str] = "requirements"
    noun: ClassVar[str] = "the list of requirements"
    is_reviewed_by_others: ClassVar[bool] = True

    items: tuple[Requirement, ...] = field(default=(), converter=_requirements)
    delivered: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    work_packages: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    tests: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def traced(self, beside: Iterable[Deliverable] = ()) -> Traceability:
        """The requirements against what there is, both ways.

        Args:
            beside: the project's other deliverables; a test report among them adds its cases.
        """
        return self._traced({other.key: other for other in beside})

    def _traced(self, beside: Mapping[str, Deliverable]) -> Traceability:
        report = beside.get(TestReport.key)
        cases = [case.key for case in report.cases] if isinstance(report, TestReport) else []
        return traceability(
            self.items,
            deliverables=self.delivered,
            work_packages=self.work_packages,
            tests=[*self.tests, *cases],
        )

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.items:
            yield Gap("items", "there are no requirements", "write down what the result has to do and be")
        unstated = [item.key for item in self.items if not item.statement]
        if unstated:
            yield Gap("statement", f"nothing is said of {listed(unstated)}", "state it so that it can be tested")
        traced = self._traced(beside)
        for name, message, remedy in _TRACES:
            keys: tuple[str, ...] = getattr(traced, name)
            if keys:
                yield Gap(name, f"{message}: {listed(keys)}", remedy)
        for key, target in traced.dangling:
            yield Gap(f"{key}.traces", f"{key} traces to {target}, which there is not", "mend the trace, or make it")
        if traced.orphans:
            names = listed(f"{kind} {name}" for kind, name in traced.orphans)
            yield Gap("orphans", f"no requirement asks for {names}", "trace it to a requirement, or leave it out")

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        traced = self._traced(beside)
        yield "count", len(traced.requirements)
        yield "coverage", traced.coverage
        for name in ("untested", "uncovered", "undelivered"):
            yield name, getattr(traced, name)
        yield "orphans", tuple(f"{kind} {name}" for kind, name in traced.orphans)
        musts = {item.key for item in traced.requirements if item.priority is Priority.MUST}
        yield "untested_musts", tuple(key for key in traced.untested if key in musts)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for key, times in repeated(item.key for item in self.items).items():
            yield "items", key, f"the requirement {key!r} is listed {times} times"


_TRACES = (
    ("untested", "no test shows", "write a test of each, or drop it"),
    ("uncovered", "no work package makes", "plan the work, or drop it"),
    ("undelivered", "nothing that is delivered fulfils", "say what fulfils it, or drop it"),
)
