"""Parameter definitions: files that give each name pattern its security level and type.

A definitions file is UTF-8 text, one pattern a line (see docs/profiles.md):

    [Image.I#.Appearance]                 a head, as in values files
    Compression      7744 int 0..100 len=3
    ColorEnabled     7744 enum no="Black & White" yes=Color
    Resolution       7714 sizes Properties.Image.Resolution

`#` stands for one run of digits; where several patterns fit, the one with the fewest `#` wins, of equal ones the last.
After the level (create, delete, read, write) come flags in wire order (readonly, const, hidden, internal, dynamic, writeonly,
nosync), then the type:

    string [len=N]    password [len=N]    ip    ipList    hostname
    int [MIN..MAX] [len=N]                either end may be left open; or spans with gaps: int 0|1024-65534
    bool [TRUE/FALSE]                     yes/no unless said otherwise
    enum VALUE[=NICE] ...                 words with blanks in double quotes
    sizes PARAMETER                       an enum of the picture sizes that another parameter lists, by shape

Last may stand `as "Nice name"`, for names whose nice name is not made by rule; {#} and {#+1} in it as in values files, counting
the runs of digits of the name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from camsim.profile.errors import ProfileError
from camsim.profile.leaves import wild
from camsim.profile.model import LeafKind, LeafType

FLAGS = ("readonly", "const", "hidden", "internal", "dynamic", "writeonly", "nosync")

_LEVEL = re.compile(r"[01467]{4}")
_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_#]*(\.[A-Za-z0-9_#]+)*")
_WORDS = re.compile(r'(?:[^\s"]|"[^"]*")+')
_PLAIN = re.compile(r'[^\s"=]+')
_SPAN = re.compile(r"(-?\d+)?\.\.(-?\d+)?")
_RANGES = re.compile(r"\d+(-\d+)?(\|\d+(-\d+)?)*")
_ENTRY = re.compile(r'("[^"]*"|[^="]+)(?:=(.*))?')

Definition = tuple[str, str, str]
"""Security level, the type as text, and the nice name ("": by rule)."""


class Definitions:
    """Patterns with their definitions; later ones are added over earlier ones."""

    def __init__(self) -> None:
        self._by_wild: dict[str, dict[str, Definition]] = {}

    def add(self, read: Mapping[str, dict[str, Definition]]) -> None:
        """Lays a file's definitions over what is there."""
        for wild_name, patterns in read.items():
            known = self._by_wild.get(wild_name)
            self._by_wild[wild_name] = patterns if known is None else {**known, **patterns}

    def find(self, name: str, wild_name: str) -> Definition | None:
        """The definition of a parameter; the second argument is `wild(name)`."""
        candidates = self._by_wild.get(wild_name)
        if candidates is None:
            return None
        if len(candidates) == 1 and wild_name in candidates:
            return candidates[wild_name]
        fitting = [pattern for pattern in candidates if _matches(pattern, name)]
        return candidates[min(reversed(fitting), key=lambda pattern: pattern.count("#"))] if fitting else None


@lru_cache(maxsize=4096)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(r"\d+".join(re.escape(part) for part in pattern.split("#")))


def _matches(pattern: str, name: str) -> bool:
    return pattern == name if "#" not in pattern else _regex(pattern).fullmatch(name) is not None


def read_definitions(text: str, file: str) -> dict[str, dict[str, Definition]]:
    """The definitions of a file by pattern, and these by the wild form of their names. Raises ProfileError with file and line.

    Types are read when they are needed.
    """
    found: dict[str, dict[str, Definition]] = {}
    prefix = ""
    for place, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("# ") or line == "#":
            continue
        if line[0] == "[" and line[-1] == "]":
            prefix = line[1:-1] + "." if len(line) > 2 else ""
            continue
        parts = line.split(None, 2)
        if len(parts) < 3 or not _LEVEL.fullmatch(parts[1]) or not _PATTERN.fullmatch(prefix + parts[0]):
            raise ProfileError(file, f"line {place}", f"not a pattern, a level and a type: {line[:60]!r}")
        kind, marked, nice = parts[2].partition(' as "')
        if marked and not nice.endswith('"'):
            raise ProfileError(file, f"line {place}", "a nice name stands last and in double quotes")
        pattern = prefix + parts[0]
        found.setdefault(wild(pattern), {})[pattern] = (parts[1], kind, nice[:-1])
    return found


