"""Decision tables as JSON values: what is at its default is not written, nothing unknown is accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from itpm.errors import Fault, did_you_mean, shortened
from itpm.rules.conditions.nodes import Node
from itpm.rules.conditions.stored import content_of, literal_from, literal_to, node_to, tree_from, versioned
from itpm.rules.errors import RulesError
from itpm.rules.tables.cells import ABSENT, ANYTHING
from itpm.rules.tables.columns import TableInput, TableOutput
from itpm.rules.tables.rows import TableRow

if TYPE_CHECKING:
    from itpm.rules.tables.decision_tables import DecisionTable

_KEYS = ("name", "hit", "aggregate", "doc", "source", "inputs", "outputs", "rows")
_INPUT_KEYS = ("name", "kind", "allowed", "whole", "optional", "of")
_OUTPUT_KEYS = ("name", "values", "default")
_ROW_KEYS = ("when", "then", "note")
_MOST = 1_000
_Made = TypeVar("_Made")


def table_dict(table: DecisionTable) -> dict[str, object]:
    """A table as JSON values."""
    written: dict[str, object] = {"name": table.name, "hit": table.hit.value}
    if table.aggregate is not None:
        written["aggregate"] = table.aggregate.value
    written |= {key: text for key, text in (("doc", table.doc), ("source", table.source)) if text}
    written["inputs"] = [_input(one) for one in table.inputs]
    written["outputs"] = [_output(one) for one in table.outputs]
    written["rows"] = [_row(row) for row in table.rows]
    return versioned("decision_table", written)


def _input(one: TableInput) -> dict[str, object]:
    written: dict[str, object] = {"name": one.name}
    if one.kind is not None:
        written["kind"] = one.kind.name.lower()
    if one.allowed != ANYTHING:
        written["allowed"] = node_to(one.allowed)
    written |= {key: True for key, is_set in (("whole", one.whole), ("optional", one.optional)) if is_set}
    if one.of is not None:
        written["of"] = node_to(one.of)
    return written


def _output(one: TableOutput) -> dict[str, object]:
    written: dict[str, object] = {"name": one.name}
    if one.values:
        written["values"] = [literal_to(value) for value in one.values]
    if one.default is not None:
        written["default"] = literal_to(one.default)
    return written


def _row(row: TableRow) -> dict[str, object]:
    when = [None if cell == ABSENT else node_to(cell) for cell in row.when]
    written: dict[str, object] = {"when": when, "then": [None if v is None else literal_to(v) for v in row.then]}
    return written | ({"note": row.note} if row.note else {})


# Any: the fields of a DecisionTable, each of its own type.
def table_fields(data: object) -> dict[str, Any]:
    """The fields of a table that `table_dict` wrote.

    Raises:
        RulesError: anything unknown or malformed, every fault with its path.
    """
    place = "decision_table"
    given = _object(content_of(data, place), place, _KEYS, needed=("name", "hit", "inputs", "outputs", "rows"))
    reading = _Reading()
    fields: dict[str, Any] = {
        key: reading.text(given[key], f"{place}.{key}")
        for key in ("name", "hit", "aggregate", "doc", "source")
        if key in given
    }
    for key, how in (("inputs", reading.input), ("outputs", reading.output), ("rows", reading.row)):
        fields[key] = reading.each(given[key], f"{place}.{key}", how)
    if reading.faults:
        raise RulesError(reading.faults)
    return fields


class _Reading:
    """Reads the parts of a table and collects every fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def text(self, value: object, place: str) -> str:
        if isinstance(value, str):
            return value
        self.faults.append(Fault(place, value, f"expected a text, got {type(value).__name__}"))
        return ""

    def each(self, values: object, place: str, how: Callable[[object, str], object]) -> list[object]:
        if not isinstance(values, list | tuple) or len(values) > _MOST:
            self.faults.append(Fault(place, values, f"expected an array of at most {_MOST}"))
            return []
        read: list[object] = []
        for number, value in enumerate(values, 1):
            try:
                read.append(how(value, f"{place}[{number}]"))
            except RulesError as error:
                self.faults += error.faults
        return read

    def input(self, value: object, place: str) -> TableInput:
        given = _object(value, place, _INPUT_KEYS, needed=("name",))
        whole, optional = (_flag(given.get(key, False), f"{place}.{key}") for key in ("whole", "optional"))
        return _placed(
            place,
            lambda: TableInput(
                self.text(given["name"], f"{place}.name"),
                kind=self.text(given["kind"], f"{place}.kind") if "kind" in given else None,
                allowed=_cell(given.get("allowed", "-"), f"{place}.allowed"),
                whole=whole,
                optional=optional,
                of=tree_from(given["of"], f"{place}.of") if "of" in given else None,
            ),
        )

    def output(self, value: object, place: str) -> TableOutput:
        given = _object(value, place, _OUTPUT_KEYS, needed=("name",))
        values = self.each(given.get("values", []), f"{place}.values", literal_from)
        default = literal_from(given["default"], f"{place}.default") if "default" in given else None
        return _placed(place, lambda: TableOutput(self.text(given["name"], place), values=values, default=default))

    def row(self, value: object, place: str) -> TableRow:
        given = _object(value, place, _ROW_KEYS, needed=("when", "then"))
        cells = self.each(given["when"], f"{place}.when", _cell)
        then = self.each(given["then"], f"{place}.then", _answer)
        note = self.text(given.get("note", ""), f"{place}.note")
        return TableRow(tuple(cells), tuple(then), note)  # type: ignore[arg-type]  # _cell gave trees


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise _refusal(place, value, f"expected true or false, got {type(value).__name__}")
    return value


def _cell(value: object, place: str) -> Node:
    return ABSENT if value is None else tree_from(value, place)


def _answer(value: object, place: str) -> object:
    return None if value is None else literal_from(value, place)


def _placed(place: str, make: Callable[[], _Made]) -> _Made:
    try:
        return make()
    except RulesError as error:
        faults = [
            f if f.place.startswith(place) else Fault(f"{place}.{f.place}", f.value, f.message) for f in error.faults
        ]
        raise RulesError(faults) from None


def _object(data: object, place: str, keys: tuple[str, ...], *, needed: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _refusal(place, data, f"expected an object, got {type(data).__name__}")
    faults = [
        Fault(place, key, f"there is no {shortened(key)}{did_you_mean(key, keys)}") for key in data if key not in keys
    ]
    faults += [Fault(place, None, f"{key!r} is missing") for key in needed if key not in data]
    RulesError.refuse(faults)
    return data


def _refusal(place: str, value: object, message: str) -> RulesError:
    return RulesError([Fault(place, value, message)])
