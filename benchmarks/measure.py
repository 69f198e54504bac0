"""What the benchmarks share: processes that are started, asked and measured; medians and ratios."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

BARE_SERVER = """
import asyncio, sys
from aiohttp import web
async def hello(request):
    return web.Response(body=BODY, content_type="text/plain")
BODY = b"x" * int(sys.argv[2])
app = web.Application()
app.router.add_route("*", "/{path:.*}", hello)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
"""


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def bare_server(body: int = 20) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A bare aiohttp server in a process of its own, which answers every request with `body` bytes."""
    port = free_port()
    with running([sys.executable, "-c", BARE_SERVER, str(port), str(body)]) as process:
        yield process, port


@contextmanager
def camera(*options: str) -> Iterator[tuple[subprocess.Popen[bytes], int, int]]:
    """`camsim serve` in a process of its own: process, HTTP port, control port."""
    ports = free_port(), free_port()
    command = [sys.executable, "-m", "camsim", "serve", "--http-port", str(ports[0]), "--control-port", str(ports[1]), "--https-port", "0"]
    with running([*command, *options]) as process:
        yield process, *ports


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended at the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def first_answer(port: int, path: str, patience: float = 20.0) -> bytes:
    """Asks until somebody answers with 200; returns the body. A challenge is answered as root. Raises TimeoutError."""
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 401:
                login = {"Authorization": authorization(answer.headers["WWW-Authenticate"], path)}
                connection.request("GET", path, headers=login)
                answer = connection.getresponse()
                body = answer.read()
            if answer.status == 200:
                return body
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.002)
    raise TimeoutError(f"nobody answered at {port}")


def authorization(challenge: str, path: str) -> str:
    """The answer of root to a digest challenge."""
    given = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    ha1, ha2 = (hashlib.md5(text.encode()).hexdigest() for text in (f"root:{given['realm']}:pass", f"GET:{path}"))
    response = hashlib.md5(f"{ha1}:{given['nonce']}:00000001:abc:auth:{ha2}".encode()).hexdigest()
    return (
        f'Digest username="root", realm="{given["realm"]}", nonce="{given["nonce"]}", uri="{path}", '
        f'qop=auth, nc=00000001, cnonce="abc", response="{response}"'
    )


def cpu(process: int) -> float:
    """Seconds of CPU that a process has used, to the nanosecond."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def memory(process: int | str = "self", key: str = "VmRSS") -> int:
    """Memory of a process in kilobytes: VmRSS now, VmHWM at its peak."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    raise KeyError(key)


def median_of(run: Callable[[], float], times: int) -> float:
    """The median of several runs."""
    return statistics.median(run() for _ in range(times))


def report(name: str, ours: float, peer: float, goal: float | None, unit: str = "") -> None:
    """Prints one ratio with its goal."""
    ratio = ours / peer
    aim = f"goal {goal:g}: {'met' if ratio <= goal else 'missed'}" if goal is not None else ""
    print(f"{name:56} {ratio:8.2f} times  ({ours:.4g} against {peer:.4g} {unit})  {aim}", flush=True)


def note(**facts: object) -> None:
    """Prints further figures on a line."""
    print("    " + json.dumps(facts), flush=True)
