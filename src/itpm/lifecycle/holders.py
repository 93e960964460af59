"""Who holds a role, as far as facts say."""

from __future__ import annotations

import re

from itpm.rules import Facts

_ALSO = {"sponsor": ("deliverable.charter.sponsor",)}


def role_fact(role: str) -> str:
    """The fact that names the holders of a role.

    Example:
        >>> role_fact("project board")
        'role.project_board'
    """
    return f"role.{re.sub('[^a-z0-9_]+', '_', role.lower()).strip('_')}"


def holders(role: str, facts: Facts) -> tuple[str, ...]:
    """Names of those who hold the role; empty where nobody said.

    Read from ``role.<role>``, a name or a list of them; the sponsor also from the charter.

    Example:
        >>> holders("sponsor", Facts.of({"role.sponsor": "Iris Koch"}, as_of="2026-02-02"))
        ('Iris Koch',)
    """
    for name in (role_fact(role), *_ALSO.get(role, ())):
        value = facts[name] if facts.supplied(name) else None
        names = (
            (value,) if isinstance(value, str) else tuple(map(str, value)) if isinstance(value, (tuple, list)) else ()
        )
        if any(known.strip() for known in names):
            return tuple(known for known in names if known.strip())
    return ()


def is_same(one: str, other: str) -> bool:
    """Whether two names are of one person: case and blanks do not count."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
