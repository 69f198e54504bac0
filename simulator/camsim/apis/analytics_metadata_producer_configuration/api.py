"""Analytics metadata producers: /axis-cgi/analyticsmetadataconfig.cgi (page slug: analytics-metadata-producer-configuration)."""

from __future__ import annotations

from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_D
from camsim.contract.members import member, objects, whole
from camsim.device.analytics.producers import NAMES, Producers
from camsim.wire import onvif_scene
from camsim.wire.onvif_scene import SceneObject

PATH = "/axis-cgi/analyticsmetadataconfig.cgi"
_SAMPLE = (SceneObject(101, -0.61, -0.24, -0.48, 0.12, "Human"), SceneObject(102, 0.05, -0.4, 0.38, -0.16, "Car"))

api = Api(
    title="Analytics metadata producer configuration",
    page="analytics-metadata-producer-configuration",
    id="analytics-metadata-config",
    versions=("1.0",),
    needs=Producers.fits,
    since="10.6",
    family=FAMILY_D,
    omits=("producers other than the description of the scene",),
)


@api.json(PATH, "listProducers")
def list_producers(call: Call, producers: list[str] | None = None) -> dict[str, Any]:
    """The producers that are named, or all; unknown names are passed over."""
    organ = call.organ(Producers)
    return {"producers": [_row(organ, name) for name in NAMES if producers is None or name in producers]}


@api.json(PATH, "setEnabledProducers", access=Access.OPERATOR)
def set_enabled_producers(call: Call, producers: list[dict[str, Any]]) -> None:
    """Switches producers on and off by channel, all or none."""
    wanted = {
        (member(producer, "name", str), whole(channel, "channel", (1, 64))): member(channel, "enabled", bool)
        for producer in producers
        for channel in objects(producer, "videochannels")
    }
    call.organ(Producers).switch(wanted)


@api.json(PATH, "getSupportedMetadata")
def get_supported_metadata(call: Call, producers: list[str] | None = None) -> dict[str, Any]:
    """A frame such as the producers make."""
    sample = onvif_scene.frame(_SAMPLE, 0.0, "{}", polygon=True)
    return {
        "producers": [
            {"name": name, "sampleFrameXML": sample.replace("{}", name)} for name in NAMES if producers is None or name in producers
        ]
    }


def _row(organ: Producers, name: str) -> dict[str, Any]:
    channels = [{"channel": channel, "enabled": organ.is_on(name, channel)} for channel in organ.channels]
    return {"name": name, "niceName": NAMES[name], "videochannels": channels}
