"""What a client asked to see and hear: URL arguments over a stream profile over the channel's parameters (page slug: video-streaming)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from camsim.contract.api import within
from camsim.contract.call import Call
from camsim.contract.results import Page, Result
from camsim.device.audio import Audio, Duplex
from camsim.device.device import Device
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.parameters import Parameters
from camsim.device.views.views import Views
from camsim.media.coding import H264Profile, Mode, Priority, RateMode, ZipProfile, Zipstream
from camsim.media.gallery import StreamState
from camsim.media.paint.text import TextBackground, TextColor, TextOverlay, TextPosition, TextSize
from camsim.media.paint.tone import NEUTRAL, Tone
from camsim.media.request import Defaults, Limits, StreamRequest, channel_of, resolve
from camsim.media.request_audio import AudioDefaults, AudioLimits, resolve_audio
from camsim.media.request_coding import CodingDefaults, CodingLimits, RateDefaults
from camsim.media.stream import AudioKey, StreamKey
from camsim.wire import form

NOT_CACHED = (("Cache-Control", "no-cache"), ("Pragma", "no-cache"), ("Expires", "Thu, 01 Dec 1994 16:00:00 GMT"))
"""Headers of pictures and streams."""

OMITS = ("palette", "image overlays (overlayimage, overlaypos)")
"""What all video requests leave out."""

MOST_VIEWERS = 20
"""`Image.MaxViewers` where a device has no such parameter."""

MOST_CHANNELS = 16
"""Channels that have paths of their own."""

_CHANNEL = re.compile(r"/m?jpg/(\d+|quad)/")
_DATE_FORMATS = {"YYYY-MM-DD": "%F", "Www Mmm DD YYYY": "%a %b %d %Y", "MM/DD/YYYY": "%m/%d/%Y"}
_TIME_FORMATS = {"24": "%T", "12": "%r"}

W = TypeVar("W", bound=StrEnum)


def problem(call: Call, error: DeviceError) -> Result:
    """The device's page for a request that names a picture which is not to be had."""
    return Page(400)


def asked(call: Call) -> StreamRequest:
    """The JPEG stream that a request over HTTP means; a channel in the path counts as `camera`. Raises as `wanted` does."""
    arguments = call.arguments
    if (named := _CHANNEL.match(call.request.path)) and "camera" not in arguments:
        arguments = {**arguments, "camera": named[1]}
    return wanted(call.device, arguments, stamp=call.media.stamp)


def by_channel(path: str) -> tuple[str, ...]:
    """Aliases of a path for single channels and the quad view: `/jpg/{}/image.jpg`."""
    return (*(path.format(channel) for channel in range(1, MOST_CHANNELS + 1)), path.format("quad"))


def viewers(call: Call) -> int:
    """How many streams are being watched now."""
    return watched(call.media.streams)


def watched(streams: tuple[StreamState, ...]) -> int:
    """How many readers the pictures among some streams have."""
    return sum(stream.readers for stream in streams if isinstance(stream.key, StreamKey))


def room(call: Call, key: StreamKey) -> bool:
    """Whether the device can show one more stream of this key: its viewers are bounded, and so are the streams that it codes."""
    if viewers(call) >= call.organ(Parameters).number("Image.MaxViewers", MOST_VIEWERS):
        return False
    facts = call.profile.video
    coded = {stream.key for stream in call.media.streams if stream.key.codec.predicts}
    return not key.codec.predicts or key in coded or facts is None or len(coded) < facts.encoders


def wanted(device: Device, arguments: Mapping[str, str], *, stamp: bool = True, any_codec: bool = False) -> StreamRequest:
    """The pictures that arguments mean; `any_codec`: whether they may be coded otherwise than as JPEG, as in RTSP.

    Raises OutOfRangeError for a bad value of a known argument, NotThereError for an unknown stream profile, WrongStateError for a
    view that is switched off.
    """
    parameters = device.organ(Parameters)
    given = _with_profile(parameters, arguments)
    channel = _channel(device, parameters, given)
    if not device.organ(Views).available(channel):
        raise WrongStateError(f"view {channel} is off", subject="camera", value=str(channel))
    limits = _limits(device, parameters, channel)
    return resolve(given, _defaults(device, channel, stamp), limits, any_codec=any_codec)


