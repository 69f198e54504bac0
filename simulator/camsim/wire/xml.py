"""XML of the CGIs: elements built with the standard library, documents from outside read by defusedxml alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

XSI = "http://www.w3.org/2001/XMLSchema-instance"

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold (XML 1.0, section 2.2)."""


def element(name: str, /, *content: Element | str, **attributes: str) -> Element:
    """An element with child elements or a text."""
    made = Element(name, attributes)
    for part in content:
        if isinstance(part, str):
            made.text = part
        else:
            made.append(part)
    return made


def served_versions(name: str, *numbers: str) -> Element:
    """What a CGI says of the versions of its schema, none of them deprecated, in an element of this name."""
    return element(name, *(element("SchemaVersion", element("VersionNumber", one), element("Deprecated", "false")) for one in numbers))


def attributes(values: Mapping[str, str]) -> str:
    """`name="value" other="value"`, quoted."""
    return " ".join(f"{name}={quoteattr(value)}" for name, value in values.items())


def document(root: Element, *, indent: str = "\t", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """A document with one element a line; leaf texts stay on their element's line, and a character that XML cannot hold becomes `?`."""
    lines = [declaration]
    _write(root, "", indent, lines)
    return FORBIDDEN.sub("?", "\n".join(lines)) + "\n"


def _write(node: Element, margin: str, indent: str, lines: list[str]) -> None:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attrib.items())
    if len(node):
        lines.append(f"{margin}<{node.tag}{attributes}>")
        for child in node:
            _write(child, margin + indent, indent, lines)
        lines.append(f"{margin}</{node.tag}>")
    elif node.text:
        lines.append(f"{margin}<{node.tag}{attributes}>{escape(node.text)}</{node.tag}>")
    else:
        lines.append(f"{margin}<{node.tag}{attributes}/>")
