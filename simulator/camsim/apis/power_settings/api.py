"""Power settings: /axis-cgi/power-settings.cgi, where the device lists the API (page slug: power-settings)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import Code, Family
from camsim.device.consumption import EVERY, Consumption
from camsim.device.errors import NotSupportedError, OutOfRangeError

api = Api(
    title="Power settings",
    page="power-settings",
    id="power-settings",
    versions=("1.0", "1.3", "1.8"),
    access=Access.ADMIN,
    needs=Consumption.fits,
    family=Family(
        version=Code(100, "The requested API version is not supported."),
        bad_json=Code(4002, "The type of a provided JSON parameter was incorrect."),
        unknown_method=Code(8000, "Internal error."),
        missing=Code(4001, "Mandatory input parameters was not found in the input."),
        bad_value=Code(4002, "The type of a provided JSON parameter was incorrect."),
        internal=Code(8000, "Internal error."),
    ),
    codes={NotSupportedError: Code(300, "{message}")},
    subjects={"time span": Code(302, "Invalid requested time span.")},
    omits=(
        "delayed power down, power consumers, profiles and configurations, dynamic mode, the warning overlay and the power of I/O ports "
        "are not supported by the devices (a guess: no answer was recorded)",
        "power classes of the switch: -1, not known",
    ),
)

PATH = "/axis-cgi/power-settings.cgi"
UNKNOWN = -1
_SUPPORT = {
    "powerSavingSupport": True,
    "delayedPowerDownSupport": False,
    "powerProfileSupport": False,
    "powerConsumerSupport": False,
    "powerStatusSupport": True,
    "powerConfigurationSupport": False,
    "dynamicPowerModeSupport": False,
    "powerHistorySupport": True,
}
_REFUSED = {
    "DelayedPowerDownMode": "Delayed power down mode is not supported.",
    "PowerConsumers": "Power consumers is not supported.",
    "PowerConsumer": "Power consumers is not supported.",
    "PowerProfiles": "Power profiles is not supported.",
    "PowerProfile": "Power profiles is not supported.",
    "PowerConfigurations": "Power configurations are not supported.",
    "ActivePowerConfiguration": "Power configurations are not supported.",
    "DynamicPowerMode": "Dynamic power mode is not supported.",
    "PowerWarningOverlay": "Power Warning Overlay is not supported.",
    "IoPortPower": "IO Port Power is not supported.",
}
_ONLY_GET = ("PowerConsumers", "PowerProfiles", "PowerConfigurations")
_ONLY_SET = ("PowerConsumer", "PowerProfile")


@api.json(PATH, "getCapabilities", access=Access.OPERATOR)
def get_capabilities(call: Call) -> dict[str, bool]:
    """What the device can do."""
    return _SUPPORT


@api.json(PATH, "getPowerSavingMode", access=Access.OPERATOR)
def get_power_saving_mode(call: Call) -> dict[str, bool]:
    """Whether it saves power."""
    return {"powerSavingMode": call.organ(Consumption).state.saving}


@api.json(PATH, "setPowerSavingMode", access=Access.OPERATOR)
def set_power_saving_mode(call: Call, power_saving_mode: bool) -> None:
    """Lets it save power, or not."""
    call.organ(Consumption).save(power_saving_mode)


@api.json(PATH, "getPowerStatus", access=Access.OPERATOR)
def get_power_status(call: Call) -> dict[str, Any]:
    """What is drawn now, on average and at most."""
    meter = call.organ(Consumption)
    average = round(meter.measurements().average, 3)
    usage = {"currentPower": meter.watts, "averagePower": average, "maxPower": meter.highest}
    return {"usage": usage, "psePoeClass": UNKNOWN, "lldpPoeClass": UNKNOWN, "powerRequested": UNKNOWN}


@api.json(PATH, "getPowerHistory", access=Access.OPERATOR)
def get_power_history(call: Call, requested_time_span: int) -> dict[str, Any]:
    """What was measured in some seconds, as far as there are measurements."""
    if requested_time_span < 1:
        raise OutOfRangeError("at least a second", subject="time span", value=requested_time_span)
    found = call.organ(Consumption).measurements(requested_time_span)
    return {
        "acquiredTimeSpan": round(len(found.watts) * EVERY),
        "numberOfSamples": len(found.watts),
        "endTimeStamp": datetime.fromtimestamp(found.ended, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "powerMeasurements": list(found.watts),
        "powerAverage": round(found.average, 3),
    }


def _refusal(words: str) -> Callable[[Call], None]:
    def refuse(call: Call) -> None:
        """What the device cannot do."""
        raise NotSupportedError(words, subject="feature")

    return refuse


for _thing, _words in _REFUSED.items():
    if _thing not in _ONLY_SET:
        api.json(PATH, "get" + _thing)(_refusal(_words))
    if _thing not in _ONLY_GET:
        api.json(PATH, "set" + _thing)(_refusal(_words))
