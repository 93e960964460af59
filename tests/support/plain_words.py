"""What must not stand in a sentence that people read."""

from __future__ import annotations

import re

INTERNAL = re.compile(
    r"[A-Z][a-z]+Kind|None|True|False|[<>{}\[\]]|  |pinned|resumption|nothing'|\bhub\b|[a-z]_[a-z]|\b(0001|9999)\b"
    r"|\((manual|actual) (start|finish)\)|manual summary|,$|,,| ,"
)
"""What belongs to the program, not to a sentence."""
