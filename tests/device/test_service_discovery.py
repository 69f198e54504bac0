"""Service discovery on the device: names, searches and their bounds; watchers hear what may have changed."""

from __future__ import annotations

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError, WrongStateError
from camsim.device.parameters import Parameters
from camsim.device.service_discovery import MOST_SEARCHES, ServiceDiscovery
from camsim.profile.load import load


@pytest.fixture
def device() -> Device:
    return Device(load("p3245-lve"), Clock(ClockMode.STEPPED))


def test_watchers_hear_of_names_and_switches_and_of_nothing_else(device: Device):
    organ, heard = device.organ(ServiceDiscovery), []
    organ.watchers.append(lambda: heard.append((organ.enabled, organ.friendly_name, organ.upnp)))
    device.organ(Parameters).write("Network.UPnP.Enabled", "no")
    device.organ(Parameters).write("Network.HTTP.AuthenticationPolicy", "digest")
    organ.configure(False, "Hall")
    assert heard == [(True, "AXIS P3245-LVE", False), (False, "Hall", False)]


@pytest.mark.parametrize("name", ["", "x" * 49, "é" * 25, "a\nb"])
def test_a_bad_name_changes_nothing(device: Device, name: str):
    organ = device.organ(ServiceDiscovery)
    with pytest.raises(OutOfRangeError):
        organ.configure(False, name)
    assert (organ.enabled, organ.friendly_name) == (True, "AXIS P3245-LVE")


@pytest.mark.parametrize(
    "kind", ["", "axis-video._tcp", "_axis-video._sctp", "_1._tcp", "_a--b._tcp", "_sixteen-letters-x._tcp", "_a._tcp.local"]
)
def test_only_kinds_of_services_are_searched_for(device: Device, kind: str):
    with pytest.raises(OutOfRangeError):
        device.organ(ServiceDiscovery).search([kind], 5)


async def test_so_many_searches_and_no_more(device: Device):
    organ = device.organ(ServiceDiscovery)
    searches = [organ.search(["_axis-video._tcp", "nonsense"], 1) for _ in range(MOST_SEARCHES)]
    assert not searches[0].found()
    with pytest.raises(WrongStateError):
        organ.search(["_http._tcp"], 1)
    await searches[0].end()
    organ.search(["_http._tcp"], 1)
