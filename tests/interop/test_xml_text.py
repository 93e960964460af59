"""XML text, friendly and hostile."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import Fault, PlanError
from itpm.interop import xml_text
from itpm.interop.xml_text import Element, parse_xml


def refusal(text: Any, root: str | None = None) -> Fault:  # what callers without types may give
    with pytest.raises(PlanError) as caught:
        parse_xml(text, root=root)
    (fault,) = caught.value.faults
    return fault


def test_elements_keep_names_texts_and_order():
    text = (
        '<p:Project xmlns:p="urn:x" Version="1"> <p:Name> Move &amp; go </p:Name><p:Tasks><Task/></p:Tasks></p:Project>'
    )
    assert parse_xml(text) == Element(
        "Project", "", (Element("Name", "Move & go", ()), Element("Tasks", "", (Element("Task", "", ()),)))
    )


def test_sections_comments_and_instructions_are_read_as_xml_does():
    assert parse_xml("<a><?x y?><!-- <b/> --><b><![CDATA[<c>]]> d</b></a>").children == (Element("b", "<c> d", ()),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "gbk", "shift_jis"])
def test_bytes_are_decoded_as_they_declare(encoding):
    name = "计划" if encoding == "gbk" else "計画" if encoding == "shift_jis" else "Übergang"
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    data = f'<?xml version="1.0" encoding="{declared}"?><Name>{name}</Name>'.encode(encoding)
    assert parse_xml(data).text == name


def test_what_a_text_says_of_its_encoding_no_longer_counts():
    assert parse_xml('\ufeff<?xml version="1.0" encoding="utf-16"?><Name>Ü</Name>').text == "Ü"


BOMB = (
    '<!DOCTYPE z [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(10))
    + "]><z>&k;</z>"
)

DECLARATIONS = {
    "an entity bomb": BOMB,
    "an external entity": '<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]><z>&a;</z>',
    "an external declaration": '<!DOCTYPE z SYSTEM "http://localhost:1/z.dtd"><z/>',
    "a parameter entity": '<!DOCTYPE z [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><z/>',
    "a harmless declaration": "<!DOCTYPE html><html/>",
}


@pytest.mark.parametrize("text", DECLARATIONS.values(), ids=list(DECLARATIONS))
def test_a_document_type_declaration_is_refused_where_it_begins(text):
    assert refusal(text) == Fault(
        "line 1", "<!DOCTYPE", "a document type declaration is refused, because it can define entities"
    )


def test_an_entity_nobody_declared_is_refused():
    assert refusal("<z>&a;</z>").message == "not well-formed XML: undefined entity"


def test_endless_nesting_is_refused_at_once():
    text = "\n".join(["<a>"] * 1_000_000)
    assert refusal(text) == Fault("line 201", "a", "elements nest deeper than 200")


def test_nesting_up_to_the_limit_is_read():
    element = parse_xml("<a>" * 200 + "</a>" * 200)
    depth = 1
    while element.children:
        (element,) = element.children
        depth += 1
    assert depth == 200


def test_too_many_elements_are_refused(monkeypatch):
    monkeypatch.setattr(xml_text, "MOST_ELEMENTS", 1000)
    assert refusal("<a>" + "<b/>" * 2000 + "</a>").message == "there are more than 1,000 elements"


def test_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(xml_text, "MOST_CHARACTERS", 10)
    assert refusal("<a>too much</a>").message == "expected at most 10 characters, got 15"
    assert refusal(b"<a>" + b"x" * 100 + b"</a>").message == "expected at most 10 characters, got 107 bytes"


def test_one_huge_text_takes_memory_in_proportion():
    text = "<a>" + "x" * 2_000_000 + "</a>"
    tracemalloc.start()
    assert len(parse_xml(text).text) == 2_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


BROKEN = {
    "nothing": ("", "line 1, column 1: not well-formed XML: no element found"),
    "blanks": ("  \n ", "line 2, column 2: not well-formed XML: no element found"),
    "no xml": ("Hello", "line 1, column 1: not well-formed XML: syntax error"),
    "json": ('{"a": 1}', "line 1, column 1: not well-formed XML: invalid token"),
    "truncated in a tag": ("<a>\n<b", "line 2, column 1: not well-formed XML: unclosed token"),
    "truncated between tags": ("<a>\n<b>x</b>", "line 2, column 9: not well-formed XML: no element found"),
    "crossed tags": ("<a><b></a></b>", "line 1, column 9: not well-formed XML: mismatched tag"),
    "two roots": ("<a/><b/>", "line 1, column 5: not well-formed XML: junk after document element"),
    "a NUL": ("<a>\0</a>", "line 1, column 4: not well-formed XML: invalid token"),
    "half a character": ("<a>\ud800</a>", r"character 3: '\ud800' is no character of its own"),
    "an attribute twice": ('<a b="1" b="2"/>', "line 1, column 10: not well-formed XML: duplicate attribute"),
    "bytes that are not UTF-8": (b"<a>\xff</a>", "byte 3: the text is not in its encoding, utf-8"),
    "an encoding that is none": (
        b'<?xml version="1.0" encoding="base64"?><a/>',
        "text: expected an encoding of text like utf-8, got 'base64'",
    ),
    "half of a wide encoding": ("<a/>".encode("utf-16")[:-1], "byte 8: the text is not in its encoding, utf-16"),
    "a number": (17, "text: expected XML as text or bytes, got int"),
    "None": (None, "text: expected XML as text or bytes, got NoneType"),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_not_xml_is_refused_with_its_place(text, message):
    assert str(refusal(text)) == message


def test_another_root_is_refused_before_the_rest_is_read():
    assert str(refusal("<html>\n<body>" + "<br>" * 100_000, root="Project")) == (
        "line 1: expected the root element <Project>, got <html>"
    )


@given(st.one_of(st.text(), st.binary()))
def test_any_text_is_read_or_refused(text):
    try:
        found: object = parse_xml(text)
    except PlanError as error:
        found = error.faults[0]
    assert isinstance(found, (Element, Fault))
