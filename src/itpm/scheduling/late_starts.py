"""As late as possible without moving anything: tasks that give up their free float, as P6 understands the constraint."""

from __future__ import annotations

from collections.abc import Collection

from itpm.scheduling.arithmetic import latest_begin, latest_end
from itpm.scheduling.drafts import Draft
from itpm.scheduling.link_ends import FF, FS, SS
from itpm.scheduling.networks import FAR_AHEAD


def put_off(draft: Draft, places: Collection[int], project_finish: int) -> None:
    """Move the early dates of `places` to just before what follows them begins, last first; nothing else moves.

    Args:
        draft: early dates by node, changed in place.
        places: tasks that go as late as possible.
        project_finish: by when they must have ended where nothing follows [s].
    """
    network = draft.network
    open_until: dict[int, int] = {}
    for node in reversed(network.order):
        if node not in places and not network.is_hub(node):
            continue
        finish, start = _left_open(draft, open_until, node)
        if network.is_hub(node):
            open_until[node] = min(finish, start)
            continue
        calendars, tracks, edge = network.calendars, draft.work(node), network.rules_of(node).edge
        if start < FAR_AHEAD:
            finish = min(finish, network.done_from(node, tracks, start))
        finish = min(finish, project_finish)
        if node in network.windows:
            begin, finish = network.windows[node].late(calendars, tracks, finish)
        else:
            finish = latest_end(calendars, tracks, edge, finish)
            begin = latest_begin(calendars, tracks, edge, finish)
        if begin > draft.early_start[node]:
            draft.early_start[node], draft.early_finish[node] = begin, max(begin, finish)


def _left_open(draft: Draft, open_until: dict[int, int], node: int) -> tuple[int, int]:
    """The latest finish and the latest start that leave the early dates of what follows where they are."""
    network = draft.network
    latest_finish = latest_start = FAR_AHEAD
    for end in network.links_out(node):
        behind, code, _, _ = end
        early = draft.early_start if code in (FS, SS) else draft.early_finish
        at = open_until[behind] if network.is_hub(behind) else early[behind]
        at = network.latest_from(end, at) if at < FAR_AHEAD else at
        if code in (FS, FF):
            latest_finish = min(latest_finish, at)
        else:
            latest_start = min(latest_start, at)
    return latest_finish, latest_start
