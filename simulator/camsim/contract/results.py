"""What a handler returns when it is not plain data: texts, documents, pictures, streams."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text answer. Encoded as ISO 8859-1 unless said otherwise; characters beyond it become `?`."""

    text: str
    content_type: str = "text/plain"
    status: int = 200
    encoding: str = "iso-8859-1"

    @property
    def body(self) -> bytes:
        """The bytes on the wire."""
        return self.text.encode(self.encoding, "replace")


@dataclass(frozen=True, slots=True)
class Binary:
    """An answer of bytes."""

    body: bytes
    content_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """An error page in the words of the device's generation."""

    status: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """An answer without a body."""

    status: int = 204


@dataclass(frozen=True, slots=True)
class Push:
    """A body that goes on until either side ends it; `close` runs in any case."""

    chunks: AsyncIterator[bytes]
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    close: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True, slots=True)
class Challenge:
    """The caller must log in as somebody else: 401 with a fresh challenge."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer: the connection ends."""


@dataclass(frozen=True, slots=True)
class Json:
    """A JSON document as it stands, for REST answers and envelopes with more than `data`."""

    document: object
    status: int = 200
    indent: int | None = None


@dataclass(frozen=True, slots=True)
class NoData:
    """A JSON envelope without `data`: all that there is to say is that it was done."""


Result = Text | Binary | Page | Empty | Push | Challenge | Silence | Json
