"""Reads our Markdown: fenced blocks, links, headings, tables. Small on purpose; the documents keep to what it knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from tests.support import ROOT

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[\w+-]*)")
_NO_RUN = re.compile(r"<!--\s*no-run:\s*(?P<reason>\S.*?)\s*-->")
_SETUP = re.compile(r"<!--\s*setup:\s*?(?:\n|\s)(?P<code>.*?)-->", re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$", re.MULTILINE)
_FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@frozen
class Block:
    """A fenced block: its language, its text, the line it starts on, and why it does not run (empty: it runs)."""

    language: str
    text: str
    line: int
    no_run: str = ""


def documents() -> list[Path]:
    """Every document of the project, as a path."""
    top = [ROOT / name for name in ("README.md", "CHANGELOG.md")]
    folders = [found for folder in ("docs", "benchmarks", "news") for found in sorted((ROOT / folder).rglob("*.md"))]
    return [document for document in [*top, *folders] if document.exists()]


def blocks(text: str) -> list[Block]:
    """The blocks of a document in order; ``<!-- setup: code -->`` is a python block that readers do not see.

    ``<!-- no-run: reason -->`` on a line of its own right above a block keeps it from running.
    """
    setups = [
        Block("python", match["code"], text.count("\n", 0, match.start("code"))) for match in _SETUP.finditer(text)
    ]
    return sorted([*setups, *_fenced(text)], key=lambda block: block.line)


def _fenced(text: str) -> Iterator[Block]:
    lines = iter(enumerate(text.splitlines()))
    above = ""
    for _, line in lines:
        opening = _FENCE.match(line)
        if opening:
            yield _block(opening, lines, above)
        if line.strip():
            above = line


def _block(opening: re.Match[str], lines: Iterator[tuple[int, str]], above: str) -> Block:
    held: list[tuple[int, str]] = []
    for number, line in lines:
        if line.strip() == opening["fence"]:
            break
        held.append((number, line.removeprefix(opening["indent"])))
    reason = _NO_RUN.search(above)
    start = held[0][0] if held else 0
    return Block(
        opening["language"], "".join(f"{line}\n" for _, line in held), start, reason["reason"] if reason else ""
    )


def prose(text: str) -> str:
    """The document without its blocks and its code spans."""
    kept, fence = [], ""
    for line in text.splitlines():
        match = _FENCE.match(line)
        if match and not fence:
            fence = match["fence"]
        elif fence:
            fence = "" if line.strip() == fence else fence
        else:
            kept.append(re.sub(r"`[^`]*`", "", line))
    return "\n".join(kept)


def links(text: str) -> list[str]:
    """The targets of a document's links into the project."""
    targets = [match["target"] for match in _LINK.finditer(prose(text))]
    return [target for target in targets if not _FOREIGN.match(target)]


def anchors(text: str) -> set[str]:
    """The anchors that a document's headings have."""
    return {_slug(match["text"]) for match in _HEADING.finditer(prose(text))}


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def table_rows(text: str) -> list[list[str]]:
    """The cells of every table row of a document, without the headers."""
    lines = [line.strip() for line in prose(text).splitlines()]
    rows = [
        line.strip("|").split(" | ")
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("|") and not _is_rule(line) and not _is_rule(below)
    ]
    return [[cell.strip() for cell in row] for row in rows]


def _is_rule(line: str) -> bool:
    return line.startswith("|") and set(line) <= set("|-: ")
