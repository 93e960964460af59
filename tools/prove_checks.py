"""Shows that the checks bite: break a copy of the tree, one rule at a time, and see the check that guards it fail.

Each check first has to pass on the unbroken copy, else its failure would prove nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info"
)


@frozen
class Break:
    """One rule broken: what is said of it, the make target that must notice, and the text added to a file."""

    rule: str
    target: str
    file: str
    text: str


_FUNCTION = '\n\ndef broken() -> None:\n    """Break a rule."""\n    '
_ERRORS = "src/itpm/errors.py"

BREAKS = (
    Break(
        "layers: model imports scheduling, inside a function",
        "layers",
        "src/itpm/model/durations.py",
        f"{_FUNCTION}import itpm.scheduling\n",
    ),
    Break("layers: lifecycle imports an engine", "layers", "src/itpm/lifecycle/__init__.py", "\nimport itpm.cost\n"),
    Break("layers: networkx outside scheduling", "layers", "src/itpm/cost/__init__.py", "\nimport networkx\n"),
    Break("layers: a module that no layer names", "layers", "src/itpm/stray.py", '"""Stray."""\n'),
    Break("purity: the core imports os", "layers", _ERRORS, f"{_FUNCTION}import os\n"),
    Break("purity: a clock read behind the linter's back", "purity", _ERRORS, '\n__import__("time").time()\n'),
    Break(
        "purity: a file read behind the linter's back", "purity", _ERRORS, '\n__import__("io").open("pyproject.toml")\n'
    ),
    Break(
        "purity: the environment read behind the linter's back",
        "purity",
        _ERRORS,
        '\n__import__("os").getenv("HOME")\n',
    ),
    Break(
        "purity: a clock read inside a function that the demo calls",
        "purity",
        "src/itpm/model/moments.py",
        '\n_pure = to_datetime\ndef to_datetime(seconds):\n    __import__("time").time()\n    return _pure(seconds)\n',
    ),
    Break("import cost: networkx on import", "purity", "src/itpm/__init__.py", "\nimport networkx\n"),
    Break(
        "types: a text where a number is promised",
        "types",
        _ERRORS,
        '\n\ndef broken() -> int:\n    """Return a number."""\n    return "x"\n',
    ),
    Break(
        "types: a function without annotations",
        "types",
        _ERRORS,
        '\n\ndef broken(x):\n    """Return it."""\n    return x\n',
    ),
    Break("documents: an example that is wrong", "documents", "docs/index.md", "\n```python\nassert 1 + 1 == 3\n```\n"),
    Break("documents: a link that leads nowhere", "documents", "docs/index.md", "\n[nowhere](nowhere.md)\n"),
    Break("documents: a page that nobody can reach", "documents", "docs/orphan.md", "# Orphan\n"),
    Break("documents: a word twice in the glossary", "documents", "docs/glossary.md", "| lag | again | – | – |\n"),
    Break(
        "documents: a public class without docstring",
        "documents",
        "src/itpm/model/__init__.py",
        "\n\nclass Undocumented: ...\n\n\n__all__ = [*globals().get('__all__', ()), 'Undocumented']\n",
    ),
    Break("shape: a module of more than 400 lines", "documents", _ERRORS, "# more\n" * 400),
    Break("lint: a public function without docstring", "lint", _ERRORS, "\n\ndef broken() -> None:\n    return\n"),
    Break("lint: a print in the core", "lint", _ERRORS, f'{_FUNCTION}print("x")\n'),
    Break("lint: unformatted code", "lint", _ERRORS, f"{_FUNCTION}x  =  1\n    del x\n"),
)


def main() -> int:
    """Run every break; 1 when a check did not pass at first, or did not fail when it should."""
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        breaks = [each for each in BREAKS if not wanted or each.target in wanted]
        passing = {target: _passes_unbroken(copy, target) for target in dict.fromkeys(each.target for each in breaks)}
        proved = [passing[each.target] and _fails(copy, each) for each in breaks]
    print(f"{sum(proved)} of {len(proved)} breaks noticed")
    return int(not all(proved))


def _passes_unbroken(copy: Path, target: str) -> bool:
    done = _make(copy, target)
    _say(
        done.returncode == 0, f"make {target} passes on the unbroken tree", "" if done.returncode == 0 else done.stdout
    )
    return done.returncode == 0


def _fails(copy: Path, each: Break) -> bool:
    done = _while_broken(copy / each.file, each.text, lambda: _make(copy, each.target))
    _say(done.returncode != 0, f"make {each.target:10} fails: {each.rule}", "")
    return done.returncode != 0


def _while_broken(
    file: Path, text: str, run: Callable[[], subprocess.CompletedProcess[str]]
) -> subprocess.CompletedProcess[str]:
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text((before or "") + text, encoding="utf-8")
    try:
        return run()
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")


def _make(copy: Path, target: str) -> subprocess.CompletedProcess[str]:
    """Run the real target on the copy, in the environment that runs this script."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["make", "--no-print-directory", target, f"VENV={sys.prefix}"]
    return subprocess.run(
        command, cwd=copy, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )


def _say(good: bool, what: str, detail: str) -> None:
    print(f"{'yes' if good else 'NO '}  {what}", flush=True)
    if detail:
        print("\n".join(f"       {line}" for line in detail.splitlines()[-15:]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
