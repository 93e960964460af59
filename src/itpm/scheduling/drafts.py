"""The lists of one solution while it is made, shared by the pass forward and the pass backward."""

from __future__ import annotations

from collections.abc import Iterable

from itpm.errors import Fault, PlanError
from itpm.model.moments import FIRST, to_seconds
from itpm.scheduling.networks import Network, ceiling_of
from itpm.scheduling.steps import show_plain
from itpm.scheduling.tracks import Track

FAR_BACK = FIRST * 2


class UnfitError(PlanError):
    """Tasks fit into none of their windows.

    Attributes:
        nodes: which.
    """

    nodes: frozenset[int]

    def __init__(self, faults: Iterable[Fault], nodes: Iterable[int] = ()) -> None:
        self.nodes = frozenset(nodes)
        super().__init__(faults)


class Draft:
    """Dates by node [s], filled in by the passes.

    Attributes:
        network: the compiled plan.
        node: the node that is being dated, for messages.
        early_start: earliest starts.
        early_finish: earliest finishes.
        late_start: latest starts, as shown.
        late_finish: latest finishes, as shown.
        late_begin: when work must begin: what links backward look at.
        late_end: when work must have ended, likewise.
        early: early starts of the plain nodes (see `itpm.scheduling.steps`), as working time of their calendars.
        late: their late starts, likewise.
        floor: the earliest start open to any task.
        keeps_manual: whether the early dates of manual tasks are their own.
        ceiling: the latest finish that the plan's deadline leaves open.
        stretched: tracks of the tasks that last until somebody expects them to be finished.
        unfit: nodes that fit into none of their windows, dated as if those did not name them.
        data_date: what unfinished work is moved to; far back where it stays.
    """

    def __init__(self, network: Network) -> None:
        count = len(network.tracks)
        self.network = network
        self.node = 0
        self.early_start, self.early_finish = [network.start] * count, [network.start] * count
        self.late_start, self.late_finish = [network.start] * count, [network.start] * count
        self.late_begin, self.late_end = [network.start] * count, [network.start] * count
        self.early, self.late = [0] * count, [0] * count
        self.stretched: dict[int, tuple[Track, ...]] = {}
        self.unfit: set[int] = set()
        self.floor = network.start
        self.keeps_manual = True
        self.ceiling = ceiling_of(network.plan, network.policy)
        data_date = network.plan.data_date
        moves = network.policy.remaining_from_data_date and data_date is not None
        self.data_date = to_seconds(data_date) if data_date is not None and moves else FAR_BACK

    def refuse_unfit(self) -> None:
        """Say which nodes fit into none of their windows, if any do.

        Raises:
            UnfitError: some do.
        """
        if self.unfit:
            raise UnfitError(map(self._unfit_fault, sorted(self.unfit)), self.unfit)

    def _unfit_fault(self, node: int) -> Fault:
        listed = ", ".join(map(str, self.network.windows[node].windows))
        return Fault(f"task {self.network.plan.tasks[node].id!r}", None, f"it fits into no time that {listed} leaves")

    def work(self, node: int) -> tuple[Track, ...]:
        """The tracks of a node, as long as they last here."""
        return self.stretched.get(node) or self.network.tracks[node]

    def show_early(self) -> None:
        """Tell the early dates of the plain nodes as instants."""
        show_plain(self.network.steps, self.early, self.early_start, self.early_finish)

    def show_late(self) -> None:
        """Tell their late dates as instants."""
        steps = self.network.steps
        show_plain(steps, self.late, self.late_begin, self.late_end)
        for shown, used in ((self.late_start, self.late_begin), (self.late_finish, self.late_end)):
            own = [(node, shown[node]) for node, _ in steps.stops]
            shown[:] = used
            for node, date in own:
                shown[node] = date
