"""What a session description says of each codec: payload type, rtpmap, fmtp, bandwidth."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Protocol

from camsim.wire.rtp.av1 import Sequence
from camsim.wire.rtp.nal import unescaped
from camsim.wire.rtsp.style import Style

VIDEO_TYPE = 96
AUDIO_TYPE = 97
METADATA_TYPE = 98

_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


class Codec(Protocol):
    """How packets of one kind are to be read."""

    @property
    def kind(self) -> str:
        """First word of the media line: video, audio or application."""

    @property
    def payload_type(self) -> int:
        """RTP payload type: static where one is assigned (RFC 3551, section 6), else dynamic."""

    @property
    def rtpmap(self) -> str:
        """Encoding name and clock rate, `H264/90000`."""

    @property
    def bandwidth(self) -> int:
        """Kilobits per second for the `b=AS` line; 0: there is none."""

    def fmtp(self, style: Style) -> str:
        """Format parameters as a generation spells them; empty: there are none."""


@dataclass(frozen=True, slots=True)
class H264:
    """H.264 by its parameter sets, without start codes (RFC 6184)."""

    sps: bytes
    pps: bytes
    kind: str = "video"
    payload_type: int = VIDEO_TYPE
    rtpmap: str = "H264/90000"
    bandwidth: int = 50000

    def fmtp(self, style: Style) -> str:
        """`profile-level-id` is three bytes of the SPS (RFC 6184, section 8.1)."""
        sets = f"sprop-parameter-sets={_base64(self.sps)},{_base64(self.pps)}"
        level = f"profile-level-id={self.sps[1:4].hex()}"
        if style.own_server:
            return f"packetization-mode=1; {level}; {sets}"
        return f"packetization-mode=1;{sets};{level}" + (";level-asymmetry-allowed=1" if style.onvif_tracks else "")


@dataclass(frozen=True, slots=True)
class H265:
    """H.265 by its parameter sets, without start codes (RFC 7798)."""

    vps: bytes
    sps: bytes
    pps: bytes
    kind: str = "video"
    payload_type: int = VIDEO_TYPE
    rtpmap: str = "H265/90000"
    bandwidth: int = 20000

    def fmtp(self, style: Style) -> str:
        """Profile, tier and level stand in the SPS (ITU-T H.265, section 7.3.3)."""
        sets = f"sprop-vps={_base64(self.vps)};sprop-sps={_base64(self.sps)};sprop-pps={_base64(self.pps)}"
        plain = unescaped(self.sps)
        if len(plain) < 15:
            return sets
        return f"{sets};profile-id={plain[3] & 0x1F};tier-flag={plain[3] >> 5 & 1};level-id={plain[14]}"


@dataclass(frozen=True, slots=True)
class _Plain:
    kind: str
    payload_type: int
    rtpmap: str
    bandwidth: int
    parameters: str = ""

    def fmtp(self, style: Style) -> str:
        """The same for every generation."""
        return self.parameters


@dataclass(frozen=True, slots=True)
class Aac:
    """AAC-LC in the high bit rate mode (RFC 3640, section 3.3.6)."""

    rate: int
    """Samples per second."""
    bit_rate: int
    """Bits per second."""
    channels: int = 1
    kind: str = "audio"
    payload_type: int = AUDIO_TYPE

    @property
    def rtpmap(self) -> str:
        """Clock rate and channels."""
        return f"MPEG4-GENERIC/{self.rate}/{self.channels}"

    @property
    def bandwidth(self) -> int:
        """Kilobits per second."""
        return self.bit_rate // 1000

    @property
    def config(self) -> bytes:
        """AudioSpecificConfig: object type 2, index of the rate, channels. Raises ValueError for a rate that AAC does not have."""
        return (2 << 11 | _AAC_RATES.index(self.rate) << 7 | self.channels << 3).to_bytes(2, "big")

    def fmtp(self, style: Style) -> str:
        """Names are spelled differently by the old servers."""
        config = self.config.hex().upper()
        if style.own_server:
            return (
                f"profile-level-id=15; mode=AAC-hbr;config={config}; SizeLength=13; IndexLength=3;IndexDeltaLength=3; Profile=1; "
                f"bitrate={self.bit_rate};"
            )
        return (
            f"streamtype=5;profile-level-id=2;mode=AAC-hbr;config={config};sizeLength=13;indexlength=3;indexdeltalength=3;"
            f"bitrate={self.bit_rate}"
        )


JPEG: Codec = _Plain("video", 26, "JPEG/90000", 50000)
"""Motion JPEG (RFC 2435)."""
PCMU: Codec = _Plain("audio", 0, "PCMU/8000", 64)
PCMA: Codec = _Plain("audio", 8, "PCMA/8000", 64)
METADATA: Codec = _Plain("application", METADATA_TYPE, "vnd.onvif.metadata/90000", 0)


def av1(sequence: Sequence) -> Codec:
    """AV1 by its sequence header (RTP Payload Format for AV1, version 1.0, section 7.2)."""
    told = f"profile={sequence.profile};level-idx={sequence.level};tier={int(sequence.high_tier)}"
    return _Plain("video", VIDEO_TYPE, "AV1/90000", 20000, told)


def g726(kilobits: int) -> Codec:
    """G.726 at 16, 24, 32 or 40 kbit/s (RFC 3551, section 4.5.4)."""
    return _Plain("audio", AUDIO_TYPE, f"G726-{kilobits}/8000", kilobits)


def opus(bit_rate: int, *, stereo: bool = False) -> Codec:
    """Opus at a bit rate in bits per second (RFC 7587, section 7: always told as 48000 Hz, two channels)."""
    return _Plain("audio", AUDIO_TYPE, "OPUS/48000/2", bit_rate // 1000, f"sprop-stereo={int(stereo)}")


def l16(rate: int, channels: int = 1) -> Codec:
    """Linear samples of 16 bits (RFC 3551, section 4.5.11)."""
    return _Plain("audio", AUDIO_TYPE, f"L16/{rate}/{channels}", rate * channels * 16 // 1000)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
