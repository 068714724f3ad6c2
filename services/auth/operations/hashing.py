"""How passwords are kept: argon2id for those people choose, HMAC-SHA256 for random first ones."""

import hmac
import secrets
import unicodedata
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

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


def first_password_mac(person_id: UUID, password: str) -> bytes:
    """What is stored of a first password, bound to its person."""
    letters = normalised(password).upper().translate(MISREAD)
    return hmac.digest(secret("first-password"), f"{person_id}|{letters}".encode(), "sha256")
