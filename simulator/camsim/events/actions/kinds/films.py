"""Actions that send video clips to web and FTP servers and by mail (page slug: event-and-action-services, send video clip action).

Guesses: `pre_duration` and `post_duration` are in milliseconds as elsewhere, `max_duration` in seconds and `max_file_size` in bytes; 0 is
as much as the device takes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from camsim.device.device import Device
from camsim.device.errors import NotSupportedError
from camsim.device.storage.recordings import Recordings
from camsim.events.actions import recipients
from camsim.events.actions.kinds.notify import file_server
from camsim.events.actions.kinds.sending import before, pair, safe, to_mail, to_web
from camsim.events.actions.run import DeliveryError, Films, Run, Stop
from camsim.events.actions.template import RecipientTemplate
from camsim.events.out import ftp, mail

LONGEST = 600
"""Seconds of a clip."""
LARGEST = 50_000_000
"""Bytes of one."""
SHORTEST = 1.0
"""Seconds of a clip after the event, where nothing else is asked for."""

_TYPE = "video/x-matroska"

Sender = Callable[[str, bytes], Awaitable[str]]
"""Sends a file under a name."""


class _Film:
    """The clip of one activation."""

    def __init__(self, run: Run, send: Sender) -> None:
        self._run, self._films, self._send = run, _films(run), send
        self._before = before(run)
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


def _upload(run: Run) -> _Film:
    return _Film(run, to_web(run, _TYPE))


def _put(run: Run) -> _Film:
    server = file_server(run, run.words("create_folder"))
    return _Film(run, lambda name, film: ftp.put(server, [ftp.File(name, film)]))


def _post(run: Run) -> _Film:
    send = to_mail(run)
    return _Film(run, lambda name, film: send([mail.Attachment(name, film, _TYPE)]))


def _prepare(run: Run) -> Stop | None:
    """Keeps what will be the time before the event."""
    seconds, owner = before(run), f"clip of rule {run.rule.id}"
    if not seconds:
        return None
    films = _films(run)
    films.keep(owner, run.text("stream_options"), seconds)
    return lambda: films.release(owner)


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
    for template in pair(f"send_videoclip.{kind}", parameters, recipient, make, fits=_can_film, prepare=_prepare)
)
