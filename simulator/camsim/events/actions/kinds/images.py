"""Actions that send pictures: to web and FTP servers one by one, by mail several at a time (page slug: event-and-action-services)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import unquote

from camsim.device.device import Device
from camsim.device.errors import NotSupportedError
from camsim.events.actions import recipients
from camsim.events.actions.kinds.notify import file_server
from camsim.events.actions.kinds.sending import before, pair, safe, to_mail, to_web
from camsim.events.actions.run import Run, Snapshots
from camsim.events.actions.template import RecipientTemplate
from camsim.events.out import ftp, mail

DEFAULT_FPS = 1.0
"""Pictures per second where the stream options do not say (guess)."""
MOST_IMAGES = 200
"""Pictures that one activation sends at most, whatever it asks for."""
PER_MAIL = 10
"""Pictures in a mail where the configuration does not say (guess)."""

Sender = Callable[[Sequence[mail.Attachment]], Awaitable[str]]


class _Series:
    """The pictures of one activation: those before it, those while it goes on, those after it."""

    def __init__(self, run: Run, send: Sender, together: int) -> None:
        if run.snapshots is None:
            raise NotSupportedError("the device has no pictures")
        self._run = run
        self._snapshots: Snapshots = run.snapshots
        self._send = send
        self._together = together
        self._options = unquote(run.text("stream_options"))
        self._before = before(run)
        self._after = run.number("post_duration", 0) / 1000
        self._most = min(run.number("max_images", 0) or MOST_IMAGES, MOST_IMAGES)
        self._gap = 1 / (self._snapshots.fps(self._options) or DEFAULT_FPS)
        self._filename = run.text("filename").strip() or "image#s.jpg"
        self._taken: list[tuple[str, float]] = []
        """Name, and camera time, of pictures that wait for their fellows."""
        self._count = 0
        self._ends: float | None = None

    def begin(self, *, unlimited: bool) -> None:
        """Takes the pictures of the time before, and goes on."""
        now = self._run.device.clock.now()
        self._ends = None if unlimited else now + self._after
        for number in range(min(int(self._before / self._gap + 1e-9), self._most), 0, -1):
            self._take(now - number * self._gap)
        self._go_on()

    def finish(self) -> None:
        """The action is over: only the time after it is left."""
        self._ends = self._run.device.clock.now() + self._after

    def _go_on(self) -> None:
        now = self._run.device.clock.now()
        over = self._ends is not None and now > self._ends + 1e-6
        if not over and self._count < self._most:
            self._take(now)
        if over or self._count >= self._most or (self._ends is not None and now + self._gap > self._ends + 1e-6):
            self._hand_over()
        else:
            self._run.later(self._gap, self._go_on)

    def _take(self, instant: float) -> None:
        self._count += 1
        self._taken.append((safe(self._run, self._filename), instant))
        if len(self._taken) >= self._together:
            self._hand_over()

    def _hand_over(self) -> None:
        taken, self._taken = self._taken, []
        if taken:
            self._run.deliver(lambda: self._shoot(taken))

    async def _shoot(self, taken: list[tuple[str, float]]) -> str:
        clock = self._run.device.clock
        pictures = [mail.Attachment(name, await self._snapshots.jpeg(self._options, max(0.0, clock.now() - at))) for name, at in taken]
        return await self._send(pictures)


def _upload(run: Run) -> _Series:
    upload = to_web(run, "image/jpeg")

    async def send(pictures: Sequence[mail.Attachment]) -> str:
        word = ""
        for picture in pictures:
            word = await upload(picture.filename, picture.content)
        return word

    return _Series(run, send, 1)


def _put(run: Run) -> _Series:
    server = file_server(run, run.words("create_folder"))
    return _Series(run, lambda pictures: ftp.put(server, [ftp.File(one.filename, one.content) for one in pictures]), 1)


def _post(run: Run) -> _Series:
    return _Series(run, to_mail(run), run.number("images_per_mail", 0) or PER_MAIL)


_TIMES = ("stream_options", "pre_duration", "post_duration", "max_images")
_FILE = ("filename", "max_sequence_number")


def _has_pictures(device: Device) -> bool:
    return device.profile.video is not None


_UPLOAD = (*_TIMES, "create_folder", *_FILE, "custom_params")
_KINDS: tuple[tuple[str, tuple[str, ...], RecipientTemplate, Callable[[Run], _Series]], ...] = (
    ("http", _UPLOAD, recipients.HTTP, _upload),
    ("https", _UPLOAD, recipients.HTTPS, _upload),
    ("ftp", (*_TIMES, "create_folder", *_FILE), recipients.FTP, _put),
    ("smtp", (*_TIMES, "subject", "message", "images_per_mail", *_FILE), recipients.SMTP, _post),
)
TEMPLATES = tuple(
    template
    for kind, parameters, recipient, make in _KINDS
    for template in pair(f"send_images.{kind}", parameters, recipient, make, fits=_has_pictures)
)
