"""A real FTP server on loopback, in a thread, with one account and one folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from tests.events.actions.receivers import HOST, LOGIN, PASSWORD


@dataclass
class FtpReceiver:
    """Where it listens, what it has been told, and where files end up."""

    folder: Path
    port: int = 0
    told: list[str] = field(default_factory=list)
    """Commands that put and rename."""

    def files(self) -> dict[str, bytes]:
        """What lies in the folder, by path."""
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}


@contextmanager
def ftp_receiver(folder: Path, *, permissions: str = "elradfmw") -> Iterator[FtpReceiver]:
    receiver = FtpReceiver(folder)
    accounts = DummyAuthorizer()
    accounts.add_user(LOGIN, PASSWORD, str(folder), perm=permissions)

    class Handler(FTPHandler):
        authorizer = accounts
        auth_failed_timeout = 0

        def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
            receiver.told.append(cmd)
            super().pre_process_command(line, cmd, arg)

    loop = IOLoop()
    server = FTPServer((HOST, 0), Handler, ioloop=loop)
    receiver.port = server.address[1]
    going = threading.Event()
    going.set()

    def serve() -> None:
        while going.is_set():
            loop.loop(timeout=0.01, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve, name="ftp receiver")
    thread.start()
    try:
        yield receiver
    finally:
        going.clear()
        thread.join()
