"""Siren and light: /axis-cgi/siren_and_light.cgi (page slug: siren-and-light), and the maintenance mode by REST as recorded on OS 12."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from camsim.apis.siren_and_light import messages
from camsim.apis.siren_and_light.messages import ProfileBody, SignalBody
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code, MissingError
from camsim.device.errors import ExistsError, FullError, NotSupportedError, OutOfRangeError
from camsim.device.sensors.siren import (
    HealthCheckDoneEvent,
    HealthCheckFailedEvent,
    HealthCheckLightFailedEvent,
    HealthCheckSuccessEvent,
    SirenHealth,
)
from camsim.device.siren.organ import SirenAndLight
from camsim.device.siren.patterns import Kind

api = Api(
    title="Siren and light",
    page="siren-and-light",
    id="siren-and-light",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=SirenAndLight.fits,
    family=replace(FAMILY_A, version=Code(2100, "The API version is not supported")),
    codes={
        FullError: Code(1201, "Maximum number of profiles reached"),
        ExistsError: Code(1202, "Requested profile is invalid"),
        NotSupportedError: Code(1205, "Service does not support maintenance mode"),
    },
    subjects=messages.SUBJECTS,
    events=(HealthCheckDoneEvent, HealthCheckFailedEvent, HealthCheckSuccessEvent, HealthCheckLightFailedEvent),
    omits=(
        "a maintenance mode that can be begun: the recorded devices have none",
        "the operations of priority 12 and 13 that the device starts for itself are not listed; a health check silences the rest",
        "the sound itself: the output only tells that it is in use",
    ),
)

PATH = "/axis-cgi/siren_and_light.cgi"
ROOT = "/config/rest/siren-and-light"


@api.json(PATH, "getCapabilities")
def get_capabilities(call: Call) -> dict[str, Any]:
    """All patterns with what can be set of them."""
    return {"capabilities": messages.capabilities()}


@api.json(PATH, "getStatus")
def get_status(call: Call) -> dict[str, Any]:
    """What was started and has not ended."""
    organ = call.organ(SirenAndLight)
    rows = {kind.value: [messages.operation(each, call.device.clock.now()) for each in organ.operations(kind)] for kind in Kind}
    return {kind: found for kind, found in rows.items() if found}


@api.json(PATH, "getProfiles")
def get_profiles(call: Call) -> dict[str, Any]:
    """The profiles."""
    return {"profiles": [messages.shown(profile) for profile in call.organ(SirenAndLight).profiles.all()]}


@api.json(PATH, "start")
def start(call: Call, siren: SignalBody | None = None, light: SignalBody | None = None, profile: str | None = None) -> dict[str, Any]:
    """Starts signals, or those of a profile."""
    signals = messages.signals(siren, light)
    if profile is None and not signals:
        raise MissingError("nothing to start", subject="siren")
    if profile is not None and signals:
        raise OutOfRangeError("a profile, or signals", subject="profile and signals")
    organ = call.organ(SirenAndLight)
    started = organ.start(signals) if profile is None else organ.start_profile(profile)
    return {f"{each.signal.kind}Id": each.number for each in started}


@api.json(PATH, "stop")
def stop(
    call: Call, all: list[str] | None = None, siren_id: int | None = None, light_id: int | None = None, profile: str | None = None
) -> None:
    """Ends everything of a kind, single operations, or those of a profile."""
    organ, numbers = call.organ(SirenAndLight), messages.numbers(siren_id, light_id)
    if all is not None:
        organ.stop_all(messages.kinds(all))
    elif profile is not None:
        organ.stop_profile(profile)
    elif numbers:
        organ.stop(numbers)
    else:
        raise MissingError("nothing to stop", subject="all")


@api.json(PATH, "addProfile")
def add_profile(call: Call, name: str, description: str = "", siren: SignalBody | None = None, light: SignalBody | None = None) -> None:
    """A new profile."""
    call.organ(SirenAndLight).profiles.put([ProfileBody(name, description, siren, light).read()])


@api.json(PATH, "removeProfile")
def remove_profile(call: Call, name: str) -> None:
    """Takes a profile away."""
    call.organ(SirenAndLight).profiles.remove(name)


@api.json(PATH, "uploadProfiles", file=True)
def upload_profiles(call: Call, upload_mode: str) -> None:
    """Takes over a file of profiles, all or none."""
    overwrite, erase = messages.upload_mode(upload_mode)
    call.organ(SirenAndLight).profiles.put(messages.uploaded(call), overwrite=overwrite, erase=erase)


@api.json(PATH, "runHealthCheck")
def run_health_check(call: Call) -> None:
    """Begins a check."""
    call.organ(SirenHealth).check()


@api.json(PATH, "getLastHealthCheck")
def get_last_health_check(call: Call) -> dict[str, Any]:
    """What the last check found."""
    return messages.health(call.organ(SirenHealth).state)


@api.json(PATH, "setMaintenanceMode")
def set_maintenance_mode(call: Call, maintenance_mode: bool, duration: int = 0) -> None:
    """Begins or ends the maintenance mode, where there is one."""
    raise NotSupportedError


@api.rest(f"{ROOT}/v2alpha/maintenanceMode", aliases=(f"{ROOT}/v2beta/maintenanceMode",), access=Access.ADMIN)
def maintenance_mode(call: Call) -> dict[str, bool]:
    """Whether the maintenance mode runs, and whether there is one."""
    return {"running": call.organ(SirenAndLight).in_maintenance, "supported": messages.MAINTENANCE}


for _verb in ("start", "stop"):
    _path = "maintenanceMode/" + _verb

    @api.rest(f"{ROOT}/v2alpha/{_path}", aliases=(f"{ROOT}/v2beta/{_path}",), methods=("POST",), access=Access.ADMIN)
    def change_maintenance_mode(call: Call, data: dict[str, Any]) -> None:
        """Begins or ends the maintenance mode, where there is one."""
        raise NotSupportedError
