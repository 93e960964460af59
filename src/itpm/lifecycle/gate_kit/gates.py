"""Gates that fit IT, ready-made: what each asks for, who approves, and the standard it is drawn from.

One picks them by name, one alone or several as one gate: ``it_gate("security_test", "privacy_assessment", key="G3")``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from itpm.errors import Fault, UnknownNameError, nearest
from itpm.lifecycle.errors import MethodologyError
from itpm.lifecycle.gate_kit.criteria import it_criterion
from itpm.lifecycle.stages import Gate, GateCriterion
from itpm.model.given import texts
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class ItGate:
    """A ready-made gate.

    Attributes:
        name: what `it_gate` calls it.
        title: what people call it.
        question: what it answers.
        requires: keys of the deliverables it asks for.
        criteria: keys of the ready-made criteria it sets.
        rules: codes of the rules it asks for, of `IT_GATE_RULES`.
        approvers: roles that approve.
        source: the standard it is drawn from.
    """

    name: str
    title: str
    question: str
    requires: tuple[str, ...] = field(default=(), converter=texts)
    criteria: tuple[str, ...] = field(default=(), converter=texts)
    rules: tuple[str, ...] = field(default=(), converter=texts)
    approvers: tuple[str, ...] = field(default=(), converter=texts)
    source: str


def _gates(values: Iterable[ItGate]) -> tuple[ItGate, ...]:
    return tuple(values)


@frozen
class ItGates(Tabular):
    """The ready-made gates, in the order in which a project comes to them."""

    gates: tuple[ItGate, ...] = field(converter=_gates)

    def __iter__(self) -> Iterator[ItGate]:
        return iter(self.gates)

    def __len__(self) -> int:
        return len(self.gates)

    def __getitem__(self, name: str) -> ItGate:
        """The ready-made gate of that name.

        Raises:
            UnknownNameError: there is none; the nearest is offered.
        """
        for gate in self.gates:
            if gate.name == name:
                return gate
        raise UnknownNameError("ready-made gate", name, nearest(name, [gate.name for gate in self.gates]))

    def table(self) -> Table:
        """A line for each gate: what it answers, what it asks for, who approves, and where it is from."""
        names = ("Name", "Question", "Deliverables", "Criteria", "Rules", "Approvers", "Source")
        return Table(
            title="Gates that fit IT",
            columns=[Column(name) for name in names],
            rows=[
                (g.name, g.question, *map(", ".join, (g.requires, g.criteria, g.rules, g.approvers)), g.source)
                for g in self.gates
            ],
        )


IT_GATES = ItGates(
    [
        ItGate(
            name="architecture_review",
            title="Architecture review",
            question="Does the design hold what is asked of it?",
            requires="architecture_review",
            approvers="architect",
            source="ISO/IEC 25010:2023",
        ),
        ItGate(
            name="privacy_assessment",
            title="Privacy assessment",
            question="What does it do to those whose data it holds?",
            requires="privacy_assessment",
            approvers="data protection officer",
            source="GDPR, art. 35",
        ),
        ItGate(
            name="requirements_traced",
            title="Requirements traced",
            question="Is everything that is required made, delivered and tested?",
            requires="requirements",
            approvers="product owner",
            source="ISO/IEC/IEEE 29148:2018, 6.4",
        ),
        ItGate(
            name="tests_completed",
            title="Tests completed",
            question="Was enough tested, and is it good enough?",
            requires="test_report",
            criteria=("no_severity_1", "pass_rate"),
            approvers="test manager",
            source="ISO/IEC/IEEE 29119-3:2021",
        ),
        ItGate(
            name="security_test",
            title="Security test",
            question="Did somebody try to break in?",
            requires="security_test",
            criteria="asvs_level",
            rules="ITG001",
            approvers="security officer",
            source="OWASP ASVS; FIRST CVSS",
        ),
        ItGate(
            name="accessibility",
            title="Accessibility",
            question="Can everybody use it?",
            requires="accessibility_audit",
            approvers="product owner",
            source="WCAG 2.2",
        ),
        ItGate(
            name="recovery_test",
            title="Recovery test",
            question="Is it back in time after a disaster, with little enough lost?",
            requires="recovery_test",
            rules="ITG002",
            approvers="operations manager",
            source="ISO 22301:2019, 8.5",
        ),
        ItGate(
            name="data_migration",
            title="Data migration rehearsed",
            question="Do all data arrive, in time, and do the numbers agree?",
            requires="migration_rehearsal",
            rules=("ITG004", "ITG005"),
            approvers="data owner",
            source="ITIL 4, deployment management",
        ),
        ItGate(
            name="operational_readiness",
            title="Operational readiness",
            question="Can operations run it from the first minute?",
            requires=("operational_readiness", "support_team"),
            approvers="operations manager",
            source="ITIL 4, release management, service level management",
        ),
        ItGate(
            name="cut_over",
            title="Cut-over ready",
            question="Does the change fit its window, and is there a way back?",
            requires="cutover_plan",
            criteria="window_reserve",
            rules=("ITG003", "ITG006"),
            approvers="cut-over manager",
            source="ITIL 4, deployment management",
        ),
        ItGate(
            name="go_live",
            title="Go/no-go",
            question="Do we go?",
            requires=("go_no_go", "training"),
            rules="ITG006",
            approvers=("sponsor", "operations manager"),
            source="ITIL 4, release management",
        ),
        ItGate(
            name="hypercare_exit",
            title="End of hypercare",
            question="Can those leave who built it?",
            requires="hypercare",
            approvers="operations manager",
            source="ITIL 4, incident management, service level management",
        ),
    ]
)


def it_gate(
    *names: str,
    key: str,
    title: str = "",
    approvers: Iterable[str] | None = None,
    requires: Iterable[str] = (),
    criteria: Iterable[GateCriterion] | None = None,
    rules: Iterable[str] | None = None,
) -> Gate:
    """A gate that asks for what the ready-made gates of these names ask for.

    Args:
        *names: names of ready-made gates, see `IT_GATES`; several make one gate that asks for all of it.
        key: what commands, events and reasons call it.
        title: what people call it; default: the titles of the ready-made gates.
        approvers: roles that approve; default: theirs.
        requires: keys of further deliverables.
        criteria: what facts must say; default: theirs.
        rules: codes of rules, to be supplied with `IT_GATE_RULES`; default: theirs.

    Raises:
        UnknownNameError: there is no ready-made gate of that name; the nearest is offered.
        MethodologyError: no name.

    Example:
        >>> gate = it_gate("security_test", "privacy_assessment", key="G3")
        >>> gate.requires, gate.approvers, gate.rules
        (('security_test', 'privacy_assessment'), ('security officer', 'data protection officer'), ('ITG001',))
    """
    picked = [IT_GATES[name] for name in dict.fromkeys(names)]
    if not picked:
        raise MethodologyError([Fault(f"gate {key!r}", names, "expected at least one name of a ready-made gate")])
    asked = [it_criterion(name) for name in _each(gate.criteria for gate in picked)]
    return Gate(
        key,
        title=title or ", ".join(gate.title for gate in picked),
        requires=_each([*(gate.requires for gate in picked), texts(requires)]),
        criteria=asked if criteria is None else criteria,
        approvers=_each(gate.approvers for gate in picked) if approvers is None else approvers,
        rules=_each(gate.rules for gate in picked) if rules is None else rules,
    )


def _each(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Every name once, in the order in which it first stands."""
    return tuple(dict.fromkeys(name for group in groups for name in group))
