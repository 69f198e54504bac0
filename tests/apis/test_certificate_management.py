"""Certificates by SOAP: made by the device, chosen, deleted; faults change nothing."""

from __future__ import annotations

import datetime
import re

import pytest

from camsim.device.certificates import OWN, Certificates
from tests.apis.certificate_client import choose, seen, soap


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
