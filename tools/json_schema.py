"""Write the published JSON Schema anew: run after a public value changed, and read the difference before committing.

python tools/json_schema.py            writes docs/schema/itpm-1.json
python tools/json_schema.py --check    says whether it is up to date
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from itpm.interop import json_schema
from itpm.interop.json_types import FORMAT

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schema"
_SHORT = 3


def schema_text() -> str:
    """The schema as it is published: a definition a line, so that a change shows which values it touches."""
    lines = [f"{_text(key)}: {_block(value)}" for key, value in json_schema().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _block(value: object) -> str:
    if isinstance(value, dict) and len(value) > _SHORT:
        return "{\n" + ",\n".join(f"  {_text(key)}: {_text(inner)}" for key, inner in value.items()) + "\n}"
    if isinstance(value, list) and len(value) > _SHORT:
        return "[\n" + ",\n".join(f"  {_text(inner)}" for inner in value) + "\n]"
    return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> int:
    """Write the file of this version, or only compare it."""
    file = FOLDER / f"itpm-{FORMAT}.json"
    text = schema_text()
    if "--check" in sys.argv[1:]:
        return 0 if file.exists() and file.read_text(encoding="utf-8") == text else 1
    FOLDER.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
