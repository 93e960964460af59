"""XML text as elements, safe to read whatever the text is.

XML can do more than hold values: a document type declaration defines entities that multiply ("billion laughs") or
name files and addresses; elements can nest without end. None of it occurs in a project file, so none of it is
understood: a declaration is refused where it begins, nesting and size have limits, nothing outside the text is ever
looked at. Attributes and name spaces are dropped; text is kept where an element holds nothing else.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from xml.parsers import expat

from itpm.errors import Fault, PlanError

MOST_NESTED = 200
MOST_ELEMENTS = 5_000_000
MOST_CHARACTERS = 256 * 1024 * 1024

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_ENCODINGS = re.compile(
    r"utf-?8|utf-?16|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]"
    r"|gbk|gb2312|gb18030|big5|shift[_-]jis|euc-(jp|kr)"
)


class Element(NamedTuple):
    """An element: its name without prefix, its text where it has no elements inside, and these.

    Example:
        >>> parse_xml("<Task><UID>17</UID></Task>").children[0]
        Element(name='UID', text='17', children=())
    """

    name: str
    text: str
    children: tuple[Element, ...]


def parse_xml(text: str | bytes, *, root: str | None = None) -> Element:
    """The root element of an XML text.

    Args:
        text: the document; bytes are decoded as their byte order mark or declaration says, UTF-8 otherwise.
        root: name that the root element must have; None: any.

    Raises:
        PlanError: the text is no well-formed XML, declares a document type, nests or holds too much, or has another root.

    Example:
        >>> parse_xml("<!DOCTYPE x [<!ENTITY a 'ha'>]><x>&a;</x>")
        Traceback (most recent call last):
        itpm.errors.PlanError: line 1: a document type declaration is refused, because it can define entities
    """
    data = _utf8(text)
    found = _Builder(root).parse(data)
    if not found:
        raise _refused("text", "", "expected XML, got no element")
    return found[0]


def _refused(place: str, value: object, message: str) -> PlanError:
    return PlanError([Fault(place, value, message)])


def _utf8(text: str | bytes) -> bytes:
    """The text as UTF-8; what it says of its own encoding no longer counts."""
    if isinstance(text, (bytes, bytearray)):
        text = _decoded(bytes(text))
    elif not isinstance(text, str):
        raise _refused("text", text, f"expected XML as text or bytes, got {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise _refused("text", len(text), f"expected at most {MOST_CHARACTERS:,} characters, got {len(text):,}")
    try:
        return text.removeprefix("\ufeff").encode("utf-8")
    except UnicodeEncodeError as error:
        broken = text[error.start]
        raise _refused(f"character {error.start}", broken, f"{broken!r} is no character of its own") from None


def _decoded(data: bytes) -> str:
    if len(data) > 4 * MOST_CHARACTERS:
        raise _refused("text", len(data), f"expected at most {MOST_CHARACTERS:,} characters, got {len(data):,} bytes")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "")
    if not encoding:
        declared = _DECLARED.match(data)
        encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
        if not _ENCODINGS.fullmatch(encoding):
            raise _refused("text", encoding, f"expected an encoding of text like utf-8, got {encoding!r}")
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        where = f"byte {error.start}" if isinstance(error, UnicodeDecodeError) else "text"
        raise _refused(where, data[:20], f"the text is not in its encoding, {encoding}") from None


class _Builder:
    """Receives what expat reads and puts elements together; lives only while `parse_xml` runs."""

    def __init__(self, root: str | None) -> None:
        self.root = root
        self.open: list[list[Element]] = [[]]
        self.pieces: list[str] = []
        self.count = 0
        self.parser = expat.ParserCreate("utf-8")

    def parse(self, data: bytes) -> list[Element]:
        parser = self.parser
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.pieces.append
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            place = f"line {error.lineno}, column {error.offset + 1}"
            reason = expat.ErrorString(error.code).removeprefix("not well-formed ").strip("()")
            message = f"not well-formed XML: {reason}"
            raise _refused(place, _around(data, error.lineno), message) from None
        return self.open[0]

    def doctype(self, *_: Any) -> None:  # expat hands over names nobody needs
        message = "a document type declaration is refused, because it can define entities"
        raise _refused(self.line, "<!DOCTYPE", message)

    def start(self, name: str, _: Any) -> None:  # attributes hold nothing in project files
        self.count += 1
        if self.count == 1 and self.root is not None and _local(name) != self.root:
            raise _refused(self.line, name, f"expected the root element <{self.root}>, got <{name[:60]}>")
        if len(self.open) > MOST_NESTED:
            raise _refused(self.line, name, f"elements nest deeper than {MOST_NESTED}")
        if self.count > MOST_ELEMENTS:
            raise _refused(self.line, name, f"there are more than {MOST_ELEMENTS:,} elements")
        self.open.append([])
        self.pieces.clear()

    def end(self, name: str) -> None:
        children = self.open.pop()
        text = "" if children else "".join(self.pieces).strip()
        self.open[-1].append(Element(_local(name), text, tuple(children)))
        self.pieces.clear()

    @property
    def line(self) -> str:
        return f"line {self.parser.CurrentLineNumber}"


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _around(data: bytes, line: int) -> str:
    """The beginning of the line an error stands in."""
    return b"".join(data.split(b"\n", line)[line - 1 : line])[:60].decode("utf-8", "replace").strip()
