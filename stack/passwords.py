"""Passwords of the embedded servers: made once, changed at will, kept where only we can read them."""

import os
import secrets
from pathlib import Path


def password(directory: Path, name: str) -> str:
    """The password called `name`, made at its first use."""
    return passwords(directory, name)[-1]


def passwords(directory: Path, name: str) -> list[str]:
    """The same; two, the old one first, while it is changed."""
    path = directory / name
    if not path.exists():
        write_private(path, new_password())
    return path.read_text().split()


def new_password() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


def write_private(path: Path, content: str) -> None:
    """Write a file that nobody else can read, in a folder that nobody else can open, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{path.name}.new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    half.replace(path)
