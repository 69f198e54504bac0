"""Temperature control: /axis-cgi/temperaturecontrol.cgi (page slug: temperature-control)."""

from __future__ import annotations

from camsim.apis.temperature_control import messages
from camsim.apis.temperature_control.messages import BAD_ACTION, BAD_SYNTAX
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import OutOfRangeError
from camsim.device.sensors.climate import Climate
from camsim.device.sensors.events import (
    AboveTemperatureEvent,
    BelowTemperatureEvent,
    FanEvent,
    FanFailureEvent,
    HeaterEvent,
    InsideTemperatureEvent,
    OutsideTemperatureEvent,
)

api = Api(
    title="Temperature control",
    page="temperature-control",
    id="temperaturecontrol",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=lambda profile: Climate.fits(profile) and profile.says_yes("Properties.TemperatureSensor.TemperatureControl"),
    problem=messages.problem,
    parameters=(
        *(f"TemperatureControl.Sensor.S#.{name}" for name in ("Name", "TriggerHigh", "TriggerLow")),
        *(
            f"TemperatureControl.{part}.{name}"
            for part in ("Heater.H#", "Fan.F#")
            for name in ("ControlPolicyDelta", "ControlPolicyLimit", "ManualControlDuration", "UserControlSupport")
        ),
    ),
    events=(
        AboveTemperatureEvent,
        BelowTemperatureEvent,
        InsideTemperatureEvent,
        OutsideTemperatureEvent,
        FanEvent,
        FanFailureEvent,
        HeaterEvent,
    ),
    omits=("a heater does not warm the device, and a fan does not cool it",),
)


@api.cgi("/axis-cgi/temperaturecontrol.cgi")
def temperature_control(
    call: Call,
    action: str | None = None,
    device: str = "",
    id: str = "",
    usercontrolmode: str | None = None,
    intensity: str = "100",
    temperatureunit: str = "celsius",
) -> Text:
    """Tells about sensors, heaters and fans, and starts and stops the latter."""
    climate = call.organ(Climate)
    if action == "statusall":
        return messages.answer(messages.status_of_all(climate))
    if device == "sensor":
        return messages.answer(messages.reading(climate, id, action, temperatureunit))
    kind, number = messages.part(climate, device, id)
    if usercontrolmode is not None:
        climate.control(kind, number, messages.mode(usercontrolmode), messages.percent(intensity))
    elif action == "start":
        climate.start(kind, number)
    elif action == "stop":
        climate.stop(kind, number)
    elif action == "query":
        return messages.answer(messages.status(climate, kind, number))
    elif action == "timeuntilstop":
        return messages.answer(str(climate.left(kind, number)))
    else:
        raise OutOfRangeError(BAD_SYNTAX if action is None else BAD_ACTION, subject="action", value=action)
    return messages.answer("OK")