def heard(device: Device, arguments: Mapping[str, str]) -> AudioKey | None:
    """The sound that arguments mean, None for none. Raises OutOfRangeError and NotThereError as `wanted` does."""
    if not device.has(Audio):
        return None
    parameters, audio = device.organ(Parameters), device.organ(Audio)
    given = _with_profile(parameters, arguments)
    channel = _channel(device, parameters, given) if device.profile.video is not None else 1
    configuration = audio.configuration(channel)
    number = microphone(given, configuration.source)
    source = audio.source(number)
    formats = parameters.text("Properties.Audio.Format", "aac,g711")
    key = resolve_audio(
        given,
        AudioDefaults(
            enabled=audio.streams(channel),
            codec=source.encoding,
            sample_rate=source.sample_rate,
            bit_rate=source.bit_rate,
            channels=configuration.channels,
        ),
        AudioLimits(formats=_words(formats), channels=source.channels),
        channel,
    )
    if key is None or not audio.has_input(number) or audio.unit.duplex is Duplex.POST:
        return None
    return replace(key, source=number)


def microphone(arguments: Mapping[str, str], usual: int) -> int:
    """The source that arguments name: `audiochannel`, or `audiodeviceid` with `audioinputid`; the usual one where they name none.

    Raises OutOfRangeError.
    """
    channel = arguments.get("audiochannel")
    pair = {name: arguments[name] for name in ("audiodeviceid", "audioinputid") if name in arguments}
    if channel is None and not pair:
        return usual
    if channel is not None and (pair or not (channel.isascii() and channel.isdecimal() and 0 < int(channel[:9]) < 10**8)):
        raise OutOfRangeError("no such audio channel", subject="audiochannel", value=channel)
    if channel is not None:
        return int(channel) - 1
    if set(pair.values()) != {"0"}:
        raise OutOfRangeError("no such audio input", subject="audioinputid", value=",".join(pair.values()))
    return 0


def _with_profile(parameters: Parameters, arguments: Mapping[str, str]) -> dict[str, str]:
    name = arguments.get("streamprofile")
    if not name:
        return dict(arguments)
    for parameter in parameters.group("StreamProfile.*.Name"):
        if parameters.get(parameter) == name:
            stored = parameters.text(parameter.removesuffix("Name") + "Parameters")
            return {**dict(form.pairs(stored)), **arguments}
    raise NotThereError(f"no stream profile {name}", subject="streamprofile", value=name)


def _channel(device: Device, parameters: Parameters, given: Mapping[str, str]) -> int:
    return channel_of(given, Defaults(), _limits(device, parameters, 1))


def _limits(device: Device, parameters: Parameters, channel: int) -> Limits:
    if not device.has(Views):
        raise OutOfRangeError("the device has no video", subject="camera")
    views = device.organ(Views)
    listed = parameters.text(f"Properties.Image.I{channel - 1}.Resolution") or parameters.text("Properties.Image.Resolution")
    return Limits(
        resolutions=_words(listed),
        rotations=views.rotations(channel),
        channels=views.count,
        quad=views.quad,
        max_fps=views.rate(channel),
        sensor=views.size(channel),
        legacy_overlays=not within(device.profile, "10.6", ""),
        pal=parameters.text("ImageSource.I0.Video.DetectedType") == "PAL",
        coding=_coding_limits(parameters),
    )


def _coding_limits(parameters: Parameters) -> CodingLimits:
    listed = (name.lower() for name in _words(parameters.text("Properties.Image.H264.Profiles")))
    version = parameters.text("Properties.Image.RateControl.Version", "1.0").split(".")
    return CodingLimits(
        formats=_words(parameters.text("Properties.Image.Format", "jpeg,mjpeg")),
        profiles=tuple(H264Profile(name) for name in listed if name in list(H264Profile)),
        rate_control=(int(version[0]), int(version[1])),
        average=parameters.flag("Properties.Image.RateControl.ABR.ABR"),
        zipstream=parameters.flag("Properties.ZipStream.ZipStream"),
        signing=bool(parameters.text("Image.I0.MPEG.SignedVideo.Enabled")),
    )


