"""Motion detection and guards: /local/<application>/control.cgi, while it runs (page slug: video-motion-detection-4-api)."""

from __future__ import annotations

from typing import Any

from camsim.apis.video_motion_detection_4 import messages
from camsim.apis.video_motion_detection_4.messages import IncoherentError
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_D, Code
from camsim.device.analytics.applications import Known
from camsim.device.analytics.organ import Analytics
from camsim.device.errors import WrongStateError
from camsim.device.parameters import Parameters

api = Api(
    title="Video motion detection 4 API, guard applications",
    page="applications/video-motion-detection-4-api",
    versions=("1.0", "1.1", "1.2", "1.3", "1.4"),
    access=Access.ADMIN,
    needs=Analytics.fits,
    family=FAMILY_D,
    codes={IncoherentError: Code(2002, "Incoherent Format"), WrongStateError: Code(1000, "Application Error")},
    omits=("perspectives", "loitering of groups", "the alarm overlay", "objects that hide one another are seen all the same"),
)


def _serve(application: Known) -> None:
    """The methods of one application."""
    path = f"/local/{application}/control.cgi"

    @api.json(path, "getConfiguration", application=application, access=Access.OPERATOR)
    def get_configuration(call: Call) -> dict[str, Any]:
        """The whole configuration."""
        return messages.configuration(application, call.organ(Analytics).setup(application), _channels(call))

    @api.json(path, "setConfiguration", application=application)
    def set_configuration(call: Call, cameras: list[dict[str, Any]], profiles: list[dict[str, Any]]) -> None:
        """Takes a whole configuration; the topics follow the profiles."""
        rules = messages.profiles_of(application, cameras, profiles, _has_presets(call))
        call.organ(Analytics).configure(application, rules, {"cameras": cameras, "profiles": profiles})

    @api.json(path, "getConfigurationCapabilities", application=application)
    def get_configuration_capabilities(call: Call) -> dict[str, Any]:
        """Bounds and defaults."""
        return messages.capabilities(application, _channels(call), _has_presets(call))

    @api.json(path, "sendAlarmEvent", application=application)
    def send_alarm_event(call: Call, profile: int) -> None:
        """An alarm of a few seconds."""
        organ = call.organ(Analytics)
        organ.force(application, messages.number(profile, organ.setup(application)))


for _application in (Known.VMD, Known.FENCE_GUARD, Known.LOITERING_GUARD, Known.MOTION_GUARD):
    _serve(_application)


def _channels(call: Call) -> int:
    return max(1, call.organ(Parameters).number("ImageSource.NbrOfSources", 1))


def _has_presets(call: Call) -> bool:
    return call.profile.ptz is not None and call.profile.ptz.mechanical
