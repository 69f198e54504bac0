"""The MQTT client over TLS: authorities, certificates of its own, and a broker that it must not trust."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from camsim.device.errors import NotThereError
from camsim.device.mqtt.client import Mqtt
from tests.apis.mqtt_bench import ALL_DEFAULT, ask, connected
from tests.mosquitto import until
from tests.ports import free_ports


class Authority:
    """A certificate authority that makes certificates for whoever asks."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.pem, _ = self._signed(self._name, self._key, authority=True)

    def issue(self, name: str) -> tuple[str, str]:
        """A certificate for a name and 127.0.0.1, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self._signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key, authority=False)

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, authority: bool) -> tuple[str, str]:
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return made.public_bytes(serialization.Encoding.PEM).decode(), key.private_bytes(*form).decode()


class Store:
    """A certificate store as the device keeps one."""

    def __init__(self, authority: Authority, stranger: Authority) -> None:
        self._authorities = {"home": authority.pem, "stranger": stranger.pem}
        self._clients = {"cam": authority.issue("cam"), "impostor": stranger.issue("cam")}

    def authority(self, identifier: str) -> str:
        return self._find(self._authorities, identifier)

    def client(self, identifier: str) -> tuple[str, str]:
        return self._find(self._clients, identifier)

    def _find(self, found, identifier):
        if identifier not in found:
            raise NotThereError(f"no certificate {identifier}", subject="id", value=identifier)
        return found[identifier]


@pytest.fixture
async def secure(mosquitto, tmp_path: Path):
    """A broker that asks for client certificates, beside it a plain port, and the store that fits."""
    authority, stranger = Authority("home"), Authority("stranger")
    certificate, key = authority.issue("broker")
    for name, text in (("ca.pem", authority.pem), ("cert.pem", certificate), ("key.pem", key)):
        (tmp_path / name).write_text(text)
    plain = free_ports()
    files = (f"cafile {tmp_path}/ca.pem", f"certfile {tmp_path}/cert.pem", f"keyfile {tmp_path}/key.pem")
    broker = await mosquitto(f"listener {plain} 127.0.0.1", listener=(*files, "require_certificate true"))
    return broker, plain, Store(authority, stranger)


def ssl(authority: str = "home", client: str = "cam", validate: bool = True) -> dict[str, object]:
    return {"validateServerCert": validate, "CACertID": authority, "clientCertID": client}


async def test_both_sides_show_their_certificates(start, client, secure, subscriber):
    broker, plain, store = secure
    seen = await subscriber(plain)
    camera = await start()
    camera.device.organ(Mqtt).certificates = store
    web = client(camera)
    await connected(camera, web, broker.port, server={"protocol": "ssl"}, ssl=ssl(), **ALL_DEFAULT)
    assert (await ask(web, "getClientStatus"))["config"]["ssl"] == ssl()
    await ask(web, "deactivateClient")
    assert len(await seen.saw(lambda topic, _: topic.endswith("/event/connection"), 2)) == 2


async def test_without_validation_any_broker_will_do(start, client, secure):
    broker, _, store = secure
    camera = await start()
    camera.device.organ(Mqtt).certificates = store
    await connected(camera, client(camera), broker.port, server={"protocol": "ssl"}, ssl=ssl("", validate=False))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (ssl("stranger"), "CERTIFICATE_VERIFY_FAILED"),
        (ssl(""), "CERTIFICATE_VERIFY_FAILED"),
        (ssl("unknown"), "no certificate unknown"),
        (ssl(client="unknown"), "no certificate unknown"),
        (ssl(client=""), ""),
        (ssl(client="impostor"), ""),
    ],
)
async def test_the_wrong_certificates_keep_the_client_out(start, client, secure, options, told):
    broker, _, store = secure
    camera = await start()
    organ = camera.device.organ(Mqtt)
    organ.certificates = store
    web = client(camera)
    await ask(web, "configureClient", server={"host": "127.0.0.1", "port": broker.port, "protocol": "ssl"}, ssl=options)
    await ask(web, "activateClient")
    await until(lambda: organ.state.error != "")
    assert told in organ.state.error
    assert (await ask(web, "getClientStatus"))["status"] == {"state": "active", "connectionStatus": "disconnected"}


async def test_a_device_without_a_store_says_so(start, client, secure):
    broker, _, _ = secure
    camera = await start()
    organ = camera.device.organ(Mqtt)
    organ.certificates = None
    web = client(camera)
    await ask(web, "configureClient", server={"host": "127.0.0.1", "port": broker.port, "protocol": "ssl"}, ssl=ssl())
    await ask(web, "activateClient")
    await until(lambda: "no certificate store" in organ.state.error)
