"""Audio streaming capabilities: /axis-cgi/audio/streamingcapabilities.cgi, where the device lists it.

No vendor page describes it: method and members are those that a published client reads (CamStreamerLib); codecs other than AAC are
named as in `Properties.Audio.Format` (guess), the rates are those of the Audio API (page slug: audio-api, audio compression formats).
"""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A
from camsim.device.audio import Audio
from camsim.device.parameters import Parameters

_RATES: dict[str, dict[int, tuple[int, ...]]] = {
    "g711": {8000: (64000,)},
    "g726": {8000: (24000, 32000)},
    "aac": {
        8000: (8000, 12000, 16000, 24000, 32000),
        16000: (12000, 16000, 24000, 32000, 48000, 64000),
        32000: (16000, 24000, 32000, 48000, 64000, 128000),
        44100: (32000, 48000, 64000, 128000),
        48000: (32000, 48000, 64000, 128000),
    },
    "opus": {
        8000: (8000, 12000, 16000, 24000, 32000),
        16000: (12000, 16000, 24000, 32000, 48000, 64000),
        48000: (32000, 48000, 64000, 128000),
    },
    "lpcm": {16000: (384000,), 32000: (768000,), 44100: (1058400,), 48000: (1152000,)},
}
"""Codec -> samples per second -> bits per second."""

api = Api(
    title="Audio streaming capabilities",
    page="audio-api",
    id="audio-streaming-capabilities",
    versions=("1.0",),
    access=Access.VIEWER,
    needs=lambda profile: Audio.fits(profile) and any(entry.id == "audio-streaming-capabilities" for entry in profile.apis.discovery),
    family=FAMILY_A,
)


@api.json("/axis-cgi/audio/streamingcapabilities.cgi", "list")
def list_encoders(call: Call) -> dict[str, object]:
    """The rates of each codec that the device has."""
    formats = call.organ(Parameters).text("Properties.Audio.Format").split(",")
    return {
        "encoders": {
            codec: [{"sample_rate": rate, "bit_rates": list(bits)} for rate, bits in rates.items()]
            for codec, rates in _RATES.items()
            if codec in formats
        }
    }
