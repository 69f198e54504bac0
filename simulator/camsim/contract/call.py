"""Everything that a handler may touch: the request in plain terms, the caller, the device, the pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from camsim.contract.access import NOBODY, Access, Caller, permits
from camsim.contract.journal import Heard
from camsim.contract.parts import Part
from camsim.device.device import Device
from camsim.device.organ import Organ
from camsim.device.users import Role
from camsim.profile.model import Profile
from camsim.wire.soap import Message

if TYPE_CHECKING:
    from camsim.contract.intake import Intake
    from camsim.contract.live import Connection, LiveStream
    from camsim.contract.registry import Registry
    from camsim.events.broker import Broker
    from camsim.events.leases import Leases
    from camsim.media.gallery import Gallery

T = TypeVar("T")
O = TypeVar("O", bound=Organ[Any])  # noqa: E741

POLL = 0.25
"""Seconds of camera time between two looks of `Call.wait`."""


@dataclass(slots=True)
class Request:
    """An HTTP request in plain terms."""

    method: str
    path: str
    """Percent-decoded, double slashes folded."""
    query: str
    """As sent."""
    headers: Mapping[str, str]
    body: bytes = b""
    scheme: str = "http"
    host: str = ""
    """Host header: the name and port under which the client reached us."""
    remote: str = ""
    endless: bool = False
    """Whether the body may go on for ever, so that nobody waits for its end."""


@dataclass(slots=True)
class Call:
    """One call of one endpoint."""

    request: Request
    device: Device
    caller: Caller = NOBODY
    arguments: Mapping[str, str] = field(default_factory=dict)
    """CGI arguments, percent-decoded as ISO 8859-1; of a repeated one the last counts."""
    places: Mapping[str, str] = field(default_factory=dict)
    """What fills the places of a REST path."""
    registry: Registry = None  # type: ignore[assignment]
    media: Gallery = None  # type: ignore[assignment]
    broker: Broker = None  # type: ignore[assignment]
    """Where the device's events can be had."""
    leases: Leases = None  # type: ignore[assignment]
    """Subscriptions that clients hold by number."""
    rtsp_port: int = 554
    """Where streams are to be had."""
    live: Callable[[], tuple[LiveStream, ...]] = tuple
    """What is being sent to clients over RTSP now."""
    connections: Callable[[], tuple[Connection, ...]] = tuple
    """The clients' connections to our ports."""
    parts: tuple[Part, ...] = ()
    """Of an upload: what the client sent, in its order."""
    intake: Intake = None  # type: ignore[assignment]
    """The body that the client is still sending, where the handler reads it by itself."""
    heard: Heard | None = None
    """What sound the client has sent, for the journal."""
    message: Message | None = None
    """Of a SOAP operation: the request with its headers."""
    answer_headers: list[tuple[str, str]] = field(default_factory=list)
    """What the answer has beyond the usual headers, be it an error or not: cookies."""

    @property
    def profile(self) -> Profile:
        """The facts of this device."""
        return self.device.profile

    @property
    def level(self) -> int:
        """The caller's digit for parameter levels: 0, 1, 4 or 6; anonymous viewing makes everybody a viewer."""
        if self.caller.known:
            return int(self.caller.role)
        return int(Role.VIEWER if permits(Access.VIEWER, self.caller, self.device) else Role.ANONYMOUS)

    @property
    def is_admin(self) -> bool:
        """Whether the caller is an administrator."""
        return self.caller.role is Role.ADMIN

    def organ(self, kind: type[O]) -> O:
        """The organ of that kind. Raises NotSupportedError where the device has none."""
        return self.device.organ(kind)

    async def wait(self, condition: Callable[[], bool], until: float) -> bool:
        """Waits until the condition holds or camera time reaches `until`; returns whether it holds."""
        clock = self.device.clock
        while not condition():
            if clock.now() >= until:
                return False
            await clock.wait_until(min(until, clock.now() + POLL))
        return True

    async def wait_for(self, something: Awaitable[object], seconds: float) -> None:
        """Waits until something is done, for no more than some seconds of camera time (of real time while the clock stands)."""
        tasks = [asyncio.ensure_future(something), asyncio.ensure_future(self.device.clock.hold(seconds))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    async def offload(self, work: Callable[[], T]) -> T:
        """Runs slow pure work in a thread; it must not touch organs."""
        with self.device.clock.working():
            return await asyncio.get_running_loop().run_in_executor(None, work)
