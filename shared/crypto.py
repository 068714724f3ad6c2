"""Values that must not lie readable in a database: encrypted for storage, findable by a blind index."""

import base64
import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.keys import current_key, live_secrets, secret

VERSION = "v1"
NONCE_BYTES = 12  # NIST SP 800-38D, 8.2: 96-bit nonces


class Undecryptable(Exception):
    """The value was not encrypted with this key for this place, or was changed."""


class Sealing:
    """The newest generation of a key, held for as many values as are to be encrypted now."""

    def __init__(self, key: str) -> None:
        self.generation = current_key(key)
        self.cipher = AESGCM(secret(self.generation))

    def seal(self, plain: str, *, place: str) -> str:
        """AES-256-GCM as `v1.<key>.<nonce>.<ciphertext>`.

        `place` (table|column|row) is bound in as associated data, so that a value copied to another row is refused
        there.
        """
        nonce = os.urandom(NONCE_BYTES)
        sealed = self.cipher.encrypt(nonce, plain.encode(), place.encode())
        return ".".join((VERSION, self.generation, _encode(nonce), _encode(sealed)))


def encrypt(plain: str, *, key: str, place: str) -> str:
    """One value for one place, under the newest generation of `key`: see `Sealing.seal`."""
    return Sealing(key).seal(plain, place=place)


def decrypt(stored: str, *, place: str) -> str:
    """What `encrypt` was given; raises Undecryptable for any other value, key or place."""
    try:
        version, key, nonce, sealed = stored.split(".")
        if version != VERSION:
            raise Undecryptable(version)
        return AESGCM(secret(key)).decrypt(_decode(nonce), _decode(sealed), place.encode()).decode()
    except (ValueError, InvalidTag, FileNotFoundError) as error:
        raise Undecryptable(place) from error


def key_of(stored: str) -> str:
    """Under which generation of its key a value was encrypted."""
    return stored.split(".", 2)[1]


def new_salt() -> str:
    """128 random bits for `commitment`."""
    return secrets.token_hex(16)


def commitment(value: str, salt: str) -> str:
    """SHA-256 of a value with a salt, which has to be kept sealed: bound to the value, and telling nobody of it."""
    return hashlib.sha256(f"{salt}|{value}".encode()).hexdigest()


def blind_index(value: str, *, purpose: str, generation: str | None = None) -> bytes:
    """HMAC-SHA256 of the upper-cased, trimmed value: equal values can be found without being readable.

    Under the current generation of the key `index` if none is named: as it is written. What was written before, or by
    somebody who knows of a newer one already, is found by `blind_indexes`.
    """
    return _blind(value, purpose, secret(generation or current_key("index")))


def blind_indexes(value: str, *, purpose: str) -> list[bytes]:
    """The blind indexes of a value under all generations of the key, the current one first."""
    return [_blind(value, purpose, key) for key in live_secrets("index")]


def _blind(value: str, purpose: str, key: bytes) -> bytes:
    return hmac.digest(key, f"{purpose}|{value.strip().upper()}".encode(), "sha256")


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode()


def _decode(value: str) -> bytes:
    return base64.urlsafe_b64decode(value)
