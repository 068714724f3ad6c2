"""The key files that processes share, and nothing else shares.

Who holds what: a service signs its messages with its own private key and checks the others with their public ones;
auth signs the tokens of people, review the passes to a case. In production each process is given only its own files.
"""

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from shared.settings import SERVICES, settings

KEY_PAIRS = (*(f"messages-{service}" for service in SERVICES), "tokens", "passes")
SECRETS = ("data-auth", "data-profile", "id-number", "index", "first-password", "web")
PARTNER_SECRET = "expert-site.secret"  # noqa: S105 - a file's name
SECRET_BYTES = 32
ROTATING = ("data-auth", "data-profile")
"""The keys that have generations: `data-auth`, then `data-auth-2`; which is current stands in `data-auth.current`."""


def make_keys(directory: Path) -> None:
    """Make every key file that is missing; those that exist are never touched."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in KEY_PAIRS:
        if not (directory / f"{name}.pem").exists():
            _write_pair(directory, name)
    for name in SECRETS:
        _write_once(directory / f"{name}.key", _random_base64())
    _write_once(directory / PARTNER_SECRET, b"whsec_" + _random_base64())


@cache
def private_key(name: str) -> Ed25519PrivateKey:
    """The signing key `name`; raises FileNotFoundError where this process was not given it."""
    key = load_pem_private_key((settings.keys_dir / f"{name}.pem").read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{name}.pem is not an Ed25519 key")
    return key


@cache
def public_key(name: str) -> Ed25519PublicKey:
    """The key that checks what `name` has signed."""
    key = load_pem_public_key((settings.keys_dir / f"{name}.pub.pem").read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError(f"{name}.pub.pem is not an Ed25519 key")
    return key


@cache
def secret(name: str) -> bytes:
    """The 32 bytes of the symmetric key `name`."""
    value = base64.b64decode((settings.keys_dir / f"{name}.key").read_bytes(), validate=True)
    if len(value) != SECRET_BYTES:
        raise ValueError(f"{name}.key does not hold {SECRET_BYTES} bytes")
    return value


def current_key(name: str) -> str:
    """The generation of a key under which values are encrypted now. Read each time: it changes while all goes on."""
    try:
        return (settings.keys_dir / f"{name}.current").read_text().strip()
    except FileNotFoundError:
        return name


def next_generation(directory: Path, name: str) -> str:
    """Make a new generation of a key, and only then the current one: whoever reads what it wrote can read it."""
    number = max((int(path.stem.removeprefix(f"{name}-")) for path in directory.glob(f"{name}-*.key")), default=1) + 1
    _write_once(directory / f"{name}-{number}.key", _random_base64())
    pointer = directory / f"{name}.current.new"
    _write_once(pointer, f"{name}-{number}\n".encode())
    pointer.rename(directory / f"{name}.current")
    return f"{name}-{number}"


def retire_generations(directory: Path, name: str) -> list[str]:
    """Remove all generations of a key but the current one, under which everything must lie; returns their names."""
    pointer = directory / f"{name}.current"
    current = pointer.read_text().strip() if pointer.exists() else name
    old = [path for path in directory.glob(f"{name}*.key") if path.stem != current]
    for path in old:
        path.unlink()
    return sorted(path.stem for path in old)


@cache
def partner_secret() -> str:
    """What the expert site and we sign webhooks with, as `whsec_…`."""
    return (settings.keys_dir / PARTNER_SECRET).read_text().strip()


def _write_pair(directory: Path, name: str) -> None:
    key = Ed25519PrivateKey.generate()
    _write_once(
        directory / f"{name}.pub.pem", key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    _write_once(directory / f"{name}.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _random_base64() -> bytes:
    return base64.b64encode(os.urandom(SECRET_BYTES))


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
