"""Sends mail on behalf of actions: SMTP, in the open, over TLS or with STARTTLS, with a login where one is given (RFC 5321)."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from camsim.events.actions.run import DeliveryError

TIMEOUT = 10.0
"""Real seconds for each step of the dialogue."""
MOST_ADDRESSES = 50

_ADDRESS = re.compile(r"[^\s<>,;@\x00-\x1f]+@[^\s<>,;@\x00-\x1f]+")


class Encryption(StrEnum):
    """How a mail server is talked to."""

    NONE = "none"
    SSL = "ssl"
    """TLS from the first byte on."""
    TLS = "tls"
    """STARTTLS."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A recipient that speaks SMTP."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    login: str = ""
    password: str = field(default="", repr=False)
    encryption: Encryption = Encryption.NONE
    check_certificate: bool = True


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail."""

    filename: str
    content: bytes = field(repr=False)
    kind: str = "image/jpeg"


def addresses(text: str) -> tuple[str, ...]:
    """The addresses in a list with commas, semicolons or spaces. Raises DeliveryError."""
    found = tuple(part for part in re.split(r"[\s,;]+", text.strip()) if part)
    if not 0 < len(found) <= MOST_ADDRESSES or not all(_ADDRESS.fullmatch(one) for one in found):
        raise DeliveryError(f"{text[:100]!r} is no mail address")
    return found


async def send(server: MailServer, subject: str, text: str, stamp: float, files: Sequence[Attachment] = ()) -> str:
    """Sends one mail, dated by a POSIX time stamp; returns a word about it. Raises DeliveryError."""
    await asyncio.get_running_loop().run_in_executor(None, _send, server, subject, text, stamp, tuple(files))
    return f"mail {subject[:100]!r} to {', '.join(server.recipients)} by {server.host}:{server.port}"


def _send(server: MailServer, subject: str, text: str, stamp: float, files: tuple[Attachment, ...]) -> None:
    import smtplib
    from email.message import EmailMessage
    from email.utils import formatdate

    message = EmailMessage()
    message["From"], message["To"] = server.sender, ", ".join(server.recipients)
    message["Subject"] = re.sub(r"[\r\n]+", " ", subject)
    message["Date"] = formatdate(stamp)
    message.set_content(text)
    for file in files:
        main, _, sub = file.kind.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.filename)
    context = _context(server.check_certificate) if server.encryption is not Encryption.NONE else None
    try:
        if server.encryption is Encryption.SSL:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        with connection:
            if server.encryption is Encryption.TLS:
                connection.starttls(context=context)
            if server.login:
                connection.login(server.login, server.password)
            connection.send_message(message, server.sender, server.recipients)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise DeliveryError(f"mail by {server.host}:{server.port}: {error}") from error


def _context(check: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not check:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
