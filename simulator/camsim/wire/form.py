"""CGI arguments: percent-encoded ISO 8859-1 in queries and form bodies (RFC 3986, vendor introduction page)."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes


def pairs(text: str) -> list[tuple[str, str]]:
    """`a=1&b=x%20y` -> [("a", "1"), ("b", "x y")]; a part without `=` has an empty value, `+` is a space."""
    found = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            found.append((decode(name), decode(value)))
    return found


def decode(text: str) -> str:
    """Undoes percent-encoding and `+`."""
    if "+" in text:
        text = text.replace("+", " ")
    return unquote_to_bytes(text).decode("latin-1") if "%" in text else text


def path(raw: str) -> str:
    """A request path as the device sees it: percent-decoded, double slashes folded."""
    decoded = unquote_to_bytes(raw).decode("latin-1") if "%" in raw else raw
    while "//" in decoded:
        decoded = decoded.replace("//", "/")
    return decoded