def _defaults(device: Device, channel: int, stamp: bool) -> Defaults:
    parameters, views = device.organ(Parameters), device.organ(Views)
    view = f"Image.I{channel - 1}"
    look = f"{view}.Appearance"
    source = views.source(channel)
    return Defaults(
        channel=channel,
        resolution=parameters.text(f"{look}.Resolution", "640x480"),
        compression=parameters.number(f"{look}.Compression", 30),
        rotation=views.turn(channel),
        mirror=parameters.flag(f"{look}.MirrorEnabled"),
        color=parameters.flag(f"{look}.ColorEnabled", True) and not _is_night(parameters, channel, source),
        square_pixel=parameters.flag(f"{look}.SquarePixelEnabled"),
        tone=_tone(parameters, source),
        fps=parameters.number(f"{view}.Stream.FPS"),
        duration=parameters.number(f"{view}.Stream.Duration"),
        frames=parameters.number(f"{view}.Stream.NbrOfFrames"),
        overlays=parameters.text(f"{look}.Overlays", "all"),
        text=_text(parameters, f"{view}.Text"),
        stamp=stamp,
        max_frame_size=parameters.number(f"{view}.SizeControl.MaxFrameSize"),
        coding=_coding(parameters, view),
    )


def _coding(parameters: Parameters, view: str) -> CodingDefaults:
    mpeg, rate = f"{view}.MPEG", f"{view}.RateControl"
    plain = CodingDefaults()
    return CodingDefaults(
        profile=_word(parameters, f"{mpeg}.H264.Profile", plain.profile),
        gop_length=parameters.number(f"{mpeg}.PCount", plain.gop_length - 1) + 1,
        rate=RateDefaults(
            mode=_word(parameters, f"{rate}.Mode", RateMode.VBR),
            priority=_word(parameters, f"{rate}.Priority", Priority.FRAME_RATE),
            maximum=parameters.number(f"{rate}.MaxBitrate"),
            target=parameters.number(f"{rate}.TargetBitrate"),
            average=parameters.number(f"{rate}.ABR.TargetBitrate"),
            average_maximum=parameters.number(f"{rate}.ABR.MaxBitrate"),
        ),
        zipstream=_zipstream(parameters, mpeg),
        skip=_word(parameters, f"{mpeg}.FrameSkipMode", plain.skip),
        sets_in_band=parameters.flag(f"{mpeg}.H264.PSEnabled"),
        signed=parameters.flag(f"{mpeg}.SignedVideo.Enabled"),
    )


def _zipstream(parameters: Parameters, mpeg: str) -> Zipstream:
    plain = Zipstream()
    least = parameters.text(f"{mpeg}.ZMinFps", "0")
    return Zipstream(
        strength=parameters.number(f"{mpeg}.ZStrength"),
        gop_mode=_word(parameters, f"{mpeg}.ZGopMode", Mode.FIXED),
        max_gop_length=parameters.number(f"{mpeg}.ZMaxGopLength", plain.max_gop_length),
        fps_mode=_word(parameters, f"{mpeg}.ZFpsMode", Mode.FIXED),
        min_fps=Fraction(least) if least.replace("/", "", 1).isdecimal() and not least.endswith("/0") else Fraction(0),
        profile=_word(parameters, f"{mpeg}.ZProfile", ZipProfile.CLASSIC),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _word(parameters: Parameters, name: str, default: W) -> W:
    """The value of a parameter that holds one word of a few; the default for any other."""
    kind, text = type(default), parameters.text(name).lower()
    return kind(text) if text in list(kind) else default


def _is_night(parameters: Parameters, channel: int, source: int) -> bool:
    """Whether the infrared cut filter is out of the light's way, which takes the colours away."""
    filters = (parameters.text(f"PTZ.Various.V{channel}.IrCutFilter"), parameters.text(f"ImageSource.I{source}.DayNight.IrCutFilter"))
    return "off" in filters or "no" in filters


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
        date_format=_format(parameters, "Date", _DATE_FORMATS),
        clock_format=_format(parameters, "Time", _TIME_FORMATS),
    )


def _format(parameters: Parameters, what: str, known: Mapping[str, str]) -> str:
    """The pattern for dates or times: one of the device's, or the user's own."""
    own = parameters.text(f"Image.Own{what}Format")
    if own and parameters.flag(f"Image.Own{what}FormatEnabled"):
        return own
    return known.get(parameters.text(f"Image.{what}Format"), next(iter(known.values())))
