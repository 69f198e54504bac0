"""The device's self-signed certificate, made when the first client asks for HTTPS."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Certificate:
    """A key and a self-signed certificate for one device, generated once."""

    def __init__(self, serial: str, host: str) -> None:
        self._serial = serial
        self._host = host
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self.pem = b""
        """The certificate, once made."""

    def context(self) -> ssl.SSLContext:
        """The server side's TLS settings: TLS 1.2 and later. Slow at the first call."""
        with self._lock:
            if self._context is None:
                self._context = self._make()
            return self._context

    def _make(self) -> ssl.SSLContext:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID

        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"axis-{self._serial.lower()}")])
        names: list[x509.GeneralName] = [x509.DNSName(f"axis-{self._serial.lower()}.local"), x509.DNSName("localhost")]
        for address in {"127.0.0.1", self._host}:
            try:
                names.append(x509.IPAddress(ipaddress.ip_address(address)))
            except ValueError:
                names.append(x509.DNSName(address))
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=3650))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(key, hashes.SHA256())
        )
        self.pem = made.public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with _as_file(private + self.pem) as path:
            context.load_cert_chain(path)
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
