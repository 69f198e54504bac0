"""Audio API: /axis-cgi/audio/receive.cgi and transmit.cgi on devices with sound (page slug: audio-api)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from camsim.apis.audio_api import messages
from camsim.apis.audio_api.messages import MessageStyle
from camsim.apis.audio_api.params import BINDINGS
from camsim.apis.audio_api.talk import talk
from camsim.contract import video
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Push, Result
from camsim.device.audio import Audio, Duplex
from camsim.device.errors import DeviceError, FullError, OutOfRangeError, WrongStateError
from camsim.media.stream import AudioKey, Reader
from camsim.media.unit import Codec


def _problem(call: Call, error: DeviceError) -> Result:
    return messages.refusal(messages.status_of(error))


api = Api(
    title="Audio API",
    page="audio-api",
    access=Access.VIEWER,
    needs=Audio.fits,
    problem=_problem,
    bindings=BINDINGS,
    omits=("AAC in several parts", "gains of single channels"),
)


@api.push("/axis-cgi/audio/receive.cgi")
async def receive(call: Call, httptype: MessageStyle | None = None) -> Push:
    """What a microphone hears, until the client leaves."""
    audio = call.organ(Audio)
    if audio.unit.duplex is Duplex.POST:
        raise WrongStateError("the speaker alone is in use", subject="duplex")
    key = video.heard(call.device, call.arguments)
    if key is None:
        raise OutOfRangeError("sound is off", subject="audio")
    style = httptype or MessageStyle(audio.configuration(key.channel).message_type.value)
    if style is MessageStyle.MULTIPART and key.codec is Codec.AAC:
        raise OutOfRangeError("no AAC in several parts", subject="audiocodec", value="aac")
    if sum(stream.readers for stream in call.media.streams if isinstance(stream.key, AudioKey)) >= audio.unit.listeners:
        raise FullError("as many listen as may", subject="listeners")
    reader = call.media.open(key)
    if style is MessageStyle.SINGLEPART:
        return Push(_row(key, reader), messages.media_type(key), video.NOT_CACHED, reader.close)
    return Push(_parts(key, reader), f"multipart/x-mixed-replace; boundary={messages.BOUNDARY}", video.NOT_CACHED, reader.close)


async def _row(key: AudioKey, reader: Reader) -> AsyncIterator[bytes]:
    async for unit in reader:
        yield messages.single(key, unit)


async def _parts(key: AudioKey, reader: Reader) -> AsyncIterator[bytes]:
    content_type = messages.media_type(key)
    async for block in messages.blocks(key, reader):
        yield messages.part(content_type, block)


@api.intake("/axis-cgi/audio/transmit.cgi")
async def transmit(call: Call, audiodeviceid: int = 0, audiooutputid: int = 0) -> Result:
    """Says what the client sends, for as long as he sends; answers when all has been said."""
    if audiodeviceid or audiooutputid:
        raise OutOfRangeError("no such output", subject="audiooutputid")
    return await talk(call)
