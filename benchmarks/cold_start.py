"""Cold start of `camsim serve` against a bare aiohttp server: first health answer, first param.cgi answer, peak memory."""

from __future__ import annotations

import time

from measure import bare_server, camera, first_answer, median_of, memory, report

RUNS = 9
peaks: dict[str, list[int]] = {"bare": [], "camera": []}


def bare() -> float:
    begin = time.perf_counter()
    with bare_server() as (process, port):
        first_answer(port, "/")
        took = time.perf_counter() - begin
        peaks["bare"].append(memory(process.pid, "VmHWM"))
    return took


def health() -> float:
    begin = time.perf_counter()
    with camera() as (_, _, control):
        first_answer(control, "/health")
        return time.perf_counter() - begin


def param() -> float:
    begin = time.perf_counter()
    with camera() as (process, port, _):
        first_answer(port, "/axis-cgi/param.cgi?action=list&group=Brand")
        took = time.perf_counter() - begin
        peaks["camera"].append(memory(process.pid, "VmHWM"))
    return took


def main() -> None:
    for warm_up in (bare, health, param):
        warm_up()
    peer = median_of(bare, RUNS)
    report("cold start to the first GET /health", median_of(health, RUNS), peer, 1.4, "s")
    report("cold start to the first param.cgi answer", median_of(param, RUNS), peer, 1.6, "s")
    report("peak memory", max(peaks["camera"]), max(peaks["bare"]), 1.4, "kB")


if __name__ == "__main__":
    main()
