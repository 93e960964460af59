"""Who holds which role at a moment, as the team and the stakeholders say; approvals are checked against it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from itpm.governance.projects import Project


def role_holders(project: Project, as_of: datetime) -> Mapping[str, tuple[str, ...]]:
    """Names by role as first spelled, team members who are there then before stakeholders; none where nobody has it."""
    found: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    team = [(one.role, one.name, _is_there(one.hired, one.leaves, as_of)) for one in project.team or ()]
    others = [
        (one.role, one.name, True) for one in (project.communication.stakeholders if project.communication else ())
    ]
    for role, name, is_there in (*team, *others):
        if role.strip():
            names = found.setdefault(spelled.setdefault(role.strip().lower(), role.strip()), [])
            names += [name] if is_there else []
    return {role: tuple(dict.fromkeys(names)) for role, names in found.items()}


def _is_there(hired: datetime | None, leaves: datetime | None, as_of: datetime) -> bool:
    return (hired is None or hired <= as_of) and (leaves is None or leaves > as_of)
