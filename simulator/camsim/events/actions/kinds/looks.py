"""Actions on what the device shows: indicators, dynamic text, infrared cut filter (page slug: event-and-action-services)."""

from __future__ import annotations

from collections.abc import Callable

from camsim.device.device import Device
from camsim.device.dynamic_text import DynamicText
from camsim.device.errors import OutOfRangeError
from camsim.device.leds import DEFAULT_INTERVAL, Leds
from camsim.device.parameters import Parameters
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate

IR_CUT_FILTERS = ("PTZ.Various.V1.IrCutFilter", "ImageSource.I0.DayNight.IrCutFilter")
"""The parameters of mechanical heads and of fixed cameras; the first that the device has counts."""
MOST_CHANNELS = 64


def _flash(run: Run, seconds: int | None) -> None:
    colors = tuple(color.strip().lower() for color in run.text("color").split(","))
    run.organ(Leds).flash(run.text("led").strip().lower(), colors, run.number("interval", 0) or DEFAULT_INTERVAL, seconds)


def _flash_on(run: Run) -> Stop:
    _flash(run, None)
    return lambda: run.organ(Leds).release(run.text("led").strip().lower())


def _write(run: Run) -> Stop:
    """Shows the text; the answer takes it away, unless somebody else has written meanwhile."""
    texts, text = run.organ(DynamicText), run.words("text")
    shown: list[tuple[Callable[[int], str], Callable[[int, str], None], int]] = []
    if run.text("index").strip():
        shown.append((texts.slot, texts.show_in, run.number("index", low=1)))
    else:
        shown += [(texts.text, texts.show, channel) for channel in _channels(run)]
    for _, show, number in shown:
        show(number, text)

    def end() -> None:
        for read, show, number in shown:
            if read(number) == text:
                show(number, "")

    return end


def _channels(run: Run) -> list[int]:
    parts = [part.strip() for part in run.text("channels").split(",") if part.strip()] or ["1"]
    if len(parts) > MOST_CHANNELS or not all(part.isdecimal() for part in parts):
        raise OutOfRangeError("channels are numbers with commas", subject="channels", value=run.text("channels"))
    return [int(part) for part in parts]


def _write_for(run: Run) -> None:
    seconds = run.number("duration", 0)
    end = _write(run)
    if seconds:
        run.later(seconds, end)


def _filter(run: Run) -> Stop:
    name = _filter_of(run.device)
    assert name is not None, "the template is offered without a filter"

    def put(state: str) -> None:
        text = run.text(state).strip().lower()
        spelled = {"yes": "on", "no": "off"}.get(text, text) if name.startswith("PTZ.") else text
        run.organ(Parameters).write(name, spelled)

    put("active_state")
    return lambda: put("inactive_state")


def _filter_of(device: Device) -> str | None:
    parameters = device.organ(Parameters)
    return next((name for name in IR_CUT_FILTERS if parameters.find(name) is not None), None)


def _has_index(device: Device) -> bool:
    """Texts with a number of their own came with OS 10 (a guess)."""
    return device.profile.os_number >= (10,)


TEMPLATES = (
    ActionTemplate(
        f"{FIXED}ledcontrol",
        ("led", "color", "duration", "interval"),
        lambda run: _flash(run, run.number("duration", 0)),
        fits=lambda device: device.has(Leds),
    ),
    ActionTemplate(f"{UNLIMITED}ledcontrol", ("led", "color", "interval"), _flash_on, fits=lambda device: device.has(Leds)),
    ActionTemplate(
        f"{FIXED}set_overlay",
        ("text", "channels", "duration"),
        _write_for,
        optional=("channels",),
        fits=lambda device: device.has(DynamicText) and not _has_index(device),
    ),
    ActionTemplate(
        f"{UNLIMITED}set_overlay",
        ("text", "channels"),
        _write,
        optional=("channels",),
        fits=lambda device: device.has(DynamicText) and not _has_index(device),
    ),
    ActionTemplate(
        f"{FIXED}set_overlay",
        ("text", "channels", "duration", "index"),
        _write_for,
        optional=("channels", "index"),
        fits=lambda device: device.has(DynamicText) and _has_index(device),
    ),
    ActionTemplate(
        f"{UNLIMITED}set_overlay",
        ("text", "channels", "index"),
        _write,
        optional=("channels", "index"),
        fits=lambda device: device.has(DynamicText) and _has_index(device),
    ),
    ActionTemplate(
        f"{UNLIMITED}ircutfilter",
        ("active_state", "inactive_state"),
        _filter,
        fits=lambda device: _filter_of(device) is not None,
    ),
)
