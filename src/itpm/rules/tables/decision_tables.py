"""Decision tables: what is decided, laid out row by row, so that people can read it, change it and check that it is whole.

The tables of DMN 1.3: inputs, outputs, rows of cells, and a hit policy that says what happens where several rows match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from attrs import Factory, evolve, field, frozen

from itpm.errors import Fault, shortened
from itpm.findings import Explanation, Finding
from itpm.model.given import several
from itpm.rules.catalogue import FactSpec, FactType, type_of
from itpm.rules.conditions.nodes import Literal, Node
from itpm.rules.conditions.wording import value_words
from itpm.rules.errors import RulesError
from itpm.rules.facts import Facts
from itpm.rules.tables.asking import Asked, unlisted
from itpm.rules.tables.cells import ANYTHING, cell_words
from itpm.rules.tables.columns import Aggregation, HitPolicy, TableInput, TableOutput, aggregation, hit_policy
from itpm.rules.tables.compiled import CompiledColumn, compiled_columns
from itpm.rules.tables.deciding import decided
from itpm.rules.tables.hits import SEVERAL, Answers, Ruling, ruling
from itpm.rules.tables.results import TableResult
from itpm.rules.tables.rows import TableRow, rows_of
from itpm.rules.tables.stored import table_dict, table_fields
from itpm.rules.tables.verifying import verified
from itpm.rules.wording import listed
from itpm.tables import Column, Table, Tabular

_MOST_ROWS = 1_000
_MOST_COLUMNS = 40
_MOST_CELLS = 10_000


def _inputs(inputs: Iterable[TableInput | str]) -> tuple[TableInput, ...]:
    given = (inputs,) if isinstance(inputs, (str, TableInput)) else several(inputs, object, "inputs", RulesError)
    return tuple(one if isinstance(one, TableInput) else TableInput(cast("str", one)) for one in given)


def _outputs(outputs: Iterable[TableOutput | str]) -> tuple[TableOutput, ...]:
    given = (outputs,) if isinstance(outputs, (str, TableOutput)) else several(outputs, object, "outputs", RulesError)
    return tuple(one if isinstance(one, TableOutput) else TableOutput(cast("str", one)) for one in given)


def _compiled_of(table: DecisionTable) -> tuple[CompiledColumn, ...]:
    table.check()
    return compiled_columns(table.inputs, [row.when for row in table.rows], f"table {shortened(table.name)}")


@frozen
class DecisionTable(Tabular):
    """A decision, laid out row by row.

    Attributes:
        name: ``"ESC1"``.
        inputs: what it asks: names of facts, or `TableInput`.
        outputs: what it answers: names, or `TableOutput`.
        rows: (cells, answers) or (cells, answers, note) of each; see `itpm.rules.tables.cells` for what a cell may be.
        hit: what happens where several rows match.
        aggregate: with ``"collect"``: sum, min, max or count of the outputs instead of a list of them.
        doc: what it is for.
        source: standard, section, or policy it comes from.

    Raises:
        RulesError: rows too short or too long, cells that do not go together, unknown policies; all of them.

    Example:
        >>> from itpm.rules import ITEM
        >>> escalation = DecisionTable("ESC1", hit="first",
        ...     inputs=[TableInput("severity", allowed=["minor", "major", "critical"]), "days_open"],
        ...     outputs=["level", "within_days"],
        ...     rows=[(("critical", "-"), ("sponsor", 1)),
        ...           (("major", ITEM >= 10), ("steering", 5)),
        ...           ((["major", "minor"], "-"), ("pm", 10))])
        >>> escalation.decide({"severity": "major", "days_open": 12}).value
        {'level': 'steering', 'within_days': 5}
        >>> print(escalation.decide({"severity": "major"}))
        ESC1: unknown; it needs days_open
        >>> escalation.decide({"severity": "critical"}).value
        {'level': 'sponsor', 'within_days': 1}
    """

    name: str
    inputs: tuple[TableInput, ...] = field(kw_only=True, converter=_inputs)
    outputs: tuple[TableOutput, ...] = field(kw_only=True, converter=_outputs)
    rows: tuple[TableRow, ...] = field(kw_only=True, converter=rows_of)
    hit: HitPolicy = field(default=HitPolicy.UNIQUE, kw_only=True, converter=hit_policy)
    aggregate: Aggregation | None = field(default=None, kw_only=True, converter=aggregation)
    doc: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)
    columns: tuple[CompiledColumn, ...] = field(
        init=False, eq=False, repr=False, default=Factory(_compiled_of, takes_self=True)
    )

    def check(self) -> None:
        """Nothing, if rows fit columns and columns fit the hit policy.

        Raises:
            RulesError: they do not.
        """
        faults = [
            Fault(f"table {shortened(self.name)}.{place}", value, message) for place, value, message in self._faults()
        ]
        RulesError.refuse(faults)

    def _faults(self) -> Iterable[tuple[str, object, str]]:
        if not isinstance(self.name, str) or not self.name:
            yield "name", self.name, f"a table needs a name, got {shortened(self.name)}"
        named = {"inputs": [one.name for one in self.inputs], "outputs": [one.name for one in self.outputs]}
        for place, names in named.items():
            if len(set(names)) < len(names) or not 1 <= len(names) <= _MOST_COLUMNS:
                yield place, names, f"expected 1 to {_MOST_COLUMNS} columns of different names"
        if not 1 <= len(self.rows) <= _MOST_ROWS:
            yield "rows", len(self.rows), f"expected 1 to {_MOST_ROWS} rows, got {len(self.rows)}"
        if len(self.rows) * len(self.inputs) > _MOST_CELLS:
            yield "rows", len(self.rows), f"expected at most {_MOST_CELLS} cells"
        yield from self._policy_faults()
        for number, row in enumerate(self.rows, 1):
            widths = (len(row.when), len(row.then))
            if widths != (len(self.inputs), len(self.outputs)):
                expected = f"{len(self.inputs)} cells and {len(self.outputs)} answers"
                yield f"rows[{number}]", widths, f"expected {expected}, got {widths[0]} and {widths[1]}"
        yield from self._answer_faults()

    def _answer_faults(self) -> Iterable[tuple[str, object, str]]:
        """Answers that cannot be added up, or that have no least and no greatest."""
        if self.aggregate is None or self.aggregate is Aggregation.COUNT:
            return
        allowed = (FactType.NUMBER,) if self.aggregate is Aggregation.SUM else (FactType.NUMBER, FactType.TEXT)
        for column, output in enumerate(self.outputs):
            answers = [row.then[column] for row in self.rows if column < len(row.then)]
            kinds = dict.fromkeys(type_of(answer) for answer in answers)
            if len(kinds) > 1 or any(kind not in allowed for kind in kinds):
                expected = "numbers" if self.aggregate is Aggregation.SUM else "numbers only, or texts only"
                shown = ", ".join(map(value_words, answers[:4]))
                yield f"outputs.{output.name}", answers, f"{self.aggregate.value} takes {expected}, got {shown}"

    def _policy_faults(self) -> Iterable[tuple[str, object, str]]:
        if self.aggregate is not None and self.hit is not HitPolicy.COLLECT:
            yield "aggregate", self.aggregate, f"only collect has an aggregation, not {self.hit.value}"
        if self.hit in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(out.values for out in self.outputs):
            yield "outputs", self.hit, f"{self.hit.value} needs an output whose values are listed, the first ones first"

    def decide(self, facts: Facts | Mapping[str, object]) -> TableResult:
        """What the table says of the facts.

        Args:
            facts: facts, or the values of the inputs by name; what is absent or None is unknown.

        Raises:
            FactError: a value is of another kind than its column's, or not allowed there.
        """
        asked = Asked(self.inputs, facts)
        keys = [column.key(value) for column, value in zip(self.columns, asked.values, strict=True)]
        found = decided(self.columns, keys, (1 << len(self.rows)) - 1, self._ruling)
        blank = TableResult(
            table=self.name,
            outputs=tuple(output.name for output in self.outputs),
            several=self.hit in SEVERAL and self.aggregate is None,
        )
        if isinstance(found, Ruling):
            return evolve(blank, answers=found.answers, rows=found.rows, conflict=found.conflict)
        names = asked.missing(found.inputs)
        undefined = "" if names else f"{listed(self.inputs[n].name for n in found.inputs)} has no value"
        return evolve(blank, missing=names, conflict=undefined)

    def _ruling(self, rows: int) -> Ruling:
        matching = [number for number in range(len(self.rows)) if rows >> number & 1]
        return ruling(self.hit, self.aggregate, self.outputs, self._answers, matching)

    @property
    def _answers(self) -> tuple[Answers, ...]:
        return tuple(row.then for row in self.rows)

    def explain(self, facts: Facts | Mapping[str, object]) -> Explanation:
        """Why the table says what it says: the inputs with their values, and the rows that match.

        Example:
            >>> from itpm.rules import ITEM
            >>> table = DecisionTable("SIZE", inputs="team.size", outputs="size",
            ...                       rows=[((ITEM < 5,), ("small",)), ((ITEM >= 5,), ("large",), "two pizzas")])
            >>> print(table.explain({"team.size": 9}))
            SIZE: size 'large' (row 2)
              team.size is 9
              row 2: team.size >= 5 gives 'large', two pizzas
        """
        result, asked = self.decide(facts), Asked(self.inputs, facts)
        because = [
            Explanation(f"input:{one.name}", f"{one.name} is {'unknown' if value is None else value_words(value)}")
            for one, value in zip(self.inputs, asked.values, strict=True)
        ]
        because += [Explanation(f"row:{number}", self._row_words(number)) for number in result.rows]
        return Explanation(f"table:{self.name}", str(result), tuple(because), evidence=result)

    def _row_words(self, number: int) -> str:
        row = self.rows[number - 1]
        cells = zip(self.inputs, row.when, strict=True)
        tests = ", ".join(_test_words(one.name, cell) for one, cell in cells if cell != ANYTHING) or "always"
        answers = ", ".join(map(value_words, row.then))
        return f"row {number}: {tests} gives {answers}{f', {row.note}' if row.note else ''}"

    def verify(self, catalogue: Iterable[FactSpec] = ()) -> tuple[Finding, ...]:
        """What is wrong with the table, found without running it: gaps, overlaps, rows that never count.

        Args:
            catalogue: the facts there are; given, an input that is not among them is a finding too.

        Example:
            >>> from itpm.rules import ITEM
            >>> table = DecisionTable("SIZE", inputs="team.size", outputs="size",
            ...                       rows=[((ITEM < 5,), ("small",)), ((ITEM > 5,), ("large",))])
            >>> for finding in table.verify():
            ...     print(finding)
            TAB001: no row for team.size = 5. Lift it: add a row, or a default
        """
        return verified(self.name, self.columns, self.rows, self.outputs, self.hit, self.aggregate) + unlisted(
            self.name, self.inputs, catalogue
        )

    def to_dict(self) -> dict[str, object]:
        """The table as JSON values, with the version of the form."""
        return table_dict(self)

    @classmethod
    def from_dict(cls, data: object) -> DecisionTable:
        """The table that `to_dict` wrote.

        Raises:
            RulesError: anything unknown or malformed, every fault with its path.
        """
        fields = table_fields(data)
        return cls(**fields)

    def table(self) -> Table:
        """The table as it is read: a line for each row, inputs first."""
        names = [*(one.name for one in self.inputs), *(one.name for one in self.outputs)]
        columns = [Column("#", align="right"), *map(Column, names)]
        noted = any(row.note for row in self.rows)
        rows = [
            (n, *map(cell_words, row.when), *("" if v is None else v for v in row.then), *([row.note] if noted else []))
            for n, row in enumerate(self.rows, 1)
        ]
        how = f"{self.hit.value} {self.aggregate.value}" if self.aggregate else self.hit.value
        columns += [Column("note")] if noted else []
        return Table(title=f"{self.name} ({how})", columns=columns, rows=rows, note=self.doc)


def _test_words(name: str, cell: Node) -> str:
    link = " " if not isinstance(cell, Literal) else " in " if isinstance(cell.value, tuple) else " = "
    return f"{name}{link}{cell_words(cell)}"
