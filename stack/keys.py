"""Changing the keys under which ID numbers and contact data lie: a new generation, re-encryption, the old one's end."""

import asyncio
from pathlib import Path
from typing import Any

from shared.keys import ROTATING, next_generation, retire_generations
from stack.services import CommandFailed, ask_all

SERVICES = tuple(name.removeprefix("data-") for name in ROTATING)


def rotate(environment: dict[str, str]) -> dict[str, Any]:
    """Make new keys the current ones and encrypt everything under them, while all goes on. Raises CommandFailed."""
    made = [next_generation(Path(environment["KEYS_DIR"]), name) for name in ROTATING]
    return {"keys": made, "changed": _asked(environment, "reencrypt")}


def retire(environment: dict[str, str]) -> dict[str, list[str]]:
    """Remove the keys under which nothing lies any more. Raises CommandFailed while anything does."""
    left = {column: n for column, n in _asked(environment, "under-older-keys").items() if n}
    if left:
        raise CommandFailed(f"旧密钥仍在使用：{left}。请先运行 zhicheng keys rotate。")
    return {"removed": [gone for name in ROTATING for gone in retire_generations(Path(environment["KEYS_DIR"]), name)]}


def _asked(environment: dict[str, str], command: str) -> dict[str, int]:
    """What the services answer, by service and column."""
    answers = asyncio.run(ask_all(environment, command, SERVICES))
    return {f"{service}.{column}": n for service, columns in answers.items() for column, n in columns.items()}
