"""H.264 of 1280x720 at 30 frames/s over TCP with 1, 10, 50 and 100 readers, against GStreamer's RTSP server (shared) and ipycam.

Frames delivered, CPU per delivered frame, what one more reader costs, memory, and how soon the first frame comes after PLAY. The camera
is measured first; the peers get its bit rate. What one more reader costs is measured in one server, where a few readers and many play by
turns: what is encoded costs more from one minute to the next than all readers together, and so cancels out. GStreamer's needs Debian's
gir1.2-gst-rtsp-server-1.0, python3-gi and x264; ipycam gets an environment of its own, and starts an ffmpeg for each reader. Peers that
are not to be had are skipped.

    python benchmarks/rtsp_readers.py [READERS...]
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from measure import cpu, free_port, memory, note, report

READERS = (1, 10, 50, 100)
MOST_OF_IPYCAM = 50
FPS = 30
SECONDS = 8.0
SETTLE = 2.0
JOINS = 9
FEW, MANY = 10, 100
TURNS = 8
TURN = 2.0
TRIES = 6
"""GStreamer's server sometimes never answers the second PLAY."""

CAMERA = """
import asyncio, sys
from camsim import Camera
from camsim.device.parameters import Parameters
async def run():
    async with Camera(profile="p3245-lve", rtsp_port=int(sys.argv[1])) as camera:
        parameters = camera.device.organ(Parameters)
        parameters.store("Network.RTSP.ProtViewer", "anonymous")
        parameters.store("Image.MaxViewers", "1000")
        await asyncio.Event().wait()
asyncio.run(run())
"""
CAMERA_PATH = f"/axis-media/media.amp?resolution=1280x720&fps={FPS}&videocodec=h264&videokeyframeinterval=32"
GSTREAMER = """
import sys, gi
gi.require_version("Gst", "1.0"); gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer, GLib
Gst.init(None)
server = GstRtspServer.RTSPServer(); server.set_service(sys.argv[1]); server.set_address("127.0.0.1"); server.set_backlog(512)
factory = GstRtspServer.RTSPMediaFactory(); factory.set_shared(True)
factory.set_launch("( videotestsrc is-live=true pattern=zone-plate kx2=20 ky2=20 kt=1 ! video/x-raw,width=1280,height=720,framerate=30/1 ! "
  "x264enc tune=zerolatency speed-preset=ultrafast threads=1 key-int-max=32 bitrate=" + sys.argv[2] + " ! rtph264pay name=pay0 pt=96 )")
server.get_mount_points().add_factory("/video", factory); server.attach(None); GLib.MainLoop().run()
"""
IPYCAM = """
import sys, time, numpy
from ipycam.rtsp import NativeRTSPServer
server = NativeRTSPServer(port=int(sys.argv[1]), host="127.0.0.1")
server.add_stream("video", 1280, 720, 30, sys.argv[2] + "k"); server.start()
noise = numpy.random.default_rng(1).integers(0, 256, (90, 160, 3), numpy.uint8).repeat(8, 0).repeat(8, 1)
count = 0
while True:
    server.stream_frame("video", numpy.roll(noise, count * 8, 1)); count += 1; time.sleep(1 / 30)
"""


