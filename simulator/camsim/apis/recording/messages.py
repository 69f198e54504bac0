"""How the recording CGIs spell recordings, times and errors (page slug: edge-storage-api#recording-api; the list as seen on devices)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from camsim.contract.results import Text
from camsim.device.errors import OutOfRangeError
from camsim.device.storage.recording import ContinuousProfile, Recording, RecordingStatus
from camsim.wire import moment
from camsim.wire.xml import FORBIDDEN, XSI, attributes

_SCHEMAS = "http://www.axis.com/vapix/http_cgi/recording"
_VIDEO = {"h264": "video/x-h264", "h265": "video/x-h265", "jpeg": "video/x-mjpeg"}
_AUDIO = {"aac": "audio/mpeg4-generic", "opus": "audio/x-opus"}


def time(name: str, text: str | None) -> float | None:
    """An argument that is a time. Raises OutOfRangeError."""
    if text is None:
        return None
    try:
        return moment.read(text)
    except (ValueError, OverflowError):
        raise OutOfRangeError(f"Invalid {name}", subject=name, value=text) from None


def recordings(total: int, matched: int, shown: Iterable[tuple[Recording, RecordingStatus, int]]) -> Text:
    """A page of the list; with each recording its status, and the seconds that local time is ahead."""
    lines = "".join(_recording(*one) for one in shown)
    return _root("list1", f'  <recordings totalnumberofrecordings="{total}" numberofrecordings="{matched}" >\n{lines}  </recordings>\n')


def names(group: str, element: str, found: Sequence[str]) -> Text:
    """The event ids or sources that recordings have."""
    lines = "".join(f"    <{element}>{escape(one)}</{element}>\n" for one in found)
    return _root("list1", f"  <{group}>\n{lines}  </{group}>\n")


def done(element: str, schema: str, told: Iterable[Mapping[str, str]]) -> Text:
    """What became of one or more recordings or profiles."""
    return _root(schema, "".join(f"  <{element} {attributes(one)} />\n" for one in told))


def result(why: str = "") -> dict[str, str]:
    """The last attributes of an answer."""
    return {"result": "ERROR", "errormsg": why} if why else {"result": "OK"}


def profiles(found: Mapping[int, ContinuousProfile]) -> Text:
    """Continuous recording profiles."""
    lines = "".join(
        f"    <continuousrecordingconfiguration {attributes(told)} />\n"
        for told in (
            {"profile": str(number), "diskid": one.disk, "options": one.options, "eventid": one.event_id} for number, one in found.items()
        )
    )
    inside = f"  <continuousrecordingconfigurations>\n{lines}  </continuousrecordingconfigurations>\n"
    return _root("continuousconfigurationlist1", inside)


def _recording(one: Recording, status: RecordingStatus, offset: int) -> str:
    ended = status is RecordingStatus.COMPLETED
    told = {
        "diskid": one.disk,
        "recordingid": one.id,
        "starttime": moment.utc(one.started),
        "starttimelocal": moment.local(one.started, offset),
        "stoptime": moment.utc(one.until) if ended else "",
        "stoptimelocal": moment.local(one.until, offset) if ended else "",
        "recordingtype": one.kind.value,
        "eventid": one.event_id,
        "eventtrigger": one.trigger,
        "recordingstatus": status.value,
        "source": str(one.content.source),
        "locked": "Yes" if one.locked else "No",
    }
    return f"    <recording {attributes(told)}>\n{_media(one)}    </recording>\n"


def _media(one: Recording) -> str:
    pictures, sound, source = one.content.pictures, one.content.sound, str(one.content.source)
    lines = []
    if pictures is not None:
        width, height = str(pictures.width), str(pictures.height)
        told = {"mimetype": _VIDEO[pictures.codec], "source": source, "width": width, "height": height}
        lines.append(f"      <video {attributes({**told, 'framerate': _rate(pictures.rate), 'resolution': f'{width}x{height}'})}/>\n")
    if sound is not None:
        told = {"mimetype": _AUDIO[sound.codec], "source": source, "bitrate": str(sound.bit_rate), "samplerate": str(sound.sample_rate)}
        lines.append(f"      <audio {attributes(told)}/>\n")
    return "".join(lines)


def _rate(rate: float) -> str:
    return f"{round(rate)}:1" if abs(rate - round(rate)) < 1e-3 else f"{round(rate * 1000)}:1000"


def _root(schema: str, inside: str) -> Text:
    location = f'xmlns:xsi="{XSI}" xsi:noNamespaceSchemaLocation="{_SCHEMAS}/{schema}.xsd"'
    document = f'<?xml version="1.0"?>\n<root {location}>\n{inside}</root>\n'
    return Text(FORBIDDEN.sub("?", document), "text/xml", encoding="utf-8")
