"""How the virtual input CGIs spell numbers and answers (page slug: input-and-outputs#virtual-input-api)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.wire.xml import element

NAMESPACE = "http://www.axis.com/vapix/http_cgi/virtualinput1"
VERSION = "1.1"


def port(text: str, count: int) -> int:
    """The number of a virtual input. Raises NotThereError."""
    number = _whole(text)
    if number is None or not 1 <= number <= count:
        raise NotThereError(f"Port must be an integer in the range [1..{count}]", subject="port", value=text)
    return number


def duration(text: str | None) -> int | None:
    """Seconds, or None where there is no end. Raises OutOfRangeError."""
    if text is None:
        return None
    seconds = _whole(text)
    if seconds is None:
        raise OutOfRangeError("Invalid duration", subject="duration", value=text)
    return seconds


def changed(kind: str, changed: bool) -> Element:
    """`<ActivateSuccess>` or `<DeactivateSuccess>`."""
    return element(kind, element("StateChanged", "true" if changed else "false"))


def versions() -> Element:
    """The schema versions that are served."""
    major, _, minor = VERSION.partition(".")
    parts = (element("MajorVersion", major), element("MinorVersion", minor), element("Deprecated", "false"))
    return element("GetSchemaVersionsSuccess", element("SchemaVersion", *parts))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
