"""What both hands, the camera's own and the one from afar, say in the same words: criteria, options, conveniences over the verbs."""

from __future__ import annotations

from types import TracebackType
from typing import Annotated, Protocol, Self, TypedDict, Unpack

from camsim.contract.faults import LONGEST_DELAY, MOST_HITS, Fault, FaultKind
from camsim.contract.journal import Exchange
from camsim.control.answers import JournalPage
from camsim.control.errors import NOT_THERE, HandError
from camsim.control.shapes import Range


class Criteria(TypedDict, total=False):
    """Which entries of the journal: each criterion that is given must hold; texts may hold `*` and `?`."""

    api: str
    """Folder name or API Discovery id: `ptz_control` or `ptz-control`."""
    path: str
    """Path without the query: `/axis-cgi/com/*`."""
    method: str
    """HTTP method."""
    call: str
    """Method of a JSON API: `getPorts`."""
    arguments: dict[str, str]
    """Arguments by name: `{"pan": "10*"}`; of a JSON call its `params`, flat: `{"ports.0.state": "open"}`."""
    user: str
    """Who had logged in."""
    status: Annotated[int, Range(100, 599)]
    """HTTP status of the answer."""
    unmatched: bool
    """Whether the camera knows no such path."""
    since: Annotated[int, Range(0, 2**53)]
    """Only entries with a higher number."""


class FaultOptions(TypedDict, total=False):
    """Which requests a fault takes, and how it strikes; without path, api and method it takes every one."""

    path: str
    """`/axis-cgi/com/*`"""
    api: str
    """Folder name or API Discovery id: `ptz_control` or `ptz-control`."""
    method: str
    """HTTP method."""
    status: Annotated[int, Range(400, 599)]
    """HTTP status, for kind `status`; 503 unless given."""
    seconds: Annotated[float, Range(0, LONGEST_DELAY)]
    """Length of a delay in camera time (in real time while the clock stands)."""
    count: Annotated[int, Range(0, MOST_HITS)]
    """How many requests it takes; all unless given."""
    probability: Annotated[float, Range(0, 1)]
    """Chance to strike a request; 1 unless given."""


class Verbs(Protocol):
    """The verbs behind the conveniences."""

    def read_journal(self, **criteria: Unpack[Criteria]) -> JournalPage:
        """Entries of the journal."""
        ...

    def set_fault(self, kind: FaultKind, **options: Unpack[FaultOptions]) -> Fault:
        """Sets a fault."""
        ...

    def faults(self) -> list[Fault]:
        """The faults that are set."""
        ...

    def remove_fault(self, id: str) -> None:
        """Takes a fault away."""
        ...


class Words:
    """Conveniences over the verbs."""

    def journal(self: Verbs, **criteria: Unpack[Criteria]) -> list[Exchange]:
        """What clients did, oldest first. Raises HandError for a criterion that makes no sense."""
        return self.read_journal(**criteria).entries

    def unmatched(self: Verbs) -> list[Exchange]:
        """Requests for paths that the camera does not have; `nearest` says which one may have been meant."""
        return self.read_journal(unmatched=True).entries

    def fault(self: Verbs, kind: FaultKind | str, **options: Unpack[FaultOptions]) -> SetFault:
        """Sets a fault; in a `with` statement it ends with the block. Raises HandError.

        camera.fault("drop", count=2)                        # drop the first two requests, then work
        camera.fault("status", api="ptz-control", status=500)
        """
        if kind not in list(FaultKind):
            raise HandError(f"expected one of {', '.join(FaultKind)}, got {kind!r}", field="kind")
        return SetFault(self, self.set_fault(FaultKind(kind), **options))


class SetFault:
    """A fault that was set: tells how often it struck, and is taken away by `lift` or at the end of a `with`."""

    def __init__(self, hand: Verbs, fault: Fault) -> None:
        self._hand = hand
        self._last = fault
        self.id = fault.id

    @property
    def hits(self) -> int:
        """Requests that it has struck."""
        return self._now().hits

    @property
    def spent(self) -> bool:
        """Whether it has taken its count."""
        return self._now().spent

    def lift(self) -> None:
        """Takes the fault away; without effect on one that is gone."""
        self._now()
        try:
            self._hand.remove_fault(self.id)
        except HandError as error:
            if error.status != NOT_THERE:
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.lift()

    def __repr__(self) -> str:
        return f"<{self._last}>"

    def _now(self) -> Fault:
        self._last = next((fault for fault in self._hand.faults() if fault.id == self.id), self._last)
        return self._last
