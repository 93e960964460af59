"""Pages for people, as Markdown text: the catalogue of facts, a rule, a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from itpm.model.given import expect
from itpm.rules.catalogue import FactSpec, specs
from itpm.rules.definitions import Rule
from itpm.rules.errors import RulesError
from itpm.rules.packs import RulePack
from itpm.tables import shown


def catalogue_page(catalogue: Iterable[FactSpec], *, title: str = "Facts") -> str:
    """The catalogue as a page: a table for each group of facts (the first word of their names).

    Example:
        >>> from itpm.rules import FactType
        >>> spec = FactSpec(name="cost.cpi", type=FactType.NUMBER, unit="1", doc="cost performance index")
        >>> print(catalogue_page([spec]))
        # Facts
        <BLANKLINE>
        ## cost
        <BLANKLINE>
        | fact | kind | unit | meaning |
        |---|---|---|---|
        | `cost.cpi` | number | 1 | cost performance index |
        <BLANKLINE>
    """
    return "\n".join([f"# {title}", *_groups(catalogue), ""])


def _groups(catalogue: Iterable[FactSpec]) -> Iterator[str]:
    ordered = sorted(specs(catalogue), key=lambda spec: (_group(spec), spec.name))
    for group, entries in groupby(ordered, _group):
        yield from ("", f"## {group}", "", "| fact | kind | unit | meaning |", "|---|---|---|---|")
        for spec in entries:
            kind = spec.type.name.lower()
            yield f"| `{spec.name}` | {kind} | {_cell(spec.unit)} | {_cell(spec.doc)} |"


def _group(spec: FactSpec) -> str:
    return spec.name.partition(".")[0]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def rule_page(rule: Rule) -> str:
    """A rule's page: why it matters, how it is computed, what to do; what it needs and what can be set.

    Example:
        >>> from itpm.rules import F, P, condition_rule
        >>> grown = condition_rule("TEA001", "Two or more work on it", require=F("team.size") >= P("least"),
        ...                        params={"least": 2}, source="staffing policy 3.1", doc="One person falls ill.")
        >>> print(rule_page(grown))
        ## TEA001 Two or more work on it
        <BLANKLINE>
        One person falls ill.
        <BLANKLINE>
        - severity: major
        - source: staffing policy 3.1
        - requires: `team.size >= least`
        - looks at: `team.size`
        - parameter `least`: 2; higher is stricter
        <BLANKLINE>
    """
    expect(rule, "rule", Rule, error=RulesError)
    return "\n".join(
        [f"## {rule.code} {rule.title}", "", *([rule.doc.strip(), ""] if rule.doc else []), *_facts(rule), ""]
    )


def _facts(rule: Rule) -> Iterator[str]:
    yield f"- severity: {rule.severity.name.lower()}"
    for label, text in (("source", rule.source), ("what to do", rule.fix)):
        if text:
            yield f"- {label}: {text}"
    policy = rule.policy
    if policy is not None:
        yield from (f"- applies where: `{policy.when}`",) if policy.when is not None else ()
        yield f"- requires: `{policy.require}`"
    for label, names in (("needs", rule.needs), ("looks at", rule.optional)):
        if names:
            yield f"- {label}: {', '.join(f'`{name}`' for name in names)}"
    directions = rule.directions
    for name, value in rule.params:
        way = f"; {directions[name].name.lower()} is stricter" if name in directions else ""
        yield f"- parameter `{name}`: {shown(value)}{way}"


def pack_page(pack: RulePack) -> str:
    """The pages of all rules of a pack, under its name and version.

    Example:
        >>> print(pack_page(RulePack("office", prefix="TEA", version="1")))
        # office 1
        <BLANKLINE>
    """
    expect(pack, "pack", RulePack, error=RulesError)
    return "\n".join([f"# {pack.name} {pack.version}", "", *map(rule_page, pack)])
