"""What sensors tell (names and types as recorded; reference 03, section 2.5)."""

from __future__ import annotations

from camsim.device.event import Event, key, value


class AboveTemperatureEvent(Event):
    """A sensor is above the range in which the device works."""

    topic = "tns1:Device/tnsaxis:Status/Temperature/Above"
    nice_name = "Above operating temperature"
    sensor_level: bool = value(nice="Above range", state=True)


class BelowTemperatureEvent(Event):
    """A sensor is below the range in which the device works."""

    topic = "tns1:Device/tnsaxis:Status/Temperature/Below"
    nice_name = "Below operating temperature"
    sensor_level: bool = value(nice="Below range", state=True)


class InsideTemperatureEvent(Event):
    """All sensors are within the range in which the device works."""

    topic = "tns1:Device/tnsaxis:Status/Temperature/Inside"
    nice_name = "Within operating temperature"
    sensor_level: bool = value(nice="Within range", state=True)


class OutsideTemperatureEvent(Event):
    """A sensor is above or below the range in which the device works."""

    topic = "tns1:Device/tnsaxis:Status/Temperature/Above_or_below"
    nice_name = "Above or below operating temperature"
    sensor_level: bool = value(nice="Above or below range", state=True)


class FanEvent(Event):
    """A fan runs."""

    topic = "tns1:Device/tnsaxis:Fan/Status"
    nice_name = "Fan status"
    fan: int = key(nice="Fan")
    running: bool = value(nice="Running", state=True)


class FanFailureEvent(Event):
    """A fan does not turn as it should."""

    topic = "tns1:Device/tnsaxis:HardwareFailure/FanFailure"
    nice_name = "Fan Failure"
    fan: int = key(nice="Fan")
    fan_failure: bool = value(nice="Fan failure", state=True)


class HeaterEvent(Event):
    """A heater runs."""

    topic = "tns1:Device/tnsaxis:Heater/Status"
    nice_name = "Heater status"
    heater: int = key(nice="Heater")
    running: bool = value(nice="Running", state=True)


class PirEvent(Event):
    """A PIR sensor feels something warm that moves."""

    topic = "tns1:Device/tnsaxis:Sensor/PIR"
    nice_name = "PIR sensor"
    sensor: int = key(nice="Sensor")
    state: bool = value(nice="Active", state=True)


class CasingEvent(Event):
    """A casing is open."""

    topic = "tns1:Device/tnsaxis:Casing/Open"
    nice_name = "Casing Open"
    casing: str = key("Name", kind="xsd:string")
    is_open: bool = value("Open", state=True)


class MicrophoneSwitchEvent(Event):
    """The switch of the microphone is on."""

    topic = "tns1:Device/tnsaxis:Microphone/Switch"
    nice_name = "Microphone switch"
    switch: int = key(nice="Switch")
    state: bool = value(state=True)


class RingPowerEvent(Event):
    """Whatever is fed by the device takes too much."""

    topic = "tns1:Device/tnsaxis:RingPowerLimitExceeded"
    nice_name = "Ring power overcurrent protection"
    input: int = key(nice="Input")
    limit_exceeded: bool = value(nice="Limit exceeded", state=True)


class PtzPowerEvent(Event):
    """A PTZ unit has no power."""

    topic = "tns1:Device/HardwareFailure/PowerSupplyFailure/tnsaxis:PTZPowerFailure"
    nice_name = "PTZ Power Failure"
    token: str = key("Token", kind="tt:ReferenceToken", nice="Reference Token")
    failed: bool = value("Failed", nice="PTZ Power Failed", state=True)


class PowerSupplyEvent(Event):
    """A power supply is out of order."""

    topic = "tns1:Device/tnsaxis:HardwareFailure/PowerSupplyFailure"
    nice_name = "Power Supply Failure"
    power: int = key(nice="Power")
    power_critical: bool = value(nice="Power critical", state=True)


class VideoOutputEvent(Event):
    """A screen shows the picture of the device."""

    topic = "tns1:VideoSource/tnsaxis:VideoOutputActive"
    nice_name = "Video output is active"
    active: int = value(kind="xsd:int", state=True)


class ShockEvent(Event):
    """Somebody has struck the device."""

    topic = "tns1:Device/tnsaxis:Tampering/ShockDetected"
    stateful = False
    nice_name = "Shock detected"
    channel: int = key(nice="Channel", values={1: ""})


class TamperingEvent(Event):
    """The picture was covered, turned away or sprayed for longer than is allowed."""

    topic = "tns1:VideoSource/tnsaxis:Tampering"
    stateful = False
    nice_name = "Camera tampering"
    channel: int = key(nice="Channel")
    tampering: int = value(kind="xsd:int", nice="Tampering", values={1: ""})


class SceneChangeEvent(Event):
    """The same as ONVIF tells it: the view is not what it was."""

    topic = "tns1:VideoSource/GlobalSceneChange/ImagingService"
    token: str = key("Source", kind="tt:ReferenceToken")
    state: bool = value("State", state=True, values={False: ""})


class AudioLevelEvent(Event):
    """The sound of an input is louder than the alarm level."""

    topic = "tns1:AudioSource/tnsaxis:TriggerLevel"
    nice_name = "Audio detection"
    channel: int = key(nice="Channel")
    triggered: bool = value(nice="Above alarm level", state=True)


class NetworkLostEvent(Event):
    """A network interface has no link."""

    topic = "tns1:Device/tnsaxis:Network/Lost"
    nice_name = "Network lost"
    interface: str = key(kind="xsd:string", nice="Interface")
    lost: bool = value(nice="Lost", state=True)


class AddressAddedEvent(Event):
    """A network interface has got an address."""

    topic = "tns1:Device/tnsaxis:Network/AddressAdded"
    stateful = False
    nice_name = "AddressAdded"
    interface: str = key(kind="xsd:string", nice="Interface")
    origin: str = value(kind="xsd:string", nice="Origin")
    address: str = value(kind="xsd:string", nice="Address")


class AddressRemovedEvent(Event):
    """A network interface has lost an address."""

    topic = "tns1:Device/tnsaxis:Network/AddressRemoved"
    stateful = False
    nice_name = "AddressRemoved"
    interface: str = key(kind="xsd:string", nice="Interface")
    origin: str = value(kind="xsd:string", nice="Origin")
    address: str = value(kind="xsd:string", nice="Address")


class AddressBlockedEvent(Event):
    """The device takes nothing from an address for a while, after too many wrong passwords."""

    topic = "tns1:Device/tnsaxis:Network/BlockedIP"
    stateful = False
    nice_name = "IP address blocked"
    address: str = value(kind="xsd:string", nice="Address")
