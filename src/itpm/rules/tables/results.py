"""What a decision table says, and why."""

from __future__ import annotations

from attrs import frozen

from itpm.rules.conditions.wording import value_words
from itpm.rules.tables.hits import Answers


@frozen(kw_only=True)
class TableResult:
    """What a decision table says.

    Attributes:
        table: its name.
        outputs: names of the outputs.
        answers: for each row that counts, a value for each output.
        several: whether the hit policy answers with a list.
        rows: numbers of the rows that count; the first is 1.
        missing: facts without which it cannot be said; only those that could still change the answer.
        conflict: why there is no answer though rows match.
    """

    table: str
    outputs: tuple[str, ...]
    answers: tuple[Answers, ...] = ()
    several: bool = False
    rows: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    conflict: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the facts at hand decide it."""
        return not self.missing

    @property
    def value(self) -> object:
        """The answer; None where nothing matches, rows conflict, or it is unknown.

        With one output it is that output's value, with several the values by output; a tuple of such where the hit policy
        answers with all rows.
        """
        if self.several:
            return tuple(map(self._one, self.answers))
        return self._one(self.answers[0]) if self.answers else None

    def _one(self, answers: Answers) -> object:
        return answers[0] if len(answers) == 1 else dict(zip(self.outputs, answers, strict=True))

    def __str__(self) -> str:
        if self.missing:
            return f"{self.table}: unknown; it needs {', '.join(self.missing)}"
        if self.conflict:
            return f"{self.table}: no answer; {self.conflict}"
        said = "; ".join(
            ", ".join(f"{name} {value_words(value)}" for name, value in zip(self.outputs, answers, strict=True))
            for answers in self.answers
        )
        return f"{self.table}: {said or 'nothing'}{self._by()}"

    def _by(self) -> str:
        return f" (row{'s' if len(self.rows) > 1 else ''} {', '.join(map(str, self.rows))})" if self.rows else ""
