"""API discovery: /axis-cgi/apidiscovery.cgi, OS 8.50 and later (page slug: api-discovery-service)."""

from __future__ import annotations

import fnmatch
import re

from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_B

api = Api(
    title="API Discovery service",
    page="api-discovery-service",
    id="api-discovery",
    since="8.50",
    versions=("1.0", "1.1"),
    access=Access.ANONYMOUS,
    needs=lambda profile: bool(profile.apis.discovery),
    family=FAMILY_B,
    json_shape=JsonShape(order=("method", "apiVersion", "context"), newline=True, versions_order=("method", "context")),
)


@api.json("/axis-cgi/apidiscovery.cgi", "getApiList", access_before={"11.0": Access.VIEWER})
def get_api_list(call: Call, id: str = "*", version: str = "*") -> dict[str, object]:
    """The APIs that the device lists, those that match both patterns (`*` any text, `?` one character)."""
    wanted = [re.compile(fnmatch.translate(pattern.replace("[", "[[]"))) for pattern in (id[:200], version[:200])]
    found = []
    for entry in call.profile.apis.discovery:
        if wanted[0].match(entry.id) and wanted[1].match(entry.version):
            row = {"id": entry.id, "version": entry.version, "name": entry.name, "docLink": entry.doc_link}
            found.append(row if entry.status is None else {**row, "status": entry.status})
    return {"apiList": found}
