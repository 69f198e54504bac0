"""Application packages (.eap): a gzipped tar whose package.conf and manifest.json are read with bounds; nothing is unpacked or run.

The signature of a signed package stands behind the end of the gzip stream (a guess: packages with and without one unpack alike).
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from camsim.wire import json_in

LARGEST_UNPACKED = 512 * 1_048_576
"""Bytes of the archive after decompression that are looked at."""
LARGEST_TEXT = 65_536
"""Bytes of package.conf and of manifest.json."""
MOST_MEMBERS = 20_000
CHUNK = 65_536
BLOCK = 512
_WANTED = ("package.conf", "manifest.json")

_ASSIGNMENT = re.compile(r"""^\s*([A-Z][A-Z0-9_]*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]*))""", re.MULTILINE)


class NotAPackageError(ValueError):
    """The file is no gzipped tar."""


class TooLargeError(ValueError):
    """The archive holds more than is looked at."""


class ManifestError(ValueError):
    """package.conf and manifest.json are missing, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself; texts are empty where it says nothing."""

    name: str
    nice_name: str = ""
    vendor: str = ""
    version: str = ""
    id: str = ""
    license: str = "none"
    """none, axis or custom: how its use is licensed."""
    license_name: str = ""
    start_mode: str = "respawn"
    user: str = ""
    architecture: str = ""
    platform: str = ""
    """Least version of the application platform that it asks for."""
    page: str = ""
    """Settings page, relative to the application's own pages."""
    home_page: str = ""
    signed: bool = False


@dataclass(slots=True)
class _Inflated:
    """A gzip stream as a file to read once, with a bound on what comes out."""

    file: IO[bytes]
    inflater: Any = field(default_factory=lambda: zlib.decompressobj(31))
    ready: bytes = b""
    total: int = 0

    def read(self, size: int) -> bytes:
        while len(self.ready) < size and not self.inflater.eof:
            data = self.inflater.unconsumed_tail or self.file.read(CHUNK)
            if not data:
                break
            made = self.inflater.decompress(data, CHUNK)
            self.total += len(made)
            if self.total > LARGEST_UNPACKED:
                raise TooLargeError("the archive is too large")
            self.ready += made
        taken, self.ready = self.ready[:size], self.ready[size:]
        return taken

    def signed(self) -> bool:
        """Whether anything but padding stands behind the stream; the rest of the stream is read."""
        while self.read(CHUNK):
            pass
        return bool((self.inflater.unused_data + self.file.read(CHUNK)).strip(b"\0"))


def read(file: IO[bytes]) -> Package:
    """Reads a package. Raises NotAPackageError, TooLargeError, ManifestError."""
    stream = _Inflated(file)
    try:
        texts = dict(_texts(stream))
        signed = stream.signed()
    except (zlib.error, OSError) as error:
        raise NotAPackageError("no gzipped tar") from error
    if not texts:
        raise ManifestError("neither package.conf nor manifest.json")
    return _package(texts.get("package.conf"), texts.get("manifest.json"), signed)


def _texts(stream: _Inflated) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files that say what the package is (POSIX ustar headers; links and long names are passed over)."""
    for number in itertools.count():
        header = stream.read(BLOCK)
        if len(header) < BLOCK:
            raise NotAPackageError("the archive ends too early")
        if not header.strip(b"\0"):
            return
        if number >= MOST_MEMBERS:
            raise TooLargeError("the archive has too many files")
        name, size = header[:100].rstrip(b"\0").decode("latin-1").removeprefix("./"), _octal(header[124:136])
        if _octal(header[148:156]) != sum(header[:148]) + sum(header[156:]) + 8 * 32:
            raise NotAPackageError("no header of a tar")
        padded = -(-size // BLOCK) * BLOCK
        if name in _WANTED and header[156:157] in b"0\0":
            if size > LARGEST_TEXT:
                raise ManifestError(f"{name} is too large")
            yield name, stream.read(padded)[:size]
            continue
        while padded and (taken := len(stream.read(min(padded, CHUNK)))):
            padded -= taken


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0") or b"0"
    if not re.fullmatch(rb"[0-7]+", digits):
        raise NotAPackageError("no header of a tar")
    return int(digits, 8)


def _package(conf: bytes | None, manifest: bytes | None, signed: bool) -> Package:
    said = {**_of_manifest(manifest), **_of_conf(conf)}
    if not said.get("name"):
        raise ManifestError("the package has no name")
    return Package(**said, signed=signed)


def _of_conf(text: bytes | None) -> dict[str, str]:
    """The assignments of package.conf: read as they stand, never evaluated."""
    if text is None:
        return {}
    found = {match[1]: match[2] or match[3] or match[4] or "" for match in _ASSIGNMENT.finditer(text.decode("utf-8", "replace"))}
    said = {
        "name": found.get("APPNAME", ""),
        "nice_name": found.get("PACKAGENAME", ""),
        "vendor": found.get("VENDOR", ""),
        "version": _version([found.get(f"APP{part}VERSION", "") for part in ("MAJOR", "MINOR", "MICRO")]),
        "id": found.get("APPID", ""),
        "license": found.get("LICENSEPAGE", "none").lower(),
        "license_name": found.get("LICENSENAME", ""),
        "start_mode": found.get("STARTMODE", "respawn").lower(),
        "user": found.get("APPUSR", ""),
        "architecture": found.get("APPTYPE", ""),
        "platform": found.get("REQEMBDEVVERSION", ""),
        "page": found.get("SETTINGSPAGEFILE", ""),
        "home_page": found.get("VENDORHOMEPAGELINK", ""),
    }
    return {name: value for name, value in said.items() if value}


def _of_manifest(text: bytes | None) -> dict[str, str]:
    """The members of manifest.json that matter here (ACAP manifest schema 1). Raises ManifestError."""
    if text is None:
        return {}
    try:
        manifest = json_in.parse(text)
    except ValueError as error:
        raise ManifestError("manifest.json is no JSON") from error
    conf = _object(manifest, "acapPackageConf")
    setup = _object(conf, "setup")
    said = {
        "name": setup.get("appName"),
        "nice_name": setup.get("friendlyName"),
        "vendor": setup.get("vendor"),
        "version": _version(str(setup.get("version", "")).split(".")),
        "id": setup.get("appId"),
        "license": _object(conf, "copyProtection").get("method"),
        "start_mode": setup.get("runMode"),
        "user": _object(setup, "user").get("username"),
        "architecture": setup.get("architecture"),
        "platform": setup.get("embeddedSdkVersion"),
        "page": _object(conf, "configuration").get("settingPage"),
        "home_page": setup.get("vendorUrl"),
    }
    return {name: str(value) for name, value in said.items() if isinstance(value, str | int) and value != ""}


def _object(parent: object, name: str) -> Mapping[str, Any]:
    value = parent.get(name) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else {}


def _version(parts: list[str]) -> str:
    """`4.5-3` from three numbers, as list.cgi shows it."""
    given = [part for part in parts if part]
    if len(given) < 3:
        return ".".join(given)
    return f"{given[0]}.{given[1]}-{'.'.join(given[2:])}"
