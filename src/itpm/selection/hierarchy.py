"""The analytic hierarchy process: a goal, criteria below it, perhaps criteria below those, and options at the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import Fault, UndefinedIndexError, UnknownNameError, did_you_mean, nearest
from itpm.findings import Finding, Severity
from itpm.model.given import pairs
from itpm.selection.comparing import ACCEPTED_RATIO, Comparisons
from itpm.selection.inputs import SelectionError, addition, product, refuse
from itpm.selection.scoring import Scoring, SelectionCriterion
from itpm.tables import Column, Table, Tabular, Undefined

_MOST_NODES = 10_000


@frozen(kw_only=True)
class HierarchyNode:
    """One node of the hierarchy that has something below it.

    Attributes:
        name: the goal's or criterion's name.
        weight: its share of the whole decision [1].
        comparisons: what is below it, compared.
    """

    name: str
    weight: Decimal
    comparisons: Comparisons


def _nodes(value: Iterator[HierarchyNode] | tuple[HierarchyNode, ...]) -> tuple[HierarchyNode, ...]:
    return tuple(value)


def _indices(
    value: str | Mapping[int, Decimal] | Iterable[tuple[int, Decimal]],
) -> str | tuple[tuple[int, Decimal], ...]:
    if isinstance(value, str):
        return value
    return tuple(sorted(dict(value).items()))


@frozen(kw_only=True)
class Hierarchy(Tabular):
    """Priorities of options under a goal.

    Attributes:
        goal: what is decided.
        nodes: the goal and every criterion that has something below it, from the top.
        random_indices: the table that consistency is measured by: its name, or (items, index).
    """

    goal: str
    nodes: tuple[HierarchyNode, ...] = field(converter=_nodes)
    random_indices: str | tuple[tuple[int, Decimal], ...] = field(default="saaty_1980", converter=_indices)

    @property
    def _indices(self) -> str | Mapping[int, Decimal]:
        return self.random_indices if isinstance(self.random_indices, str) else dict(self.random_indices)

    @property
    def priorities(self) -> dict[str, Decimal]:
        """Each option's priority, best first; they sum to one [1]."""
        inner = {node.name for node in self.nodes}
        found: dict[str, Decimal] = {}
        for node in self.nodes:
            for item, share in node.comparisons.priorities.items():
                if item not in inner:
                    found[item] = addition(found.get(item, Decimal(0)), product(node.weight, share))
        return dict(sorted(found.items(), key=lambda pair: pair[1], reverse=True))

    @property
    def scoring(self) -> Scoring:
        """The same decision as weighted scoring on the goal's criteria: what `weight_changes` works on."""
        top = self.nodes[0].comparisons
        below = {name: self._below(name) for name in top.items}
        options = list(self.priorities)
        return Scoring(
            criteria=[SelectionCriterion(name, weight) for name, weight in top.priorities.items()],
            options=options,
            scores=[[below[name].get(option, Decimal(0)) for name in top.items] for option in options],
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Comparisons that contradict themselves more than is usually accepted."""
        return tuple(self._inconsistent())

    def consistency_ratio(self, node: str) -> Decimal:
        """The consistency ratio of the comparisons below a node [1].

        Raises:
            UnknownNameError: there is no such node with something below it.
            UndefinedIndexError: no random index is known for so many items.
        """
        for found in self.nodes:
            if found.name == node:
                return found.comparisons.consistency_ratio(self._indices)
        names = [found.name for found in self.nodes]
        raise UnknownNameError("node", node, nearest(node, names))

    def table(self) -> Table:
        """The options with their priorities, best first."""
        columns = [Column("Rank", align="right"), Column("Option"), Column("Priority", align="right")]
        rows = [(rank, option, weight) for rank, (option, weight) in enumerate(self.priorities.items(), start=1)]
        return Table(title=self.goal, columns=columns, rows=rows, note="\n".join(f.message for f in self.findings))

    def nodes_table(self) -> Table:
        """Every node with its share of the decision and its consistency ratio."""
        columns = [
            Column("Node"),
            Column("Weight", align="right"),
            Column("Items", align="right"),
            Column("CR", align="right"),
        ]
        rows = [(node.name, node.weight, len(node.comparisons.items), self._ratio(node)) for node in self.nodes]
        return Table(title=f"Consistency of {self.goal}", columns=columns, rows=rows)

    def _below(self, name: str) -> dict[str, Decimal]:
        """What the options get from one criterion of the goal, per unit of its weight."""
        inner = {node.name: node.comparisons for node in self.nodes}
        found: dict[str, Decimal] = {}
        open_items = [(name, Decimal(1))]
        while open_items:
            item, share = open_items.pop()
            if item not in inner:
                found[item] = addition(found.get(item, Decimal(0)), share)
                continue
            open_items += [(below, product(share, part)) for below, part in inner[item].priorities.items()]
        return found

    def _ratio(self, node: HierarchyNode) -> Decimal | Undefined:
        try:
            return node.comparisons.consistency_ratio(self._indices)
        except UndefinedIndexError as undefined:
            return Undefined(str(undefined))

    def _inconsistent(self) -> Iterator[Finding]:
        for node in self.nodes:
            ratio = self._ratio(node)
            if isinstance(ratio, Undefined) or ratio <= ACCEPTED_RATIO:
                continue
            yield Finding(
                code="AHP001",
                subject=f"criterion:{node.name}",
                message=f"the comparisons below {node.name} contradict each other: consistency ratio {ratio:.3f}",
                severity=Severity.MINOR,
                remedy="compare again the pairs that surprise; a ratio up to 0.10 is usually accepted",
                evidence=[("consistency_ratio", ratio)],
            )


def analytic_hierarchy(
    comparisons: Comparisons,
    below: Mapping[str, Comparisons],
    *,
    goal: str = "goal",
    random_indices: str | Mapping[int, Decimal] = "saaty_1980",
) -> Hierarchy:
    """Priorities of options: the weight of each criterion, times the option's priority below it, summed.

    Args:
        comparisons: the goal's criteria, compared.
        below: criterion to the comparison of what stands below it; what has nothing below it is an option.
        goal: what is decided.
        random_indices: the table that consistency is measured by, by name or as number of items to index.

    Raises:
        SelectionError: something stands below a name that is no criterion, below itself, or below two criteria.

    Source:
        Saaty, The Analytic Hierarchy Process (1980), ch. 1 and 4 (distributive mode).

    Example:
        >>> from itpm.selection import pairwise
        >>> tools = analytic_hierarchy(pairwise([("fit", "price", 3)]), {
        ...     "fit": pairwise([("Acme", "Beta", 2)]), "price": pairwise([("Beta", "Acme", 4)])})
        >>> {option: round(weight, 2) for option, weight in tools.priorities.items()}
        {'Acme': Decimal('0.55'), 'Beta': Decimal('0.45')}
    """
    nodes: dict[str, HierarchyNode] = {}
    faults: list[Fault] = []
    below = dict(pairs(below, "below", SelectionError))
    open_nodes = [(goal, Decimal(1), comparisons)]
    while open_nodes and not faults and len(nodes) < _MOST_NODES:
        name, weight, compared = open_nodes.pop(0)
        if name in nodes:
            faults.append(Fault(f"below[{name!r}]", name, f"{name!r} stands in two places of the hierarchy"))
        nodes[name] = HierarchyNode(name=name, weight=weight, comparisons=compared)
        shares = compared.priorities
        open_nodes += [(item, product(weight, share), below[item]) for item, share in shares.items() if item in below]
    names = {item for node in nodes.values() for item in node.comparisons.items}
    faults += [
        Fault(f"below[{name!r}]", name, f"there is no criterion {name!r}{did_you_mean(name, names)}")
        for name in below
        if name not in nodes and not faults
    ]
    refuse(faults)
    return Hierarchy(goal=goal, nodes=tuple(nodes.values()), random_indices=random_indices)
