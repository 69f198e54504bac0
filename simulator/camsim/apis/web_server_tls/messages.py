"""The configuration as SOAP spells it, qualified as OS 12 asks for and as older devices take it, too."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.call import Call
from camsim.contract.certificate_sets import read_set, set_element
from camsim.device.certificates import WEB_SERVER, Certificates
from camsim.device.errors import OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

_POLICIES = {"both": "HttpAndHttps", "https": "Https", "http": "Http"}
"""Parameter -> how SOAP spells it."""
_ROLES = {"Admin": "admin", "Operator": "operator", "Viewer": "viewer"}
_ADMIN_ALONE = (7, 10)
"""OS version from which only the administrator's policy counts and is shown."""
MOST_CIPHERS = 100


def configuration(call: Call) -> Element:
    """All settings."""
    organ, parameters = call.organ(Certificates), call.organ(Parameters)
    policies = [
        element(f"aweb:{name}", _POLICIES.get(parameters.text(f"System.BoaGroupPolicy.{role}", "both"), "HttpAndHttps"))
        for name, role in _ROLES.items()
        if name == "Admin" or call.profile.os_number < _ADMIN_ALONE
    ]
    return element(
        "aweb:Configuration",
        element("aweb:Tls", "true" if organ.https else "false"),
        element("aweb:ConnectionPolicies", *policies),
        element("aweb:Ciphers", *(element("acert:Cipher", name) for name in organ.ciphers)),
        set_element("aweb:CertificateSet", organ.used_by(WEB_SERVER)),
        name=WEB_SERVER,
    )


def configure(call: Call, node: Node) -> None:
    """Takes over what is named, all or nothing. Raises OutOfRangeError, NotThereError."""
    organ = call.organ(Certificates)
    tls, chosen = node.content("Tls"), node.child("CertificateSet")
    if tls not in (None, "true", "false", "1", "0"):
        raise OutOfRangeError("true or false", subject="Tls", value=tls)
    policies = _policies(call, node)
    ciphers = [(one.text or "").strip() for one in _children(node, "Ciphers")]
    if len(ciphers) > MOST_CIPHERS or not all(name.isascii() and name.replace("-", "").isalnum() for name in ciphers):
        raise OutOfRangeError("no ciphers", subject="Ciphers")
    if chosen is not None and read_set(chosen).all:
        organ.use(WEB_SERVER, read_set(chosen))
    for role, policy in policies.items():
        call.organ(Parameters).store(f"System.BoaGroupPolicy.{role}", policy)
    organ.set_ciphers(ciphers)
    if tls is not None:
        organ.set_https(tls in ("true", "1"))


def _policies(call: Call, node: Node) -> dict[str, str]:
    """Role -> policy. From OS 7.10 on the administrator's counts for everybody."""
    spelled = {name: value for value, name in _POLICIES.items()}
    named: dict[str, str] = {}
    for one in _children(node, "ConnectionPolicies"):
        name, policy = str(one.tag).rpartition("}")[2], spelled.get((one.text or "").strip())
        if name not in _ROLES or policy is None:
            raise OutOfRangeError("no policy", subject=name, value=one.text)
        named[_ROLES[name]] = policy
    if call.profile.os_number >= _ADMIN_ALONE and "admin" in named:
        return dict.fromkeys(_ROLES.values(), named["admin"])
    return named


def _children(node: Node, name: str) -> list[Node]:
    found = node.child(name)
    return list(found.children()) if found is not None else []
