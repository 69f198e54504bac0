"""Certificates as clients see them: by SOAP, by REST, and in a TLS handshake."""

from __future__ import annotations

import asyncio
import ssl

from cryptography import x509 as x509_library

from camsim.wire import x509
from camsim.wire.x509 import Pair, Subject

NOW = 1767225600.0
REST = "/config/rest/cert/v1"
HEAD = (
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" '
    'xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:acertificates="http://www.axis.com/vapix/ws/certificates" '
    'xmlns:acert="http://www.axis.com/vapix/ws/cert" xmlns:aweb="http://www.axis.com/vapix/ws/webserver"><e:Body>'
)


async def soap(web, body, path="/vapix/services"):
    """Status and body of the answer."""
    answer = await web.post(path, content=HEAD + body + "</e:Body></e:Envelope>", headers={"Content-Type": "application/soap+xml"})
    return answer.status_code, answer.text.partition("<SOAP-ENV:Body>")[2].partition("</SOAP-ENV:Body>")[0]


async def seen(camera):
    """The certificate that a new connection over HTTPS gets."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    port = int(camera.https_url.rpartition(":")[2])
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    found = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return x509_library.load_der_x509_certificate(found)


def authority():
    """A certificate authority of the house, with its key."""
    key = x509.make_key("EC-P256")
    return Pair(x509.signed(key, Subject({"CN": "House CA"}), NOW - 86400, NOW + 5 * x509.YEAR, authority=True), key)


def choose(identifier):
    """The call that has HTTPS show a certificate."""
    sets = f"<acert:Certificates><acert:Id>{identifier}</acert:Id></acert:Certificates><acert:CACertificates/><acert:TrustedCertificates/>"
    return (
        '<aweb:SetWebServerTlsConfiguration><aweb:Configuration name="WebServer"><aweb:Tls>true</aweb:Tls><aweb:ConnectionPolicies>'
        "<aweb:Admin>HttpAndHttps</aweb:Admin></aweb:ConnectionPolicies><aweb:Ciphers>"
        "<acert:Cipher>ECDHE-ECDSA-AES256-GCM-SHA384</acert:Cipher></aweb:Ciphers>"
        f"<aweb:CertificateSet>{sets}</aweb:CertificateSet></aweb:Configuration></aweb:SetWebServerTlsConfiguration>"
    )
