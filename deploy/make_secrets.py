"""Make every secret that docker-compose.yml mounts, once: `docker compose run --rm make-secrets`.

What exists is never touched, so running it again is harmless. Each file can be read only by the user whose container
it is for; the folder can be passed through, but not listed.
"""
# ruff: noqa: INP001 - a script that is run by its path, in no package

import json
import os
import secrets
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.keys import make_keys
from shared.messaging.broker_rights import user
from shared.settings import SERVICES

APP, POSTGRES, REDIS, NGINX, S3, GRAFANA, PROMETHEUS = (
    10001,
    999,
    999,
    101,
    1000,
    472,
    65534,
)  # the users of our image and of the official ones
OF_OTHERS = frozenset({"tls.key", "prometheus-metrics.key"})
CERTIFICATE_DAYS = 397  # browsers believe none for longer


def make_secrets(directory: Path, name: str) -> None:
    """Keys of the processes, passwords of servers, the addresses that contain them, and a certificate for a name."""
    make_keys(directory)
    _write_once(directory / "postgres-password", _password(), POSTGRES)
    for service in SERVICES:
        password = _write_once(directory / f"database-password-{service}", _password(), POSTGRES)
        url = f"postgresql+psycopg://{service}:{password}@postgres:5432/{service}"
        _write_once(directory / f"database-url-{service}", url, APP)
    users = [f"requirepass {_write_once(directory / 'redis-password', _password(), REDIS)}"]
    for service in SERVICES:
        url = _write_once(directory / f"redis-url-{service}", f"redis://{service}:{_password()}@redis:6379/0", APP)
        users.append(user(service, str(urlsplit(url).password)))
    _write_once(directory / "redis-users.conf", "\n".join([*users, ""]), REDIS)
    _make_store_users(directory)
    make_certificate(directory, name)
    _write_once(directory / "grafana-password", _password(), GRAFANA)
    _write_once(directory / "smtp-password", "", APP)  # given by others: written in by hand
    for key in directory.glob("*.*"):
        if key.suffix in {".pem", ".key", ".secret"} and key.name not in OF_OTHERS:
            _give(key, APP)
    _write_once(directory / "prometheus-metrics.key", (directory / "metrics.key").read_text(), PROMETHEUS)
    directory.chmod(0o711)


def _make_store_users(directory: Path) -> None:
    """Who may do what in the S3 store, each by a key and its secret. Another store's own are written into the files.

    Nobody can write over what is kept of the audit logs but the relays, and those reach nothing else.
    """
    files, audit = os.environ.get("S3_BUCKET", "zhicheng"), os.environ.get("AUDIT_S3_BUCKET", "zhicheng-audit")
    rights = {
        "s3": [f"Admin:{files}"],
        "s3-audit": [f"Admin:{audit}"],
        "s3-audit-reader": [f"Read:{audit}", f"List:{audit}"],
    }
    users = []
    for name, actions in rights.items():
        access, secret = (
            _write_once(directory / f"{name}-{part}-key", _password(), APP) for part in ("access", "secret")
        )
        users.append({"name": name, "credentials": [{"accessKey": access, "secretKey": secret}], "actions": actions})
    _write_once(directory / "s3-users.json", json.dumps({"identities": users}), S3)


def make_certificate(directory: Path, name: str) -> None:
    """A certificate that nobody knows yet, so that nginx starts: to be replaced by one that browsers know."""
    if (directory / "tls.crt").exists():
        return
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.OID_COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write_once(directory / "tls.key", private.decode(), NGINX)
    _write_once(directory / "tls.crt", certificate.public_bytes(Encoding.PEM).decode(), NGINX)


def _password() -> str:
    return secrets.token_urlsafe(32)


def _write_once(path: Path, content: str, owner: int) -> str:
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
    _give(path, owner)
    return path.read_text()


def _give(path: Path, owner: int) -> None:
    path.chmod(0o400)
    if os.geteuid() == 0:
        os.chown(path, owner, owner)


if __name__ == "__main__":
    make_secrets(Path(sys.argv[1]), sys.argv[2])
