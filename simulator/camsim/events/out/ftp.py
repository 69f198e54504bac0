"""Puts files on an FTP server on behalf of actions (RFC 959): into a folder that is made if need be, whole or not at all if wished."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camsim.events.actions.run import DeliveryError

if TYPE_CHECKING:
    import ftplib

TIMEOUT = 10.0
"""Real seconds for each step of the dialogue."""
UNFINISHED = ".tmp"
"""What a file's name ends with until it is whole."""


@dataclass(frozen=True, slots=True)
class FtpServer:
    """A recipient that speaks FTP."""

    host: str
    port: int
    folder: str = ""
    """Below the one in which the login ends up, or from the root where it begins with a slash."""
    login: str = ""
    password: str = field(default="", repr=False)
    passive: bool = True
    temporary: bool = False
    """Whether a file has another name until it is whole."""


@dataclass(frozen=True, slots=True)
class File:
    """Something to be put there."""

    name: str
    content: bytes = field(repr=False)


async def put(server: FtpServer, files: Sequence[File]) -> str:
    """Puts files into the server's folder; returns a word about it. Raises DeliveryError."""
    await asyncio.get_running_loop().run_in_executor(None, _put, server, tuple(files))
    return f"{', '.join(file.name for file in files)} to ftp://{server.host}:{server.port}/{server.folder.lstrip('/')}"


def _put(server: FtpServer, files: tuple[File, ...]) -> None:
    import ftplib

    try:
        with ftplib.FTP(timeout=TIMEOUT) as connection:
            connection.connect(server.host, server.port)
            connection.login(server.login, server.password)
            connection.set_pasv(server.passive)
            _enter(connection, server.folder)
            for file in files:
                first = file.name + UNFINISHED if server.temporary else file.name
                connection.storbinary(f"STOR {first}", io.BytesIO(file.content))
                if server.temporary:
                    connection.rename(first, file.name)
    except (ftplib.Error, OSError, EOFError, ValueError) as error:
        raise DeliveryError(f"ftp://{server.host}:{server.port}: {error}") from error


def _enter(connection: ftplib.FTP, folder: str) -> None:
    """Goes into a folder, step by step; those that are not there are made."""
    import ftplib

    if folder.startswith("/"):
        connection.cwd("/")
    for step in filter(None, folder.split("/")):
        with suppress(ftplib.error_perm):
            connection.mkd(step)
        connection.cwd(step)
