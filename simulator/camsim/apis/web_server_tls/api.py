"""The web server's TLS settings by SOAP: certificate, ciphers, who may come by which way (page slug: certificate-management-api)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.apis.web_server_tls import messages
from camsim.apis.web_server_tls.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.services import has_web_services
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml_in import Node

api = Api(
    title="Certificate management API: web server",
    page="certificate-management-api",
    access=Access.ADMIN,
    since="7.10",
    needs=has_web_services,
    bindings=BINDINGS,
    omits=(
        "a certificate of the client's that the web server asks for",
        "another port for HTTPS than the simulator was given",
    ),
)


@api.soap(NAMESPACES["aweb"], "GetWebServerTlsConfiguration")
def get_configuration(call: Call) -> Element:
    """What holds now."""
    return messages.configuration(call)


@api.soap(NAMESPACES["aweb"], "SetWebServerTlsConfiguration")
def set_configuration(call: Call, configuration: Node) -> None:
    """Changes what is named; new connections get it at once."""
    messages.configure(call, configuration)
