"""Reads every file of MS Project and P6 in the oracles, writes it, reads it again: what is not the same is named.

python tests/corpus/round_trip.py [FOLDER]        FOLDER: the oracles, ../shared/oracles by default
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from itpm.errors import FaultsError
from itpm.interop import mspdi, xer
from itpm.model import Plan

ROOT = Path(__file__).resolve().parents[2]


def main(folder: Path) -> int:
    """How many files do not come back the same."""
    formats: tuple[tuple[str, Callable[[bytes], Plan], Callable[[Plan], str]], ...] = (
        ("msproject/xml/*.xml", mspdi.loads, mspdi.dumps),
        ("primavera/*.xer", xer.loads, xer.dumps),
    )
    wrong = 0
    for pattern, loads, dumps in formats:
        files = sorted(folder.glob(pattern))
        found = [(file.name, said) for file in files if (said := _difference(file.read_bytes(), loads, dumps))]
        for name, said in found:
            sys.stdout.write(f"{name}: {said}\n")
        sys.stdout.write(f"{pattern}: {len(files) - len(found)} of {len(files)} files come back the same\n")
        wrong += len(found)
    return wrong


def _difference(data: bytes, loads: Callable[[bytes], Plan], dumps: Callable[[Plan], str]) -> str:
    try:
        plan = loads(data)
        text = dumps(plan)
        read = loads(text.encode())
    except FaultsError as error:
        return str(error)
    if read != plan:
        return "another plan"
    return "" if dumps(read) == text else "another text"


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "oracles"), 1))
