"""Containers for live media, byte by byte: fragmented MP4 and Matroska. No I/O, no encoder."""

from camsim.wire.container.codecs import H264, H265, Aac, Codec, Jpeg, Opus, length_prefixed
from camsim.wire.container.matroska import MatroskaMuxer
from camsim.wire.container.mp4 import Mp4Muxer
from camsim.wire.container.sample import Muxer, Sample, Track

__all__ = ["H264", "H265", "Aac", "Codec", "Jpeg", "MatroskaMuxer", "Mp4Muxer", "Muxer", "Opus", "Sample", "Track", "length_prefixed"]
