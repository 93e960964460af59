"""Links: each task's element lists its predecessors.

A link into another project names the other file. MS Project may hold a copy of the foreign task, marked as external;
where it does not, the plan gets an external task of that name, so that the link is not lost.
"""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from itpm.interop.mspdi.measures import Measures
from itpm.interop.mspdi.records import Record
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import NO_TIME
from itpm.model.tasks import Task, TaskKind

_TYPES = {"0": DependencyType.FF, "1": DependencyType.FS, "2": DependencyType.SF, "3": DependencyType.SS}


@frozen
class Linking:
    """What reading links needs to know, and the external tasks it comes upon.

    Attributes:
        measures: how lags are read.
        uids: UIDs of the file's tasks.
        external_uids: those among them that are copies of other projects' tasks.
        found: external tasks that the file only names, by id.
    """

    measures: Measures
    uids: Collection[str]
    external_uids: Collection[str]
    found: dict[str, Task]

    def links_of(self, uid: str, task: Record) -> tuple[Dependency, ...]:
        """What the task waits for."""
        if "PredecessorLink" not in task.groups:
            return ()
        links = (self._link(uid, record) for record in task.each("PredecessorLink"))
        return tuple(link for link in links if link is not None)

    def _link(self, uid: str, record: Record) -> Dependency | None:
        predecessor = record.text("PredecessorUID")
        foreign = record.flag("CrossProject") and predecessor not in self.external_uids
        if foreign and (record.text("CrossProjectName") or predecessor not in self.uids):
            predecessor = self._external(record, predecessor)
        elif predecessor not in self.uids:
            record.fault("PredecessorUID", predecessor, "expected the UID of one of the file's tasks")
            return None
        kind = record.choice("Type", _TYPES, DependencyType.FS)
        lag = self.measures.lag(record) if record.text("LinkLag") not in ("", "0") else NO_TIME
        return Dependency(predecessor, uid, type=kind, lag=lag)

    def _external(self, record: Record, predecessor: str) -> str:
        name = record.text("CrossProjectName")
        task_id = name or f"external {predecessor}".strip()
        if task_id in self.uids:
            task_id = f"external {task_id}"
        self.found.setdefault(task_id, Task(task_id, NO_TIME, name=name, kind=TaskKind.EXTERNAL))
        return task_id
