"""What disks and recordings tell (names and types as recorded; page slug: edge-storage-api)."""

from __future__ import annotations

from camsim.device.event import Event, key, value


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