@lru_cache(maxsize=4096)
def read_type(text: str) -> LeafType:
    """A type from its text, `sizes` aside. Raises ValueError."""
    words = _WORDS.findall(text)
    flags: list[str] = []
    while words and words[0] in FLAGS:
        flags.append(words.pop(0))
    if not words:
        raise ValueError(f"no type in {text!r}")
    word, arguments = words[0], words[1:]
    try:
        kind = LeafKind(word)
    except ValueError:
        raise ValueError(f"unknown type {word!r}") from None
    if kind is LeafKind.ENUM:
        if not arguments:
            raise ValueError("an enum needs its values")
        return LeafType(kind, tuple(flags), entries=tuple(_entry(argument) for argument in arguments))
    if kind is LeafKind.BOOL:
        true, _, false = (arguments[0] if arguments else "yes/no").partition("/")
        if len(arguments) > 1 or not true or not false:
            raise ValueError("a bool takes one pair such as yes/no")
        return LeafType(kind, tuple(flags), true=true, false=false)
    return _plain(kind, tuple(flags), arguments)


def _plain(kind: LeafKind, flags: tuple[str, ...], arguments: list[str]) -> LeafType:
    low: int | None = None
    high: int | None = None
    length: int | None = None
    ranges: tuple[str, ...] = ()
    for argument in arguments:
        if argument.startswith("len=") and argument[4:].isdigit():
            length = int(argument[4:])
        elif kind is LeafKind.INT and (span := _SPAN.fullmatch(argument)):
            low, high = (int(end) if end else None for end in span.groups())
        elif kind is LeafKind.INT and _RANGES.fullmatch(argument):
            ranges = tuple(argument.split("|"))
        else:
            raise ValueError(f"{kind} does not take {argument!r}")
    return LeafType(kind, flags, low, high, length, ranges=ranges)


def _entry(argument: str) -> tuple[str, str | None]:
    match = _ENTRY.fullmatch(argument)
    if match is None:
        raise ValueError(f"not a value of an enum: {argument!r}")
    return match[1].strip('"'), None if match[2] is None else match[2].strip('"')


def write_type(kind: LeafType) -> str:
    """The text of a type: what `read_type` reads."""
    words = [*kind.flags, str(kind.kind)]
    if kind.kind is LeafKind.BOOL and (kind.true, kind.false) != ("yes", "no"):
        words.append(f"{kind.true}/{kind.false}")
    words += [_quoted(value) + ("" if nice is None else "=" + _quoted(nice)) for value, nice in kind.entries]
    if kind.ranges:
        words.append("|".join(kind.ranges))
    if kind.min is not None or kind.max is not None:
        words.append(f"{'' if kind.min is None else kind.min}..{'' if kind.max is None else kind.max}")
    if kind.maxlen is not None:
        words.append(f"len={kind.maxlen}")
    return " ".join(words)


def _quoted(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else f'"{word}"'


def sizes(listed: str) -> str:
    """The enum of a comma-separated list of picture sizes, each with its shape: 4:3 first, then 16:9, then the others; large to small."""
    found: dict[str, list[str]] = {"4:3": [], "16:9": []}
    for size in filter(None, listed.split(",")):
        width, _, height = size.partition("x")
        shape = _shape(int(width), int(height)) if width.isdigit() and height.isdigit() else ""
        found.setdefault(shape, []).append(size)
    return "enum " + " ".join(f'{size}="{size} ({shape})"' if shape else size for shape, members in found.items() for size in members)


def _shape(width: int, height: int) -> str:
    common = math.gcd(width, height)
    shape = f"{width // common}:{height // common}"
    return "16:10" if shape == "8:5" else shape


def resolve_type(text: str, values: Mapping[str, str]) -> LeafType:
    """A type from its text, with the values of the device's parameters for `sizes`. Raises ValueError."""
    before, word, name = text.rpartition("sizes ")
    if not word:
        return read_type(text)
    if name not in values:
        raise ValueError(f"sizes of {name}, which has no value")
    return read_type(before + sizes(values[name]))
