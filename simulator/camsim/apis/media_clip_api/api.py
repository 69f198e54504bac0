"""Media clip API: /axis-cgi/mediaclip.cgi, playclip.cgi and stopclip.cgi, OS 5.40 and later (page slug: media-clip-api)."""

from __future__ import annotations

from camsim.apis.media_clip_api import messages
from camsim.apis.media_clip_api.messages import ClipAction, done, problem
from camsim.apis.media_clip_api.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import GET_POST, Api
from camsim.contract.call import Call
from camsim.contract.results import Binary, Page, Result, Text
from camsim.device.clips import Clips
from camsim.device.errors import OutOfRangeError

api = Api(
    title="Media clip API",
    page="media-clip-api",
    id="mediaclip",
    versions=("1.0",),
    since="5.40",
    access=Access.OPERATOR,
    needs=Clips.fits,
    problem=problem,
    bindings=BINDINGS,
    omits=("clips made or removed by param.cgi",),
)


@api.upload("/axis-cgi/mediaclip.cgi", methods=GET_POST)
async def media_clip(
    call: Call, action: ClipAction, clip: int | None = None, name: str = "", location: str = "", repeat: int = 0, volume: int = 100
) -> Result:
    """Plays, stops, keeps, removes, renames or hands out a clip."""
    clips = call.organ(Clips)
    if action is ClipAction.PLAY:
        return messages.play(call, clip, location, repeat, volume)
    if action is ClipAction.STOP:
        clips.stop()
        return done("stopping")
    if action is ClipAction.UPLOAD:
        return await _keep(call, name)
    if clip is None:
        raise OutOfRangeError("clip is missing", subject="clip")
    if action is ClipAction.REMOVE:
        clips.remove(clip)
        return done(f"removed={clip}")
    if action is ClipAction.UPDATE:
        clips.rename(clip, name)
        return done(f"updated={clip}")
    return await _file(call, clip)


@api.cgi("/axis-cgi/playclip.cgi", access=Access.VIEWER)
def play_clip(call: Call, clip: int | None = None, location: str = "", repeat: int = 0, volume: int = 100) -> Text:
    """Plays a clip."""
    return messages.play(call, clip, location, repeat, volume)


@api.cgi("/axis-cgi/stopclip.cgi", access=Access.VIEWER)
def stop_clip(call: Call) -> Text | Page:
    """Ends what plays, on devices that say so."""
    if not call.profile.says_yes("Properties.AudioClip.StopClip"):
        return Page(404)
    call.organ(Clips).stop()
    return done("stopping")


async def _keep(call: Call, name: str) -> Text:
    from camsim.media import record

    clips = call.organ(Clips)
    if call.arguments.get("media", "audio") != "audio":
        raise OutOfRangeError("no such media", subject="media", value=call.arguments["media"])
    part = next(iter(call.parts), None)
    if part is None or part.size > clips.largest:
        raise OutOfRangeError("the file is too large" if part else "no file", subject="file")
    content = part.file.read()
    kind = record.format_of(content)
    made = await call.offload(lambda: record.read(content, part.filename))
    return done(f"uploaded={clips.add(made, kind, name)}")


async def _file(call: Call, clip: int) -> Binary:
    from camsim.media import record

    found = call.organ(Clips).clip(clip).record
    return Binary(await call.offload(lambda: record.as_au(found)), "audio/basic")
