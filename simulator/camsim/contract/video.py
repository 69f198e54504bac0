"""What a client asked to see: URL arguments over a stream profile over the channel's parameters (page slug: video-streaming)."""

from __future__ import annotations

from collections.abc import Mapping

from camsim.contract.api import within
from camsim.contract.call import Call
from camsim.contract.results import Page, Result
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.parameters import Parameters
from camsim.media.paint.text import TextBackground, TextColor, TextOverlay, TextPosition, TextSize
from camsim.media.paint.tone import NEUTRAL, Tone
from camsim.media.request import Defaults, Limits, StreamRequest, channel_of, resolve
from camsim.wire import form

NOT_CACHED = (("Cache-Control", "no-cache"), ("Pragma", "no-cache"), ("Expires", "Thu, 01 Dec 1994 16:00:00 GMT"))
"""Headers of pictures and streams."""

OMITS = ("palette", "image overlays (overlayimage, overlaypos)", "camera=quad")
"""What all video requests leave out."""


def problem(call: Call, error: DeviceError) -> Result:
    """The device's page for a request that names a picture which is not to be had."""
    return Page(400)


def asked(call: Call) -> StreamRequest:
    """The stream that a request means.

    Raises OutOfRangeError for a bad value of a known argument, NotThereError for an unknown stream profile, WrongStateError for a
    view that is switched off.
    """
    parameters = call.organ(Parameters)
    given = _with_profile(parameters, call.arguments)
    limits = _limits(call, parameters, 1)
    channel = channel_of(given, Defaults(), limits)
    if not parameters.flag(f"Image.I{channel - 1}.Enabled", True):
        raise WrongStateError(f"view {channel} is off", subject="camera", value=str(channel))
    return resolve(given, _defaults(call, parameters, channel), _limits(call, parameters, channel))


def viewers(call: Call) -> int:
    """How many streams are being read now."""
    return sum(stream.readers for stream in call.media.streams)


def _with_profile(parameters: Parameters, arguments: Mapping[str, str]) -> dict[str, str]:
    name = arguments.get("streamprofile")
    if not name:
        return dict(arguments)
    for parameter in parameters.group("StreamProfile.*.Name"):
        if parameters.get(parameter) == name:
            stored = parameters.text(parameter.removesuffix("Name") + "Parameters")
            return {**dict(form.pairs(stored)), **arguments}
    raise NotThereError(f"no stream profile {name}", subject="streamprofile", value=name)


def _limits(call: Call, parameters: Parameters, channel: int) -> Limits:
    video = call.profile.video
    if video is None:
        raise OutOfRangeError("the device has no video", subject="camera")
    listed = parameters.text(f"Properties.Image.I{channel - 1}.Resolution") or parameters.text("Properties.Image.Resolution")
    rotations = [int(part) for part in parameters.text("Properties.Image.Rotation", "0").split(",") if part.isdigit()]
    return Limits(
        resolutions=tuple(part for part in listed.split(",") if part),
        rotations=tuple(rotations),
        channels=parameters.number("Image.NbrOfConfigs", 1),
        max_fps=video.max_fps,
        sensor=video.sensor,
        legacy_overlays=not within(call.profile, "10.6", ""),
        pal=parameters.text("ImageSource.I0.Video.DetectedType") == "PAL",
    )


def _defaults(call: Call, parameters: Parameters, channel: int) -> Defaults:
    view = f"Image.I{channel - 1}"
    look = f"{view}.Appearance"
    return Defaults(
        channel=channel,
        resolution=parameters.text(f"{look}.Resolution", "640x480"),
        compression=parameters.number(f"{look}.Compression", 30),
        rotation=parameters.number(f"{look}.Rotation"),
        mirror=parameters.flag(f"{look}.MirrorEnabled"),
        color=parameters.flag(f"{look}.ColorEnabled", True),
        square_pixel=parameters.flag(f"{look}.SquarePixelEnabled"),
        tone=_tone(parameters, parameters.number(f"{view}.Source")),
        fps=parameters.number(f"{view}.Stream.FPS"),
        duration=parameters.number(f"{view}.Stream.Duration"),
        frames=parameters.number(f"{view}.Stream.NbrOfFrames"),
        overlays=parameters.text(f"{look}.Overlays", "all"),
        text=_text(parameters, f"{view}.Text"),
        stamp=call.media.stamp,
    )


def _tone(parameters: Parameters, source: int) -> Tone:
    sensor, analog = f"ImageSource.I{source}.Sensor", f"ImageSource.I{source}.Video"
    return Tone(
        color_level=parameters.number(f"{sensor}.ColorLevel", parameters.number(f"{analog}.Saturation", NEUTRAL)),
        brightness=parameters.number(f"{sensor}.Brightness", NEUTRAL),
        contrast=parameters.number(f"{sensor}.Contrast", parameters.number(f"{analog}.Contrast", NEUTRAL)),
    )


def _text(parameters: Parameters, group: str) -> TextOverlay:
    return TextOverlay(
        show_text=parameters.flag(f"{group}.TextEnabled"),
        show_date=parameters.flag(f"{group}.DateEnabled"),
        show_clock=parameters.flag(f"{group}.ClockEnabled"),
        text=parameters.text(f"{group}.String"),
        color=TextColor(parameters.text(f"{group}.Color", "white")),
        background=TextBackground(parameters.text(f"{group}.BGColor", "black")),
        position=TextPosition(parameters.text(f"{group}.Position", "top")),
        size=TextSize(parameters.text(f"{group}.TextSize", "medium")),
    )
