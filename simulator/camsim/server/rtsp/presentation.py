"""From a URL to its tracks, and to their description in the shape of the device's generation (page slug: rtsp)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from camsim.contract import onvif_profiles, video
from camsim.contract.api import within
from camsim.device.device import Device
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.media.gallery import Gallery
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec
from camsim.profile.model import Generation
from camsim.server.rtsp import playback
from camsim.server.rtsp.metadata import Wanted, selection
from camsim.server.rtsp.ptz_status import Detail
from camsim.server.rtsp.track import Track, audio_track, metadata_track, video_track
from camsim.wire import form
from camsim.wire.rtsp import RefusedError, Status, Target

_PATHS = ("/axis-media/media.amp", onvif_profiles.PATH)
_SOURCE_SPECIFIC = "/axis-media/ssm/media.amp"
_OLD_PATH = re.compile(r"/mpeg4(?:/([1-9][0-9]?))?/media\.amp")
_ANALYTICS = ("off", "box", "polygon")
_YES = {"1": True, "yes": True, "on": True, "true": True, "0": False, "no": False, "off": False, "false": False}


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a URL stands for."""

    tracks: tuple[Track, ...]
    channel: int = 1
    """Of the device: 1, 2, ..."""
    source_specific: bool = False
    """Whether it is meant for source-specific multicast."""
    recording: str = ""
    """The recording that it is; empty: it is live."""
    range: str = ""
    """What of it can be played."""
    pull: bool = False
    """Whether the client sets the pace."""


async def present(device: Device, gallery: Gallery, target: Target) -> Presentation:
    """The tracks of a URL. Raises RefusedError: 404 for an unknown path, 400 for arguments that cannot be met."""
    found = _old_channel(device, target.path)
    given = {**found, **{name.lower(): value for name, value in form.pairs(target.query)}}
    try:
        if id := given.get("recordingid", "").strip('"'):
            return _recorded(device, id, given)
        if target.path == onvif_profiles.PATH:
            given = onvif_profiles.arguments(device, given)
        return await _tracks(device, gallery, given, target.path == _SOURCE_SPECIFIC)
    except (DeviceError, ValueError) as error:
        raise RefusedError(Status.BAD_REQUEST) from error


def _old_channel(device: Device, path: str) -> dict[str, str]:
    """The arguments that a path stands for. Raises RefusedError(404)."""
    plain = form.path(path)
    if plain in _PATHS or plain == _SOURCE_SPECIFIC:
        return {}
    old = _OLD_PATH.fullmatch(plain)
    if old is None or device.profile.generation is Generation.C:
        raise RefusedError(Status.NOT_FOUND)
    return {"camera": old[1]} if old[1] else {}


def _recorded(device: Device, id: str, given: Mapping[str, str]) -> Presentation:
    """A recording. Raises RefusedError(404), OutOfRangeError."""
    pull = _flag(given, "pull", False)
    try:
        tracks, span = playback.tracks(device, id, given)
    except NotThereError as error:
        raise RefusedError(Status.NOT_FOUND) from error
    return Presentation(tracks, recording=id, range=span, pull=pull)


async def _tracks(device: Device, gallery: Gallery, given: Mapping[str, str], source_specific: bool) -> Presentation:
    parameters = device.organ(Parameters)
    tracks: list[Track] = []
    channel = int(given["camera"]) if given.get("camera", "").isdecimal() else 1
    if _flag(given, "video", device.profile.video is not None):
        key = _carried(video.wanted(device, given, stamp=gallery.stamp, any_codec=True).key)
        channel = key.channel
        can_replay = parameters.flag("Properties.API.RTP.OnvifReplayExt")
        replay = can_replay and _flag(given, "onvifreplayext", parameters.flag("Network.RTP.OnvifReplayExt"))
        tracks.append(video_track(key, await gallery.describe(key), gallery.rate(key), replay))
    sound = video.heard(device, given)
    if sound is not None:
        await gallery.describe(sound)
        tracks.append(audio_track(sound))
    metadata = _metadata(given, channel)
    if metadata != Wanted(metadata.channel) and parameters.flag("Properties.API.Metadata.Metadata"):
        tracks.append(metadata_track(metadata))
    if not tracks:
        raise OutOfRangeError("nothing is asked for", subject="video", value="0")
    return Presentation(tuple(tracks), channel, source_specific)


def _metadata(given: Mapping[str, str], channel: int) -> Wanted:
    """What is wanted of metadata. Raises OutOfRangeError, ExpressionError."""
    events = selection(given) if _flag(given, "event", False) else None
    return Wanted(channel, events, Detail(_word(given, "ptz", tuple(Detail))), _word(given, "analytics", _ANALYTICS))


def _carried(key: StreamKey) -> StreamKey:
    """The key with a picture that RTP can carry: JPEG has colour components in RTP, so that grey pictures are colour ones without it."""
    if key.codec is Codec.JPEG and not key.color:
        return replace(key, color=True, tone=replace(key.tone, color_level=0))
    return key


def _flag(given: Mapping[str, str], name: str, default: bool) -> bool:
    """A truth value. Raises OutOfRangeError for any other word."""
    text = given.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _YES:
        raise OutOfRangeError(f"{name}={text} is not allowed", subject=name, value=text)
    return _YES[text]


def _word(given: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """One of the words, the first one without the argument. Raises OutOfRangeError for any other."""
    text = given.get(name, "").strip().lower() or words[0]
    if text not in words:
        raise OutOfRangeError(f"{name}={text} is not allowed", subject=name, value=text)
    return text


def has_back_channel(device: Device) -> bool:
    """Whether the device takes sound from clients, which newer servers announce."""
    return within(device.profile, "7.0", "") and device.organ(Parameters).flag("Properties.Audio.Source.A0.Output")
