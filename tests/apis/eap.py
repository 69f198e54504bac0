"""Application packages for tests: a package.conf or a manifest in a gzipped tar, with as much beside it as a test wants."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import Any

CONF = {
    "PACKAGENAME": "Bird Counter",
    "APPNAME": "birds",
    "APPID": "500100",
    "VENDOR": "Example Vendor",
    "APPMAJORVERSION": "2",
    "APPMINORVERSION": "1",
    "APPMICROVERSION": "7",
    "SETTINGSPAGEFILE": "index.html",
    "VENDORHOMEPAGELINK": "http://example.com",
    "LICENSENAME": "Available",
    "APPUSR": "acap-birds",
}


def package(files: dict[str, bytes] | None = None, *, signature: bytes = b"", **changes: str) -> bytes:
    """A package; `changes` are values of package.conf, an empty one takes a line away."""
    conf = {name: value for name, value in {**CONF, **changes}.items() if value}
    text = "".join(f'{name}="{value}"\n' for name, value in conf.items())
    return archive({"birds": b"\x7fELF", "package.conf": text.encode(), **(files or {})}) + signature


def of_manifest(**setup: Any) -> bytes:
    """A package with a manifest alone."""
    conf = {"setup": {"appName": "birds", "friendlyName": "Bird Counter", "vendor": "Example Vendor", "version": "2.1.7", **setup}}
    return archive({"manifest.json": json.dumps({"schemaVersion": "1.3", "acapPackageConf": conf}).encode()})


def archive(files: dict[str, bytes]) -> bytes:
    """A gzipped tar, the same whenever it is made: it stands in the names of tests."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return gzip.compress(made.getvalue(), mtime=0)
