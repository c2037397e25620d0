"""A self-signed certificate, so that development runs over TLS as production does."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_VALID_FOR = timedelta(days=397)  # browsers refuse a longer life


def self_signed(now: datetime) -> tuple[bytes, bytes]:
    """Return a certificate and its P-256 key (PEM) for localhost.

    It also covers 127.0.0.1 and ::1.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Anteroom on localhost")])
    names = [x509.DNSName("localhost"), *(x509.IPAddress(ip_address(ip)) for ip in ("127.0.0.1", "::1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private


def is_valid(certificate: bytes, now: datetime) -> bool:
    """Return whether a certificate (PEM) is valid for at least another day."""
    loaded = x509.load_pem_x509_certificate(certificate)
    return loaded.not_valid_before_utc <= now < loaded.not_valid_after_utc - timedelta(days=1)


def ends_at(certificate: bytes) -> datetime:
    """Return until when a certificate (DER, as a connection hands it out) is valid.

    Raises:
        ValueError: it is not a certificate.
    """
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc
