"""The disks as events tell them: whether each is there and well, and what becomes of recordings (page slug: edge-storage)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.event import Event, key, value
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept_in_default, volatile
from camsim.profile.model import Profile

NOT_THERE = -3
"""Health, wear and temperature of a disk that is not there."""


class StorageDisruptionEvent(Event):
    """A disk cannot be used."""

    topic = "tnsaxis:Storage/Disruption"
    nice_name = "Storage disruption"
    disk: str = key("disk_id", kind="xsd:string", nice="Disk")
    disruption: bool = value(nice="Disruption", state=True)


class StorageFailureEvent(Event):
    """The same under the name of a hardware failure."""

    topic = "tns1:Device/tnsaxis:HardwareFailure/StorageFailure"
    nice_name = "Storage Failure"
    disk: str = key("disk_id", kind="xsd:string", nice="Disk")
    disruption: bool = value(nice="Storage Disruption", state=True)


class StorageAlertEvent(Event):
    """A disk is unwell."""

    topic = "tnsaxis:Storage/Alert"
    nice_name = "Storage alert"
    disk: str = key("disk_id", kind="xsd:string", nice="Disk")
    alert: bool = value(nice="Alert", state=True)
    wear: int = value(kind="xsd:int", nice="Wear")
    temperature: int = value(kind="xsd:int", nice="Temperature")
    overall_health: int = value(kind="xsd:int", nice="Overall Health")


class RecordingEvent(Event):
    """Something is being recorded."""

    topic = "tnsaxis:Storage/Recording"
    nice_name = "Recording ongoing"
    recording: bool = value(nice="Recording status", state=True)


class CreateRecordingEvent(Event):
    """A recording was begun."""

    topic = "tns1:RecordingConfig/CreateRecording"
    stateful = False
    nice_name = "Create Recording"
    token: str = key("RecordingToken", kind="xsd:string", nice="Recording Token")


class DeleteRecordingEvent(Event):
    """A recording was deleted."""

    topic = "tns1:RecordingConfig/DeleteRecording"
    stateful = False
    nice_name = "Delete Recording"
    token: str = key("RecordingToken", kind="xsd:string", nice="Recording Token")


class RecordingConfigurationEvent(Event):
    """What a recording is was changed."""

    topic = "tns1:RecordingConfig/RecordingConfiguration"
    stateful = False
    nice_name = "Recording Configuration"
    token: str = key("RecordingToken", kind="xsd:string", nice="Recording Token")
    configuration: str = value("Configuration", kind="xsd:string", nice="Recording Configuration", element=True)


class TrackConfigurationEvent(Event):
    """A track of a recording was changed."""

    topic = "tns1:RecordingConfig/TrackConfiguration"
    stateful = False
    nice_name = "Track Configuration"
    token: str = key("RecordingToken", kind="xsd:string", nice="Recording Token")
    track: str = key("TrackToken", kind="xsd:string", nice="Track Token")
    configuration: str = value("Configuration", kind="xsd:string", nice="Track Configuration", element=True)


class RecordingJobEvent(Event):
    """What is recorded where was changed."""

    topic = "tns1:RecordingConfig/RecordingJobConfiguration"
    stateful = False
    nice_name = "Recording Job Configuration"
    token: str = key("RecordingJobToken", kind="xsd:string", nice="Recording Job Token")
    configuration: str = value("Configuration", kind="xsd:string", nice="Recording Job Configuration", element=True)


@dataclass
class DiskWatchState:
    """Disks that are there and well, and whether something records."""

    well: list[str] = kept_in_default(factory=list)
    recording: bool = volatile(default=False)


class DiskWatch(Sensor[DiskWatchState]):
    """Watches the disks; all are missing until something says that they are there."""

    name = "disk_watch"
    tells = (CreateRecordingEvent, DeleteRecordingEvent, RecordingConfigurationEvent, TrackConfigurationEvent, RecordingJobEvent)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return bool(_disks(profile))

    def factory_state(self) -> DiskWatchState:
        return DiskWatchState()

    def current_events(self) -> list[Event]:
        found: list[Event] = []
        for disk in _disks(self.profile):
            gone = disk not in self.state.well
            figure = NOT_THERE if gone else 0
            found += [
                StorageDisruptionEvent(disk=disk, disruption=gone),
                StorageFailureEvent(disk=disk, disruption=gone),
                StorageAlertEvent(disk=disk, alert=False, wear=figure, temperature=figure, overall_health=figure),
            ]
        return [*found, RecordingEvent(recording=self.state.recording)]

    def levers(self) -> list[Lever]:
        return [self._lever(disk) for disk in _disks(self.profile)]

    def insert(self, disk: str, there: bool) -> None:
        """A disk is there and well, or no longer."""
        if there is not (disk in self.state.well):
            (self.state.well.append if there else self.state.well.remove)(disk)
        for event in self.current_events():
            self.publish(event)

    def record(self, recording: bool) -> None:
        """Something is being recorded, or nothing any more."""
        self.state.recording = recording
        self.publish(RecordingEvent(recording=recording))

    def _lever(self, disk: str) -> Lever:
        return self.switch(f"disk.{disk}", lambda: disk in self.state.well, lambda on: self.insert(disk, on))


def _disks(profile: Profile) -> tuple[str, ...]:
    """The disks that the profile names, or those of the parameters."""
    if profile.events.disks:
        return profile.events.disks
    return tuple(value for name, value in profile.values.items() if name.startswith("Storage.S") and name.endswith(".DiskID"))
