"""Sets of certificates in SOAP: ids by kind, as two services spell them (namespace acert)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from camsim.device.certificates import CertificateSet
from camsim.wire.xml import element
from camsim.wire.xml_in import Node


def set_element(name: str, chosen: CertificateSet) -> Element:
    """What a part of the device uses."""
    return element(
        name,
        _ids("acert:Certificates", chosen.certificates),
        _ids("acert:CACertificates", chosen.authorities),
        _ids("acert:TrustedCertificates", chosen.trusted),
    )


def _ids(name: str, identifiers: Sequence[str]) -> Element:
    return element(name, *(element("acert:Id", one) for one in identifiers))


def read_set(node: Node) -> CertificateSet:
    """The ids that a client names."""

    def ids(kind: str) -> tuple[str, ...]:
        found = node.child(kind)
        return tuple((one.text or "").strip() for one in found.children("Id")) if found is not None else ()

    return CertificateSet(ids("Certificates"), ids("CACertificates"), ids("TrustedCertificates"))
