"""Certificates by SOAP: acertificates, and what ONVIF's device service has about them (page slug: certificate-management-api)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.apis.certificate_management import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.certificate_sets import read_set, set_element
from camsim.contract.certificates import made
from camsim.contract.services import has_web_services
from camsim.device.certificates import SETS, WEB_SERVER, Certificates, Keyed
from camsim.wire import x509
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

api = Api(
    title="Certificate management API",
    page="certificate-management-api",
    access=Access.ADMIN,
    since="7.10",
    needs=has_web_services,
    fault=messages.fault,
    omits=(
        "SCEP, devices before OS 7.10",
        "preinstalled authorities and the vendor's device id",
        "client certificates that the web server asks for",
    ),
)

VENDOR, ONVIF = NAMESPACES["acertificates"], NAMESPACES["tds"]


@api.soap(VENDOR, "CreateCertificate2")
async def create_certificate(
    call: Call, id: str, subject: Node | None = None, valid_not_before: str = "", valid_not_after: str = ""
) -> list[Element]:
    """A new key with a self-signed certificate."""
    named = messages.subject_of(subject, call)
    begins, ends = messages.span(call, valid_not_before, valid_not_after)
    key = await call.offload(lambda: x509.make_key("RSA-2048"))
    certificate = made(lambda: x509.signed(key, named, begins, ends))
    call.organ(Certificates).add(id, Keyed(certificate, key))
    return [element("acertificates:Id", id), element("acertificates:Certificate", certificate)]


@api.soap(VENDOR, "GetPkcs10Request2")
def get_request(call: Call, id: str, subject: Node | None = None) -> Element:
    """A request to sign for the key of a certificate."""
    keyed = call.organ(Certificates).get(id)
    named = x509.subject_of(keyed.certificate) if subject is None else messages.subject_of(subject, call)
    return element("acertificates:Pkcs10Request", made(lambda: x509.request(keyed.key, named)))


@api.soap(VENDOR, "LoadPkcs12")
def load_pkcs12(call: Call, id: str, certificate: str, password: str = "") -> None:
    """A key with its certificate out of one file; further certificates in it are left."""
    pair, _ = made(lambda: x509.read_pkcs12(certificate, password))
    call.organ(Certificates).add(id, Keyed(pair.certificate, pair.key))


@api.soap(VENDOR, "ListCertSets")
def list_sets(call: Call) -> list[Element]:
    """The parts of the device that use certificates."""
    return [element("acertificates:CertSetName", name) for name in SETS]


@api.soap(VENDOR, "GetCertSet")
def get_set(call: Call, cert_set_name: str) -> Element:
    """What one of them uses."""
    return set_element("acertificates:CertSet", call.organ(Certificates).used_by(cert_set_name))


@api.soap(VENDOR, "SetCertSet")
def set_set(call: Call, cert_set_name: str, cert_set: Node) -> None:
    """Chooses what one of them uses."""
    call.organ(Certificates).use(cert_set_name, read_set(cert_set))


@api.soap(ONVIF, "GetCertificates")
def get_certificates(call: Call) -> list[Element]:
    """All certificates that have a key."""
    found = call.organ(Certificates).all()
    return [messages.certificate_element("tds:NvtCertificate", identifier, one.certificate) for identifier, one in found.items()]


@api.soap(ONVIF, "GetCACertificates")
def get_authorities(call: Call) -> list[Element]:
    """All certificates of authorities."""
    found = call.organ(Certificates).state.authorities
    return [messages.certificate_element("tds:CACertificate", identifier, one) for identifier, one in found.items()]


@api.soap(ONVIF, "GetCertificatesStatus")
def get_status(call: Call) -> list[Element]:
    """Which certificate the web server shows."""
    organ = call.organ(Certificates)
    shown = organ.used_by(WEB_SERVER).certificates
    return [messages.status_element(identifier, identifier in shown) for identifier in organ.all()]


@api.soap(ONVIF, "LoadCertificateWithPrivateKey")
def load_with_key(call: Call, certificate_with_private_key: list[Node]) -> None:
    """Certificates with their keys."""
    for identifier, pair in [messages.read_pair(one) for one in certificate_with_private_key]:
        call.organ(Certificates).add(identifier, Keyed(pair.certificate, pair.key))


@api.soap(ONVIF, "LoadCertificates")
def load_certificates(call: Call, nvt_certificate: messages.Nodes) -> None:
    """Certificates for keys that are here: what an authority has made of a request."""
    organ = call.organ(Certificates)
    for identifier, certificate in [messages.read_one(one) for one in nvt_certificate]:
        messages.check_belongs(certificate, organ.get(identifier).key)
        organ.replace(identifier, certificate)


@api.soap(ONVIF, "LoadCACertificates")
def load_authorities(call: Call, ca_certificate: messages.Authorities) -> None:
    """Certificates of authorities."""
    for identifier, certificate in [messages.read_one(one) for one in ca_certificate]:
        call.organ(Certificates).add_authority(identifier, certificate)


@api.soap(ONVIF, "DeleteCertificates")
def delete(call: Call, certificate_id: messages.Ids) -> None:
    """Takes certificates away, whichever kind they are."""
    organ = call.organ(Certificates)
    for identifier in certificate_id:
        if identifier in organ.state.authorities:
            organ.remove_authority(identifier)
        else:
            organ.remove(identifier)
