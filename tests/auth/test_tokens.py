"""Tokens: one algorithm, one key, one audience, one minute."""

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import OKPKey

import shared.auth
from shared.auth import ALGORITHM, NotSignedIn, sign, verify
from shared.keys import make_keys, next_generation, public_key, retire_generations
from tests.changing_keys import keys_of_its_own

CLAIMS = {"sub": "somebody"}


def made(key: Any, **changes: Any) -> str:
    """A token that is good but for the changes."""
    now = int(time.time())
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": "tokens"} | changes.pop("header", {})
    claims = CLAIMS | {"iss": "tokens", "aud": "services", "iat": now, "exp": now + 50} | changes
    given = {name: value for name, value in claims.items() if value is not None}
    header = {name: value for name, value in header.items() if value is not None}
    return jwt.encode(header, given, key, algorithms=[header["alg"]])


@pytest.fixture
def own(keys: None) -> OKPKey:
    return shared.auth._private("tokens")


@pytest.fixture
def keys_dir(keys: None, tmp_path: Path) -> Iterator[Path]:
    with keys_of_its_own(tmp_path / "keys") as directory:
        yield directory


def good(token: str) -> bool:
    try:
        verify(token, key="tokens", audience="services")
    except NotSignedIn:
        return False
    return True


def test_a_token_of_ours_is_good(own: OKPKey) -> None:
    assert good(made(own))
    assert verify(sign(CLAIMS, key="tokens", audience="services", seconds=60), key="tokens", audience="services")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "passes"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": 4_000_000_000},
        {"header": {"typ": "at+jwt"}},
        {"header": {"kid": "tokens-2"}},
        {"header": {"kid": "passes"}},
        {"header": {"kid": "../tokens"}},
        {"header": {"kid": None}},
    ],
    ids=str,
)
def test_a_token_of_another_kind_audience_or_time_is_not(own: OKPKey, changes: dict[str, Any]) -> None:
    assert not good(made(own, **changes))


def test_no_other_key_and_no_other_algorithm_is_believed(own: OKPKey) -> None:
    public = public_key("tokens").public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    said = {"iss": "tokens", "aud": "services", "exp": int(time.time()) + 50}
    forged = f"{_encoded(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{_encoded(json.dumps(said).encode())}"

    assert not good(forged.replace(forged.split(".", maxsplit=1)[0], _encoded(b'{"alg": "none", "typ": "JWT"}')) + ".")
    assert not good(f"{forged}.{_encoded(hmac.digest(public, forged.encode(), 'sha256'))}")
    assert not good(made(OKPKey.generate_key("Ed25519")))
    assert not good(made(shared.auth._private("passes")))
    assert not good(made(own)[:-4] + "AAAA")


def test_a_changed_key_signs_at_once_and_the_old_one_is_believed_until_it_is_retired(keys_dir: Path) -> None:
    old = sign(CLAIMS, key="tokens", audience="services", seconds=60)
    assert next_generation(keys_dir, "tokens") == "tokens-2"
    new = sign(CLAIMS, key="tokens", audience="services", seconds=60)

    assert [_kid(token) for token in (old, new)] == ["tokens", "tokens-2"]
    assert good(old)
    assert good(new)
    assert retire_generations(keys_dir, "tokens") == ["tokens"]
    assert not good(old)
    assert good(new)


def test_a_start_brings_no_retired_key_back(keys_dir: Path) -> None:
    next_generation(keys_dir, "tokens")
    retire_generations(keys_dir, "tokens")

    make_keys(keys_dir)

    assert not (keys_dir / "tokens.pem").exists()
    assert next_generation(keys_dir, "tokens") == "tokens-3"


def _kid(token: str) -> object:
    head = token.split(".", maxsplit=1)[0]
    return json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


def test_what_was_signed_is_good_for_its_seconds_and_no_longer(keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = sign(CLAIMS, key="tokens", audience="services", seconds=60), int(time.time())

    for later, status in ((58, True), (61, False)):
        monkeypatch.setattr("joserfc._rfc7519.claims._generate_now", lambda later=later: now + later)
        assert good(token) is status
