"""Calls SOAP services as root of the vendor's path, and reads what comes back."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import httpx
from defusedxml import ElementTree

from camsim.wire.soap import NAMESPACES


class SoapClient:
    """One caller of one camera; names are prefixed ones, as `tds:GetUsers`."""

    def __init__(self, web: httpx.AsyncClient, path: str = "/vapix/services") -> None:
        self.web = web
        self.path = path

    async def post(self, body: str, head: str = "") -> httpx.Response:
        """Posts what stands in the body, with all prefixes declared."""
        declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
        parts = f"<SOAP-ENV:Header>{head}</SOAP-ENV:Header><SOAP-ENV:Body>{body}</SOAP-ENV:Body>"
        content = f"<SOAP-ENV:Envelope {declared}>{parts}</SOAP-ENV:Envelope>"
        return await self.web.post(self.path, content=content)

    async def call(self, operation: str, inside: str = "", head: str = "") -> Element:
        """The response element; an error fails the test."""
        answer = await self.post(f"<{operation}>{inside}</{operation}>", head)
        assert answer.status_code == 200, answer.text
        found: Element | None = body_of(answer)
        assert found is not None and found.tag == spelled(f"{operation}Response"), answer.text
        return found

    async def fault(self, operation: str, inside: str = "", head: str = "") -> tuple[list[str], str, str]:
        """Codes, reason, and the detail as text or as the prefixed name of its element."""
        answer = await self.post(f"<{operation}>{inside}</{operation}>", head)
        found = body_of(answer)
        assert answer.status_code in (400, 500) and found is not None and found.tag == spelled("SOAP-ENV:Fault"), answer.text
        codes = [value.text or "" for value in found.iter(spelled("SOAP-ENV:Value"))]
        detail = found.find(spelled("SOAP-ENV:Detail"))
        told = "" if detail is None else detail[0].text or _short(detail[0].tag)
        return codes, found.findtext(f"{spelled('SOAP-ENV:Reason')}/{spelled('SOAP-ENV:Text')}") or "", told


def body_of(answer: httpx.Response) -> Any:
    """The first element of the body."""
    return ElementTree.fromstring(answer.content).find(f"{spelled('SOAP-ENV:Body')}/*")


def spelled(name: str) -> str:
    """A prefixed name with its namespace, as ElementTree has it."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def text(root: Element, *path: str) -> str:
    """The text at the end of prefixed names; fails where there is none."""
    found = root.find("/".join(map(spelled, path)))
    assert found is not None, (path, ElementTree.tostring(root))
    return found.text or ""


def _short(tag: str) -> str:
    uri, _, local = tag[1:].partition("}")
    return next(f"{prefix}:{local}" for prefix, known in NAMESPACES.items() if known == uri)
