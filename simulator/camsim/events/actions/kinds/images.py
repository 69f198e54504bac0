"""Actions that send pictures: to web and FTP servers one by one, by mail several at a time (page slug: event-and-action-services)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import unquote

from camsim.device.device import Device
from camsim.device.errors import NotSupportedError, OutOfRangeError
from camsim.device.time import Time
from camsim.events.actions import recipients
from camsim.events.actions.kinds.notify import file_server, mail_server, web_server
from camsim.events.actions.modifiers import filled
from camsim.events.actions.run import DeliveryError, Run, Snapshots, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate, RecipientTemplate
from camsim.events.out import ftp, mail, web

DEFAULT_FPS = 1.0
"""Pictures per second where the stream options do not say (guess)."""
MOST_IMAGES = 200
"""Pictures that one activation sends at most, whatever it asks for."""
LONGEST_BUFFER = 60_000
"""Milliseconds that a pre-trigger buffer reaches back at most."""
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
        self._before = run.number("pre_duration", 0, high=LONGEST_BUFFER) / 1000
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


def safe(run: Run, pattern: str) -> str:
    """A file name with its modifiers filled in, without anything that leads out of its folder."""
    name = filled(pattern, run.device, sequence=run.next_sequence())
    return re.sub(r'[\x00-\x1f"\\/]+', "_", name).lstrip(".")[:200] or "image.jpg"


def _upload(run: Run) -> _Series:
    server, custom = web_server(run), run.words("custom_params").strip().replace(" ", "%20")
    url = web.joined(server.url, custom)

    async def send(pictures: Sequence[mail.Attachment]) -> str:
        word = ""
        for picture in pictures:
            headers = {"Content-Type": "image/jpeg", "Content-Disposition": f'attachment; filename="{picture.filename}"'}
            word = await web.send(server, url, method="POST", headers=headers, body=picture.content)
            word = f"{picture.filename}: {word}"
        return word

    return _Series(run, send, 1)


def _put(run: Run) -> _Series:
    server = file_server(run, run.words("create_folder"))
    return _Series(run, lambda pictures: ftp.put(server, [ftp.File(one.filename, one.content) for one in pictures]), 1)


def _post(run: Run) -> _Series:
    try:
        server = mail_server(run)
    except DeliveryError as error:
        raise OutOfRangeError(str(error)) from error
    subject, text, stamp = run.words("subject"), run.words("message"), run.organ(Time).stamp()
    return _Series(run, lambda pictures: mail.send(server, subject, text, stamp, pictures), run.number("images_per_mail", 0) or PER_MAIL)


def _once(make: Callable[[Run], _Series]) -> Callable[[Run], None]:
    return lambda run: make(run).begin(unlimited=False)


def _on(make: Callable[[Run], _Series]) -> Callable[[Run], Stop]:
    def begin(run: Run) -> Stop:
        series = make(run)
        series.begin(unlimited=True)
        return series.finish

    return begin


_TIMES = ("stream_options", "pre_duration", "post_duration", "max_images")
_FILE = ("filename", "max_sequence_number")


def _pair(
    token: str, parameters: tuple[str, ...], recipient: RecipientTemplate, make: Callable[[Run], _Series]
) -> tuple[ActionTemplate, ...]:
    return (
        ActionTemplate(f"{FIXED}send_images.{token}", parameters, _once(make), recipient, fits=_has_pictures),
        ActionTemplate(f"{UNLIMITED}send_images.{token}", parameters, _on(make), recipient, fits=_has_pictures),
    )


def _has_pictures(device: Device) -> bool:
    return device.profile.video is not None


_UPLOAD = (*_TIMES, "create_folder", *_FILE, "custom_params")
TEMPLATES = (
    *_pair("http", _UPLOAD, recipients.HTTP, _upload),
    *_pair("https", _UPLOAD, recipients.HTTPS, _upload),
    *_pair("ftp", (*_TIMES, "create_folder", *_FILE), recipients.FTP, _put),
    *_pair("smtp", (*_TIMES, "subject", "message", "images_per_mail", *_FILE), recipients.SMTP, _post),
)
