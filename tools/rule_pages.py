"""Write docs/rule-catalogue.md and docs/fact-catalogue.md: every rule and every fact, from the code that defines them.

python tools/rule_pages.py            # writes the pages
python tools/rule_pages.py --check    # exit code 1 where one is out of date
"""
# a command talks to whoever runs it

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from inspect import getdoc, getsourcefile, unwrap
from pathlib import Path

from itpm.governance import FACT_CATALOGUE, all_packs
from itpm.governance.packs.dcma.measuring import Measured
from itpm.rules import FactSpec, Rule, RulePack

DOCS = Path(__file__).resolve().parents[1] / "docs"

_RULES = """# Rule catalogue

Every rule of the library. `tools/rule_pages.py` writes this page from the code that defines them; a test fails when the
two differ.

A rule's examples are run by the tests: the first passes, the second fails. In them `plan(...)` is a plan of these tasks
from Monday, 5 January 2026, on, and `facts(...)` what is known of it as of that day, or of the one given; where the
examples are values, they are facts by name.

How to read a report: [Is my plan any good?](plan-health.md). How to select, tighten and waive rules:
[Rules and facts](rules.md). What the facts mean: [Fact catalogue](fact-catalogue.md).
"""

_FACTS = """# Fact catalogue

What `itpm.facts_of(plan or project, as_of=...)` knows, by name; `tools/rule_pages.py` writes this page. A fact is worked
out when it is first asked for, and once. What has no source (no baseline, no register) is absent: neither false nor zero.
A section is a whole value of the library, for rules written in Python. Facts of which the meaning says "supply it" the
library cannot know; give them with `facts_of(...) | Facts.of({...}, as_of=..., catalogue=itpm.FACT_CATALOGUE)`.
"""


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or look whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="do not write; exit code 1 where a page is out of date")
    options = parser.parse_args(arguments)
    stale = [name for name, text in pages().items() if not _is_current(DOCS / name, text)]
    if options.check:
        print(f"out of date: {', '.join(stale)}; run python tools/rule_pages.py" if stale else "up to date")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(pages()[name], encoding="utf-8")
    print(f"written: {', '.join(stale) or 'nothing, all is up to date'}")
    return 0


def _is_current(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


def pages() -> dict[str, str]:
    """The text of each page, by file name."""
    packs = all_packs()
    rules = [_RULES, *_overview(packs), *(part for pack in packs for part in _pack(pack))]
    return {
        "rule-catalogue.md": "\n".join(rules).rstrip() + "\n",
        "fact-catalogue.md": "\n".join([_FACTS, *_facts(FACT_CATALOGUE)]).rstrip() + "\n",
    }


def _overview(packs: Iterable[RulePack]) -> Iterator[str]:
    yield "## Packs\n"
    yield "| pack | codes | rules | what it is about |"
    yield "|---|---|---|---|"
    for pack in packs:
        yield f"| [`itpm.packs.{_name(pack)}`](#{_anchor(pack)}) | {pack.prefix} | {len(pack)} | {_ABOUT[pack.prefix]} |"
    yield ""


def _name(pack: RulePack) -> str:
    return pack.name.rpartition(".")[2]


def _anchor(pack: RulePack) -> str:
    return f"{_name(pack)}-{pack.prefix.lower()}"


_ABOUT = {
    "DCMA": "the fourteen checks of the DCMA, with what they leave open as parameters",
    "GAO": "GAO's ten practices of a reliable schedule",
    "SCH": "logic, dates and calendars, offender by offender",
    "EST": "whether estimates say how sure they are",
    "RES": "whether those who are to do the work are there",
    "GAT": "gates and deliverables",
    "SCO": "requirements against work",
    "QUA": "tests and defects",
    "BUD": "budget and earned value",
    "RSK": "the risk register, its responses, and how much risk is borne",
    "LOG": "issues, actions, assumptions and decisions",
    "COM": "who is told",
    "RAC": "who is accountable",
    "TEA": "the team",
    "CMP": "what law, contracts and policies demand",
    "CHG": "changes",
}


def _pack(pack: RulePack) -> Iterator[str]:
    yield f"## {_name(pack)} ({pack.prefix})\n"
    for rule in pack:
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.title}\n"
    yield f"{rule.doc}\n"
    yield f"- **Severity**: {rule.severity.name.lower()}"
    yield f"- **Needs**: {', '.join(f'`{need}`' for need in rule.needs)}"
    if rule.optional:
        yield f"- **Looks at, where known**: {', '.join(f'`{name}`' for name in rule.optional)}"
    if rule.params:
        yield f"- **Parameters**: {', '.join(_parameter(rule, name, value) for name, value in rule.params)}"
    yield f"- **Lift it**: {rule.fix}"
    yield f"- **Source**: {rule.source}\n"
    yield "<!-- no-run: the examples that the rule carries; the tests run them -->"
    yield "```python"
    yield f"passes = {example(rule, 'passing')}"
    yield f"fails = {example(rule, 'failing')}"
    yield "```\n"


def _parameter(rule: Rule, name: str, value: object) -> str:
    way = rule.directions.get(name)
    return f"`{name}` = {value!r}" + (f" ({way.name.lower()} is stricter)" if way is not None else "")


def _facts(catalogue: Iterable[FactSpec]) -> Iterator[str]:
    yield "| fact | kind | unit | meaning |"
    yield "|---|---|---|---|"
    for spec in catalogue:
        yield f"| `{spec.name}` | {spec.type.name.lower()} | {spec.unit} | {spec.doc.replace('|', '/')} |"


# --- the examples, as they are written in the code ------------------------------------------------------


def example(rule: Rule, name: str) -> str:
    """The source of a rule's example as one expression; what it is made with, and this page does not show, as a comment."""
    check = rule.check.measure if isinstance(rule.check, Measured) else rule.check
    node, file = _decorators(str(getsourcefile(unwrap(check))))[rule.code, name], _source(check)
    body = node.body if isinstance(node, ast.Lambda) else node
    text = _undented(ast.get_source_segment(file, body) or "")
    makers = {
        part.id: doc for part in ast.walk(body) if isinstance(part, ast.Name) and (doc := _made_by(check, part.id))
    }
    notes = "".join(f"  # {maker}: {doc}" for maker, doc in makers.items() if maker.startswith("_"))
    shown = text.replace("activity(", "Task(")
    first, newline, rest = shown.partition("\n")
    return f"{first}{notes}{newline}{rest}"


def _source(check: object) -> str:
    return Path(str(getsourcefile(check))).read_text(encoding="utf-8")  # type: ignore[arg-type]  # a function


def _made_by(check: object, name: str) -> str:
    """What a function of the rule's module makes, in its own words."""
    found = getattr(sys.modules[check.__module__], name, None)
    words = (getdoc(found) or "").split("\n")[0] if callable(found) else ""
    return words.removesuffix(".").replace("A ", "a ", 1)


def _undented(source: str) -> str:
    """Later lines moved left, to stand below the first."""
    first, _, rest = source.partition("\n")
    if not rest:
        return first
    lines = rest.split("\n")
    least = min(len(line) - len(line.lstrip()) for line in lines)
    return "\n".join([first, *(line[least:] for line in lines)])


@cache
def _decorators(file: str) -> dict[tuple[str, str], ast.expr]:
    """The examples in a file, by code and name."""
    found: dict[tuple[str, str], ast.expr] = {}
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        for call in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                code = str(call.args[0].value)
                found |= {(code, word.arg): word.value for word in call.keywords if word.arg in ("passing", "failing")}
    return found


if __name__ == "__main__":
    sys.exit(main())
