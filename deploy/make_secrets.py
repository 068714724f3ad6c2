"""Make every secret that docker-compose.yml mounts, once: `docker compose run --rm make-secrets`.

What exists is never touched, so running it again is harmless. Each file can be read only by the user whose container
it is for; the folder can be passed through, but not listed.
"""
# ruff: noqa: INP001 - a script that is run by its path, in no package

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from shared.keys import make_keys
from shared.messaging.broker_rights import user
from shared.settings import SERVICES

APP, POSTGRES, REDIS = 10001, 999, 999  # the users of our image and of the official ones


def make_secrets(directory: Path) -> None:
    """Keys of the processes, passwords of the servers, and the addresses that contain them."""
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
    for name in ("s3-access-key", "s3-secret-key", "smtp-password"):  # given by others: written in by hand
        _write_once(directory / name, "", APP)
    for key in directory.glob("*.*"):
        if key.suffix in {".pem", ".key", ".secret"}:
            _give(key, APP)
    directory.chmod(0o711)


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
    make_secrets(Path(sys.argv[1]))
