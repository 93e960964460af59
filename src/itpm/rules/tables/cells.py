"""Cells of a decision table: what an input must be for a row to match. DMN's unary tests, as values and conditions.

``"-"`` is anything; a value is itself; a list is any of its cells; ``None`` is "nobody said"; and ``ITEM`` stands for the
input in the rest: ``ITEM >= 10``, ``ITEM.between(1, 5)``, ``~(ITEM == "minor")``, joined with ``&`` and ``|``. A cell compares
the input with constants only, so that a table can be verified without running it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from attrs import field, frozen

from itpm.errors import Fault
from itpm.rules.catalogue import FactType, Unfit, type_of
from itpm.rules.conditions.code import KINDS
from itpm.rules.conditions.nodes import COMPARISONS, ItemRef, Literal, Node, Op, Operation
from itpm.rules.conditions.terms import Condition, any_of
from itpm.rules.conditions.wording import value_words, words
from itpm.rules.errors import RulesError
from itpm.rules.tables.keys import ORDERED, Key, key_of

ANYTHING = Literal("-")
ABSENT = Operation(Op.NOT, [Operation(Op.KNOWN, [ItemRef()])])
THE_INPUT = ItemRef()

Test: TypeAlias = Callable[[Key | None], bool]

_MIRRORED = {Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE, Op.EQ: Op.EQ, Op.NE: Op.NE}


def cell_of(value: object) -> Node:
    """The tree of a cell as people write it.

    Raises:
        RulesError: neither a value, nor a list of cells, nor a condition on `ITEM`.

    Example:
        >>> from itpm.rules import ITEM
        >>> [cell_words(cell_of(cell)) for cell in ("-", 5, ["a", "b"], ITEM >= 10, None)]
        ['-', '5', "['a', 'b']", '>= 10', 'unknown']
    """
    match value:
        case None:
            return ABSENT
        case Condition():
            return value.root
        case list() | tuple() | set() | frozenset() if any(
            isinstance(item, Condition) or item is None for item in value
        ):
            return any_of([Condition(_alternative(item)) for item in value]).root
        case _:
            return Literal(value)


def _alternative(item: object) -> Node:
    node = cell_of(item)
    return Operation(Op.IN, [THE_INPUT, Literal([node.value])]) if isinstance(node, Literal) else node


def cell_words(cell: Node) -> str:
    """A cell as a table shows it."""
    match cell:
        case Literal(value="-"):
            return "-"
        case Literal():
            return value_words(cell.value)
        case Operation(op=Op.NOT, operands=(Operation(op=Op.KNOWN),)):
            return "unknown"
        case Operation(op=op, operands=(ItemRef(), Literal())) if op in COMPARISONS:
            return words(cell).removeprefix("item ")
        case Operation(op=Op.BETWEEN, operands=(ItemRef(), low, high)):
            return f"{words(low)} to {words(high)}"
        case Operation(op=Op.IN, operands=(ItemRef(), among)):
            return words(among)
        case Operation(op=(Op.ALL | Op.ANY) as op, operands=parts):
            return (" and " if op is Op.ALL else " or ").join(map(cell_words, parts))
        case Operation(op=Op.NOT, operands=(inner,)):
            return f"not {cell_words(inner)}"
        case _:
            return words(cell)


@frozen(eq=False)
class CompiledCell:
    """A cell ready to be tested.

    Attributes:
        test: whether the input's key matches; None is an input nobody gave, which only a test for that matches.
        cuts: constants the cell compares with, by key.
        is_ordered: whether more or less matters to it.
        asks_absence: whether it asks if the input is known.
    """

    test: Test = field(repr=False)
    cuts: tuple[Key, ...] = ()
    is_ordered: bool = False
    asks_absence: bool = False


class CellCompiler:
    """Compiles the cells of one column; collects faults, and the scale of the constants."""

    def __init__(self, kind: FactType | None) -> None:
        self.kind = kind
        self.scale = ""
        self.faults: list[Fault] = []
        self.written: dict[Key, object] = {}

    def compiled(self, cell: Node, place: str) -> CompiledCell:
        """The cell, or one that matches nothing where it has a fault."""
        if cell == ANYTHING:
            return CompiledCell(lambda _: True)
        if isinstance(cell, Literal):
            return self._among(cell, place)
        if not isinstance(cell, Operation):
            return self._fault(place, cell)
        return self._operation(cell, place)

    def _operation(self, cell: Operation, place: str) -> CompiledCell:
        match cell.op, cell.operands:
            case Op.KNOWN, (ItemRef(key=""),):
                return CompiledCell(lambda key: key is not None, asks_absence=True)
            case ((Op.ALL | Op.ANY | Op.NOT), parts):
                return _joined(cell.op, [self._part(part, place) for part in parts])
            case Op.IN, (ItemRef(key=""), Literal(value=tuple()) as among):
                return self._among(among, place)
            case Op.BETWEEN, (ItemRef(key=""), Literal() as low, Literal() as high):
                bounds = [self._compared(Op.GE, low, place), self._compared(Op.LE, high, place)]
                return _joined(Op.ALL, bounds)
            case op, (ItemRef(key=""), Literal() as constant) if op in COMPARISONS:
                return self._compared(op, constant, place)
            case op, (Literal() as constant, ItemRef(key="")) if op in COMPARISONS:
                return self._compared(_MIRRORED[op], constant, place)
            case _:
                return self._fault(place, cell)

    def _part(self, part: Node, place: str) -> CompiledCell:
        if isinstance(part, Literal) and isinstance(part.value, bool):
            said = part.value
            return CompiledCell(lambda _: said)
        return self._operation(part, place) if isinstance(part, Operation) else self._fault(place, part)

    def _among(self, cell: Literal, place: str) -> CompiledCell:
        values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
        keys = frozenset(key for value in values if (key := self._key(value, place)) is not None)
        return CompiledCell(lambda key: key in keys, tuple(keys))

    def _compared(self, op: Op, constant: Literal, place: str) -> CompiledCell:
        cut = self._key(constant.value, place)
        if cut is None:
            return _NEVER
        if op not in (Op.EQ, Op.NE) and self.kind not in ORDERED:
            kind = KINDS[self.kind] if self.kind else "of no kind"
            self.faults.append(Fault(place, constant.value, f"the input is {kind}, which has no order"))
            return _NEVER
        return CompiledCell(_comparison(op, cut), (cut,), is_ordered=op not in (Op.EQ, Op.NE))

    def _key(self, value: object, place: str) -> Key | None:
        found = key_of(self.kind or type_of(value), value)
        if isinstance(found, Unfit):
            self.faults.append(Fault(place, value, f"expected {found.expected}, got {value_words(value)[:60]}"))
            return None
        key, scale = found
        if self.written and scale != self.scale:
            message = f"the column compares {self.scale or 'plain'} values, got {value_words(value)[:60]}"
            self.faults.append(Fault(place, value, message))
            return None
        self.scale = scale
        self.written.setdefault(key, value)
        return key

    def _fault(self, place: str, cell: Node) -> CompiledCell:
        message = f"a cell compares ITEM with constants, as in ITEM >= 10; got {words(cell)[:60]}"
        self.faults.append(Fault(place, words(cell), message))
        return _NEVER


_NEVER = CompiledCell(lambda _: False)


def _comparison(op: Op, cut: Key) -> Test:
    # Keys of one column are all of one kind, so they have an order wherever one is asked for.
    tests: dict[Op, Test] = {
        Op.EQ: lambda key: key is not None and key == cut,
        Op.NE: lambda key: key is not None and key != cut,
        Op.LT: lambda key: key is not None and key < cut,  # type: ignore[operator]  # of one kind
        Op.LE: lambda key: key is not None and key <= cut,  # type: ignore[operator]  # of one kind
        Op.GT: lambda key: key is not None and key > cut,  # type: ignore[operator]  # of one kind
        Op.GE: lambda key: key is not None and key >= cut,  # type: ignore[operator]  # of one kind
    }
    return tests[op]


def _joined(op: Op, parts: Iterable[CompiledCell]) -> CompiledCell:
    cells = tuple(parts)
    tests = tuple(cell.test for cell in cells)
    joins: dict[Op, Test] = {
        Op.ALL: lambda key: all(test(key) for test in tests),
        Op.ANY: lambda key: any(test(key) for test in tests),
        Op.NOT: lambda key: not tests[0](key),
    }
    return CompiledCell(
        joins[op],
        tuple(cut for cell in cells for cut in cell.cuts),
        is_ordered=any(cell.is_ordered for cell in cells),
        asks_absence=any(cell.asks_absence for cell in cells),
    )


def literals_in(cell: Node) -> list[object]:
    """Every constant of a cell."""
    pending, found = [cell], list[object]()
    while pending:
        top = pending.pop()
        if isinstance(top, Operation):
            pending.extend(reversed(top.operands))
        elif isinstance(top, Literal) and top != ANYTHING:
            found.extend(top.value if isinstance(top.value, tuple) else (top.value,))
    return found


def kind_among(cells: Iterable[Node]) -> FactType | None:
    """The kind of the constants in cells, where they are of one.

    Raises:
        RulesError: they are of several.
    """
    kinds = {type_of(value): value for cell in cells for value in literals_in(cell)}
    if len(kinds) > 1:
        said = " and ".join(f"{value_words(value)[:40]} is {KINDS[kind]}" for kind, value in kinds.items())
        raise RulesError([Fault("cells", tuple(kinds.values()), f"{said}; the cells of a column are of one kind")])
    return next(iter(kinds), None)
