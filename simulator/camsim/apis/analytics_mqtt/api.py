"""Analytics MQTT: REST resources that send what analytics sees over MQTT, frame by frame; for administrators."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.device.mqtt.analytics import AnalyticsPublishers, Publisher

api = Api(
    title="Analytics MQTT API",
    page="analytics-mqtt-api",
    access=Access.ADMIN,
    needs=AnalyticsPublishers.fits,
    omits=("consolidated tracks and object snapshots",),
)

BETA = "/config/rest/analytics-mqtt/v1beta"
RELEASED = "/config/rest/analytics-mqtt/v1"


@api.rest(f"{BETA}/data_sources")
def get_data_sources_beta(call: Call) -> list[dict[str, str]]:
    """What can be sent, as `ax-devil-device-api` reads it."""
    return [{"key": key} for key in call.organ(AnalyticsPublishers).data_sources]


@api.rest(f"{RELEASED}/data_sources")
def get_data_sources(call: Call) -> dict[str, list[dict[str, str]]]:
    """What can be sent, as the vendor's page shows it."""
    return {"data_sources": get_data_sources_beta(call)}


@api.rest(f"{BETA}/publishers", aliases=(f"{RELEASED}/publishers",))
def get_publishers(call: Call) -> list[dict[str, Any]]:
    """All publishers."""
    return [asdict(publisher) for publisher in call.organ(AnalyticsPublishers).all()]


@api.rest(f"{BETA}/publishers", aliases=(f"{RELEASED}/publishers",), methods=("POST",), status=201)
def add_publisher(call: Call, data: Publisher) -> dict[str, Any]:
    """A new publisher. The page answers 200 and no data; other resources of the kind, and the client library, want it so."""
    return asdict(call.organ(AnalyticsPublishers).add(data))


@api.rest(f"{BETA}/publishers/{{id}}", aliases=(f"{RELEASED}/publishers/{{id}}",))
def get_publisher(call: Call, id: str) -> dict[str, Any]:
    """One publisher."""
    return asdict(call.organ(AnalyticsPublishers).get(id))


@api.rest(f"{BETA}/publishers/{{id}}", aliases=(f"{RELEASED}/publishers/{{id}}",), methods=("DELETE",))
def remove_publisher(call: Call, id: str) -> None:
    """Takes a publisher away."""
    call.organ(AnalyticsPublishers).remove(id)
