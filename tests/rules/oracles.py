"""Cases published elsewhere, which lie beside the project and not in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support import ROOT

ORACLES = ROOT.parent / "shared" / "oracles" / "rules"


def cases(name: str) -> Any:
    """The cases of a file; without them the test says so and is skipped."""
    file = ORACLES / name
    if not file.exists():
        pytest.skip(f"no oracle at ../shared/oracles/rules/{name}")
    return json.loads(file.read_text(encoding="utf-8"))
