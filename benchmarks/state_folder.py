"""Whether what a camera does with many settings and recordings stays flat: time per item at n and at 10 n, with a state folder and without.

10,000 writes of parameters, 1,000 recordings in the list, and 500 MB of recorded media on the disk.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import report

from camsim import Camera
from camsim.contract.recorder import StreamRecorder
from camsim.device.storage.recording import Content, Recording
from camsim.device.storage.recordings import Recordings
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec, Unit

PROFILE = "p5512"
LOGIN = "Basic cm9vdDpwYXNz"
GOAL = 1.25
PICTURE = 50_000
"""Bytes of a recorded picture."""


class Client:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def of(cls, camera: Camera) -> Client:
        """To a camera."""
        return cls(*await asyncio.open_connection("127.0.0.1", int(camera.url.rpartition(":")[2])))

    async def ask(self, path: str) -> bytes:
        """The body of an answer."""
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {LOGIN}\r\n\r\n".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.split()[1] == "200", head
        return await self._reader.readexactly(int(head.partition("content-length:")[2].partition("\r")[0] or 0))


def camera(folder: Path | None) -> Camera:
    """One to be measured."""
    return Camera(profile=PROFILE, clock="stepped", https=False, state_dir=folder, recordings_size=2000)


async def writes(client: Client, count: int) -> float:
    """Seconds of CPU that a write takes, the client's with it."""
    began = time.process_time()
    for number in range(count):
        await client.ask(f"/axis-cgi/param.cgi?action=update&Image.I0.Text.String={number}")
    return (time.process_time() - began) / count


def record(camera: Camera, count: int, pictures: int) -> None:
    """Recordings of some pictures each, as the recorder makes them."""
    organ, now = camera.device.organ(Recordings), camera.clock.now()
    recorder = organ.recorder()
    assert isinstance(recorder, StreamRecorder)
    made = len(organ.state.recordings)
    for number in range(made, made + count):
        id = f"{number:08}"
        one = Recording(id, "SD_DISK", "", Content(None, None), started=now + number, until=now + number)
        organ.state.recordings[id] = one
        organ.shelf.add(one)
        tape = recorder.archive.open(id, [StreamKey()], [1.0])
        for place in range(pictures):
            unit = Unit(Codec.JPEG, place, place * 90_000, now + number + place, True, 640, 480, bytes(PICTURE))
            organ.grew(id, tape.add(0, unit, 300), tape.begins, unit.time + 1)
        tape.close()


async def median(work: Callable[[], object], times: int = 15) -> float:
    """Seconds of CPU that something takes, the client's with it."""
    found = []
    for _ in range(times):
        began = time.process_time()
        result = work()
        if asyncio.iscoroutine(result):
            await result
        found.append(time.process_time() - began)
    return sorted(found)[times // 2]


async def measure(folder: Path | None, writes_: int, listed: int, pictures: int) -> None:
    """Prints the ratios of one camera."""
    name = "with a state folder" if folder else "in memory"
    async with camera(folder) as one:
        one.drive_sensor("disk.SD_DISK", on=True)
        client = await Client.of(one)
        await writes(client, 200)
        few, many = await writes(client, writes_ // 10), await writes(client, writes_)
        report(f"{name}: a parameter write, {writes_} / {writes_ // 10}", many * 1e6, few * 1e6, GOAL, "us")
        record(one, listed // 10, pictures)
        few = await median(lambda: client.ask("/axis-cgi/record/list.cgi?recordingid=all")) / (listed // 10)
        write = await writes(client, 300)
        record(one, listed - listed // 10, pictures)
        many = await median(lambda: client.ask("/axis-cgi/record/list.cgi?recordingid=all")) / listed
        report(f"{name}: a recording in the list, {listed} / {listed // 10}", many * 1e6, few * 1e6, GOAL, "us")
        grown = await writes(client, 300)
        megabytes = listed * pictures * PICTURE // 10**6
        report(f"{name}: a write beside {megabytes} MB / a tenth", grown * 1e6, write * 1e6, GOAL, "us")
    if folder is not None:
        began = time.process_time()
        async with camera(folder) as one:
            started = time.process_time() - began
            assert len(one.device.organ(Recordings).all()) == listed
        report(f"{name}: start with {listed} recordings / one second", started * 1e3, 1000, None, "ms")


async def main() -> None:
    quick = "--quick" in sys.argv
    sizes = (1000, 100, 2) if quick else (10_000, 1000, 10)
    await measure(None, *sizes)
    with tempfile.TemporaryDirectory() as folder:
        await measure(Path(folder) / "state", *sizes)


if __name__ == "__main__":
    asyncio.run(main())
