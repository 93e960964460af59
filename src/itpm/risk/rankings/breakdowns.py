"""Where risk comes from: the open risks along the risk breakdown structure, rolled up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import UnknownNameError, nearest
from itpm.model.given import expect, several, texts
from itpm.model.money import NO_CURRENCY, Money, total
from itpm.risk.inputs import RiskError
from itpm.risk.matrices.grids import RiskMatrix
from itpm.risk.rankings.order import RankedRisk, ranking
from itpm.risk.risks import Risk
from itpm.risk.scoring import RiskScore, Stakes
from itpm.tables import Column, Table, Tabular, Undefined

_ROOT = ""
_NONE = Undefined("no open risk has an expected cost")
_UNRATED = Undefined("no open risk is rated")


@frozen(kw_only=True)
class BreakdownRow:
    """One category of the risk breakdown structure with all that lies below it.

    Attributes:
        category: its path: ``"external/vendor"``; empty for all risks.
        threats: open threats [1].
        opportunities: open opportunities [1].
        worst: the highest score of a threat in it.
        emv: expected monetary value of its risks: threats raise it, opportunities lower it.
        residual_emv: the same after responses.
        risks: names of the open risks that are of this very category.
    """

    category: str
    threats: int
    opportunities: int
    worst: RiskScore | Undefined
    emv: Money | Undefined
    residual_emv: Money | Undefined
    risks: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """How deep it lies; 0 for all risks [1]."""
        return len(self.category.split("/")) if self.category else 0


def _rows(rows: Iterable[BreakdownRow]) -> tuple[BreakdownRow, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class RiskBreakdown(Tabular):
    """The open risks by source: each category with its sub-categories below it, and the sums over all of them.

    Attributes:
        rows: all risks first, then the categories, depth first.
    """

    rows: tuple[BreakdownRow, ...] = field(converter=_rows)

    def __iter__(self) -> Iterator[BreakdownRow]:
        return iter(self.rows)

    def __getitem__(self, category: str) -> BreakdownRow:
        """The row of a category; of all risks with ``""``.

        Raises:
            UnknownNameError: there is no such category; the nearest are offered.
        """
        known = {row.category: row for row in self.rows}
        path = category_path(category)
        if path not in known:
            raise UnknownNameError("category", category, nearest(path, known))
        return known[path]

    def table(self) -> Table:
        """The structure, indented, with the counts, the worst threat and the expected values."""
        unit = next((row.emv.currency for row in self.rows if isinstance(row.emv, Money)), NO_CURRENCY)
        columns = [
            Column("Source", key="category"),
            Column("Threats", align="right"),
            Column("Opportunities", align="right"),
            Column("Worst threat", key="worst"),
            Column(f"EMV [{unit}]", key=f"emv_{unit.lower()}", align="right"),
            Column(f"EMV after [{unit}]", key=f"emv_after_{unit.lower()}", align="right"),
        ]
        rows = [(_indented(row), row.threats or "", row.opportunities or "", *_cells(row)) for row in self.rows]
        values = [
            (row.category, row.threats, row.opportunities, row.worst, _amount(row.emv), _amount(row.residual_emv))
            for row in self.rows
        ]
        return Table(title="Risks by source", columns=columns, rows=rows, values=values)


def risk_breakdown(
    risks: Iterable[Risk], matrix: RiskMatrix, stakes: Stakes, *, categories: Iterable[str] = ()
) -> RiskBreakdown:
    """The open risks by category, rolled up to the categories above.

    Args:
        risks: threats and opportunities; those without category count only for all risks.
        matrix: the matrix to score on.
        stakes: budget and duration that effects are measured against.
        categories: the structure, in its order; categories of risks that are not in it come behind. None: as the risks are.

    Source:
        PMBOK Guide, 6th ed., 11.1.3.1 (risk breakdown structure).

    Example:
        >>> from itpm.risk.matrices import pmbok_matrix
        >>> from itpm.risk.risks import Threat
        >>> risks = [Threat("late", probability=0.5, cost="8k EUR", category="external/vendor"),
        ...          Threat("strike", probability=0.1, cost="10k EUR", category="external/people")]
        >>> found = risk_breakdown(risks, pmbok_matrix(), Stakes())
        >>> [(row.category, row.threats, str(row.emv)) for row in found][:2]
        [('', 2, '5,000 EUR'), ('external', 2, '5,000 EUR')]
        >>> found["external/vendor"].risks
        ('late',)
    """
    given = [risk for risk in several(risks, Risk, "risks", RiskError) if risk.is_open]
    ranked = ranking(given, matrix, stakes)
    below: dict[str, list[RankedRisk]] = {_ROOT: []}
    for category in (*texts(categories), *(risk.category for risk in given)):
        for path in _and_above(category_path(category)):
            below.setdefault(path, [])
    for row in ranked:
        for path in _and_above(category_path(row.risk.category)):
            below[path].append(row)
    return RiskBreakdown(rows=[_row(path, below[path]) for path in _depth_first(below)])


def it_risk_categories() -> tuple[str, ...]:
    """A risk breakdown structure for IT projects to start from: sources on two levels.

    Source:
        Built after the sample structure of the PMBOK Guide, 6th ed., fig. 11-4, with the sources usual in IT projects.

    Example:
        >>> it_risk_categories()[:3]
        ('technical/requirements', 'technical/technology', 'technical/interfaces')
    """
    return tuple(f"{source}/{kind}" for source, kinds in _IT for kind in kinds)


_IT = (
    (
        "technical",
        (
            "requirements",
            "technology",
            "interfaces",
            "data",
            "performance",
            "security",
            "estimates",
            "test",
            "operation",
        ),
    ),
    ("management", ("planning", "scope", "resources", "communication", "quality", "dependencies on projects")),
    ("organisation", ("sponsorship", "priorities", "users", "people", "works council", "funding")),
    ("commercial", ("contract", "vendor", "licences", "procurement", "partners")),
    ("external", ("law and regulation", "market", "currency", "site", "disaster")),
)


def category_path(category: str) -> str:
    """A category without blanks around its parts: ``" external / vendor"`` is ``"external/vendor"``."""
    expect(category, "category", str, error=RiskError)
    return "/".join(part for part in (part.strip() for part in category.split("/")) if part)


def lies_in(category: str, above: str) -> bool:
    """Whether a category is another or lies below it; everything lies in ``""``."""
    path, wanted = category_path(category), category_path(above)
    return not wanted or path == wanted or path.startswith(f"{wanted}/")


def _and_above(path: str) -> list[str]:
    parts = path.split("/") if path else []
    return ["/".join(parts[:count]) for count in range(len(parts) + 1)]


def _depth_first(paths: Iterable[str]) -> list[str]:
    """Each path behind the one above it, siblings in the order they came."""
    children: dict[str, list[str]] = {}
    for path in paths:
        if path:
            children.setdefault(path.rpartition("/")[0], []).append(path)
    found, stack = [], [_ROOT]
    while stack:
        path = stack.pop()
        found.append(path)
        stack.extend(reversed(children.get(path, [])))
    return found


def _row(path: str, ranked: list[RankedRisk]) -> BreakdownRow:
    scores = [row.score for row in ranked if row.risk.harmful and isinstance(row.score, RiskScore)]
    return BreakdownRow(
        category=path,
        threats=sum(row.risk.harmful for row in ranked),
        opportunities=sum(not row.risk.harmful for row in ranked),
        worst=max(scores, key=lambda score: score.score) if scores else _UNRATED,
        emv=_sum(row.emv for row in ranked),
        residual_emv=_sum(row.residual_emv for row in ranked),
        risks=tuple(row.risk.name for row in ranked if category_path(row.risk.category) == path),
    )


def _sum(values: Iterable[Money | Undefined]) -> Money | Undefined:
    known = [value for value in values if isinstance(value, Money)]
    return total(known, currency=known[0].currency) if known else _NONE


def _indented(row: BreakdownRow) -> str:
    return f"{'  ' * row.level}{row.category.rpartition('/')[2] or 'all risks'}"


def _cells(row: BreakdownRow) -> tuple[object, ...]:
    worst = "" if isinstance(row.worst, Undefined) else row.worst
    return worst, *(_whole(value) for value in (row.emv, row.residual_emv))


def _whole(value: Money | Undefined) -> str:
    return f"{value.amount:,.0f}" if isinstance(value, Money) else ""


def _amount(value: Money | Undefined) -> Decimal | Undefined:
    return value.amount if isinstance(value, Money) else value
