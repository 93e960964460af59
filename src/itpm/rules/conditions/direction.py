"""Which way a parameter tightens a condition, read off its tree: by which sign each operator passes a change on."""

from __future__ import annotations

from enum import Enum

from itpm.rules.conditions.nodes import Node, Op, Operation, ParamRef, params_in


class Tighter(Enum):
    """Which values of a parameter are stricter: lower ones or higher ones."""

    LOWER = 1
    HIGHER = 2


_SAME = (1,)
_SIGNS: tuple[tuple[Op, tuple[int, ...]], ...] = (
    (Op.ALL, _SAME),
    (Op.ANY, _SAME),
    (Op.NOT, (-1,)),
    (Op.LT, (-1, 1)),
    (Op.LE, (-1, 1)),
    (Op.GT, (1, -1)),
    (Op.GE, (1, -1)),
    (Op.BETWEEN, (0, -1, 1)),
    (Op.ADD, _SAME),
    (Op.SUB, (1, -1)),
    (Op.MIN, _SAME),
    (Op.MAX, _SAME),
    (Op.COUNT, (0, 1)),
    (Op.EVERY, (0, 1)),
    (Op.SOME, (0, 1)),
    (Op.COALESCE, _SAME),
)
"""Sign by which an operator passes a growing operand on; one sign is that of all operands, none means it cannot be said."""


def directions(node: Node) -> tuple[tuple[str, Tighter], ...]:
    """(parameter, which values are stricter) of the parameters for which the tree settles it.

    Example:
        >>> from itpm.rules.conditions.terms import F, P
        >>> directions(((F("delay") <= P("most")) & (F("team.size") >= P("least"))).root)
        (('most', <Tighter.LOWER: 1>), ('least', <Tighter.HIGHER: 2>))
    """
    signs = {name: _signs(node, name) for name in params_in(node)}
    settled = {1: Tighter.LOWER, -1: Tighter.HIGHER}
    return tuple((name, settled[one]) for name, (one, *more) in signs.items() if not more and one in settled)


def _signs(node: Node, name: str) -> list[int]:
    """The signs, each once, with which the parameter moves the value."""
    if isinstance(node, ParamRef):
        return [1] if node.name == name else []
    if not isinstance(node, Operation):
        return []
    found: dict[int, None] = {}
    for number, operand in enumerate(node.operands):
        for sign in _signs(operand, name):
            found[sign * _sign(node.op, number)] = None
    return list(found)


def _sign(op: Op, number: int) -> int:
    signs = dict(_SIGNS).get(op, (0,))
    return signs[number] if number < len(signs) else signs[-1] if len(signs) == 1 else 0
