"""What the operators do with values.

None stands for unknown throughout, and what has no answer (a division by zero, two currencies, working beside elapsed time) is
unknown as well: `tracing` says why.

Numbers may be whole, binary or decimal. Where a binary one meets a decimal one, it is taken as the decimal it prints as:
``0.9`` written in a policy equals a measured ``Decimal("0.9")``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import reduce
from typing import Any, TypeAlias

from itpm.model.durations import DayLength, ElapsedDuration, WorkDuration
from itpm.model.money import CurrencyMismatchError, Money
from itpm.rules.catalogue import FactType, is_usual
from itpm.rules.conditions.nodes import Op

# Any: values of facts; the compiler has checked that their kinds go together.
Value: TypeAlias = Any
Binary: TypeAlias = Callable[[Value, Value], Value]

_DIGITS = Context(prec=40, traps=[InvalidOperation, DivisionByZero, Overflow])
_DAY = DayLength()
_WHOLE_DAY = timedelta(days=1)
_COMPARE: tuple[tuple[Op, Binary], ...] = (
    (Op.EQ, operator.eq),
    (Op.NE, operator.ne),
    (Op.LT, operator.lt),
    (Op.LE, operator.le),
    (Op.GT, operator.gt),
    (Op.GE, operator.ge),
)


def plain_comparison(op: Op) -> Binary:
    """Python's own operator for a comparison.

    Example:
        >>> plain_comparison(Op.LE)(1, 2)
        True
    """
    return dict(_COMPARE)[op]


def comparison(op: Op, kind: FactType | None) -> Binary:
    """The comparison for values of a kind; it gives None where the two do not compare.

    Example:
        >>> comparison(Op.GE, FactType.NUMBER)(Decimal("0.9"), 0.9)
        True
    """
    plain = plain_comparison(op)
    match kind:
        case FactType.NUMBER:
            return lambda a, b: plain(a, b) if type(a) is type(b) else plain(*alike(a, b))
        case FactType.MONEY:
            return lambda a, b: plain(a.amount, b.amount) if a.currency == b.currency else None
        case FactType.DURATION:
            return lambda a, b: plain(_seconds(a), _seconds(b)) if type(a) is type(b) else None
        case _:
            return plain


def alike(a: Value, b: Value) -> tuple[Value, Value]:
    """Two numbers, both decimal where one of them is.

    Example:
        >>> alike(0.1, Decimal(2)), alike(1, 2.5)
        ((Decimal('0.1'), Decimal('2')), (1, 2.5))
    """
    if isinstance(a, Decimal) and isinstance(b, float):
        return a, Decimal(repr(b))
    if isinstance(b, Decimal) and isinstance(a, float):
        return Decimal(repr(a)), b
    return a, b


def _seconds(value: WorkDuration | ElapsedDuration) -> int:
    day = value.day if isinstance(value, WorkDuration) and value.day is not None else _DAY
    return value.seconds(day)


def arithmetic(op: Op) -> Binary:
    """``+ - * /`` for numbers and money; None where there is no answer.

    Example:
        >>> arithmetic(Op.DIV)(1, 4), arithmetic(Op.DIV)(1, 0), arithmetic(Op.ADD)(0.1, Decimal("0.2"))
        (0.25, None, Decimal('0.3'))
    """
    plain, decimal = {
        Op.ADD: (operator.add, _DIGITS.add),
        Op.SUB: (operator.sub, _DIGITS.subtract),
        Op.MUL: (operator.mul, _DIGITS.multiply),
        Op.DIV: (operator.truediv, _DIGITS.divide),
    }[op]

    def worked_out(a: Value, b: Value) -> Value:
        try:
            if isinstance(a, Money) or isinstance(b, Money):
                return _money(op, a, b)
            a, b = alike(a, b)
            return _finite(decimal(a, b) if isinstance(a, Decimal) or isinstance(b, Decimal) else plain(a, b))
        except (ArithmeticError, CurrencyMismatchError):
            return None

    return worked_out


def _money(op: Op, a: Value, b: Value) -> Value:
    match op, a, b:
        case Op.ADD, Money(), Money():
            return a + b
        case Op.SUB, Money(), Money():
            return a - b
        case Op.DIV, Money(), Money():
            return _DIGITS.divide(a.amount, b.amount) if a.currency == b.currency else None
        case Op.DIV, Money(), _:
            return a / _exact(b)
        case Op.MUL, Money(), _:
            return a * _exact(b)
        case _:
            return b * _exact(a)


def _exact(number: Value) -> Decimal | int:
    return Decimal(repr(number)) if isinstance(number, float) else number


def _finite(number: Value) -> Value:
    return number if is_usual(number) else None


def extreme(op: Op, kind: FactType | None) -> Callable[[list[Value]], Value]:
    """The least or the greatest of values of a kind; None where two do not compare.

    Example:
        >>> extreme(Op.MAX, FactType.NUMBER)([1, 3, 2])
        3
    """
    better = comparison(Op.LT if op is Op.MIN else Op.GT, kind)

    def chosen(best: Value, value: Value) -> Value:
        if best is None:
            return None
        wins = better(value, best)
        return None if wins is None else value if wins else best

    return lambda values: reduce(chosen, values)


def days_from(first: datetime, second: datetime) -> float:
    """Days from the first moment to the second [day]; whole ones are whole numbers.

    Example:
        >>> days_from(datetime(2026, 1, 5), datetime(2026, 1, 19)), days_from(datetime(2026, 1, 5, 12), datetime(2026, 1, 5))
        (14, -0.5)
    """
    passed = second - first
    return passed // _WHOLE_DAY if passed % _WHOLE_DAY == timedelta() else passed / _WHOLE_DAY
