"""Certificates by REST: /config/rest/cert/v1, OS 11.6 and later (page slug: device-configuration-apis, certificate API)."""

from __future__ import annotations

from typing import Any

from camsim.apis.certificate_api import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.certificates import made
from camsim.contract.errors import RestError
from camsim.device.certificates import Certificates, FormatError, InUseError, Keyed
from camsim.device.errors import NotAllowedError, NotThereError
from camsim.wire import x509

api = Api(
    title="Certificate API",
    page="device-configuration-apis",
    access=Access.ADMIN,
    needs=messages.has_api,
    rest_errors={
        NotThereError: RestError(404, 1, "Resource not found"),
        FormatError: RestError(400, 5, "Validation error"),
        InUseError: RestError(400, 4, "Certificate is in use"),
        NotAllowedError: RestError(400, 4, "Certificate cannot be removed"),
    },
    omits=("hardware keystores other than the one that is listed", "settings"),
)

ROOT = "/config/rest/cert/v1"
BETA = "/config/rest/cert/v1beta"


@api.rest(f"{ROOT}/certificates", aliases=(f"{BETA}/certificates",))
def certificates(call: Call) -> list[Any]:
    """All certificates that have a key."""
    return [messages.shown(alias, one) for alias, one in call.organ(Certificates).all().items()]


@api.rest(f"{ROOT}/certificates", aliases=(f"{BETA}/certificates",), methods=("POST",), status=201)
def add(call: Call, data: messages.NewCertificate) -> dict[str, Any]:
    """Installs a certificate with its key."""
    keyed = data.read()
    call.organ(Certificates).add(data.alias, keyed)
    return messages.shown(data.alias, keyed)


@api.rest(f"{ROOT}/certificates/{{alias}}", aliases=(f"{BETA}/certificates/{{alias}}",))
def certificate(call: Call, alias: str) -> dict[str, Any]:
    """One of them."""
    return messages.shown(alias, call.organ(Certificates).get(alias))


@api.rest(f"{ROOT}/certificates/{{alias}}", aliases=(f"{BETA}/certificates/{{alias}}",), methods=("PATCH",))
def change(call: Call, alias: str, data: messages.Signed) -> None:
    """The certificate that an authority has made for the key that is here."""
    organ = call.organ(Certificates)
    organ.replace(alias, messages.for_key(data.certificate, organ.get(alias).key))


@api.rest(f"{ROOT}/certificates/{{alias}}", aliases=(f"{BETA}/certificates/{{alias}}",), methods=("DELETE",))
def remove(call: Call, alias: str) -> None:
    """Takes one away with its key."""
    call.organ(Certificates).remove(alias)


@api.rest(f"{ROOT}/certificates/{{alias}}/get_csr", aliases=(f"{BETA}/certificates/{{alias}}/get_csr",), methods=("POST",))
def get_request(call: Call, alias: str, data: messages.Wanted = messages.AS_IT_IS) -> str:
    """A request to sign for the key of a certificate."""
    keyed = call.organ(Certificates).get(alias)
    return made(lambda: x509.request(keyed.key, data.subject_of(keyed)))


@api.rest(f"{ROOT}/create_certificate", aliases=(f"{BETA}/create_certificate",), methods=("POST",))
async def create(call: Call, data: messages.NewKey) -> None:
    """A new key with a self-signed certificate."""
    kind = data.kind()
    subject, (begins, ends) = data.subject_asked(), data.span(call.device.clock.now())
    key = await call.offload(lambda: x509.make_key(kind))
    certificate = made(lambda: x509.signed(key, subject, begins, ends))
    call.organ(Certificates).add(data.alias, Keyed(certificate, key, alternatives=subject.alternatives))


@api.rest(f"{ROOT}/ca_certificates", aliases=(f"{BETA}/ca_certificates",))
def authorities(call: Call) -> list[Any]:
    """All certificates of authorities."""
    return [{"alias": alias, "certificate": one} for alias, one in call.organ(Certificates).state.authorities.items()]


@api.rest(f"{ROOT}/ca_certificates", aliases=(f"{BETA}/ca_certificates",), methods=("POST",), status=201)
def add_authority(call: Call, data: messages.NewAuthority) -> dict[str, Any]:
    """Installs the certificate of an authority."""
    certificate = made(lambda: x509.read_certificate(data.certificate))
    call.organ(Certificates).add_authority(data.alias, certificate)
    return {"alias": data.alias, "certificate": certificate}


@api.rest(f"{ROOT}/ca_certificates/{{alias}}", aliases=(f"{BETA}/ca_certificates/{{alias}}",))
def authority(call: Call, alias: str) -> dict[str, Any]:
    """One of them."""
    return {"alias": alias, "certificate": call.organ(Certificates).authority(alias)}


@api.rest(f"{ROOT}/ca_certificates/{{alias}}", aliases=(f"{BETA}/ca_certificates/{{alias}}",), methods=("DELETE",))
def remove_authority(call: Call, alias: str) -> None:
    """Takes one away."""
    call.organ(Certificates).remove_authority(alias)


@api.rest(f"{ROOT}/keystores", aliases=(f"{BETA}/keystores",))
def keystores(call: Call) -> list[Any]:
    """Where keys are kept."""
    return [{"id": messages.KEYSTORE, "security_level": "SOFTWARE", "key_types": list(x509.KEY_TYPES)}]
