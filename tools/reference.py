"""Writes the reference: every public name with signature and docstring, one Markdown page a package, beside the guides.

``python tools/reference.py build/docs`` copies ``docs/`` there and adds ``reference/``.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"


def main(target: Path) -> None:
    """Write guides and reference below `target`."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "docs", target)
    pages = {name: page(importlib.import_module(name)) for name in packages()}
    reference = target / "reference"
    reference.mkdir()
    for name, text in pages.items():
        (reference / f"{name}.md").write_text(text, encoding="utf-8")
    lines = [f"- [{name}]({name}.md): {summary(importlib.import_module(name))}" for name in pages]
    (reference / "index.md").write_text("# Reference\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(pages)} pages of reference in {target}")


def packages() -> list[str]:
    """The packages that have public names, the face first."""
    files = sorted((SOURCE / "itpm").rglob("__init__.py"))
    names = [".".join(file.parent.relative_to(SOURCE).parts) for file in files]
    return [name for name in names if getattr(importlib.import_module(name), "__all__", ())]


def page(package: ModuleType) -> str:
    """A package's page."""
    parts = [f"# {package.__name__}", inspect.getdoc(package) or ""]
    for name in sorted(package.__all__, key=str.lower):
        parts += entry(name, getattr(package, name))
    return "\n\n".join(part for part in parts if part) + "\n"


def entry(name: str, value: object) -> Iterator[str]:
    """A public name: heading, signature, docstring; of a class also its own public members."""
    yield f"## {name}"
    if not inspect.isclass(value) and not inspect.isroutine(value) and not inspect.ismodule(value):
        yield f"`{value!r:.300}`"
        return
    yield from described(name, value)
    for member, found in vars(value).items() if inspect.isclass(value) else ():
        plain = found.__func__ if isinstance(found, classmethod | staticmethod) else getattr(found, "fget", found)
        if not member.startswith("_") and inspect.isfunction(plain) and inspect.getdoc(plain):
            yield f"### {name}.{member}"
            yield from described(member, plain)


def described(name: str, value: object) -> Iterator[str]:
    """Signature and docstring, both as they stand in the code."""
    if callable(value):
        with contextlib.suppress(TypeError, ValueError):  # some builtins have no signature
            yield f"```text\n{name}{inspect.signature(value)}\n```"
    yield f"```text\n{inspect.getdoc(value)}\n```"


def summary(value: object) -> str:
    """The first line of a docstring."""
    return (inspect.getdoc(value) or "").partition("\n")[0]


if __name__ == "__main__":
    sys.path.insert(0, str(SOURCE))
    main(Path(sys.argv[1]))
