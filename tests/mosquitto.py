"""A real MQTT broker for tests: mosquitto on free ports of loopback, and a plain subscriber beside it."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.ports import free_ports

BINARY = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")
PROBE = "camsim-probe"
PATIENCE = 60.0
"""Real seconds until a broker must have done what is asked."""


class Mosquitto:
    """A broker that can be killed and started again on the same port."""

    def __init__(self, folder: Path, lines: tuple[str, ...] = (), listener: tuple[str, ...] = ()) -> None:
        """`lines` of its configuration file; `listener`: those that belong to its port."""
        if BINARY is None:
            if os.environ.get("CI"):
                pytest.fail("mosquitto is not installed")
            pytest.skip("mosquitto is not installed")
        self.port = free_ports()
        self.folder = folder
        self._file = folder / "mosquitto.conf"
        anonymous = () if any(line.startswith(("password_file", "allow_anonymous")) for line in lines) else ("allow_anonymous true",)
        owner = () if os.geteuid() else ("user root",)  # else it would become another user, who cannot read our files
        text = "\n".join([*owner, *anonymous, *lines, f"listener {self.port} 127.0.0.1", *listener, ""])
        self._file.write_text(text)
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> Mosquitto:
        """Starts it; returns when it listens."""
        with (self.folder / "log").open("ab") as log:
            command = [str(BINARY), "-c", str(self._file)]
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)  # noqa: ASYNC220
        await until(self._listens)
        return self

    def kill(self) -> None:
        """Ends it at once, without a word to its clients."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _listens(self) -> bool:
        assert self.process is not None and self.process.poll() is None, (self.folder / "log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Subscriber:
    """`mosquitto_sub`: what a plain client sees, as (topic, payload, QoS, retained)."""

    def __init__(self, port: int, *options: str, topic: str = "#") -> None:
        self.seen: list[tuple[str, str, int, bool]] = []
        self._broker = ["-h", "127.0.0.1", "-p", str(port), *options]
        self._topic = topic
        self._subscribed = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> Subscriber:
        """Connects; returns when it is subscribed, which a message to itself shows."""
        command = ["mosquitto_sub", *self._broker, "-t", self._topic, "-t", PROBE, "-q", "2", "-F", "%t\t%q\t%r\t%p"]
        self._process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert self._process.stdout is not None
        self._reading = asyncio.create_task(self._read(self._process.stdout))
        async with asyncio.timeout(PATIENCE):
            while not self._subscribed.is_set():
                await publish(self._broker, PROBE, "")
        return self

    async def stop(self) -> None:
        """Ends it."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._reading is not None:
            await self._reading
        if self._process is not None:
            await self._process.wait()

    async def saw(self, wanted: Callable[[str, str], bool], count: int = 1) -> list[tuple[str, str, int, bool]]:
        """Waits until so many messages fit; returns them."""
        await until(lambda: len(self.fitting(wanted)) >= count)
        return self.fitting(wanted)

    def fitting(self, wanted: Callable[[str, str], bool]) -> list[tuple[str, str, int, bool]]:
        """The messages so far that fit."""
        return [message for message in self.seen if wanted(message[0], message[1])]

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            parts = line.decode().rstrip("\n").split("\t")
            if parts[0] == PROBE:
                self._subscribed.set()
            elif len(parts) == 4:
                self.seen.append((parts[0], parts[3], int(parts[1]), parts[2] == "1"))


async def publish(broker: list[str], topic: str, payload: str, *options: str) -> None:
    """`mosquitto_pub`: a message of another client."""
    process = await asyncio.create_subprocess_exec("mosquitto_pub", *broker, "-t", topic, "-m", payload, *options)
    assert await process.wait() == 0


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what a broker does in real time; fails after PATIENCE."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest_asyncio.fixture(name="mosquitto")
async def mosquitto_fixture(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """Starts a broker: `broker = await mosquitto("persistence false", listener=("protocol websockets",))`."""
    brokers: list[Mosquitto] = []

    async def one(*lines: str, listener: tuple[str, ...] = ()) -> Mosquitto:
        broker = Mosquitto(tmp_path, lines, listener)
        brokers.append(broker)
        return await broker.start()

    yield one
    for broker in brokers:
        broker.kill()


@pytest_asyncio.fixture(name="subscriber")
async def subscriber_fixture() -> AsyncIterator[Callable[..., Any]]:
    """Starts a plain subscriber: `seen = await subscriber(broker.port)`."""
    subscribers: list[Subscriber] = []

    async def one(port: int, *options: str, topic: str = "#") -> Subscriber:
        made = Subscriber(port, *options, topic=topic)
        subscribers.append(made)
        return await made.start()

    yield one
    for made in subscribers:
        await made.stop()
