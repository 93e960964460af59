"""The catalogues of rules and facts in the documents are what the code says."""

from __future__ import annotations

import importlib.util
from functools import cache
from types import ModuleType

import pytest

from itpm.governance import FACT_CATALOGUE, all_packs

from tests.support import ROOT


@cache
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rule_pages", ROOT / "tools" / "rule_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["rule-catalogue.md", "fact-catalogue.md"])
def test_a_page_is_what_the_tool_writes_from_the_code(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == tool().pages()[name], "out of date: run python tools/rule_pages.py"


def test_every_rule_and_every_fact_is_on_a_page_once() -> None:
    pages = tool().pages()
    headings = [line.split()[1] for line in pages["rule-catalogue.md"].splitlines() if line.startswith("### ")]
    assert headings == [rule.code for pack in all_packs() for rule in pack]
    rows = [line.split("`")[1] for line in pages["fact-catalogue.md"].splitlines() if line.startswith("| `")]
    assert rows == [spec.name for spec in FACT_CATALOGUE]
