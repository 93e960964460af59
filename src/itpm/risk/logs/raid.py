"""The RAID log: risks, assumptions, issues, decisions, and the actions that go with them, as one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from attrs import evolve, field, frozen

from itpm.errors import Fault, Hints, UnknownNameError, nearest, shortened
from itpm.model.given import expect, several
from itpm.model.moments import Moment, day_of, moment
from itpm.risk.inputs import RiskError
from itpm.risk.logs.entries import Action, Assumption, DecisionRecord, Issue, LogEntry
from itpm.risk.register import RiskRegister
from itpm.risk.risks import Risk
from itpm.tables import Column, Table, Tabular

_E = TypeVar("_E", bound=LogEntry)


def _issues(entries: Iterable[Issue]) -> tuple[Issue, ...]:
    return several(entries, Issue, "log.issues", RiskError)


def _actions(entries: Iterable[Action]) -> tuple[Action, ...]:
    return several(entries, Action, "log.actions", RiskError)


def _assumptions(entries: Iterable[Assumption]) -> tuple[Assumption, ...]:
    return several(entries, Assumption, "log.assumptions", RiskError)


def _decisions(entries: Iterable[DecisionRecord]) -> tuple[DecisionRecord, ...]:
    return several(entries, DecisionRecord, "log.decisions", RiskError)


@frozen
class RaidLog(Tabular):
    """Risks, assumptions, issues, decisions and actions of a project.

    Attributes:
        register: the risks.
        issues: what occurred.
        actions: what somebody does about any of them.
        assumptions: what the plan takes for true.
        decisions: what is to be decided, and was.

    Raises:
        RiskError: with every fault: titles twice in one list, entries that belong to nothing in the log.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> log = RaidLog(
        ...     RiskRegister([Threat("vendor late", probability=0.3, delay="10d", on=["build"], owner="bo")]),
        ...     actions=[Action("call the vendor", owner="bo", due="2026-03-20", about=["vendor late"])],
        ... )
        >>> print(log)
        RAID log
        Kind    Title            Owner  Due         Status      On     About
        ------  ---------------  -----  ----------  ----------  -----  -----------
        threat  vendor late      bo                 identified  build
        action  call the vendor  bo     2026-03-20  open               vendor late
    """

    register: RiskRegister = field(factory=RiskRegister)
    issues: tuple[Issue, ...] = field(default=(), kw_only=True, converter=_issues)
    actions: tuple[Action, ...] = field(default=(), kw_only=True, converter=_actions)
    assumptions: tuple[Assumption, ...] = field(default=(), kw_only=True, converter=_assumptions)
    decisions: tuple[DecisionRecord, ...] = field(default=(), kw_only=True, converter=_decisions)

    def __attrs_post_init__(self) -> None:
        expect(self.register, "log.register", RiskRegister, error=RiskError)
        RiskError.refuse(_faults(self))

    @property
    def entries(self) -> tuple[LogEntry, ...]:
        """All entries beside the risks: issues, actions, assumptions, decisions."""
        return (*self.issues, *self.actions, *self.assumptions, *self.decisions)

    @property
    def open(self) -> tuple[LogEntry, ...]:
        """The entries beside the risks that something is still to be done about."""
        return tuple(entry for entry in self.entries if entry.is_open)

    def issue(self, title: str) -> Issue:
        """The issue of that title.

        Raises:
            UnknownNameError: there is none; the nearest are offered.
        """
        return _named(self.issues, title, "issue")

    def action(self, title: str) -> Action:
        """The action of that title.

        Raises:
            UnknownNameError: there is none; the nearest are offered.
        """
        return _named(self.actions, title, "action")

    def assumption(self, title: str) -> Assumption:
        """The assumption of that title.

        Raises:
            UnknownNameError: there is none; the nearest are offered.
        """
        return _named(self.assumptions, title, "assumption")

    def decision(self, title: str) -> DecisionRecord:
        """The decision of that title.

        Raises:
            UnknownNameError: there is none; the nearest are offered.
        """
        return _named(self.decisions, title, "decision")

    def with_entries(self, entries: Iterable[LogEntry | Risk]) -> RaidLog:
        """The log with these instead of those of the same kind and name, new ones behind.

        Raises:
            RiskError: the result would have faults, or something is no entry of a log.
        """
        given = several(entries, object, "log.entries", RiskError)
        kinds = (Issue, Action, Assumption, DecisionRecord, Risk)
        wrong = [entry for entry in given if not isinstance(entry, kinds)]
        if wrong:
            expected = "expected a risk, issue, action, assumption or decision"
            raise RiskError([Fault("log.entries", entry, f"{expected}, got {shortened(entry)}") for entry in wrong])
        return evolve(
            self,
            register=self.register.with_risks([one for one in given if isinstance(one, Risk)]),
            issues=_replaced(self.issues, [one for one in given if isinstance(one, Issue)]),
            actions=_replaced(self.actions, [one for one in given if isinstance(one, Action)]),
            assumptions=_replaced(self.assumptions, [one for one in given if isinstance(one, Assumption)]),
            decisions=_replaced(self.decisions, [one for one in given if isinstance(one, DecisionRecord)]),
        )

    def as_known(self, as_of: Moment) -> RaidLog:
        """The log as it stood then: what was raised later is left out, what was settled later is open.

        The register is left as it is: its risks keep their own history.

        Args:
            as_of: the moment asked about; a bare date means the end of that day.

        Example:
            >>> log = RaidLog(actions=[Action("call the vendor", raised="2026-03-02", done="2026-03-20")])
            >>> [len(log.as_known(day).open) for day in ("2026-03-01", "2026-03-19", "2026-03-20")]
            [0, 1, 0]
        """
        at = moment(as_of, edge="finish", place="as_of")
        there = {entry.title for entry in self.entries if entry.was_raised(at)}
        later = {entry.title for entry in self.entries} - there
        return evolve(
            self,
            issues=_as_known(self.issues, at, later),
            actions=_as_known(self.actions, at, later),
            assumptions=_as_known(self.assumptions, at, later),
            decisions=_as_known(self.decisions, at, later),
        )

    def table(self) -> Table:
        """The whole log, one row a risk or entry."""
        columns = [Column(name) for name in ("Kind", "Title", "Owner", "Due", "Status", "On", "About")]
        values = [*map(_risk_cells, self.register), *map(_entry_cells, self.entries)]
        rows = [(kind, title, owner, _day(due), *rest) for kind, title, owner, due, *rest in values]
        return Table(title="RAID log", columns=columns, rows=rows, values=values)


def _named(entries: tuple[_E, ...], title: str, kind: str) -> _E:
    for entry in entries:
        if entry.title == title:
            return entry
    raise UnknownNameError(kind, title, nearest(title, [entry.title for entry in entries]))


def _replaced(kept: Iterable[_E], given: Iterable[_E]) -> tuple[_E, ...]:
    changed = {entry.title: entry for entry in given}
    return (*[changed.pop(entry.title, entry) for entry in kept], *changed.values())


def _as_known(entries: Iterable[_E], at: datetime, later: set[str]) -> tuple[_E, ...]:
    """The entries that were there then, as they stood; they are about nothing that was raised later."""
    return tuple(
        evolve(entry.as_known(at), about=[name for name in entry.about if name not in later])
        for entry in entries
        if entry.was_raised(at)
    )


def _risk_cells(risk: Risk) -> tuple[object, ...]:
    return risk.kind, risk.name, risk.owner, risk.urgency, risk.status.value, _places(risk.on, risk), ""


def _entry_cells(entry: LogEntry) -> tuple[object, ...]:
    risk = entry.risk if isinstance(entry, Issue | Assumption) else ""
    about = [name for name in (risk, *entry.about) if name]
    places = _places(entry.tasks, entry)
    return entry.kind, entry.title, entry.owner, entry.due, entry.state, places, ", ".join(dict.fromkeys(about))


def _places(tasks: tuple[str, ...], entry: LogEntry | Risk) -> str:
    return ", ".join((*tasks, *entry.deliverables, *entry.systems))


def _day(at: object) -> str:
    return day_of(at) if isinstance(at, datetime) else ""


def _faults(log: RaidLog) -> Iterator[Fault]:
    for entries in (log.issues, log.actions, log.assumptions, log.decisions):
        seen: set[str] = set()
        for entry in entries:
            if entry.title in seen:
                yield Fault(f"{entry}.title", entry.title, f"{entry} is there twice")
            seen.add(entry.title)
    yield from _reference_faults(log)


def _reference_faults(log: RaidLog) -> Iterator[Fault]:
    risks = dict.fromkeys(name for risk in log.register for name in (risk.name, risk.id) if name)
    known = dict.fromkeys([*risks, *(entry.title for entry in log.entries)])
    hint = Hints()
    for entry in log.entries:
        for name in entry.about:
            if name not in known:
                yield Fault(f"{entry}.about", name, f"the log has no {shortened(name)}{hint(name, known)}")
        if isinstance(entry, Issue | Assumption) and entry.risk and entry.risk not in risks:
            yield Fault(
                f"{entry}.risk", entry.risk, f"there is no risk {entry.risk!r} in the register{hint(entry.risk, risks)}"
            )
