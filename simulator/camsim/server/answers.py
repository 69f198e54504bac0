"""Results to bytes on the socket: headers of every answer, pages, documents, endless bodies."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from email.utils import formatdate
from typing import Any

from aiohttp import web
from multidict import CIMultiDict

from camsim.contract.journal import Exchange
from camsim.contract.results import Binary, Empty, Page, Push, Result, Text
from camsim.device.device import Device
from camsim.device.http_headers import HttpHeaders
from camsim.device.time import Time
from camsim.profile.model import Generation
from camsim.server.pages import REASONS, page

_OLD_SERVER = "Boa/0.94.14rc21"
"""Server header where the profile names none."""


class LastWord(web.Response):
    """An answer after which the connection ends, though the client may still be sending."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.force_close()


class Answers:
    """Makes the answers of one device."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._own: Mapping[str, str] = {}
        self._second = -1
        self._first: CIMultiDict[str] = CIMultiDict()
        self._usual: CIMultiDict[str] = CIMultiDict()

    def headers(self, extra: Iterable[tuple[str, str]] = ()) -> CIMultiDict[str]:
        """The headers that every answer of this device begins with, `extra` among them."""
        second = int(self._device.organ(Time).stamp())
        own = self._device.organ(HttpHeaders).state.read
        if second != self._second or own is not self._own:
            self._renew(second, own)
        if not extra:
            return self._usual.copy()
        found = self._first.copy()
        found.extend(extra)
        found.extend(own)
        return found

    def of(self, result: Result, path: str, headers: CIMultiDict[str], *, last: bool = False) -> web.Response:
        """The answer that a result makes; `path` stands in some pages, and nothing more is read after the `last` one."""
        kind = LastWord if last else web.Response
        if isinstance(result, Text):
            raw, content_type = result.body, result.content_type
        elif isinstance(result, Binary):
            raw, content_type = result.body, result.content_type
            headers.extend(result.headers)
        elif isinstance(result, Page):
            body, content_type = page(self._device.profile.generation, result.status, path, result.detail)
            raw = body.encode("iso-8859-1", "replace")
        else:
            assert isinstance(result, Empty), f"no way to send {result!r}"
            return kind(status=result.status, headers=headers)
        headers["Content-Type"] = content_type
        return kind(status=result.status, reason=REASONS.get(result.status), body=raw, headers=headers)

    async def push(self, incoming: web.BaseRequest, entry: Exchange, result: Push, headers: CIMultiDict[str]) -> web.StreamResponse:
        """Sends a body that goes on until either side ends it; to HEAD the headers alone."""
        headers.extend(result.headers)
        headers["Content-Type"] = result.content_type
        chunked = self._device.profile.generation is Generation.C
        response = web.StreamResponse(headers=headers) if chunked else _UntilClose(headers=headers)
        if not chunked or incoming.method == "HEAD":
            response.force_close()
        entry.status = response.status
        try:
            await response.prepare(incoming)
            if incoming.method != "HEAD":
                async for chunk in result.chunks:
                    await response.write(chunk)
                    entry.sent += len(chunk)
            await response.write_eof()
        finally:
            result.close()
            if isinstance(result.chunks, AsyncGenerator):
                await result.chunks.aclose()
        return response

    def _renew(self, second: int, own: Mapping[str, str]) -> None:
        http = self._device.profile.http
        self._second, self._own = second, own
        self._first = CIMultiDict([("Date", formatdate(second, usegmt=True)), ("Server", http.server or _OLD_SERVER)])
        self._usual = self._first.copy()
        self._usual.extend(own)


class _UntilClose(web.StreamResponse):
    """A body that ends with the connection, as devices before OS 11 send it: neither length nor chunks."""

    _length_check = False
