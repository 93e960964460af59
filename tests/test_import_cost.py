"""What ``import itpm`` loads. How long that takes is measured in ``benchmarks/import_cost.py``, not in a test."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support import ROOT

EXTRAS = ("numpy", "ortools", "matplotlib")
SLOW = ("networkx", "cattrs")


def loaded_by(statement: str) -> set[str]:
    """The top-level modules in a fresh interpreter after `statement`."""
    source = str(ROOT / "src")
    job = f"import sys; sys.path.insert(0, {source!r}); {statement}; import json; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", job], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("module", [*EXTRAS, *SLOW])
def test_importing_itpm_leaves_out(module: str) -> None:
    assert module not in loaded_by("import itpm")


def test_listing_the_public_names_loads_nothing_slow() -> None:
    assert not loaded_by("import itpm; dir(itpm)") & {*EXTRAS, *SLOW}


def test_no_public_name_needs_an_extra() -> None:
    everything = "import itpm; [getattr(itpm, name) for name in getattr(itpm, '__all__', ())]"
    assert not loaded_by(everything) & {*EXTRAS, "networkx"}
