"""The nice names of topic levels above the last one, as recorded; the last one's stands on the event class."""

from __future__ import annotations

LEVELS: dict[str, str] = {
    "tns1:Device": "Device",
    "tns1:Device/tnsaxis:IO": "Input ports",
    "tns1:Device/tnsaxis:Casing": "Casing",
    "tns1:Device/tnsaxis:Status": "Device sensors",
    "tns1:Device/tnsaxis:Status/Temperature": "Temperature sensors",
    "tns1:Device/tnsaxis:Microphone": "Physical microphone",
    "tns1:Device/tnsaxis:SirenAndLight": "SirenAndLight",
    "tns1:Device/tnsaxis:Network": "Network",
    "tns1:Device/tnsaxis:SystemMessage": "System message",
    "tns1:Device/tnsaxis:HardwareFailure": "Hardware Failure",
    "tns1:Device/tnsaxis:Sensor": "Device sensors",
    "tns1:VideoSource": "Video source",
    "tns1:RecordingConfig": "Recording Config",
    "tns1:UserAlarm/tnsaxis:Recurring": "Schedule",
    "tns1:PTZController": "PTZController",
    "tns1:AudioSource": "Audio source",
    "tns1:Device/tnsaxis:Tampering": "Tampering",
    "tns1:Device/tnsaxis:Fan": "Fan",
    "tns1:Device/tnsaxis:Heater": "Heater",
    "tns1:Device/tnsaxis:Light": "Light",
    "tns1:Device/HardwareFailure": "Hardware Failure",
    "tns1:Device/HardwareFailure/PowerSupplyFailure": "Power Supply Failure",
    "tnsaxis:Storage": "Storage",
    "tnsaxis:AudioControl": "Audio Control",
    "tnsaxis:MediaClip": "Media Clip",
    "tnsaxis:MQTT": "External MQTT",
    "tnsaxis:MQTT/Message": "MQTT Message",
}
"""Levels without an entry have no nice name."""
APPLICATION_DATA = frozenset({"tns1:VideoSource/GlobalSceneChange"})
"""Levels that are meant for applications as a whole."""
