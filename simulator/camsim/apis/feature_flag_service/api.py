"""Feature Flag Service: /axis-cgi/featureflag.cgi, where the device lists the API (page slug: feature-flag-service)."""

from __future__ import annotations

from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.errors import NotThereError
from camsim.device.feature_flags import FLAGS, FeatureFlags

api = Api(
    title="Feature Flag Service",
    page="feature-flag-service",
    id="feature-flag",
    versions=("1.0",),
    access=Access.ADMIN,
    needs=FeatureFlags.fits,
    family=FAMILY_A,
    codes={NotThereError: Code(2200, "Flag(s) does not exist: {message}")},
    omits=("flags other than one, and what a flag switches",),
)

PATH = "/axis-cgi/featureflag.cgi"


@api.json(PATH, "set")
def set_flags(call: Call, flag_values: dict[str, bool]) -> dict[str, str]:
    """Sets flags, all or none."""
    call.organ(FeatureFlags).set(flag_values)
    return {"result": "Success"}


@api.json(PATH, "get")
def get_flags(call: Call, names: list[str]) -> dict[str, Any]:
    """Values of the flags that are named."""
    return {"flagValues": call.organ(FeatureFlags).get(names)}


@api.json(PATH, "listAll")
def list_all(call: Call) -> dict[str, Any]:
    """All flags with what is known of them."""
    flags = call.organ(FeatureFlags)
    return {
        "flags": [
            {"name": flag.name, "value": flags.value(flag), "description": flag.description, "defaultValue": flag.default} for flag in FLAGS
        ]
    }
