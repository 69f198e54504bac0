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
    """Undoes percent-encoding and `+`; what is no valid encoding stays as it is."""
    if "+" in text:
        text = text.replace("+", " ")
    return _unquoted(text) if "%" in text else text


def path(raw: str) -> str:
    """A request path as the device sees it: percent-decoded, double slashes folded, `.` and `..` resolved (RFC 3986, section 5.2.4)."""
    decoded = _unquoted(raw) if "%" in raw else raw
    while "//" in decoded:
        decoded = decoded.replace("//", "/")
    return _without_dots(decoded) if "/." in decoded else decoded


def utf8(text: str) -> str:
    """A value that was decoded as ISO 8859-1, as the UTF-8 that it is."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


def _unquoted(text: str) -> str:
    """Percent-encoded bytes as ISO 8859-1; characters beyond it, which no request line can hold, as UTF-8."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "surrogateescape")
    return unquote_to_bytes(raw).decode("latin-1")


def _without_dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
