"""MJPEG with 1, 10 and 100 readers: encodes, and CPU per delivered frame against a plain asyncio writer of the same bytes."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import sys
import time

from measure import cpu, free_port, note, report

READERS = (1, 10, 100)
SECONDS = 6.0
FPS = 15
PATH = f"/axis-cgi/mjpg/video.cgi?resolution=640x360&fps={FPS}"


def serve_camera(port: int, told: multiprocessing.Queue[int], ask: multiprocessing.Queue[str]) -> None:
    from camsim import Camera
    from camsim.device.parameters import Parameters

    async def run() -> None:
        async with Camera(profile="p3245-lve", http_port=port) as camera:
            parameters = camera.device.organ(Parameters)
            parameters.store("System.BoaProtViewer", "anonymous")
            parameters.store("Image.MaxViewers", "1000")
            await camera.gallery.image(_key())
            told.put(0)
            while await asyncio.to_thread(ask.get) == "encodes":
                told.put(camera.gallery.encodes)

    def _key():
        from camsim.media.stream import StreamKey

        return StreamKey()

    asyncio.run(run())


def serve_plain(port: int, told: multiprocessing.Queue[int], ask: multiprocessing.Queue[str]) -> None:
    """Writes one shared part to every connection, FPS times a second: the least that Python can do."""
    size = ask.get()
    part = b"--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % int(size) + b"x" * int(size) + b"\r\n"

    async def run() -> None:
        writers: set[asyncio.StreamWriter] = set()

        async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=myboundary\r\n\r\n")
            writers.add(writer)

        async with await asyncio.start_server(joined, "127.0.0.1", port, backlog=512):
            told.put(0)
            end = asyncio.get_running_loop().run_in_executor(None, ask.get)
            while not end.done():
                for writer in list(writers):
                    if writer.is_closing():
                        writers.discard(writer)
                    else:
                        writer.write(part)
                await asyncio.gather(*(writer.drain() for writer in writers), return_exceptions=True)
                await asyncio.sleep(1 / FPS)

    asyncio.run(run())


def read(port: int, readers: int, seconds: float) -> tuple[int, int]:
    """Reads from many connections for some seconds; returns parts and bytes."""
    import selectors

    selector = selectors.DefaultSelector()
    for _ in range(readers):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(f"GET {PATH} HTTP/1.0\r\nHost: c\r\n\r\n".encode())
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ)
    parts = total = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key, _ in selector.select(0.1):
            data = key.fileobj.recv(1 << 18)
            parts += data.count(b"--myboundary\r\n")
            total += len(data)
    for key in list(selector.get_map().values()):
        key.fileobj.close()
    return parts, total


def measured(target, readers: int, size: int) -> tuple[float, int, int, int]:
    """CPU in microseconds per delivered frame, frames, bytes per frame, encodes."""
    context = multiprocessing.get_context("spawn")
    told, ask, port = context.Queue(), context.Queue(), free_port()
    process = context.Process(target=target, args=(port, told, ask))
    process.start()
    if target is serve_plain:
        ask.put(str(size))
    told.get(timeout=30)
    encodes = 0
    if target is serve_camera:
        ask.put("encodes")
        encodes = told.get()
    before = cpu(process.pid)
    parts, total = read(port, readers, SECONDS)
    used = cpu(process.pid) - before
    if target is serve_camera:
        ask.put("encodes")
        encodes = told.get() - encodes
    ask.put("end")
    process.join(10)
    return used / max(1, parts) * 1e6, parts, total // max(1, parts), encodes


def main() -> None:
    for readers in READERS:
        ours, parts, size, encodes = measured(serve_camera, readers, 0)
        peer, its_parts, _, _ = measured(serve_plain, readers, size)
        report(f"MJPEG, {readers} readers: CPU per delivered frame", ours, peer, 1.7 if readers == READERS[-1] else None, "us")
        note(readers=readers, frames=parts, frames_of_the_peer=its_parts, bytes_a_frame=size, encodes=encodes)


if __name__ == "__main__":
    sys.exit(main())
