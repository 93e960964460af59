"""What several tests share: where things lie, and how a test says that its oracle is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORACLES = ROOT.parent / "shared" / "oracles"


def oracle(folder: str = "") -> Path:
    """The oracle folder of that name; without it the calling test is skipped, and says why.

    Called at the head of a module (``FILES = oracle("published")``) it skips the whole module.
    """
    path = ORACLES / folder
    if not path.is_dir():
        pytest.skip(f"oracles absent: no folder {folder or 'oracles'!r} beside the project", allow_module_level=True)
    return path


def oracle_files(folder: str, pattern: str) -> list[Path]:
    """The files of an oracle, sorted, for parametrising; empty (the test is then reported as skipped) when absent."""
    return sorted((ORACLES / folder).glob(pattern))


def oracles_present() -> bool:
    """Whether the oracles lie beside the project."""
    return ORACLES.is_dir()