@dataclass
class Reader:
    """One connection that plays, and what came on it."""

    port: int
    path: str
    data: bytearray = field(default_factory=bytearray)
    frames: int = 0
    total: int = 0
    session: str = ""

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        self.url = f"rtsp://127.0.0.1:{self.port}{self.path}"
        self.asked = 0
        self.began = 0.0

    def ask(self, method: str, url: str, *lines: str) -> str:
        self.asked += 1
        session = [f"Session: {self.session}"] if self.session else []
        self.socket.sendall("\r\n".join([f"{method} {url} RTSP/1.0", f"CSeq: {self.asked}", *session, *lines, "", ""]).encode())
        while self.data[:1] in (b"", b"$") or (end := self.data.find(b"\r\n\r\n")) < 0:
            if not self._frame():
                self.data += self._more()
        head = self.data[:end].decode()
        size = int((re.search(r"Content-Length: *(\d+)", head) or [0, 0])[1])
        while len(self.data) < end + 4 + size:
            self.data += self._more()
        answer = head + self.data[end : end + 4 + size].decode()
        del self.data[: end + 4 + size]
        if " 200 " not in head.partition("\r\n")[0]:
            raise OSError(head)
        return answer

    def play(self) -> None:
        controls = re.findall(r"a=control:(\S+)", self.ask("DESCRIBE", self.url, "Accept: application/sdp").partition("m=video")[2])
        track = controls[0] if controls[0].startswith("rtsp") else f"{self.url}/{controls[0]}"
        answer = self.ask("SETUP", track, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
        self.session = re.search(r"Session: *([^;\s]+)", answer)[1]
        self.began = time.monotonic()
        self.ask("PLAY", self.url, "Range: npt=0.000-")

    def take(self) -> None:
        """Reads what is there and counts whole frames."""
        self.data += self._more()
        while self._frame():
            pass

    def _frame(self) -> bool:
        """Counts the packet at the front and takes it off; False where there is no whole one."""
        data = self.data
        if len(data) < 6 or data[0] != 0x24 or len(data) < (end := 4 + (data[2] << 8 | data[3])):
            return False
        if data[1] == 0:
            self.total += end - 4
            self.frames += data[5] >> 7
        del data[:end]
        return True

    def _more(self) -> bytes:
        more = self.socket.recv(1 << 18)
        if not more:
            raise OSError("the server closed the connection")
        return more


@dataclass(frozen=True)
class Result:
    """What a server did for so many readers."""

    frames: int
    rate: float
    """Frames per second and reader."""
    cpu: float
    """Seconds of CPU per second."""
    kilobits: float
    memory: int
    first: float
    """Seconds from PLAY to the end of the first frame, the median."""

    @property
    def per_frame(self) -> float:
        """Microseconds of CPU per delivered frame."""
        return self.cpu / max(1e-9, self.frames / SECONDS) * 1e6


def family(process: int) -> list[int]:
    """A process and all below it."""
    found = [process]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def spent(process: int) -> float:
    """Seconds of CPU of a process and all below it, to the nanosecond; threads that have ended do not count."""
    total = 0
    for one in family(process):
        for task in Path(f"/proc/{one}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def used(process: int) -> float:
    with contextlib.suppress(OSError):
        return sum(cpu(one) for one in family(process))
    return 0.0


@contextmanager
def serving(words: list[str], port: int) -> Iterator[int]:
    """A server in a process of its own, once it answers."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.1)
        yield process.pid
    finally:
        for one in reversed(family(process.pid)):
            with contextlib.suppress(OSError):
                os.kill(one, 15)
        process.wait(20)


def collect(selector: selectors.BaseSelector, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key, _ in selector.select(0.05):
            key.data.take()


def first_frame(port: int, path: str) -> float:
    """Seconds from PLAY to the end of the first frame for one who joins."""
    reader = Reader(port, path)
    try:
        reader.play()
        while not reader.frames:
            reader.take()
        return time.monotonic() - reader.began
    finally:
        reader.socket.close()


def measured(words: list[str], port: int, path: str, count: int) -> Result:
    with serving(words, port) as process, selectors.DefaultSelector() as selector:
        readers = []
        for _ in range(count):
            readers.append(Reader(port, path))
            readers[-1].play()
            selector.register(readers[-1].socket, selectors.EVENT_READ, readers[-1])
            collect(selector, 0.01)
        collect(selector, SETTLE)
        frames, total, before = sum(one.frames for one in readers), sum(one.total for one in readers), used(process)
        begin = time.monotonic()
        collect(selector, SECONDS)
        spent = time.monotonic() - begin
        busy = (used(process) - before) / spent
        frames = sum(one.frames for one in readers) - frames
        total = sum(one.total for one in readers) - total
        held = sum(memory(one) for one in family(process))
        for one in readers[1:]:
            selector.unregister(one.socket)
            one.socket.close()
        first: list[float] = []
        if count == 1:
            for number in range(JOINS):
                time.sleep(0.1 + number / FPS / JOINS)  # another part of a frame time each, and well past the key frame before
                first.append(first_frame(port, path))
        return Result(frames, frames / spent / count, busy, total * 8 / spent / count / 1000, held, statistics.median(first or [0.0]))


def one_more(words: list[str], port: int, path: str) -> float:
    """Microseconds of CPU for one more reader of a frame: the median of what turns with many readers cost beyond those around them."""
    with serving(words, port) as process, selectors.DefaultSelector() as selector:
        readers = [Reader(port, path) for _ in range(MANY)]
        for one in readers:
            one.play()
            selector.register(one.socket, selectors.EVENT_READ, one)
            collect(selector, 0.01)
        costs: list[tuple[float, float]] = []
        for number in range(2 * TURNS + 1):
            for one in readers[FEW:]:
                one.ask("PLAY" if number % 2 else "PAUSE", one.url)
            for one in readers[:FEW]:
                one.ask("OPTIONS", one.url)  # a sign of life: all turns take as long as a session lasts without one
            collect(selector, TURN / 2)
            begin, frames, before = time.monotonic(), sum(one.frames for one in readers), spent(process)
            collect(selector, TURN)
            seconds = time.monotonic() - begin
            costs.append(((spent(process) - before) / seconds, (sum(one.frames for one in readers) - frames) / seconds))
        more = []
        for few, many, next_few in zip(costs[::2], costs[1::2], costs[2::2], strict=False):
            more.append((many[0] - (few[0] + next_few[0]) / 2) / (many[1] - (few[1] + next_few[1]) / 2) * 1e6)
        return statistics.median(more)


def tried(name: str, words: list[str], path: str) -> float | None:
    """The same of a server that may need several tries."""
    for _ in range(TRIES):
        port = free_port()
        try:
            return one_more([word.replace("PORT", str(port)) for word in words], port, path)
        except OSError as error:
            print(f"{name}: {error}", flush=True)
    return None


def ipycam(folder: Path) -> str | None:
    """The Python of an environment with ipycam; None where it is not to be had."""
    python = folder / "bin" / "python"
    for words in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "-q", "ipycam", "opencv-python-headless"],
    ):
        if subprocess.run(words, capture_output=True, check=False).returncode:
            return None
    return (
        str(python) if subprocess.run([str(python), "-c", "import ipycam.rtsp"], capture_output=True, check=False).returncode == 0 else None
    )


def has_gstreamer() -> bool:
    test = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    return subprocess.run(["/usr/bin/python3", "-c", test], capture_output=True, check=False).returncode == 0


def run(name: str, words: list[str], path: str, counts: tuple[int, ...]) -> dict[int, Result]:
    found = {}
    for count in counts:
        for _ in range(TRIES):
            port = free_port()
            try:
                result = found[count] = measured([word.replace("PORT", str(port)) for word in words], port, path, count)
                break
            except OSError as error:
                print(f"{name}, {count} readers: {error}", flush=True)
        else:
            continue
        note(
            server=name,
            readers=count,
            frames_per_second=round(result.rate, 1),
            kilobits=round(result.kilobits),
            cpu=round(result.cpu, 3),
            us_per_frame=round(result.per_frame, 1),
            kilobytes=result.memory,
            first_frame_ms=round(result.first * 1000, 1),
        )
    return found


def compare(peer: str, goal: float, ours: dict[int, Result], its: dict[int, Result]) -> None:
    for count in sorted(ours.keys() & its.keys()):
        aim = goal if count == 50 else None
        report(f"{count} readers: CPU per delivered frame / {peer}", ours[count].per_frame, its[count].per_frame, aim, "us")
        report(f"{count} readers: memory / {peer}", ours[count].memory, its[count].memory, None, "kB")


def main() -> None:
    counts = tuple(map(int, sys.argv[1:])) or READERS
    camera = [sys.executable, "-c", CAMERA, "PORT"]
    ours = run("camsim", camera, CAMERA_PATH, counts)
    kilobits = str(round(max(result.kilobits for result in ours.values())))
    for count, result in ours.items():
        report(f"{count} readers: missing frames / all", max(0.0, FPS - result.rate), FPS, 0.01 if count == 100 else None, "frames/s")
        if result.first:
            report("first frame after PLAY / two frame times", result.first, 2 / FPS, 1.0, "s")
    if has_gstreamer():
        peer = ["/usr/bin/python3", "-c", GSTREAMER, "PORT", kilobits]
        compare("gst-rtsp-server", 0.5, ours, run("gst-rtsp-server", peer, "/video", counts))
        more, its = tried("camsim", camera, CAMERA_PATH), tried("gst-rtsp-server", peer, "/video")
        if more is not None and its is not None:
            report("one more reader: CPU per frame / gst-rtsp-server", more, its, 1.0, "us")
    else:
        print("gst-rtsp-server is not installed: skipped")
    with tempfile.TemporaryDirectory() as folder:
        python = ipycam(Path(folder))
        if python is None:
            print("ipycam cannot be installed: skipped")
        else:
            few = tuple(count for count in counts if count <= MOST_OF_IPYCAM)
            compare("ipycam", 0.02, ours, run("ipycam", [python, "-c", IPYCAM, "PORT", kilobits], "/video", few))


if __name__ == "__main__":
    main()
