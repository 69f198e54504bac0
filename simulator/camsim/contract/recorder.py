"""Records streams for the device: from stream options to running readers, and from their units to the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from camsim.contract.video import heard, wanted
from camsim.device.device import Device
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.storage.recording import Content, Pictures, Recording, Sound
from camsim.device.storage.recordings import Recordings
from camsim.media.archive import Archive, Tape
from camsim.media.gallery import Gallery
from camsim.media.stream import AudioKey, Key, Reader, StreamKey
from camsim.media.unit import Codec
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

    def begin(self, recording: Recording) -> None:
        """Records from the current frame on."""
        gallery = self._gallery()
        keys = self._keys(recording.options)
        tape = self.archive.open(recording.id, keys, [gallery.rate(key) for key in keys])
        readers = self._readers[recording.id] = [gallery.open(key) for key in keys]
        task = asyncio.get_running_loop().create_task(self._record(recording.id, tape, readers), name="camsim recording")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self, id: str) -> None:
        """Stops recording; again is harmless."""
        for reader in self._readers.pop(id, ()):
            reader.close()
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

    async def _record(self, id: str, tape: Tape, readers: list[Reader]) -> None:
        organ = self._device.organ(Recordings)
        pumps = [asyncio.create_task(self._pump(id, tape, number, reader)) for number, reader in enumerate(readers)]
        try:
            await asyncio.gather(*pumps)
        except (DeviceError, OSError, ValueError) as failure:
            self._report(failure)
        finally:
            for pump in pumps:
                pump.cancel()
            if self._readers.get(id) is readers:
                self.end(id)
                organ.broke(id)

    async def _pump(self, id: str, tape: Tape, number: int, reader: Reader) -> None:
        organ = self._device.organ(Recordings)
        async for unit in reader:
            split = self._device.organ(Parameters).number("Recording.DefaultSplitDuration", SPLIT)
            size = tape.add(number, unit, max(split, SHORTEST_SPLIT))
            if size:
                organ.grew(id, size, tape.begins, unit.time + 1 / tape.rates[number])
