"""Firewall configuration: /config/rest/firewall, where the device lists it (page slug: firewall-configuration-api)."""

from __future__ import annotations

from typing import Any

from camsim.apis.firewall_configuration import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import RestError
from camsim.device.firewall import AddressError, AddressRangeError, Firewall, PortRangeError, RequestError

api = Api(
    title="Firewall configuration service",
    page="../device-configuration/firewall-configuration-api",
    access=Access.ADMIN,
    needs=Firewall.fits,
    rest_errors={
        AddressError: RestError(400, 100, "Invalid IP address"),
        AddressRangeError: RestError(400, 101, "Invalid IP address range."),
        RequestError: RestError(400, 103, "Invalid request."),
        PortRangeError: RestError(400, 104, "Invalid port range."),
    },
    omits=("rules for packets, UDP ports and hardware addresses are kept but never apply",),
)

ROOT = "/config/rest/firewall/v1"
BETA = "/config/rest/firewall/v1beta"
RULES = "/conf/rules"


@api.rest(ROOT, aliases=(BETA,))
def firewall(call: Call) -> dict[str, Any]:
    """All of it."""
    organ = call.organ(Firewall)
    return {"activated": organ.state.activated, "conf": {"rules": messages.rules(organ)}}


@api.rest(f"{ROOT}/activated", aliases=(f"{BETA}/activated",))
def activated(call: Call) -> bool:
    """Whether it is on."""
    return call.organ(Firewall).state.activated


@api.rest(f"{ROOT}/activated", aliases=(f"{BETA}/activated",), methods=("PATCH",))
def activate(call: Call, data: bool) -> None:
    """Switches it on or off."""
    call.organ(Firewall).activate(data)


@api.rest(f"{ROOT}/conf", aliases=(f"{BETA}/conf",))
def configuration(call: Call) -> dict[str, Any]:
    """Its configuration."""
    return {"rules": messages.rules(call.organ(Firewall))}


@api.rest(f"{ROOT}{RULES}", aliases=(f"{BETA}{RULES}",))
def rules(call: Call) -> dict[str, Any]:
    """Rules in force and on trial."""
    return messages.rules(call.organ(Firewall))


@api.rest(f"{ROOT}{RULES}/{{name}}", aliases=(f"{BETA}{RULES}/{{name}}",))
def one_property(call: Call, name: str) -> Any:
    """One property of the rules: `activeDefaultPolicy`."""
    return messages.named(call.organ(Firewall), name)


@api.rest(f"{ROOT}/conf/setRules", aliases=(f"{BETA}/conf/setRules",), methods=("POST",))
def set_rules(call: Call, data: messages.SetRules) -> None:
    """Puts rules in force, on trial where a time for that is given."""
    call.organ(Firewall).set_rules(data.read(), data.fallbackTime)


@api.rest(f"{ROOT}/conf/confirmRules", aliases=(f"{BETA}/conf/confirmRules",), methods=("POST",))
def confirm_rules(call: Call, data: dict[str, Any]) -> None:
    """Keeps the rules that are on trial."""
    call.organ(Firewall).confirm()


@api.rest(f"{ROOT}/conf/clearPendingRules", aliases=(f"{BETA}/conf/clearPendingRules",), methods=("POST",))
def clear_pending_rules(call: Call, data: dict[str, Any]) -> None:
    """Ends the trial; the rules before it come back."""
    call.organ(Firewall).clear()
