"""Records streams for the device: from stream options to running readers, and from their units to the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from camsim.contract.video import heard, wanted
from camsim.device.device import Device
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.storage.recording import Content, Pictures, Recording, Sound
from camsim.device.storage.recordings import Recordings
from camsim.device.time import Time
from camsim.media.archive import Archive, Tape
from camsim.media.backlog import Backlog, Sink
from camsim.media.gallery import Gallery
from camsim.media.stream import AudioKey, Key, Reader, StreamKey
from camsim.media.unit import Codec, Unit
from camsim.wire import form

_VIDEO = (Codec.H264, Codec.H265, Codec.JPEG)
SPLIT = 300
"""Seconds of a block where the device has no `Recording.DefaultSplitDuration`."""
SHORTEST_SPLIT = 10


def tape_of(device: Device, id: str) -> Tape:
    """The media of a recording on a disk that can be read. Raises NotThereError."""
    device.organ(Recordings).get(id)
    recorder = device.organ(Recordings).recorder()
    tape = recorder.archive.find(id) if isinstance(recorder, StreamRecorder) else None
    if tape is None or not tape.blocks:
        raise NotThereError("Recording not found", subject="recordingid", value=id)
    return tape


@dataclass
class _Buffer:
    """A backlog, and for whom it is kept: who wants how many seconds. It stays while somebody records from it."""

    backlog: Backlog
    owners: dict[str, float] = field(default_factory=dict)


class StreamRecorder:
    """The `Recorder` of a camera. Lives on its loop."""

    def __init__(
        self, device: Device, gallery: Callable[[], Gallery], report: Callable[[BaseException], None], archive: Archive | None = None
    ) -> None:
        self.archive = archive or Archive()
        self._device = device
        self._gallery = gallery
        self._report = report
        self._readers: dict[str, list[Reader]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._buffers: dict[tuple[Key, ...], _Buffer] = {}

    def content(self, options: str) -> Content:
        """What stream options mean. Raises DeviceError."""
        pictures, sound, source = None, None, 1
        for key in self._keys(options):
            rate = self._gallery().rate(key)
            if isinstance(key, AudioKey):
                sound = Sound(key.codec.value, key.bit_rate, key.sample_rate)
            else:
                pictures = Pictures(key.codec.value, *key.shape.size, rate)
                source = key.channel
        return Content(pictures, sound, source)

    def keep(self, owner: str, options: str, seconds: float) -> None:
        """Keeps the last seconds of streams from now on. Raises DeviceError."""
        keys = tuple(self._keys(options))
        if owner not in self._owners(keys):
            self.release(owner)
        buffer = self._buffers.get(keys)
        if buffer is None:
            backlog = Backlog(self._gallery(), keys, lambda failure: self._buffer_over(keys, failure))
            buffer = self._buffers[keys] = _Buffer(backlog)
        buffer.owners[owner] = seconds
        buffer.backlog.seconds = max(buffer.owners.values())

    def release(self, owner: str) -> None:
        """No longer."""
        for keys, buffer in list(self._buffers.items()):
            buffer.owners.pop(owner, None)
            self._close_idle(keys)

    def kept(self, options: str, seconds: float) -> float:
        """How many of the last `seconds` of these streams are there."""
        buffer = self._buffers.get(tuple(self._keys(options)))
        return buffer.backlog.reaches(self._device.organ(Time).stamp(), seconds) if buffer is not None else 0.0

    def begin(self, recording: Recording, before: float) -> None:
        """Records from the current frame on, or from the key frame `before` seconds ago where it is kept."""
        self.film(recording.id, recording.options, before)

    def film(self, id: str, options: str, before: float) -> None:
        """The same for a film that no recording of the device is. Raises DeviceError."""
        gallery = self._gallery()
        keys = self._keys(options)
        tape = self.archive.open(id, keys, [gallery.rate(key) for key in keys])
        buffer = self._buffers.get(tuple(keys)) if before > 0 else None
        if buffer is not None:
            sink = Sink(lambda track, unit: self._take(id, tape, track, unit), lambda: self._over(id))
            try:
                buffer.backlog.attach(id, sink, self._device.organ(Time).stamp() - before)
            except OSError as failure:
                self._report(failure)
                asyncio.get_running_loop().call_soon(self._over, id)
            return
        readers = self._readers[id] = [gallery.open(key) for key in keys]
        task = asyncio.get_running_loop().create_task(self._record(id, tape, readers), name="camsim recording")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self, id: str) -> None:
        """Stops recording; again is harmless."""
        for reader in self._readers.pop(id, ()):
            reader.close()
        for keys, buffer in list(self._buffers.items()):
            buffer.backlog.sinks.pop(id, None)
            self._close_idle(keys)
        tape = self.archive.find(id)
        if tape is not None:
            tape.close()

    def erase(self, id: str) -> None:
        """Throws media away."""
        self.archive.erase(id)

    def drop_oldest(self, id: str) -> tuple[int, float] | None:
        """Throws the oldest block away; its bytes and the time when the recording begins now."""
        return self.archive.drop_oldest(id)

    async def close(self) -> None:
        """Ends everything, and closes the archive."""
        for id in list(self._readers):
            self.end(id)
        for buffer in self._buffers.values():
            buffer.backlog.close()
        self._buffers.clear()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self.archive.close()

    # ---- inside

    def _keys(self, options: str) -> list[Key]:
        given = {name.lower(): value for name, value in form.pairs(options.lstrip("?"))}
        keys: list[Key] = []
        if self._device.profile.video is not None and given.get("video", "1") not in ("0", "no"):
            keys.append(wanted(self._device, given, stamp=self._gallery().stamp, any_codec=True).key)
        with suppress(NotSupportedError):
            sound = heard(self._device, given)
            if sound is not None and sound.codec in (Codec.AAC, Codec.OPUS):
                keys.append(sound)
        if not keys or (isinstance(keys[0], StreamKey) and keys[0].codec not in _VIDEO):
            raise OutOfRangeError("Invalid stream options", subject="options", value=options)
        return keys

    def _owners(self, keys: tuple[Key, ...]) -> dict[str, float]:
        buffer = self._buffers.get(keys)
        return buffer.owners if buffer is not None else {}

    def _close_idle(self, keys: tuple[Key, ...]) -> None:
        """Ends a buffer that nobody wants and nobody records from."""
        buffer = self._buffers[keys]
        if buffer.owners:
            buffer.backlog.seconds = max(buffer.owners.values())
        elif not buffer.backlog.sinks:
            buffer.backlog.close()
            del self._buffers[keys]

    def _buffer_over(self, keys: tuple[Key, ...], failure: BaseException | None) -> None:
        """The streams of a buffer have ended."""
        if failure is not None:
            self._report(failure)
        if self._buffers.pop(keys, None) is not None:
            self._device.organ(Recordings).pre_events.broke()

    def _over(self, id: str) -> None:
        """The streams of a recording have ended by themselves."""
        self.end(id)
        self._device.organ(Recordings).broke(id)

    def _take(self, id: str, tape: Tape, track: int, unit: Unit) -> None:
        """Writes a unit and tells how far the recording reaches. Raises OSError, ValueError."""
        split = self._device.organ(Parameters).number("Recording.DefaultSplitDuration", SPLIT)
        size = tape.add(track, unit, max(split, SHORTEST_SPLIT))
        if size:
            self._device.organ(Recordings).grew(id, size, tape.begins, unit.time + 1 / tape.rates[track])

    async def _record(self, id: str, tape: Tape, readers: list[Reader]) -> None:
        pumps = [asyncio.create_task(self._pump(id, tape, number, reader)) for number, reader in enumerate(readers)]
        try:
            await asyncio.gather(*pumps)
        except (DeviceError, OSError, ValueError) as failure:
            self._report(failure)
        finally:
            for pump in pumps:
                pump.cancel()
            if self._readers.get(id) is readers:
                self._over(id)

    async def _pump(self, id: str, tape: Tape, number: int, reader: Reader) -> None:
        async for unit in reader:
            self._take(id, tape, number, unit)
