"""Optics control: /axis-cgi/opticscontrol.cgi, for motor lenses of fixed cameras (page slug: optics-control)."""

from __future__ import annotations

from camsim.apis.optics_control import messages
from camsim.apis.optics_control.messages import Requests
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.errors import BusyError
from camsim.device.imaging.optics import FAR, NEAR, FocusNotFoundError, Optics, TemperatureError
from camsim.profile.model import Profile

PATH = "/axis-cgi/opticscontrol.cgi"


def _listed(profile: Profile) -> bool:
    """Cameras that list it; older ones with the same lenses have opticssetup.cgi instead."""
    return Optics.fits(profile) and any(entry.id == "optics-control" for entry in profile.apis.discovery)


api = Api(
    title="Optics Control",
    page="optics-control",
    id="optics-control",
    versions=("1.1", "1.2"),
    access=Access.ADMIN,
    needs=_listed,
    family=FAMILY_A,
    codes={
        BusyError: Code(1100, "Internal error"),
        TemperatureError: Code(1200, "Temperature out of range"),
        FocusNotFoundError: Code(1300, "Focus not found"),
    },
    omits=("the members that version 1.3 may have added: no description",),
)


@api.json(PATH, "getOptics", access=Access.OPERATOR)
def get_optics(call: Call) -> dict[str, object]:
    """How all lenses stand."""
    optics = call.organ(Optics)
    return _told([messages.state(call, optics, number) for number in optics.numbers])


@api.json(PATH, "getCapabilities", access=Access.OPERATOR)
def get_capabilities(call: Call) -> dict[str, object]:
    """What all lenses can do."""
    optics = call.organ(Optics)
    return _told([messages.capabilities(optics, number) for number in optics.numbers])


@api.json(PATH, "setFocus")
def set_focus(call: Call, optics: Requests) -> None:
    """Sends the focus to a position."""
    messages.each(call, optics, ("position",), lambda all, number, item: all.set_focus(number, messages.share(item, "position")))


@api.json(PATH, "setRelativeFocus")
def set_relative_focus(call: Call, optics: Requests) -> None:
    """Sends the focus to and fro, as far as it goes."""
    messages.each(call, optics, ("type",), lambda all, number, item: all.move_focus(number, messages.step(item, FAR - NEAR)))


@api.json(PATH, "setMagnification")
def set_magnification(call: Call, optics: Requests) -> None:
    """Zooms; a new search for the focus is needed then."""
    messages.each(
        call, optics, ("magnification",), lambda all, number, item: all.set_magnification(number, messages.share(item, "magnification"))
    )


@api.json(PATH, "setRelativeMagnification")
def set_relative_magnification(call: Call, optics: Requests) -> None:
    """Zooms to and fro, as far as it goes."""
    messages.each(call, optics, ("type",), lambda all, number, item: all.move_magnification(number, messages.step(item, all.longest - 1.0)))


@api.json(PATH, "calibrate")
def calibrate(call: Call, optics: Requests) -> None:
    """Runs motors from end to end and back."""
    messages.each(
        call,
        optics,
        (),
        lambda all, number, item: all.calibrate(number, focus=messages.switch(item, "focus"), zoom=messages.switch(item, "zoom")),
    )


@api.json(PATH, "reset")
def reset(call: Call, optics: Requests) -> None:
    """Sends motors to where they stand by default."""
    messages.each(
        call,
        optics,
        (),
        lambda all, number, item: all.reset(number, focus=messages.switch(item, "focus"), zoom=messages.switch(item, "zoom")),
    )


@api.json(PATH, "setFocusWindow")
def set_focus_window(call: Call, optics: Requests) -> None:
    """Says what autofocus judges."""
    needed = ("upperLeftX", "upperLeftY", "width", "height")
    messages.each(call, optics, needed, lambda all, number, item: all.set_window(number, messages.window(item)))


@api.json(PATH, "performAutofocus")
def perform_autofocus(call: Call, optics: Requests) -> None:
    """Begins a search for the sharpest focus; `focusMoving` tells when it is over."""
    messages.each(call, optics, (), lambda all, number, item: all.search_focus(number))


@api.json(PATH, "setTemperatureCompensation")
def set_temperature_compensation(call: Call, optics: Requests) -> None:
    """Whether the focus follows the temperature."""
    messages.each(call, optics, ("enable",), lambda all, number, item: all.compensate_temperature(number, messages.switch(item, "enable")))


@api.json(PATH, "setIrCutFilterState", access=Access.OPERATOR)
def set_ir_cut_filter_state(call: Call, optics: Requests) -> None:
    """Puts the infrared cut filter in or out, or leaves it to the light."""
    messages.each(
        call, optics, ("irCutFilterState",), lambda all, number, item: messages.set_filter(call, all, number, item["irCutFilterState"])
    )


@api.json(PATH, "setIrCompensation")
def set_ir_compensation(call: Call, optics: Requests) -> None:
    """Whether the focus follows the change to infrared light."""
    messages.each(call, optics, ("enable",), lambda all, number, item: all.compensate_infrared(number, messages.switch(item, "enable")))


def _told(lenses: list[dict[str, object]]) -> dict[str, object]:
    told: dict[str, object] = {"numberOfOptics": len(lenses)}
    return {**told, "optics": lenses} if lenses else told
