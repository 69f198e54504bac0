"""Actions that send video clips to web and FTP servers and by mail (page slug: event-and-action-services, send video clip action).

Guesses: `pre_duration` and `post_duration` are in milliseconds as elsewhere, `max_duration` in seconds and `max_file_size` in bytes; 0 is
as much as the device takes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from camsim.device.device import Device
from camsim.device.errors import NotSupportedError, OutOfRangeError
from camsim.device.storage.recordings import Recordings
from camsim.device.time import Time
from camsim.events.actions import recipients
from camsim.events.actions.kinds.images import safe
from camsim.events.actions.kinds.notify import file_server, mail_server, web_server
from camsim.events.actions.run import DeliveryError, Films, Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate, RecipientTemplate
from camsim.events.out import ftp, mail, web

LONGEST = 600
"""Seconds of a clip."""
LARGEST = 50_000_000
"""Bytes of one."""
LONGEST_BUFFER = 60_000
"""Milliseconds that a pre-trigger buffer reaches back at most."""
SHORTEST = 1.0
"""Seconds of a clip after the event, where nothing else is asked for."""

Sender = Callable[[str, bytes], Awaitable[str]]
"""Sends a file under a name."""


class _Film:
    """The clip of one activation."""

    def __init__(self, run: Run, send: Sender) -> None:
        self._run, self._films, self._send = run, _films(run), send
        self._before = _before(run)
        self._after = run.number("post_duration", 0) / 1000
        self._longest = min(run.number("max_duration", 0) or LONGEST, LONGEST)
        self._most = min(run.number("max_file_size", 0) or LARGEST, LARGEST)
        self._filename = run.text("filename").strip() or "clip#s.mkv"
        self._name: str | None = None

    def begin(self, *, unlimited: bool) -> None:
        """Films from the time before on."""
        self._name = self._films.begin(self._run.text("stream_options"), self._before)
        longest = max(SHORTEST, self._longest - self._before)
        self._run.later(longest if unlimited else min(longest, max(SHORTEST, self._after)), self._end)

    def finish(self) -> None:
        """The action is over: only the time after it is left."""
        self._run.later(self._after, self._end)

    def _end(self) -> None:
        name, self._name = self._name, None
        if name is None:
            return
        self._films.end(name)
        filename = safe(self._run, self._filename)

        async def carry() -> str:
            film = self._films.take(name, self._most)
            if not film:
                raise DeliveryError(f"{filename}: nothing was filmed")
            return await self._send(filename, film)

        self._run.deliver(carry)


def _films(run: Run) -> Films:
    if run.films is None:
        raise NotSupportedError("the device records nothing")
    return run.films


def _before(run: Run) -> float:
    return run.number("pre_duration", 0, high=LONGEST_BUFFER) / 1000


def _upload(run: Run) -> _Film:
    server = web_server(run)
    url = web.joined(server.url, run.words("custom_params").strip().replace(" ", "%20"))

    async def send(name: str, film: bytes) -> str:
        headers = {"Content-Type": "video/x-matroska", "Content-Disposition": f'attachment; filename="{name}"'}
        return f"{name}: {await web.send(server, url, method='POST', headers=headers, body=film)}"

    return _Film(run, send)


def _put(run: Run) -> _Film:
    server = file_server(run, run.words("create_folder"))
    return _Film(run, lambda name, film: ftp.put(server, [ftp.File(name, film)]))


def _post(run: Run) -> _Film:
    try:
        server = mail_server(run)
    except DeliveryError as error:
        raise OutOfRangeError(str(error)) from error
    subject, text, stamp = run.words("subject"), run.words("message"), run.organ(Time).stamp()
    return _Film(run, lambda name, film: mail.send(server, subject, text, stamp, [mail.Attachment(name, film, "video/x-matroska")]))


def _prepare(run: Run) -> Stop | None:
    """Keeps what will be the time before the event."""
    seconds, owner = _before(run), f"clip of rule {run.rule.id}"
    if not seconds:
        return None
    films = _films(run)
    films.keep(owner, run.text("stream_options"), seconds)
    return lambda: films.release(owner)


def _once(make: Callable[[Run], _Film]) -> Callable[[Run], None]:
    return lambda run: make(run).begin(unlimited=False)


def _on(make: Callable[[Run], _Film]) -> Callable[[Run], Stop]:
    def begin(run: Run) -> Stop:
        film = make(run)
        film.begin(unlimited=True)
        return film.finish

    return begin


def _can_film(device: Device) -> bool:
    return device.profile.video is not None and device.has(Recordings)


_TIMES = ("stream_options", "pre_duration", "post_duration")
_FILE = ("create_folder", "filename", "max_file_size", "max_duration")
_KINDS: tuple[tuple[str, tuple[str, ...], RecipientTemplate, Callable[[Run], _Film]], ...] = (
    ("http", (*_TIMES, *_FILE, "custom_params"), recipients.HTTP, _upload),
    ("https", (*_TIMES, *_FILE, "custom_params"), recipients.HTTPS, _upload),
    ("ftp", (*_TIMES, *_FILE), recipients.FTP, _put),
    ("smtp", (*_TIMES, "subject", "message", *_FILE[1:]), recipients.SMTP, _post),
)
TEMPLATES = tuple(
    template
    for kind, parameters, recipient, make in _KINDS
    for template in (
        ActionTemplate(f"{FIXED}send_videoclip.{kind}", parameters, _once(make), recipient, fits=_can_film, prepare=_prepare),
        ActionTemplate(f"{UNLIMITED}send_videoclip.{kind}", parameters, _on(make), recipient, fits=_can_film, prepare=_prepare),
    )
)
