"""The key files that processes share, and nothing else shares.

Who holds what: a service signs its messages with its own private key and checks the others with their public ones;
auth signs the tokens of people, review the passes to a case. In production each process is given only its own files.
"""

import base64
import os
import re
from collections.abc import Iterator
from contextlib import suppress
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
SECRETS = ("data-auth", "data-profile", "id-number", "index", "first-password", "web", "metrics")
KEYS = (*KEY_PAIRS, *SECRETS)
"""All have generations: `tokens`, then `tokens-2`; which one is used from now on says `tokens.current`."""
PARTNER_SECRET = "expert-site.secret"  # noqa: S105 - a file's name
SECRET_BYTES = 32
RETIRED = "retired"
"""The folder of public keys that check what was signed long ago, and open nothing any more."""

PRIVATE_OF = {
    "auth": ("tokens", "data-auth", "id-number", "index", "first-password"),
    "profile": ("data-profile", "index"),
    "review": ("passes",),
    "notices": (),
    "web": ("web",),
}
PUBLIC_OF = {
    "auth": ("tokens",),
    "profile": ("tokens", "passes"),
    "review": ("tokens",),
    "notices": ("tokens",),
    "web": (),
}
"""What each HTTP process cannot do its work without."""


def make_keys(directory: Path) -> None:
    """Make every key file that is missing; those that exist are never touched."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    first = [name for name in KEYS if not (directory / f"{name}.current").exists()]
    for name in first:
        _write_key(directory, name, name)
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
    return _public_key_in(settings.keys_dir / f"{name}.pub.pem")


def checking_key(name: str, generation: str) -> Ed25519PublicKey:
    """The key that checks what was signed as `generation` of `name`.

    Looked up each time, so that a process that has used a key before it was retired refuses it, too. Raises ValueError
    for what is no generation of it, FileNotFoundError for one that is unknown or retired.
    """
    if _number(name, generation) is None:
        raise ValueError(f"{generation!r} is no generation of {name}")
    (settings.keys_dir / f"{generation}.pub.pem").stat()
    return public_key(generation)


def public_keys_ever(name: str) -> Iterator[Ed25519PublicKey]:
    """The public keys of all generations, the retired ones too."""
    for folder in (settings.keys_dir, settings.keys_dir / RETIRED):
        yield from (_public_key_in(path) for path in _generations(folder, name, ".pub.pem").values())


def secret(generation: str) -> bytes:
    """The 32 bytes of one generation of a symmetric key.

    Looked up each time, so that a process that has used it before it was retired can do so no more. Raises
    FileNotFoundError for one that is unknown, retired, or not for this process.
    """
    (settings.keys_dir / f"{generation}.key").stat()
    return _secret(generation)


@cache
def _secret(name: str) -> bytes:
    value = base64.b64decode((settings.keys_dir / f"{name}.key").read_bytes(), validate=True)
    if len(value) != SECRET_BYTES:
        raise ValueError(f"{name}.key does not hold {SECRET_BYTES} bytes")
    return value


def current_key(name: str) -> str:
    """The generation of a key that is used from now on. Read each time: it changes while all goes on."""
    return _current_in(settings.keys_dir, name)


def live_secrets(name: str) -> list[bytes]:
    """All generations of a secret that are here, the current one first: what was made with any of them is known.

    Read each time, as `current_key`: a new one is here before anybody uses it, an old one until nobody needs it.
    """
    current = current_key(name)
    found = [secret(current)]
    for path in _generations(settings.keys_dir, name, ".key").values():
        if path.stem != current:
            with suppress(FileNotFoundError):  # it was retired a moment ago
                found.append(secret(path.stem))
    return found


def key_named(generation: str) -> str:
    """The key of which this is a generation."""
    return re.sub(r"-[0-9]{1,6}$", "", generation)


def current_since(directory: Path, name: str) -> float | None:
    """When the current generation of a key became that, in seconds since 1970; None if it always was."""
    try:
        return (directory / f"{name}.current").stat().st_mtime
    except FileNotFoundError:
        return None


def next_generation(directory: Path, name: str) -> str:
    """Make a new generation of a key, and only then the current one: whoever reads what it made can read it."""
    made = f"{name}-{max(_generations(directory, name, _suffix(name)), default=1) + 1}"
    _write_key(directory, name, made)
    pointer = directory / f"{name}.current.new"
    _write_once(pointer, f"{made}\n".encode())
    pointer.rename(directory / f"{name}.current")
    return made


def retire_generations(directory: Path, name: str) -> list[str]:
    """Remove all generations of a key but the current one; returns their names.

    Nothing may lie under them any more. Of a pair the public key is kept apart, for what it has signed long ago.
    """
    current, suffix = _current_in(directory, name), _suffix(name)
    files = _generations(directory, name, suffix).values()
    old = sorted(generation for path in files if (generation := path.name.removesuffix(suffix)) != current)
    for generation in old:
        if name in KEY_PAIRS:
            (directory / RETIRED).mkdir(mode=0o700, exist_ok=True)
            (directory / f"{generation}.pub.pem").rename(directory / RETIRED / f"{generation}.pub.pem")
        (directory / f"{generation}{suffix}").unlink()
    return old


def missing_keys(process: str) -> list[str]:
    """The key files that an HTTP process lacks or cannot read. Looked up each time: they may come while it runs."""
    directory = settings.keys_dir
    private = [f"{current_key(name)}{_suffix(name)}" for name in PRIVATE_OF[process]]
    public = [f"{name}.pub.pem" for name in PUBLIC_OF[process] if not _generations(directory, name, ".pub.pem")]
    return [file for file in private if not os.access(directory / file, os.R_OK)] + public


@cache
def partner_secret() -> str:
    """What the expert site and we sign webhooks with, as `whsec_…`."""
    return (settings.keys_dir / PARTNER_SECRET).read_text().strip()


def _current_in(directory: Path, name: str) -> str:
    try:
        return (directory / f"{name}.current").read_text().strip()
    except FileNotFoundError:
        return name


def _generations(directory: Path, name: str, suffix: str) -> dict[int, Path]:
    """The files of a key's generations by their numbers."""
    files = ((_number(name, path.name.removesuffix(suffix)), path) for path in directory.glob(f"{name}*{suffix}"))
    return {number: path for number, path in files if number is not None}


def _number(name: str, generation: str) -> int | None:
    """Which generation of `name` this is; None if it is none."""
    found = re.fullmatch(rf"{re.escape(name)}(?:-([0-9]{{1,6}}))?", generation)
    return int(found[1] or 1) if found else None


def _suffix(name: str) -> str:
    return ".pem" if name in KEY_PAIRS else ".key"


def _public_key_in(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError(f"{path.name} is not an Ed25519 key")
    return key


def _write_key(directory: Path, name: str, generation: str) -> None:
    """Write the file of a secret, or those of a pair: the public one first, for whoever signs must be believed."""
    if name not in KEY_PAIRS:
        _write_once(directory / f"{generation}.key", _random_base64())
    elif not (directory / f"{generation}.pem").exists():
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        _write_once(directory / f"{generation}.pub.pem", public)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_once(directory / f"{generation}.pem", private)


def _random_base64() -> bytes:
    return base64.b64encode(os.urandom(SECRET_BYTES))


def _write_once(path: Path, content: bytes) -> None:
    """Whole or not at all: whoever looks at the same moment finds no half of a key."""
    if path.exists():
        return
    half = path.with_name(f"{path.name}.half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    half.rename(path)
