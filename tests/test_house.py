"""The shape of the house: sizes, public names with docstrings and examples, contracts that cover the tree."""

from __future__ import annotations

import ast
import importlib
import inspect
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support import ROOT

SOURCE = ROOT / "src"
MODULES = sorted((SOURCE / "itpm").rglob("*.py"))
NAMES = [".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__") for file in MODULES]
PACKAGES = [name for name, file in zip(NAMES, MODULES, strict=True) if file.name == "__init__.py"]
TREES = [ast.parse(file.read_text(encoding="utf-8")) for file in MODULES]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, docstring excepted: that may be as long as the reader needs."""
    for name, tree in zip(NAMES, TREES, strict=True):
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{name}:{node.name}", length(node)


def length(function: Function) -> int:
    """Lines from ``def`` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    has_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0)


def test_no_module_is_longer_than_400_lines() -> None:
    lines = {name: file.read_text(encoding="utf-8").count("\n") for name, file in zip(NAMES, MODULES, strict=True)}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    assert {name: count for name, count in functions() if count > LONGEST_FUNCTION} == {}


def test_half_of_all_functions_have_fewer_than_10_lines() -> None:
    assert statistics.median(count for _, count in functions()) < 10


def test_a_package_re_exports_and_defines_nothing() -> None:
    strangers = [
        f"{name}:{node.lineno}"
        for name, file, tree in zip(NAMES, MODULES, TREES, strict=True)
        if file.name == "__init__.py" and name != "itpm"
        for node in tree.body[1:]
        if not isinstance(node, ast.Import | ast.ImportFrom) and "__all__" not in ast.unparse(node)
    ]
    assert strangers == []


def test_no_module_imports_from_the_face() -> None:
    """``itpm/__init__`` stands above everything, so a module below asks the module that defines a name."""
    visitors = [
        f"{name}:{node.lineno}"
        for name, tree in zip(NAMES, TREES, strict=True)
        for node in ast.walk(tree)
        if name != "itpm"
        if (isinstance(node, ast.ImportFrom) and node.module == "itpm")
        or (isinstance(node, ast.Import) and any(alias.name == "itpm" for alias in node.names))
    ]
    assert visitors == []


# --- public names -------------------------------------------------------------------------------------


def public(package: ModuleType) -> list[tuple[str, object]]:
    return [(name, getattr(package, name)) for name in getattr(package, "__all__", ())]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_exists(package: str) -> None:
    module = importlib.import_module(package)
    names = list(getattr(module, "__all__", ()))
    assert [name for name in names if not hasattr(module, name)] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_class_and_function_has_a_docstring_with_a_summary_line(package: str) -> None:
    assert [name for name, value in public(importlib.import_module(package)) if not summarised(value)] == []


def summarised(value: object) -> bool:
    if not inspect.isclass(value) and not inspect.isfunction(value):
        return True
    summary = (vars(value).get("__doc__") if inspect.isclass(value) else value.__doc__) or ""
    return bool(summary.strip()) and not summary.startswith(f"{value.__name__}(")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_function_has_an_example(package: str) -> None:
    members = public(importlib.import_module(package))
    assert [name for name, value in members if inspect.isfunction(value) and ">>>" not in (value.__doc__ or "")] == []


def test_people_and_type_checkers_see_the_same_face() -> None:
    face = TREES[NAMES.index("itpm")]
    checked = [node for node in face.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    if not checked:
        return
    imported = {
        alias.asname or alias.name
        for block in checked
        for node in ast.walk(block)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert set(importlib.import_module("itpm").__all__) - imported <= {"__version__"}


# --- packaging ----------------------------------------------------------------------------------------


def test_a_package_that_exists_is_named_by_the_contracts_that_concern_it() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    by_name = {contract["name"]: contract for contract in contracts}
    if (SOURCE / "itpm" / "resources").is_dir():
        assert "itpm.resources" in by_name["A lifecycle asks facts, not engines"]["forbidden_modules"]
        assert "itpm.resources" in by_name["Engines know no rules"]["source_modules"]


def test_the_marker_for_type_checkers_is_shipped() -> None:
    assert (SOURCE / "itpm" / "py.typed").is_file()


def test_the_promised_targets_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("help", "demo", "test", "check", "bench", "docs", "clean"):
        assert f"\n{target}:" in makefile


def test_the_build_machine_runs_tests_and_checks() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert {"make test", "make --keep-going check"} <= set(calls(script))


def calls(script: Path) -> Iterator[str]:
    for line in script.read_text(encoding="utf-8").splitlines():
        if line.startswith("make "):
            yield line.partition(" 2>&1")[0].partition(" ||")[0]
