"""The XML of position and orientation: no declaration and no namespace, as the page prints it (page slug: geolocation-api)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.wire.xml import document, element


def success(root: str, *content: Element) -> str:
    """What was asked for, or that it was done."""
    return _response(root, element("Success", element("GetSuccess", *content) if content else element("GeneralSuccess")))


def failure(root: str, missing: bool) -> str:
    """That an argument was missing, or else that one was wrong."""
    number, text = ("1", "Invalid parameter") if missing else ("2", "Invalid value")
    return _response(root, element("Error", element("SetError", element("ErrorCode", number), element("ErrorDescription", text))))


def told(name: str, value: str | None, zero: str = "0") -> Element:
    """A number as it was given; zero where none was."""
    return element(name, value or zero)


def valid(name: str, *values: str | None) -> Element:
    """Whether values were given."""
    return element(f"Valid{name}", "false" if None in values else "true")


def _response(root: str, content: Element) -> str:
    return document(element(root, content, SchemaVersion="1.0"), indent="    ", declaration="").lstrip("\n")
