"""Certificates by REST: signed by authorities and loaded, the same store as that of SOAP; bad input is refused."""

from __future__ import annotations

import base64
import ssl

import httpx
import pytest
from cryptography import x509 as x509_library

from camsim.device.certificates import OWN, Certificates
from camsim.device.mqtt.client import Mqtt
from camsim.wire import x509
from camsim.wire.x509 import Subject
from tests.apis.certificate_client import NOW, REST, authority, choose, soap


async def test_a_request_is_signed_by_an_authority_and_loaded(start, client):
    camera = await start()
    web = client(camera)
    await web.post(REST + "/create_certificate", json={"data": {"alias": "k", "subject": "CN=cam.test", "key_type": "EC-P256"}})
    csr = (await web.post(REST + "/certificates/k/get_csr", json={"data": {}})).json()["data"]
    read = x509_library.load_pem_x509_csr(csr.encode())
    assert read.is_signature_valid and read.subject.rfc4514_string() == "CN=cam.test"
    house = authority()
    key = camera.device.organ(Certificates).get("k").key
    made = x509.signed(key, Subject({"CN": "cam.test"}, ("IP:127.0.0.1",)), NOW - 86400, NOW + 5 * x509.YEAR, house)
    stranger = x509.signed(x509.make_key("EC-P256"), Subject({"CN": "x"}), NOW, NOW + x509.YEAR, house)
    assert (await web.patch(REST + "/certificates/k", json={"data": {"certificate": stranger}})).status_code == 400
    assert (await web.patch(REST + "/certificates/k", json={"data": {"certificate": made}})).json() == {"status": "success"}
    assert (await soap(web, choose("k")))[0] == 200
    context = ssl.create_default_context(
        cadata=x509.signed(house.key, Subject({"CN": "House CA"}), NOW - 86400, NOW + x509.YEAR * 5, authority=True)
    )
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Python 3.13 asks for key identifiers, which not every authority writes
    async with httpx.AsyncClient(verify=context) as trusting:
        assert (await trusting.get(camera.https_url + "/axis-cgi/usergroup.cgi")).status_code == 401


async def test_pairs_are_loaded_by_both_roads_and_are_the_same_store(start, client):
    camera = await start()
    web = client(camera)
    pair = x509.self_signed(Subject({"CN": "uploaded"}), NOW)
    data = base64.b64encode(x509.der(pair.certificate)).decode()
    key = base64.b64encode(pair.key.encode()).decode()
    load = (
        "<tds:LoadCertificateWithPrivateKey><CertificateWithPrivateKey><tt:CertificateID>a</tt:CertificateID><tt:Certificate>"
        f"<tt:Data>{data}</tt:Data></tt:Certificate><tt:PrivateKey><tt:Data>{key}</tt:Data></tt:PrivateKey></CertificateWithPrivateKey>"
        "</tds:LoadCertificateWithPrivateKey>"
    )
    assert await soap(web, load) == (200, "<tds:LoadCertificateWithPrivateKeyResponse></tds:LoadCertificateWithPrivateKeyResponse>")
    assert (await soap(web, load))[0] == 400
    new = {"alias": "b", "certificate": pair.certificate, "private_key": pair.key, "keystore": "SE0"}
    answer = await web.post(REST + "/certificates", json={"data": new})
    assert answer.status_code == 201 and "private_key" not in answer.text and "PRIVATE" not in answer.text
    assert [one["alias"] for one in (await web.get(REST + "/certificates")).json()["data"]] == [OWN, "a", "b"]
    house = authority()
    assert (await web.post(REST + "/ca_certificates", json={"data": {"alias": "ca", "certificate": house.certificate}})).status_code == 201
    _, body = await soap(web, "<tds:GetCACertificates/>")
    assert "<tds:CACertificate><tt:CertificateID>ca</tt:CertificateID>" in body
    assert (await web.delete(REST + "/certificates/b")).status_code == 200
    missing = await web.get(REST + "/certificates/b")
    assert (missing.status_code, missing.json()["error"]) == (404, {"code": 1, "message": "Resource not found: b"})
    organ = camera.device.organ(Mqtt).certificates
    assert organ.authority("ca") == house.certificate and organ.client("a")[1].startswith("-----BEGIN PRIVATE KEY")


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/certificates", {"alias": "x", "certificate": "nonsense", "private_key": "nonsense"}, 400),
        ("/certificates", {"alias": "x" * 129, "certificate": "", "private_key": ""}, 400),
        ("/ca_certificates", {"alias": "x", "certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}, 400),
        ("/create_certificate", {"alias": "x", "subject": "nobody"}, 400),
        ("/create_certificate", {"alias": "x", "subject": "CN=a", "key_type": "DSA"}, 400),
        ("/create_certificate", {"alias": "x", "subject": "CN=a", "subject_alt_names": ["MAIL:a"]}, 400),
        ("/create_certificate", {"alias": "x", "subject": "CN=a", "valid_from": 2, "valid_to": 1}, 400),
        ("/create_certificate", {"alias": "x", "subject": "CN=a", "valid_to": 10**18}, 400),
        ("/create_certificate", {"alias": "", "subject": "CN=a"}, 400),
    ],
)
async def test_bad_input_is_refused_and_changes_nothing(start, client, path, data, status):
    camera = await start()
    answer = await client(camera).post(REST + path, json={"data": data})
    assert answer.status_code == status and answer.json()["status"] == "error"
    organ = camera.device.organ(Certificates)
    assert set(organ.all()) == {OWN} and not organ.state.authorities
