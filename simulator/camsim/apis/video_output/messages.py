"""How the video output CGIs spell settings and answers (page slug: video-output-api).

Guesses: sources are named as the views are; a missing argument is an invalid value; what the screen cannot do now is an invalid action.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from camsim.contract.api import XmlShape
from camsim.device.errors import FullError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.parameters import Parameters
from camsim.device.video_output import ROTATIONS, Corner, OutputMode, Pip, VideoOutput
from camsim.wire.xml import element, served_versions

_SPACE = "http://www.axis.com/vapix/http_cgi/videooutput1"
_FAILED, _VALUE, _ACTION = (10, "Error while processing the request."), (20, "Invalid value."), (30, "Invalid action.")

SHAPE = XmlShape(
    root="VideoOutputResponse",
    namespace=_SPACE,
    version="1.0",
    location=f"{_SPACE} {_SPACE}",
    codes={OutOfRangeError: _VALUE, NotThereError: _VALUE, WrongStateError: _ACTION, FullError: _FAILED},
    subjects={"quad": (50, "Quad view is not configured."), "quad rotation": (60, "Invalid quad view rotation.")},
    missing=_VALUE,
    version_code=(40, "Specified version is not supported."),
    internal=_FAILED,
)

_CALLS = (
    "GetSchemaVersions", "GetActiveMode", "SetActiveMode", "GetMirroring", "SetMirroring", "GetVideoSources", "SetVideoSources",
    "GetSequence", "AddSequenceElement", "RemoveSequenceElement", "UpdateSequenceElement", "ClearSequence", "GetQuadView", "SetQuadView",
    "GetRotation", "SetRotation", "GetSourceSettingsEnabled", "SetSourceSettingsEnabled", "SetPiP", "GetPiP", "SetDynamicOverlays",
    "GetDynamicOverlays",
)  # fmt: skip


def done() -> Element:
    """`<GeneralSuccess>`"""
    return element("GeneralSuccess")


def versions() -> Element:
    """`<GetSchemaVersionsSuccess>`"""
    return served_versions("GetSchemaVersionsSuccess", SHAPE.version)


def supported() -> Element:
    """`<GetSupportedSuccess>`: all of them."""
    return element("GetSupportedSuccess", *(element(name, "true") for name in _CALLS))


def sources(output: VideoOutput, parameters: Parameters) -> Element:
    """`<GetVideoSourcesSuccess>`"""
    shown = output.shown.sources
    found = (
        element(
            "VideoSource",
            element("Name", parameters.text(f"Image.I{source - 1}.Name", f"Camera {source}")),
            element("Id", str(source)),
            element("Active", _flag(str(source) in shown)),
        )
        for source in output.sources
    )
    return element("GetVideoSourcesSuccess", *found)


def mode(output: VideoOutput) -> Element:
    """`<GetActiveModeSuccess>`"""
    now = output.state.mode
    return element(
        "GetActiveModeSuccess", *(element("Mode", element("Name", one), element("Active", _flag(one is now))) for one in OutputMode)
    )


def mirroring(output: VideoOutput) -> Element:
    """`<GetMirroringSuccess>`"""
    return element("GetMirroringSuccess", element("MirroringEnabled", _flag(output.state.mirrored)))


def rotation(output: VideoOutput) -> Element:
    """`<GetRotationSuccess>`"""
    found = (
        element(
            "Rotation",
            element("Degrees", str(degrees)),
            element("QuadViewSupport", _flag(not degrees)),
            element("Active", _flag(degrees == output.state.rotation)),
        )
        for degrees in ROTATIONS
    )
    return element("GetRotationSuccess", *found)


def sequence(output: VideoOutput) -> Element:
    """`<GetSequenceSuccess>`"""
    found = (
        element(
            "VideoSequenceElement",
            element("SequenceElementId", str(one.number)),
            element("Source", one.source),
            element("Duration", str(one.duration)),
            element("Mirror", str(int(one.mirrored))),
        )
        for one in output.state.sequence
    )
    return element("GetSequenceSuccess", *found)


def added(number: int) -> Element:
    """`<AddSequenceSuccess>`"""
    return element("AddSequenceSuccess", element("SequenceElementId", str(number)))


def quad(output: VideoOutput) -> Element:
    """`<GetQuadViewSuccess>`. Raises WrongStateError where none is configured."""
    if not output.state.quad:
        raise WrongStateError("no quad view is configured", subject="quad")
    return element("GetQuadViewSuccess", *(element("QuadViewSource", element("QuadViewSource", str(one))) for one in output.state.quad))


def source_settings(output: VideoOutput) -> Element:
    """`<GetSourceSettingsEnabledSuccess>`"""
    found = (
        element("SourceSetting", element("Id", str(source)), element("Enabled", _flag(source in output.state.with_settings)))
        for source in output.sources
    )
    return element("GetSourceSettingsEnabledSuccess", *found)


def dynamic_overlays(output: VideoOutput) -> Element:
    """`<GetDynamicOverlaySuccess>`"""
    return element("GetDynamicOverlaySuccess", element("DynamicOverlaysEnabled", _flag(output.state.dynamic_overlays)))


def pip(output: VideoOutput) -> Element:
    """`<GetPiPSuccess>`: each setting, with what it may be where that is a choice."""
    now, sides, turns = output.state.pip, ("true", "false"), [str(degrees) for degrees in ROTATIONS]
    channels = [str(source) for source in output.sources]
    return element(
        "GetPiPSuccess",
        _setting("BorderColor", _numbers(now.color)),
        _setting("BorderEnabled", _flag(now.border)),
        _setting("BorderWidth", _numbers(now.weight)),
        _setting("Height", f"{now.height:g}"),
        _setting("MainViewMirroring", _flag(now.main_mirrored), sides),
        _setting("MainViewRotation", str(now.main_rotation), turns),
        _setting("MainViewSource", str(now.main), channels),
        _setting("Position", now.corner, Corner),
        _setting("SubViewMirroring", _flag(now.small_mirrored), sides),
        _setting("SubViewRotation", str(now.small_rotation), turns),
        _setting("SubViewSource", str(now.small), channels),
        _setting("Width", f"{now.width:g}"),
    )


def changed(now: Pip, **given: Any) -> Pip:
    """The picture in the picture with what was given. Raises OutOfRangeError for a colour or weight of another length."""
    wanted = {name: value for name, value in given.items() if value is not None}
    for name, length in (("color", 3), ("weight", 4)):
        if name in wanted and len(wanted[name]) != length:
            raise OutOfRangeError(f"{length} numbers", subject=name, value=wanted[name])
        if name in wanted:
            wanted[name] = tuple(wanted[name])
    return replace(now, **wanted)


def _setting(name: str, current: str, available: Iterable[str] | None = None) -> Element:
    value = element("CurrentValue", current)
    if available is None:
        return element(name, value)
    return element(name, value, element("AvailableValues", *(element("Name", one) for one in available)))


def _numbers(values: Iterable[float]) -> str:
    return ",".join(f"{value:g}" for value in values)


def _flag(value: bool) -> str:
    return "true" if value else "false"
