"""Certificates by SOAP and REST, made by the device and by authorities; HTTPS shows the one that was chosen, to new connections at once."""

from __future__ import annotations

import asyncio
import base64
import datetime
import re
import shutil
import ssl

import httpx
import pytest
from cryptography import x509 as x509_library

from camsim.device.certificates import OWN, Certificates, Flaw
from camsim.device.mqtt.client import Mqtt
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
    key = x509.make_key("EC-P256")
    return Pair(x509.signed(key, Subject({"CN": "House CA"}), NOW - 86400, NOW + 5 * x509.YEAR, authority=True), key)


def choose(identifier):
    sets = f"<acert:Certificates><acert:Id>{identifier}</acert:Id></acert:Certificates><acert:CACertificates/><acert:TrustedCertificates/>"
    return (
        '<aweb:SetWebServerTlsConfiguration><aweb:Configuration name="WebServer"><aweb:Tls>true</aweb:Tls><aweb:ConnectionPolicies>'
        "<aweb:Admin>HttpAndHttps</aweb:Admin></aweb:ConnectionPolicies><aweb:Ciphers>"
        "<acert:Cipher>ECDHE-ECDSA-AES256-GCM-SHA384</acert:Cipher></aweb:Ciphers>"
        f"<aweb:CertificateSet>{sets}</aweb:CertificateSet></aweb:Configuration></aweb:SetWebServerTlsConfiguration>"
    )


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le"])
async def test_a_certificate_made_by_soap_is_shown_at_once(start, client, profile):
    camera = await start(profile)
    web = client(camera)
    before = await seen(camera)
    asked = (
        "<acertificates:CreateCertificate2><acertificates:Id>mine</acertificates:Id><acertificates:Subject><acert:CN>cam.test</acert:CN>"
        "<acert:O>House</acert:O></acertificates:Subject><acertificates:ValidNotBefore>2026-01-01T00:00:00</acertificates:ValidNotBefore>"
        "<acertificates:ValidNotAfter>2028-01-01T00:00:00</acertificates:ValidNotAfter></acertificates:CreateCertificate2>"
    )
    status, body = await soap(web, asked)
    assert status == 200 and "<acertificates:Id>mine</acertificates:Id><acertificates:Certificate>-----BEGIN CERTIFICATE" in body
    assert (await seen(camera)).serial_number == before.serial_number
    assert (await soap(web, choose("mine")))[0] == 200
    shown = await seen(camera)
    assert shown.subject.rfc4514_string() == "CN=cam.test,O=House"
    assert shown.not_valid_after_utc == datetime.datetime(2028, 1, 1, tzinfo=datetime.UTC)
    _, body = await soap(web, "<tds:GetCertificatesStatus/>")
    assert re.findall(r"<tt:CertificateID>(.*?)</tt:CertificateID><tt:Status>(.*?)<", body) == [(OWN, "false"), ("mine", "true")]
    _, body = await soap(web, "<aweb:GetWebServerTlsConfiguration/>")
    assert "<acert:Id>mine</acert:Id>" in body and "<acert:Cipher>ECDHE-ECDSA-AES256-GCM-SHA384</acert:Cipher></aweb:Ciphers>" in body
    status, body = await soap(web, "<tds:DeleteCertificates><tds:CertificateID>mine</tds:CertificateID></tds:DeleteCertificates>")
    assert status == 400 and "CertificateIdInUseFault" in body
    assert (await soap(web, choose(OWN)))[0] == 200
    assert (await soap(web, "<tds:DeleteCertificates><tds:CertificateID>mine</tds:CertificateID></tds:DeleteCertificates>"))[0] == 200
    assert (await seen(camera)).serial_number == before.serial_number


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


@pytest.mark.parametrize(
    "body",
    [
        "<acertificates:GetCertSet><CertSetName>Nobody</CertSetName></acertificates:GetCertSet>",
        "<acertificates:GetPkcs10Request2><Id>none</Id></acertificates:GetPkcs10Request2>",
        "<acertificates:LoadPkcs12><Id>x</Id><Certificate>AAAA</Certificate><Password>p</Password></acertificates:LoadPkcs12>",
        "<acertificates:CreateCertificate2><Id>x</Id><ValidNotBefore>never</ValidNotBefore></acertificates:CreateCertificate2>",
        "<tds:LoadCACertificates><CACertificate><CertificateID>x</CertificateID></CACertificate></tds:LoadCACertificates>",
        "<tds:DeleteCertificates><CertificateID>none</CertificateID></tds:DeleteCertificates>",
        "<acertificates:GetCertificates/>",
        choose("none"),
    ],
)
async def test_faults_change_nothing(start, client, body):
    camera = await start()
    status, answer = await soap(client(camera), body)
    assert status in (400, 500) and "<SOAP-ENV:Fault>" in answer
    assert set(camera.device.organ(Certificates).all()) == {OWN} and not camera.device.organ(Certificates).state.sets


@pytest.mark.parametrize("flaw", [Flaw.EXPIRED, Flaw.NOT_YET_VALID, Flaw.WRONG_NAME, Flaw.FOREIGN_CA])
async def test_a_tester_chooses_what_is_wrong(start, flaw):
    camera = await start()
    right = await seen(camera)
    camera.show_certificate(flaw)
    shown = await seen(camera)
    now = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    names = shown.extensions.get_extension_for_class(x509_library.SubjectAlternativeName).value.get_values_for_type(x509_library.DNSName)
    found = {
        Flaw.EXPIRED: shown.not_valid_after_utc < now,
        Flaw.NOT_YET_VALID: shown.not_valid_before_utc > now,
        Flaw.WRONG_NAME: names == ["another.invalid"],
        Flaw.FOREIGN_CA: shown.issuer != shown.subject,
    }
    assert {name for name, true in found.items() if true} == {flaw}
    camera.show_certificate(Flaw.NONE)
    assert (await seen(camera)).serial_number == right.serial_number


async def test_the_certificate_survives_a_restart_and_goes_with_a_default(start, client):
    camera = await start()
    before = await seen(camera)
    camera.reboot()
    await camera.advance(60)
    assert (await seen(camera)).serial_number == before.serial_number
    camera.reboot("hard")
    await camera.advance(60)
    assert (await seen(camera)).serial_number != before.serial_number


async def test_https_can_be_turned_off(start, client):
    camera = await start()
    web = client(camera)
    assert "OK" in (await web.get("/axis-cgi/param.cgi?action=update&root.HTTPS.Enabled=no")).text
    with pytest.raises(OSError):
        await seen(camera)
    _, body = await soap(web, "<aweb:GetWebServerTlsConfiguration/>")
    assert "<aweb:Tls>false</aweb:Tls>" in body
    await web.get("/axis-cgi/param.cgi?action=update&root.HTTPS.Enabled=yes")
    await camera.advance(0)
    assert (await seen(camera)).subject


async def test_openssl_sees_what_was_chosen(start):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    camera = await start()
    camera.show_certificate(Flaw.WRONG_NAME)
    address = camera.https_url.removeprefix("https://")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("openssl", "s_client", "-connect", address, stdin=pipe, stdout=pipe, stderr=pipe)
    told, _ = await process.communicate(b"")
    assert re.search(rb"subject=CN\s*=\s*another\.invalid", told)
