"""Sends to web servers on behalf of actions: HTTP and HTTPS with Basic or Digest login, through a proxy where one is named."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from camsim.events.actions.run import DeliveryError

MOST_READ = 65_536
"""Bytes of an answer that are read."""
AGENT = "Axis-HTTP-Client"
"""User-Agent (guess)."""


@dataclass(frozen=True, slots=True)
class WebServer:
    """A recipient that speaks HTTP."""

    url: str
    login: str = ""
    password: str = field(default="", repr=False)
    proxy: str = ""
    """`http://host:port`; empty: none."""
    proxy_login: str = ""
    proxy_password: str = field(default="", repr=False)
    check_certificate: bool = True


def joined(url: str, query: str) -> str:
    """An address with further arguments."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, query)))))


async def send(server: WebServer, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b"") -> str:
    """Makes a request, again with a login where the server asks for one; returns a word about it.

    Raises DeliveryError for an answer that is no success and for what is no address.
    """
    import aiohttp
    from yarl import URL

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DeliveryError(f"{url[:200]!r} is no address of a web server")
    options: dict[str, Any] = {"headers": {"User-Agent": AGENT, **(headers or {})}, "data": body or None, "allow_redirects": False}
    if parts.scheme == "https" and not server.check_certificate:
        options["ssl"] = _unchecked()
    if server.proxy:
        options["proxy"] = server.proxy
        if server.proxy_login:
            place = "proxy_headers" if parts.scheme == "https" else "headers"
            options.setdefault(place, {})["Proxy-Authorization"] = _basic(server.proxy_login, server.proxy_password)
    target = URL(url, encoded=True)
    try:
        async with aiohttp.ClientSession() as session:
            async with session.request(method, target, **options) as answer:
                await answer.content.read(MOST_READ)
                status, asked = answer.status, answer.headers.getall("WWW-Authenticate", [])
            if status == 401 and server.login:
                if any(challenge.lower().startswith("digest") for challenge in asked):
                    options["middlewares"] = (aiohttp.DigestAuthMiddleware(server.login, server.password),)
                else:
                    options["headers"]["Authorization"] = _basic(server.login, server.password)
                async with session.request(method, target, **options) as answer:
                    await answer.content.read(MOST_READ)
                    status = answer.status
    except (aiohttp.ClientError, ValueError) as error:
        raise DeliveryError(f"{method} {url}: {error}") from error
    if not 200 <= status < 300:
        raise DeliveryError(f"{method} {url}: {status}")
    return f"{method} {url}: {status}"


def _basic(login: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
