"""A risk occurs: it becomes an issue, with its date and what it really did; and what was estimated against what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import count

from attrs import field, frozen

from itpm.model.durations import Duration
from itpm.model.given import expect
from itpm.model.moments import Moment
from itpm.model.money import Money, total
from itpm.risk.inputs import RiskError, mean_cost
from itpm.risk.logs.entries import Action, Issue
from itpm.risk.logs.raid import RaidLog
from itpm.risk.statuses import RiskStatus
from itpm.risk.workflow import advance_risk
from itpm.tables import Column, Table, Tabular, Undefined


def risk_occurs(
    log: RaidLog,
    name: str,
    *,
    at: Moment,
    cost: Money | str | None = None,
    delay: Duration | str | None = None,
    impact: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    owner: str = "",
    due: Moment | None = None,
    by: str = "",
    notes: str = "",
) -> RaidLog:
    """The log in which a risk has occurred: its status says so, and an issue stands for what it does.

    The issue takes over what the risk is on, and its owner where no other is named. The fallback becomes an action, due with it.

    Args:
        log: the log before.
        name: name or id of the risk.
        at: when it occurred; a bare date is that day.
        cost: by how much it changed the cost, as far as known.
        delay: by how much it delayed the tasks it struck, as far as known.
        impact: ratings by objective where the effect is not measured.
        owner: who sees to the issue; empty: the risk's owner.
        due: until when it is to be resolved.
        by: who reported it.
        notes: free text.

    Raises:
        UnknownNameError: there is no such risk; the nearest are offered.
        RiskStepError: the risk cannot occur: it is closed, or over.

    Example:
        >>> from itpm.risk.register import RiskRegister
        >>> from itpm.risk.risks import Threat
        >>> late = Threat("vendor late", probability=0.3, cost="30k EUR", on=["build"], fallback="hire two freelancers")
        >>> log = risk_occurs(RaidLog(RiskRegister([late])), "vendor late", at="2026-03-12", cost="35k EUR", due="2026-03-20")
        >>> log.register["vendor late"].status.value, log.issue("vendor late").tasks, log.actions[0].title
        ('occurred', ('build',), 'hire two freelancers')
    """
    expect(log, "log", RaidLog, error=RiskError)
    risk = log.register[name]
    title = _free_title(risk.name, {issue.title for issue in log.issues})
    issue = Issue(
        title,
        risk=risk.name,
        occurred=at,
        cost=cost,
        delay=delay,
        impact=impact,
        owner=owner or risk.owner,
        due=due,
        raised=at,
        tasks=risk.on,
        deliverables=risk.deliverables,
        systems=risk.systems,
        notes=notes,
    )
    changed = log.with_entries(
        [advance_risk(risk, RiskStatus.OCCURRED, at=at, by=by, note=notes or "it occurred"), issue]
    )
    if not risk.fallback:
        return changed
    planned = _free_title(risk.fallback, {action.title for action in log.actions})
    return changed.with_entries([Action(planned, owner=issue.owner, due=due, raised=at, about=[title])])


def _free_title(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    return next(title for number in count(2) if (title := f"{wanted} ({number})") not in taken)


@frozen(kw_only=True)
class RealisedRisk:
    """One issue, and what had been estimated.

    Attributes:
        issue: its title.
        risk: name of the risk it was; empty where nobody had foreseen it.
        probability: as estimated [1]; None where it was not.
        estimated: mean change of cost, as estimated.
        actual: by how much it changed the cost.
        delay: by how much it delayed the tasks it struck.
    """

    issue: str
    risk: str
    probability: Decimal | None
    estimated: Money | Undefined
    actual: Money | Undefined
    delay: Duration | None = None


def _rows(rows: Iterable[RealisedRisk]) -> tuple[RealisedRisk, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class RealisedRisks(Tabular):
    """What occurred, against what had been estimated.

    Attributes:
        rows: issue by issue.
        currency: ISO 4217 code of the amounts.
    """

    rows: tuple[RealisedRisk, ...] = field(converter=_rows)
    currency: str

    def __iter__(self) -> Iterator[RealisedRisk]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def cost(self) -> Money:
        """What the issues have cost, as far as known: what has been drawn from the contingency, or should be."""
        return total((row.actual for row in self.rows if isinstance(row.actual, Money)), currency=self.currency)

    @property
    def unforeseen(self) -> tuple[str, ...]:
        """Titles of the issues that were not in the register."""
        return tuple(row.issue for row in self.rows if not row.risk)

    def table(self) -> Table:
        """Issue by issue: probability and effect as estimated, cost and delay as they came."""
        columns = [Column("Issue"), Column("P [1]", key="probability", align="right")]
        columns += [Column(name, align="right") for name in ("Estimated", "Actual", "Delay")]
        columns.append(Column("Foreseen"))
        rows = [
            (row.issue, row.probability, row.estimated, row.actual, row.delay, "yes" if row.risk else "no")
            for row in self.rows
        ]
        return Table(title="What occurred", columns=columns, rows=rows, note=f"together {self.cost}")


def realised_risks(log: RaidLog) -> RealisedRisks:
    """What occurred, against what had been estimated: how good the register was, and what it cost.

    Example:
        >>> from itpm.risk.register import RiskRegister
        >>> from itpm.risk.risks import Threat
        >>> late = Threat("vendor late", probability=0.3, cost="30k EUR", on=["build"])
        >>> found = realised_risks(risk_occurs(RaidLog(RiskRegister([late])), "vendor late", at="2026-03-12", cost="35k EUR"))
        >>> print(found.cost, found.rows[0].estimated, found.unforeseen)
        35,000 EUR 30,000 EUR ()
    """
    expect(log, "log", RaidLog, error=RiskError)
    rows = [_realised(issue, log) for issue in log.issues]
    costs = (row.actual.currency for row in rows if isinstance(row.actual, Money))
    return RealisedRisks(rows=rows, currency=next(costs, log.register.currency))


def _realised(issue: Issue, log: RaidLog) -> RealisedRisk:
    risk = log.register[issue.risk] if issue.risk else None
    estimated: Money | Undefined = Undefined("it was not in the register")
    if risk is not None:
        estimated = mean_cost(risk.cost) if risk.cost is not None else Undefined("no effect on cost was estimated")
    return RealisedRisk(
        issue=issue.title,
        risk=issue.risk,
        probability=None if risk is None else risk.probability,
        estimated=estimated,
        actual=issue.cost if issue.cost is not None else Undefined("what it costs is not known yet"),
        delay=issue.delay,
    )
