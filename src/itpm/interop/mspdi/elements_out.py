"""Elements to be written: their children in the schema's order, their text as XML can hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from xml.sax.saxutils import escape

from itpm.interop.mspdi.schema_order import LONGEST, ORDER
from itpm.interop.xml_text import Element

NAMESPACE = "http://schemas.microsoft.com/project"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[A-Z][A-Za-z0-9_.-]*|[a-f][0-9a-f]{6}")
"""What the schema calls elements: ``Name``, and ``b40800f`` for enterprise fields; other formats call theirs otherwise."""
_FINEST, _LARGEST = -18, 30
_EXACT = Context(prec=60)
_RETURN = {"\r": "&#13;"}

Value = str | int | bool | Decimal | datetime | None


def element(name: str, values: Iterable[tuple[str, Value]] = (), *groups: Element) -> Element:
    """An element with a child for each value that is not None, and with groups; in the schema's order.

    Of two values with one name the first is kept; a text is as long as the schema lets it be.
    """
    children: dict[str, Element] = {}
    for child, value in values:
        if value is not None and child not in children and _NAME.fullmatch(child):
            children[child] = Element(child, text_of(value)[: LONGEST.get(child)].rstrip(), ())
    return Element(name, "", in_order(name, [*children.values(), *groups]))


def listed(name: str, elements: Iterable[Element]) -> list[Element]:
    """An element around others, or nothing where there are none."""
    children = tuple(elements)
    return [Element(name, "", children)] if children else []


def in_order(name: str, children: Iterable[Element]) -> tuple[Element, ...]:
    """The children in the schema's order; those it does not know stand at its ``*``, or behind the others."""
    places = ORDER.get(name)
    if places is None:
        return tuple(children)
    stranger = places.get("*", len(places))
    return tuple(sorted(children, key=lambda child: places.get(child.name, stranger)))


def text_of(value: Value) -> str:
    """A value as the file writes it: 0 or 1, a number without exponent, a date and time, a text without its edges."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return _NO_XML.sub("", str(value)).strip()


def plain_number(number: Decimal) -> str:
    """A number without exponent, needless zeros and the decimals that no reader takes.

    Example:
        >>> plain_number(Decimal("1.50")), plain_number(Decimal("1E+3")), plain_number(Decimal("-1E-30"))
        ('1.5', '1000', '0')
    """
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _FINEST and number.adjusted() <= _LARGEST:
        number = number.quantize(Decimal(1).scaleb(_FINEST), ROUND_HALF_EVEN, _EXACT)
    text = format(number, "f") if number else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole(number: Decimal) -> int:
    """The nearest whole number, half to even."""
    return int(number.to_integral_value(ROUND_HALF_EVEN))


def as_text(root: Element) -> str:
    """The document.

    Example:
        >>> print(as_text(element("Project", [("Title", "a < b")])))
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <Project xmlns="http://schemas.microsoft.com/project">
        <Title>a &lt; b</Title>
        </Project>
        <BLANKLINE>
    """
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    lines = [head, f'<{root.name} xmlns="{NAMESPACE}">']
    for child in root.children:
        lines.extend(_lines(child))
    return "\n".join([*lines, f"</{root.name}>", ""])


def _lines(found: Element) -> Iterator[str]:
    if not found.children:
        yield f"<{found.name}>{escape(found.text, _RETURN)}</{found.name}>"
        return
    yield f"<{found.name}>"
    for child in found.children:
        yield from _lines(child)
    yield f"</{found.name}>"


RAW = "<"


def raw_pairs(name: str, elements: Iterable[Element]) -> tuple[tuple[str, str], ...]:
    """Elements with elements inside, as (name, XML) pairs that `foreign` fields keep; ``<`` marks the name.

    Example:
        >>> raw_pairs("Sprints", [Element("Sprints", "", (Element("UID", "1", ()),))])
        (('<Sprints', '<Sprints><UID>1</UID></Sprints>'),)
    """
    return tuple((f"{RAW}{name}", "".join(_lines(found))) for found in elements)


def raw_groups(groups: Iterable[tuple[str, list[Element]]]) -> Iterator[tuple[str, str]]:
    """`raw_pairs` of the elements of each name, without distributions over time, names in order."""
    for name, found in sorted(groups, key=lambda pair: pair[0]):
        yield from raw_pairs(name, map(without_timephased, found))


def without_timephased(found: Element) -> Element:
    """An element without its distribution over time, which is no longer right once a date moves."""
    return Element(found.name, found.text, tuple(child for child in found.children if child.name != "TimephasedData"))
