"""What the actions that send pictures and clips share: names of files, roads to web and mail servers, a span of time that is covered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.time import Time
from camsim.events.actions.kinds.notify import mail_server, web_server
from camsim.events.actions.modifiers import filled
from camsim.events.actions.run import DeliveryError, Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate, RecipientTemplate
from camsim.events.out import mail, web

LONGEST_BUFFER = 60_000
"""Milliseconds that a pre-trigger buffer reaches back at most."""


class Span(Protocol):
    """What one activation covers: a time before it, the time while it goes on, a time after it."""

    def begin(self, *, unlimited: bool) -> None:
        """Begins with the time before; ends by itself unless it is unlimited."""
        ...

    def finish(self) -> None:
        """The action is over: only the time after it is left."""
        ...


def pair(
    token: str,
    parameters: tuple[str, ...],
    recipient: RecipientTemplate,
    make: Callable[[Run], Span],
    *,
    fits: Callable[[Device], bool],
    prepare: Callable[[Run], Stop | None] | None = None,
) -> tuple[ActionTemplate, ActionTemplate]:
    """The action that ends by itself, and the one that goes on while the conditions hold."""

    def once(run: Run) -> None:
        make(run).begin(unlimited=False)

    def on(run: Run) -> Stop:
        span = make(run)
        span.begin(unlimited=True)
        return span.finish

    return (
        ActionTemplate(f"{FIXED}{token}", parameters, once, recipient, fits=fits, prepare=prepare),
        ActionTemplate(f"{UNLIMITED}{token}", parameters, on, recipient, fits=fits, prepare=prepare),
    )


def before(run: Run) -> float:
    """Seconds before the event that are wanted. Raises OutOfRangeError."""
    return run.number("pre_duration", 0, high=LONGEST_BUFFER) / 1000


def safe(run: Run, pattern: str) -> str:
    """A file name with its modifiers filled in, without anything that leads out of its folder."""
    name = filled(pattern, run.device, sequence=run.next_sequence())
    return re.sub(r'[\x00-\x1f"\\/]+', "_", name).lstrip(".")[:200] or "image.jpg"


def to_web(run: Run, content_type: str) -> Callable[[str, bytes], Awaitable[str]]:
    """Sends a file under a name to the web server of a configuration. Raises OutOfRangeError."""
    server = web_server(run)
    url = web.joined(server.url, run.words("custom_params").strip().replace(" ", "%20"))

    async def send(name: str, content: bytes) -> str:
        headers = {"Content-Type": content_type, "Content-Disposition": f'attachment; filename="{name}"'}
        return f"{name}: {await web.send(server, url, method='POST', headers=headers, body=content)}"

    return send


def to_mail(run: Run) -> Callable[[Sequence[mail.Attachment]], Awaitable[str]]:
    """Sends attachments with subject and text of a configuration, and the time of now. Raises OutOfRangeError."""
    try:
        server = mail_server(run)
    except DeliveryError as error:
        raise OutOfRangeError(str(error)) from error
    subject, text, stamp = run.words("subject"), run.words("message"), run.organ(Time).stamp()
    return lambda attachments: mail.send(server, subject, text, stamp, attachments)
