"""Object analytics: /local/objectanalytics/control.cgi, while the application runs (page slug: axis-object-analytics-api)."""

from __future__ import annotations

from typing import Any

from camsim.apis.axis_object_analytics import messages
from camsim.apis.axis_object_analytics.capabilities import capabilities
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_D, Code
from camsim.contract.results import NoData
from camsim.device.analytics.applications import Known
from camsim.device.analytics.organ import Analytics
from camsim.device.analytics.rules import RuleKind, Watched
from camsim.device.errors import NotThereError, OutOfRangeError, WrongStateError
from camsim.device.time import Time
from camsim.wire import json_in

NAME = Known.OBJECT_ANALYTICS
PATH = "/local/objectanalytics/control.cgi"

api = Api(
    title="AXIS Object Analytics API",
    page="applications/axis-object-analytics-api",
    versions=("1.0", "1.6"),
    access=Access.OPERATOR,
    needs=Analytics.fits,
    family=FAMILY_D,
    codes={WrongStateError: Code(1000, "Application error"), NotThereError: Code(2004, "Invalid parameter")},
    omits=(
        "scenarios tailgating and fall detection, speeds by radar",
        "perspectives and metadata overlays are kept, but have no effect",
        "events for passed-through counts and the reset of counts at midnight",
    ),
)


@api.json(PATH, "getConfiguration", application=NAME)
def get_configuration(call: Call) -> dict[str, Any]:
    """The configuration as the client sent it."""
    return call.organ(Analytics).setup(NAME).document or messages.FACTORY


@api.json(PATH, "setConfiguration", application=NAME, access=Access.ADMIN)
def set_configuration(call: Call, devices: list[dict[str, Any]], scenarios: list[dict[str, Any]]) -> NoData:
    """Takes a whole configuration; the topics follow the scenarios."""
    rules = messages.scenarios(scenarios, devices, call.profile.ptz is not None and call.profile.ptz.mechanical)
    document = json_in.parse(call.request.body)["params"]
    call.organ(Analytics).configure(NAME, rules, {"metadataOverlay": [], "perspectives": [], **document})
    return NoData()


@api.json(PATH, "getConfigurationCapabilities", application=NAME, access=Access.ADMIN)
def get_configuration_capabilities(call: Call) -> dict[str, Any]:
    """Bounds and defaults."""
    assert call.profile.video is not None, "only a device with video has analytics"
    return capabilities(call.profile.video.sensor, call.profile.ptz is not None and call.profile.ptz.mechanical)


@api.json(PATH, "sendAlarmEvent", application=NAME)
def send_alarm_event(call: Call, scenario: int) -> None:
    """An alarm of three seconds."""
    call.organ(Analytics).force(NAME, scenario)


@api.json(PATH, "getAccumulatedCounts", application=NAME)
def get_accumulated_counts(call: Call, scenario: int) -> dict[str, Any]:
    """What has crossed the line since the last reset."""
    watched, time = _scenario(call, scenario, RuleKind.COUNTING), call.organ(Time)
    return messages.counts(call.organ(Analytics).count(NAME, scenario), watched, time.stamp() - time.now(), time.stamp())


@api.json(PATH, "resetAccumulatedCounts", application=NAME)
def reset_accumulated_counts(call: Call, scenario: int) -> None:
    """Counts from nothing."""
    _scenario(call, scenario, RuleKind.COUNTING)
    call.organ(Analytics).reset_count(NAME, scenario)


@api.json(PATH, "resetPassthrough", application=NAME)
def reset_passthrough(call: Call, scenario: int) -> None:
    """Nothing to do: passed-through counts raise no events here."""
    _scenario(call, scenario, RuleKind.COUNTING)


@api.json(PATH, "getOccupancy", application=NAME)
def get_occupancy(call: Call, scenario: int) -> dict[str, Any]:
    """What is in the area now."""
    watched = _scenario(call, scenario, RuleKind.OCCUPANCY)
    return messages.occupancy(call.organ(Analytics).occupancy(NAME, scenario), watched, call.organ(Time).stamp())


def _scenario(call: Call, number: int, kind: RuleKind) -> Watched:
    """The scenario of that number. Raises OutOfRangeError for one of another kind."""
    for watched in call.organ(Analytics).setup(NAME).watched:
        if watched.number == number and watched.rule.kind is kind:
            return watched
    raise OutOfRangeError("no such scenario", subject="scenario", value=number)
