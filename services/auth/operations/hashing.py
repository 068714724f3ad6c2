"""How passwords are kept: argon2id for those people choose, a sealed SHA-256 for what is random."""

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from shared.crypto import Undecryptable, decrypt, encrypt
from shared.keyed_columns import SEALED_BYTES
from shared.keys import secret

# OWASP ASVS 5.0, appendix C. More memory would let a few dozen sign-ins at once exhaust the machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)

FIRST_PASSWORD_LETTERS = 16  # 80 bits
# Crockford's base 32: nothing that is misread on paper; what is misread all the same is forgiven on input.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
GROUP = 4


def normalised(password: str) -> str:
    """One form for characters that keyboards and input methods write in several (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The password as it is stored, with the parameters it was hashed with."""
    return HASHER.hash(normalised(password))


def fits(stored: str, password: str) -> bool:
    """Whether the password is the stored one."""
    try:
        return HASHER.verify(stored, normalised(password))
    except (VerificationError, InvalidHashError):
        return False


def spend_the_time_of_a_check(password: str) -> None:
    """Take as long as `fits` where there is nothing to check, so that the time tells nobody who has an account."""
    fits(_nobodys_hash(), password)


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe())


def new_first_password() -> str:
    """80 random bits that can be read from paper: XXXX-XXXX-XXXX-XXXX."""
    return random_letters(FIRST_PASSWORD_LETTERS)


def random_letters(count: int) -> str:
    """So many random letters of 5 bits each, in groups."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(count))
    return "-".join(letters[start : start + GROUP] for start in range(0, count, GROUP))


def keep_code(person_id: UUID, words: str, *, place: str) -> bytes:
    """What is stored of something random that a person was handed: its SHA-256, sealed, so that keys can change."""
    digest = hashlib.sha256(_written(person_id, words)).hexdigest()
    return encrypt(digest, key="first-password", place=place).encode()


def fits_code(kept: bytes, person_id: UUID, words: str, *, place: str) -> bool:
    """Whether this is what was handed out; before it was sealed it was kept as an HMAC, under the first key."""
    written = _written(person_id, words)
    try:
        if kept.startswith(SEALED_BYTES):
            digest = decrypt(kept.decode(), place=place)
            return hmac.compare_digest(digest, hashlib.sha256(written).hexdigest())
        return hmac.compare_digest(kept, hmac.digest(secret("first-password"), written, "sha256"))
    except (Undecryptable, FileNotFoundError):
        return False


def _written(person_id: UUID, words: str) -> bytes:
    return f"{person_id}|{normalised(words).upper().translate(MISREAD)}".encode()
