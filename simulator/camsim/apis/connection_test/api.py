"""Connection tests: pingtest.cgi and tcptest.cgi (page slug: introduction). The answers are a guess by readers of devices."""

from __future__ import annotations

from camsim.contract import probe
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import NotAllowedError, OutOfRangeError
from camsim.device.reach import Reach

api = Api(
    title="Connection test",
    page="introduction",
    problem=lambda call, error: Text(f"Test failed: {error.message}\n"),
    omits=("pings that leave the simulator: the tester says who answers", "tests of mail, HTTP and FTP servers"),
)


@api.cgi("/axis-cgi/pingtest.cgi")
def ping_test(call: Call, ip: str = "") -> Text:
    """Whether a host answers a ping."""
    return Text("got response\n" if call.organ(Reach).answers(ip) else "no response\n")


@api.cgi("/axis-cgi/tcptest.cgi")
async def tcp_test(call: Call, address: str = "", port: int = 0) -> Text:
    """Whether a TCP port can be connected to: really, where the tester allows it."""
    if not 1 <= port <= 65535:
        raise OutOfRangeError("Invalid port", subject="port", value=port)
    if not call.organ(Reach).may_connect(address):
        raise NotAllowedError("Network is unreachable", subject="address")
    reason = await probe.obstacle(address, port)
    return Text(f"Test failed: {reason}\n" if reason else "Test successful.\n")
