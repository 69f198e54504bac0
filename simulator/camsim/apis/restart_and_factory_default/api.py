"""Restart and factory default: restart.cgi, factorydefault.cgi, hardfactorydefault.cgi, OS 5.00 and later (page slug: system-settings)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.power import Default, Power

api = Api(
    title="System settings: restart and factory default",
    page="system-settings",
    access=Access.ADMIN,
)


def _page(title: str, text: str) -> Text:
    return Text(f"<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY>{text}</BODY></HTML>\n", "text/html")


@api.cgi("/axis-cgi/restart.cgi", aliases=("/axis-cgi/admin/restart.cgi",))
def restart(call: Call) -> Text:
    """Restarts the device."""
    call.organ(Power).restart()
    return _page("Restart", "Restarting...")


@api.cgi("/axis-cgi/factorydefault.cgi", aliases=("/axis-cgi/admin/factorydefault.cgi",))
def factory_default(call: Call) -> Text:
    """Restores the factory's settings but for the network address and the time, and restarts."""
    call.organ(Power).restart(Default.SOFT)
    return _page("Factory default", "Restoring factory default settings...")


@api.cgi("/axis-cgi/hardfactorydefault.cgi", aliases=("/axis-cgi/admin/hardfactorydefault.cgi",))
def hard_factory_default(call: Call) -> Text:
    """Restores all of the factory's settings and restarts."""
    call.organ(Power).restart(Default.HARD)
    return _page("Factory default", "Restoring factory default settings...")
