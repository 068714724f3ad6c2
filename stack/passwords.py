"""Passwords of the embedded servers: made once, kept where only we can read them."""

import os
import secrets
from pathlib import Path


def password(directory: Path, name: str) -> str:
    """The password called `name`, made at its first use."""
    path = directory / name
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text()


def write_private(path: Path, content: str) -> None:
    """Write a file that nobody else can read, in a folder that nobody else can open, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{path.name}.new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    half.replace(path)
