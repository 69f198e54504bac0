r"""Golden exchanges: requests and the exact answers to them, in files that people can read.

    # profile p3245-lve
    > GET /axis-cgi/io/port.cgi?check=1,2
    < 200 text/plain
    port1=0\r\n
    port2=0\r\n

Lines after the first `>` of a request are its body. An answer's body is written with escapes (`\x23` for a `#` at its head); the line
ends of the file do not count. The exchanges of a file follow one another on one camera, whose clock stands at its start. Further lines:

    # profile p3245-lve 10.12 the same on another OS version
    # with _parts/hdmi       the camera is such a model with these parts of profiles beside its own
    # users eye:eye:viewer    the accounts of the camera beside root; `# users` alone: none at all, as the device leaves the factory
    # as eye eye              who asks from here on; `# as nobody`
    <: Server: Apache/*       a header of the answer, which must stand in this order; `*` is any text
    <...                      the body counts for nothing
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "fixtures" / "exchanges"


@dataclass
class Exchange:
    """A request and what must come back."""

    method: str
    target: str
    user: tuple[str, str] | None = ("root", "pass")
    body: str = ""
    status: int = 0
    content_type: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    answer: bytes | None = b""
    """None: any."""


@dataclass
class Golden:
    """The exchanges of one file."""

    profile: str = "p3245-lve"
    os: str | None = None
    """The OS version; None: the profile's own."""
    parts: list[str] = field(default_factory=list)
    """What the profile is extended by."""
    users: str = "root:pass:admin:ptz"
    exchanges: list[Exchange] = field(default_factory=list)


def files() -> list[Path]:
    """All files of golden exchanges."""
    return sorted(FOLDER.glob("*/*.exchange"))


def read(path: Path) -> Golden:
    """Reads a file."""
    golden, answering = Golden(), True
    user: tuple[str, str] | None = ("root", "pass")
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# profile "):
            golden.profile, golden.os = (*line.split()[2:], None)[:2]
        elif line.startswith("# with "):
            golden.parts = line.split()[2:]
        elif line.startswith("# users"):
            golden.users = f"{golden.users},{line.split()[2]}" if line.split()[2:] else ""
        elif line.startswith("# as "):
            name, *password = line[5:].split()
            user = (name, password[0]) if password else None
        elif line.startswith("> ") and answering:
            method, target = line[2:].split(" ", 1)
            golden.exchanges.append(Exchange(method, target, user))
            answering = False
        elif line.startswith("> "):
            golden.exchanges[-1].body += line[2:]
        elif line.startswith("< "):
            status, _, golden.exchanges[-1].content_type = line[2:].partition(" ")
            golden.exchanges[-1].status = int(status)
            answering = True
        elif line.startswith("<: "):
            name, _, value = line[3:].partition(": ")
            golden.exchanges[-1].headers.append((name, value))
        elif line == "<...":
            golden.exchanges[-1].answer = None
        elif line and not line.startswith("#"):
            before = golden.exchanges[-1].answer or b""
            golden.exchanges[-1].answer = before + line.encode("latin-1").decode("unicode_escape").encode("latin-1")
    return golden


def extended(folder: Path, profile: str, parts: Sequence[str]) -> dict[str, object]:
    """Writes a model that is a shipped one with further parts; returns the options that start such a camera."""
    home = folder / "extended"
    home.mkdir()
    parents = json.dumps([profile, *parts])
    (home / "model.toml").write_text(f'title = "Extended"\nextends = {parents}\n', "utf-8")
    return {"profile": "extended", "profiles": (str(folder),)}
