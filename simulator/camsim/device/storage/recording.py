"""A recording as the device keeps it: what it is of, when, where, and how large (page slug: edge-storage-api#recording-api)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RecordingKind(StrEnum):
    """Why something is recorded."""

    TRIGGERED = "triggered"
    SCHEDULED = "scheduled"
    CONTINUOUS = "continuous"


class RecordingStatus(StrEnum):
    """Whether it still goes on."""

    RECORDING = "recording"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Pictures:
    """The pictures of a recording."""

    codec: str
    """`h264`"""
    width: int
    height: int
    rate: float
    """Frames per second."""


@dataclass(frozen=True)
class Sound:
    """The sound of a recording."""

    codec: str
    """`aac`"""
    bit_rate: int
    """Bits per second."""
    sample_rate: int


@dataclass(frozen=True)
class Content:
    """What stream options mean on this device."""

    pictures: Pictures | None
    sound: Sound | None
    source: int = 1
    """Channel of the device: 1, 2, ..."""


@dataclass(frozen=True)
class Recording:
    """One recording as it stands; a change makes another one. Times are the device's own in seconds since 1970."""

    id: str
    disk: str
    options: str
    """Stream options as a client wrote them."""
    content: Content
    kind: RecordingKind = RecordingKind.TRIGGERED
    event_id: str = ""
    trigger: str = ""
    started: float = 0.0
    until: float = 0.0
    """End of what is there so far."""
    size: int = 0
    """Bytes."""
    locked: bool = False
    """Whether no clean-up takes it."""
    group: str = ""
    """Recording group that it belongs to."""


@dataclass(frozen=True)
class ContinuousProfile:
    """What is recorded whenever it can be."""

    disk: str
    options: str
    event_id: str = "continuous"


@dataclass(frozen=True)
class Wanted:
    """Which recordings: what is None does not count."""

    ids: frozenset[str] | None = None
    disk: str | None = None
    event_id: str | None = None
    source: str | None = None
    since: float | None = None
    """Those of which any part lies at or after this time of the device."""
    before: float | None = None
    group: str | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing but the disk counts."""
        return self == Wanted(disk=self.disk)

    def fits(self, recording: Recording) -> bool:
        """Whether a recording is one of them."""
        return (
            (self.ids is None or recording.id in self.ids)
            and self.disk in (None, recording.disk)
            and self.event_id in (None, recording.event_id)
            and self.source in (None, str(recording.content.source))
            and (self.since is None or recording.until >= self.since)
            and (self.before is None or recording.started <= self.before)
            and self.group in (None, recording.group)
        )


@dataclass(frozen=True)
class Page:
    """A part of the list of recordings."""

    total: int
    """How many there are on disks that can be read."""
    matched: int
    """How many of them are wanted."""
    recordings: list[Recording]
