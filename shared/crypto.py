"""Values that must not lie readable in a database: encrypted for storage, findable by a blind index."""

import base64
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.keys import current_key, secret

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


def blind_index(value: str, *, purpose: str) -> bytes:
    """HMAC-SHA256 of the upper-cased, trimmed value: equal values can be found without being readable."""
    return hmac.digest(secret("index"), f"{purpose}|{value.strip().upper()}".encode(), "sha256")


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode()


def _decode(value: str) -> bytes:
    return base64.urlsafe_b64decode(value)
