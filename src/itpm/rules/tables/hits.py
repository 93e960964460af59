"""What the rows that match amount to: the hit policies and aggregations of DMN 1.3, section 8.2.10 and 8.2.11."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce

from attrs import field, frozen

from itpm.rules.catalogue import type_of
from itpm.rules.conditions.arithmetic import arithmetic, comparison
from itpm.rules.conditions.nodes import Op
from itpm.rules.tables.columns import Aggregation, HitPolicy, TableOutput

Answers = tuple[object, ...]
"""One value for each output."""

SEVERAL = (HitPolicy.OUTPUT_ORDER, HitPolicy.RULE_ORDER, HitPolicy.COLLECT)
"""Hit policies that answer with every row that matches."""


def _typed(answers: tuple[Answers, ...]) -> object:
    """The answers as they compare: 1 is not true."""
    return tuple((type_of(value), value) for row in answers for value in row)


@frozen(kw_only=True)
class Ruling:
    """What the rows that match amount to.

    Attributes:
        answers: one value for each output, for each row that counts; None where nothing matches and nothing is the default.
        rows: numbers of the rows that count, the first is 1.
        conflict: why there is no answer though rows match.
    """

    answers: tuple[Answers, ...] = field(default=(), eq=_typed)
    rows: tuple[int, ...] = field(default=(), eq=False)
    conflict: str = ""


def ruling(
    hit: HitPolicy,
    aggregate: Aggregation | None,
    outputs: Sequence[TableOutput],
    rows: Sequence[Answers],
    matching: Sequence[int],
) -> Ruling:
    """What the matching rows amount to; `matching` are their indexes, in order."""
    if not matching and aggregate is not Aggregation.COUNT:
        defaults = tuple(output.default for output in outputs)
        return Ruling(answers=(defaults,) if any(value is not None for value in defaults) else ())
    if aggregate is not None:
        return _aggregated(aggregate, [rows[index] for index in matching], matching, len(outputs))
    return _POLICIES[hit](matching, rows, outputs)


def _all(matching: Sequence[int], rows: Sequence[Answers]) -> Ruling:
    return Ruling(answers=tuple(rows[index] for index in matching), rows=tuple(index + 1 for index in matching))


def _unique(matching: Sequence[int], rows: Sequence[Answers], _: Sequence[TableOutput]) -> Ruling:
    if len(matching) == 1:
        return _all(matching, rows)
    return Ruling(rows=_all(matching, rows).rows, conflict=f"rows {_numbers(matching)} match, where one may")


def _any(matching: Sequence[int], rows: Sequence[Answers], _: Sequence[TableOutput]) -> Ruling:
    if all(same(rows[index], rows[matching[0]]) for index in matching):
        return Ruling(answers=(rows[matching[0]],), rows=_all(matching, rows).rows)
    return Ruling(rows=_all(matching, rows).rows, conflict=f"rows {_numbers(matching)} match and answer differently")


def _first(matching: Sequence[int], rows: Sequence[Answers], _: Sequence[TableOutput]) -> Ruling:
    return _all(matching[:1], rows)


def _priority(matching: Sequence[int], rows: Sequence[Answers], outputs: Sequence[TableOutput]) -> Ruling:
    return _all([min(matching, key=lambda index: rank(rows[index], outputs))], rows)


def _output_order(matching: Sequence[int], rows: Sequence[Answers], outputs: Sequence[TableOutput]) -> Ruling:
    return _all(sorted(matching, key=lambda index: rank(rows[index], outputs)), rows)


def _rule_order(matching: Sequence[int], rows: Sequence[Answers], _: Sequence[TableOutput]) -> Ruling:
    return _all(matching, rows)


_POLICIES: dict[HitPolicy, Callable[[Sequence[int], Sequence[Answers], Sequence[TableOutput]], Ruling]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.FIRST: _first,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.OUTPUT_ORDER: _output_order,
    HitPolicy.RULE_ORDER: _rule_order,
    HitPolicy.COLLECT: _rule_order,
}


def rank(answers: Answers, outputs: Sequence[TableOutput]) -> tuple[int, ...]:
    """Where answers stand in the order of their outputs' values, the first output counting most; lower goes first.

    Example:
        >>> rank(("sponsor", 3), [TableOutput("who", values=["board", "sponsor"]), TableOutput("days")])
        (1, 0)
    """
    return tuple(
        _position(value, output.values) if output.values else 0 for value, output in zip(answers, outputs, strict=True)
    )


def _position(value: object, values: Sequence[object]) -> int:
    return next((number for number, known in enumerate(values) if same((value,), (known,))), len(values))


def same(one: Answers, other: Answers) -> bool:
    """Whether answers are equal, and of the same kinds: 1 is not true.

    Example:
        >>> same((1, "a"), (1.0, "a")), same((1,), (True,))
        (True, False)
    """
    return one == other and [type_of(value) for value in one] == [type_of(value) for value in other]


def _numbers(matching: Sequence[int]) -> str:
    *first, last = (str(index + 1) for index in matching)
    return f"{', '.join(first)} and {last}"


def _aggregated(how: Aggregation, answers: Sequence[Answers], matching: Sequence[int], width: int) -> Ruling:
    rows = tuple(index + 1 for index in matching)
    if how is Aggregation.COUNT:
        return Ruling(answers=((len(answers),) * width,), rows=rows)
    return Ruling(answers=(tuple(_together(how, column) for column in zip(*answers, strict=True)),), rows=rows)


def _together(how: Aggregation, values: Sequence[object]) -> object:
    if how is Aggregation.SUM:
        # Binary fractions are added as the decimals they print as, so that 0.1 and 0.2 are 0.3.
        total = reduce(arithmetic(Op.ADD), [_decimal(value) for value in values])
        return float(str(total)) if any(isinstance(value, float) for value in values) else total
    better = comparison(Op.LT if how is Aggregation.MIN else Op.GT, type_of(values[0]))
    return reduce(lambda best, value: value if better(value, best) else best, values)


def _decimal(value: object) -> object:
    return Decimal(repr(value)) if isinstance(value, float) else value
