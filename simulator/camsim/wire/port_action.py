r"""The `action` argument of the I/O CGIs: `1:/300\500/300\` (page slug: input-and-outputs)."""

from __future__ import annotations

import re

_ACTION = re.compile(r"(\d{0,4})(:?)([/\\](?:\d{1,9}[/\\])*)(\d{0,9})", re.ASCII)
_STEP = re.compile(r"([/\\])(\d*)", re.ASCII)


def parse(text: str, *, colon: bool = True) -> tuple[int | None, list[tuple[bool, int]]]:
    r"""Port number, or None where it is left out, and the steps: active or not, and milliseconds until the next one.

    A wait at the end is taken, as clients send one. Old CGIs do without the colon. Raises ValueError.
    """
    match = _ACTION.fullmatch(text)
    if match is None or (colon and not match[2]):
        raise ValueError(f"{text!r} is no action")
    steps = [(sign == "/", int(wait or 0)) for sign, wait in _STEP.findall(match[3] + match[4])]
    return int(match[1]) if match[1] else None, steps
