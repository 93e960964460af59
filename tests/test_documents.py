"""The documents tell the truth: their examples run, their links lead somewhere, their words are in the glossary."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.documents import Block, anchors, blocks, documents, links, table_rows

DOCUMENTS = documents()
NAMES = [str(document.relative_to(ROOT)) for document in DOCUMENTS]
PYTHON = {"python", "py", "pycon"}
OTHER = {"", "console", "sh", "text", "toml", "json", "xml", "mermaid", "makefile"}
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def run(block: Block, names: dict[str, object], document: Path) -> None:
    """Run a block in the document's namespace; a traceback points into the document."""
    if block.language == "pycon" or block.text.lstrip().startswith(">>>"):
        example = doctest.DocTestParser().get_doctest(block.text, names, document.name, str(document), block.line)
        report: list[str] = []
        failed = doctest.DocTestRunner(optionflags=FLAGS).run(example, out=report.append, clear_globs=False).failed
        names.update(example.globs)
        assert not failed, "".join(report)
    else:
        exec(compile("\n" * block.line + block.text, str(document), "exec"), names)


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_example_of_a_document_runs(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": "__document__"}
    for block in blocks(document.read_text(encoding="utf-8")):
        if block.language in PYTHON and not block.no_run:
            run(block, names, document)


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_block_of_a_document_names_a_known_language(document: Path) -> None:
    assert {block.language for block in blocks(document.read_text(encoding="utf-8"))} <= PYTHON | OTHER


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_link_into_the_project_leads_somewhere(document: Path) -> None:
    broken = []
    for target in links(document.read_text(encoding="utf-8")):
        place, _, anchor = target.partition("#")
        path = (document.parent / place).resolve() if place else document
        if not path.exists() or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    found, open_pages = {index}, [index]
    while open_pages:
        page = open_pages.pop()
        targets = {
            (page.parent / target.partition("#")[0]).resolve() for target in links(page.read_text(encoding="utf-8"))
        }
        new = {target for target in targets if target.suffix == ".md" and target.exists()} - found
        found |= new
        open_pages += new
    assert set((ROOT / "docs").rglob("*.md")) - found == set()


# --- the reader of documents is itself worth a test -------------------------------------------------

PAGE = """# A page
<!-- setup: x = 1 -->
See [there](other.md#a-b), `[not](this.md)` and [far](https://example.org).

```python
y = x
```

<!-- no-run: it would take a day -->
```python
raise ValueError
```
"""


def test_blocks_links_and_headings_are_found() -> None:
    assert [(b.language, b.text.strip(), b.line, b.no_run) for b in blocks(PAGE)] == [
        ("python", "x = 1", 1, ""),
        ("python", "y = x", 5, ""),
        ("python", "raise ValueError", 10, "it would take a day"),
    ]
    assert links(PAGE) == ["other.md#a-b"]
    assert anchors(PAGE) == {"a-page"}


@pytest.mark.parametrize("text", ["```python\nassert 1 == 2\n```\n", "```pycon\n>>> 1 + 1\n3\n\n```\n"])
def test_a_wrong_example_is_noticed(text: str) -> None:
    (block,) = blocks(text)
    with pytest.raises(AssertionError):
        run(block, {}, Path("page.md"))


# --- glossary ----------------------------------------------------------------------------------------

WORDS = """
early start, early finish, late start, late finish, total float, free float, independent float, interfering
float, lag, lead, dependency, data date, as of, baseline, actual start, remaining duration, percent complete,
driving, critical, near-critical, critical path, deadline, constraint, milestone, summary task, level of
effort, hammock, work breakdown structure, work package, activity, calendar, working time, elapsed time, out
of sequence, levelling, smoothing, three-point estimate, crashing, fast-tracking, critical chain, resource,
assignment, plan, project, lifecycle, phase, gate, charter, deliverable, feasibility study, threat,
opportunity, risk register, probability–impact matrix, expected monetary value, response, residual risk,
trigger, issue, contingency reserve, management reserve, PV, EV, AC, BAC, EAC, ETC, VAC, SV, CV, CPI, SPI,
TCPI, ES, SPI(t), finding, fault, fact, rule, waiver, policy
"""


def test_every_word_of_the_field_that_we_use_is_in_the_glossary_once() -> None:
    rows = table_rows((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    terms = [row[0].partition(" (")[0] for row in rows]
    words = {word.strip() for word in WORDS.replace("\n", " ").split(",")}
    assert words - set(terms) == set()
    assert sorted(set(terms)) == sorted(terms)


def test_every_glossary_row_has_a_meaning_a_formula_and_a_unit() -> None:
    rows = table_rows((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    assert [row[0] for row in rows if len(row) != 4 or not all(row)] == []
