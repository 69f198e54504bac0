"""Device configuration: GET /config/discover, the list of REST APIs, generation C (page slug: device-configuration-apis)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Json

api = Api(
    title="Device configuration: discovery",
    page="device-configuration-apis",
    id="device-config",
    since="11.0",
    access=Access.ADMIN,
    needs=lambda profile: bool(profile.apis.rest),
    omits=("the REST APIs behind the list, and their documents",),
)


@api.rest("/config/discover")
def discover(call: Call) -> Json:
    """Name -> major version -> where its documents and its resource are."""
    apis: dict[str, dict[str, object]] = {}
    for entry in call.profile.apis.rest:
        place = f"/config/discover/apis/{entry.id}/{entry.major}"
        apis.setdefault(entry.id, {})[entry.major] = {
            "doc": f"{place}/doc.md",
            "doc_html": f"/config/web-ui/cu-doc.html?md-doc-loc={place}/doc.md",
            "model": f"{place}/model.json",
            "rest_api": entry.path,
            "rest_openapi": f"{place}/openapi.json",
            "rest_ui": f"/config/web-ui/swagger-ui/?url={place}/openapi.json",
            "state": entry.state,
            "version": entry.version,
        }
    openapi = "/config/discover/openapi.json"
    device = {"rest_openapi": openapi, "rest_ui": f"/config/web-ui/swagger-ui/?url={openapi}"}
    return Json({"apis": apis, "device": device, "framework_version": "1.0.0"}, indent=2)
