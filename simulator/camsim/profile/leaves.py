"""Parameter leaves: files of templates expanded into names and values, places filled per camera, value checks.

A values file is UTF-8 text, one template a line (see docs/profiles.md):

    # a comment stands on a line of its own
    Audio.A{0..7}.Enabled=no             {0..7}, {1,3} or a range of the profile by its name: one parameter for each number
    [Image.I{views}]                     a head: the lines below are inside this group, until the next head; [] leaves it
    Name=View Area {#+1}                 {#} is the number of the first brace of the name, {##} of the second, +1 and -1 count on
    Appearance.Compression=30
    [Image]
    NbrOfConfigs={#views}                how many numbers a range has
    [Network]
    HostName={hostname}                  a place that is filled per camera
    DHCP.VendorClass=AXIS,{Brand.ProdNbr},{os}   the value of another parameter, or the OS version

A name that stands twice keeps its first place and its last value. Any other brace in a value is plain text.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from camsim.profile.errors import ProfileError
from camsim.profile.model import Leaf, LeafKind, LeafType

_BRACE = re.compile(r"\{([^{}]*)\}")
_NUMBERS = re.compile(r"\d+(\.\.\d+)?(,\d+(\.\.\d+)?)*")
_COUNTED = re.compile(r"\{(#+)(?:([+-]\d+)|([a-z_]+))?\}")
_WILD = re.compile(r"(?:\{[^{}]*\}|\d+)+")
_TEMPLATE = re.compile(r"[A-Za-z](?:[A-Za-z0-9_]|\{[^{}]*\})*(?:\.(?:[A-Za-z0-9_]|\{[^{}]*\})+)*")
_REFERENCE = re.compile(r"\{(os|[A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+)\}")

PER_CAMERA = ("serial", "serial_lower", "mac", "mac_lower", "hostname", "address")
"""Places in values that `fill` knows."""


class Value(NamedTuple):
    """One expanded line of a values file."""

    name: str
    text: str
    wild: str
    """The name with `#` for each run of digits: what definitions are looked up by."""


def wild(name: str) -> str:
    """`Image.I0.MPEG.H264.Profile` -> `Image.I#.MPEG.H#.Profile`; braces count as digits."""
    return _WILD.sub("#", name)


def numbers(text: str, ranges: Mapping[str, str]) -> list[str]:
    """What stands in a brace as numbers: `0..7`, `1,3..4`, or the name of a range; an empty range has none. Raises ValueError."""
    text = ranges.get(text, text)
    if not text:
        return []
    if not _NUMBERS.fullmatch(text):
        raise ValueError(f"no numbers and no known range: {{{text}}}")
    found: list[str] = []
    for part in text.split(","):
        low, _, high = part.partition("..")
        found += map(str, range(int(low), int(high or low) + 1))
    return found


def expand(template: str, ranges: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each name that a template stands for, with the numbers of its braces. Raises ValueError."""
    parts = _BRACE.split(template)
    if len(parts) == 1:
        yield template, ()
        return
    if len(parts) == 3:
        head, inside, tail = parts
        for number in numbers(inside, ranges):
            yield f"{head}{number}{tail}", (number,)
        return
    for chosen in itertools.product(*(numbers(part, ranges) for part in parts[1::2])):
        yield "".join(itertools.chain.from_iterable(itertools.zip_longest(parts[::2], chosen, fillvalue=""))), chosen


def read_values(text: str, ranges: Mapping[str, str], file: str) -> Iterator[Value]:
    """The parameters of a values file, in order. Raises ProfileError with file and line."""
    prefix = ""
    for place, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            if line[-1] != "]":
                raise ProfileError(file, f"line {place}", "a head needs its closing bracket")
            prefix = line[1:-1] + "." if len(line) > 2 else ""
            continue
        template, equals, value = line.partition("=")
        template = prefix + template
        if not equals or not _TEMPLATE.fullmatch(template):
            raise ProfileError(file, f"line {place}", f"not a parameter and its value: {line[:60]!r}")
        pattern = _WILD.sub("#", template)
        try:
            if "{#" in value:
                for name, chosen in expand(template, ranges):
                    yield Value(name, count(value, chosen, ranges), pattern)
            elif "{" in template:
                for name, _ in expand(template, ranges):
                    yield Value(name, value, pattern)
            else:
                yield Value(template, value, pattern)
        except (ValueError, IndexError) as error:
            raise ProfileError(file, f"line {place}", str(error)) from None


def count(value: str, chosen: Sequence[str], ranges: Mapping[str, str]) -> str:
    """A value with its `{#}` and `{#range}` put in; `chosen` are the numbers of the name. Raises ValueError."""

    def number(match: re.Match[str]) -> str:
        if match[3]:
            return str(len(numbers(match[3], ranges)))
        if len(match[1]) > len(chosen):
            raise ValueError(f"{match[0]} has no brace in the name")
        return str(int(chosen[len(match[1]) - 1]) + int(match[2] or 0))

    return _COUNTED.sub(number, value)


def resolve(values: Mapping[str, str], os: str) -> dict[str, str]:
    """Puts the OS version and the values of other parameters into their places. Raises ValueError for an unknown or circular one."""
    done = dict(values)

    def text(value: str, on_the_way: tuple[str, ...]) -> str:
        def put(match: re.Match[str]) -> str:
            name = match[1]
            if name == "os":
                return os
            if name not in values or name in on_the_way:
                raise ValueError(f"{{{name}}} is no parameter with a value of its own")
            return text(values[name], (*on_the_way, name))

        return _REFERENCE.sub(put, value)

    for name, value in values.items():
        if "{" in value:
            try:
                done[name] = text(value, (name,))
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
    return done


def places(serial: str, address: str) -> dict[str, str]:
    """What `fill` puts into values, for a serial number of twelve hex digits and an IPv4 address."""
    serial = serial.upper()
    mac = ":".join(serial[at : at + 2] for at in range(0, 12, 2))
    lower = serial.lower()
    return dict(zip(PER_CAMERA, (serial, lower, mac, mac.lower(), f"axis-{lower}", address), strict=True))


def fill(leaves: Iterable[Leaf], serial: str, address: str = "192.168.0.90") -> tuple[Leaf, ...]:
    """The leaves of one camera: serial number, MAC address, host name and IP address in their places."""
    known = places(serial, address)

    def put(match: re.Match[str]) -> str:
        return known.get(match[1], match[0])

    return tuple(replace(leaf, value=_BRACE.sub(put, leaf.value)) if "{" in leaf.value else leaf for leaf in leaves)


def allows(kind: LeafType, value: str) -> bool:
    """Whether a parameter of that type takes the value (page slug: parameter-management, type elements)."""
    if kind.maxlen is not None and len(value) > kind.maxlen:
        return False
    match kind.kind:
        case LeafKind.BOOL:
            return value in (kind.true, kind.false)
        case LeafKind.ENUM:
            return any(value == entry for entry, _ in kind.entries)
        case LeafKind.INT:
            return _allows_number(kind, value)
        case LeafKind.IP:
            return not value or is_address(value)
        case _:
            return "\n" not in value and "\r" not in value


def _allows_number(kind: LeafType, value: str) -> bool:
    try:
        number = int(value)
    except ValueError:
        return False
    if kind.ranges:
        spans = [entry.partition("-") for entry in kind.ranges]
        return any(int(low) <= number <= int(high or low) for low, _, high in spans)
    return (kind.min is None or number >= kind.min) and (kind.max is None or number <= kind.max)


def is_address(value: str) -> bool:
    """Whether a text is an address of IPv4 or IPv6."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
