"""What analytics tells the world (page slugs: video-motion-detection-4-api, axis-object-analytics-api, video-motion-detection-3-api)."""

from __future__ import annotations

from camsim.device.event import Event, key, value

ANY = "ANY"
"""Stands for whichever profile or scenario."""


class ProfileEvent(Event):
    """A profile of motion detection or of a guard has an alarm."""

    topic = "tnsaxis:CameraApplicationPlatform/{family}/Camera{camera}Profile{profile}"
    nice_name = "{label}: {name}"
    family: str
    label: str
    camera: int
    profile: str
    """Its number, or ANY."""
    name: str
    active: bool = value(nice="Active", state=True)


class ScenarioStateEvent(Event):
    """A scenario of object analytics has an alarm, on devices before OS 10, which do not tell what made it."""

    topic = "tnsaxis:CameraApplicationPlatform/ObjectAnalytics/Device{device}Scenario{scenario}"
    nice_name = "Object Analytics: {name}"
    device: int
    scenario: str
    """Its number, or ANY."""
    name: str
    active: bool = value(state=True)


class ScenarioEvent(Event):
    """A scenario of object analytics has an alarm, and what made it. OS 10 and later.

    The state is the second item, as recorded on 10.x and 11.x; a client that takes the first one for it goes wrong there, too.
    """

    topic = "tnsaxis:CameraApplicationPlatform/ObjectAnalytics/Device{device}Scenario{scenario}"
    nice_name = "Object Analytics: {name}"
    device: int
    scenario: str
    """Its number, or ANY."""
    name: str
    class_types: str = value("classTypes", kind="xsd:string")
    active: bool = value(state=True)
    object_id: str = value("objectId", kind="xsd:string")
    trigger_time: str = value("triggerTime", kind="xsd:string")
    scenario_type: str = value("scenarioType", kind="xsd:string")


class Vmd3Event(Event):
    """Something moves in the include area of motion detection 3, or in any profile of its successor."""

    topic = "tns1:RuleEngine/tnsaxis:VMD3/vmd3_video_{channel}"
    nice_name = "VMD 3"
    channel: int
    area: str = key("areaid", kind="xsd:string", nice="Area ID")
    active: bool = value(nice="Active", state=True)


class MotionRegionEvent(Event):
    """Something moves in the area of a rule, as ONVIF tells it."""

    topic = "tns1:RuleEngine/MotionRegionDetector/Motion"
    nice_name = "Motion region detector"
    token: str = key("VideoSource", kind="tt:ReferenceToken")
    rule: str = key("RuleName", kind="xsd:string")
    state: bool = value("State", state=True)


class MotionAlarmEvent(Event):
    """Something moves before a video source, as ONVIF tells it."""

    topic = "tns1:VideoSource/MotionAlarm"
    token: str = key("Source", kind="tt:ReferenceToken")
    state: bool = value("State", state=True)


class MotionWindowEvent(Event):
    """Something moves in a window of the old motion detection."""

    topic = "tns1:VideoAnalytics/tnsaxis:MotionDetection"
    nice_name = "Motion detection"
    window: int = key(nice="Window")
    motion: bool = value(nice="Motion", state=True)


class TrackingEvent(Event):
    """Digital autotracking follows something in a view area."""

    topic = "tns1:RuleEngine/tnsaxis:DigitalAutotracking/tnsaxis:tracking"
    nice_name = "Digital Autotracking"
    camera: str = key(kind="xsd:string", nice="Camera")
    active: bool = value(nice="Active", state=True)
