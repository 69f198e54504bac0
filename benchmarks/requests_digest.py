"""CPU of a param.cgi request with Digest against a bare aiohttp request of the same size, on kept-alive connections."""

from __future__ import annotations

import http.client
import os
import socket

from measure import authorization, bare_server, camera, cpu, first_answer, report

REQUESTS = 1500
ROUNDS = 12
PATH = "/axis-cgi/param.cgi?action=list&group=Brand"


def ask(port: int, head: str, times: int) -> int:
    """Sends the same request over one connection; returns the size of a body."""
    request = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode()
    size = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        file = connection.makefile("rb")
        for _ in range(times):
            connection.sendall(request)
            status = file.readline()
            assert b" 200 " in status, status
            size = 0
            while (line := file.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    size = int(line.split(b":")[1])
            file.read(size)
    return size


def challenge(port: int) -> str:
    """What a 401 asks for."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", PATH)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["WWW-Authenticate"]


def per_request(process: int, port: int, head: str) -> float:
    ask(port, head, REQUESTS // 10)
    before = cpu(process)
    ask(port, head, REQUESTS)
    return (cpu(process) - before) / REQUESTS * 1e6


def main() -> None:
    """Servers on one core, the client on another: else the scheduler's choice decides more than the code."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[0]})
    with camera("--log-level", "warning") as (ours, port, control):
        first_answer(control, "/ready")
        head = f"Authorization: {authorization(challenge(port), PATH)}\r\n"
        size = ask(port, head, 1)
        with bare_server(size) as (peer, bare_port):
            first_answer(bare_port, "/")
            os.sched_setaffinity(0, {cores[-1]})
            rounds = [(per_request(ours.pid, port, head), per_request(peer.pid, bare_port, head)) for _ in range(ROUNDS)]
    mine, its = min(mine for mine, _ in rounds), min(its for _, its in rounds)
    report("param.cgi with Digest, CPU per request", mine, its, 1.7, "us")


if __name__ == "__main__":
    main()
