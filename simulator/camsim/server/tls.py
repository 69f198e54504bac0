"""The certificate that the web server shows, as the certificate store says; contexts are made when a client first asks for HTTPS."""

from __future__ import annotations

import os
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from camsim.device.certificates import Certificates, Flaw, Keyed
from camsim.device.device import Device
from camsim.device.power import Phase, Power
from camsim.profile.leaves import is_address
from camsim.server.front import Port
from camsim.wire import x509
from camsim.wire.x509 import Pair, Subject


class WebServerTls:
    """The server's side of TLS: a new connection gets the certificate and the ciphers that count when it comes."""

    def __init__(self, device: Device, host: str) -> None:
        """`host`: under which address clients reach the device."""
        self._device = device
        self._host = host
        self._lock = threading.Lock()
        self._made_of: tuple[str, ...] = ()
        self._made: ssl.SSLContext | None = None
        self._flawed: dict[Flaw, Pair] = {}
        self._own_pairs: dict[int, Keyed] = {}
        """By the boot in which they were made: after a reset the device shows what it showed after the start."""
        device.organ(Certificates).own_pair = self._own

    def context(self) -> ssl.SSLContext:
        """The TLS settings of now: TLS 1.2 and later. Slow at the first call; may be called from any thread."""
        organ = self._device.organ(Certificates)
        with self._lock:
            flaw = organ.state.flaw
            chain, key = organ.shown() if flaw is Flaw.NONE else self._with(flaw)
            ciphers = ":".join(organ.ciphers)
            if self._made is None or self._made_of != (chain, key, ciphers):
                self._made, self._made_of = server_context(chain, key, ciphers), (chain, key, ciphers)
            return self._made

    def rule(self, port: Port, reopen: Callable[[], None]) -> None:
        """Shuts and opens a port as HTTPS is turned off and on."""
        organ, power = self._device.organ(Certificates), self._device.organ(Power)
        port.wanted = lambda: organ.https

        def follow() -> None:
            if not organ.https:
                port.shut()
            elif power.phase not in (Phase.DOWN, Phase.OFF):
                reopen()

        organ.watchers.append(follow)

    def _own(self) -> Keyed:
        boot = self._device.organ(Power).state.boots
        if boot not in self._own_pairs:
            made = x509.self_signed(self._subject(), self._device.clock.now())
            self._own_pairs[boot] = Keyed(made.certificate, made.key, alternatives=self._subject().alternatives)
        return self._own_pairs[boot]

    def _subject(self) -> Subject:
        name = f"axis-{self._device.serial.lower()}"
        kinds = (f"IP:{host}" if is_address(host) else f"DNS:{host}" for host in dict.fromkeys(("127.0.0.1", self._host)))
        return Subject({"CN": name}, (f"DNS:{name}.local", "DNS:localhost", *kinds))

    def _with(self, flaw: Flaw) -> tuple[str, str]:
        found = self._flawed.get(flaw)
        if found is None:
            found = self._flawed[flaw] = flawed(flaw, self._subject(), self._device.clock.now())
        return found.certificate, found.key


def flawed(flaw: Flaw, subject: Subject, now: float) -> Pair:
    """A pair that something is wrong with."""
    key = x509.make_key("EC-P256")
    begins, ends = now - x509.YEAR, now + x509.YEAR
    if flaw is Flaw.EXPIRED:
        ends = now - x509.YEAR / 12
    elif flaw is Flaw.NOT_YET_VALID:
        begins, ends = now + x509.YEAR, now + 2 * x509.YEAR
    elif flaw is Flaw.WRONG_NAME:
        subject = Subject({"CN": "another.invalid"}, ("DNS:another.invalid",))
    issuer = None
    if flaw is Flaw.FOREIGN_CA:
        ca_key = x509.make_key("EC-P256")
        issuer = Pair(x509.signed(ca_key, Subject({"CN": "Foreign CA", "O": "Nobody"}), begins, ends, authority=True), ca_key)
    return Pair(x509.signed(key, subject, begins, ends, issuer), key)


def server_context(chain: str, key: str, ciphers: str = "") -> ssl.SSLContext:
    """The server's settings for a certificate and key as PEM; ciphers that this OpenSSL lacks are passed over."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with _as_file((key + chain).encode()) as path:
        context.load_cert_chain(path)
    if "ECDHE" in ciphers:  # what devices of old offer, no OpenSSL of today takes
        with suppress(ssl.SSLError):
            context.set_ciphers(ciphers)
    return context


@contextmanager
def _as_file(content: bytes) -> Iterator[str]:
    """The content as a file for OpenSSL: in memory where the system can, so that a read-only container works."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("certificate")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            yield f"/proc/self/fd/{handle}"
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pem"
        path.write_bytes(content)
        yield str(path)
