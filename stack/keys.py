"""Changing keys while all goes on: a new generation, what lies under the old one encrypted again, the old one's end."""

import asyncio
import time
from pathlib import Path
from typing import Any

from shared.keys import DATA_KEYS, KEY_PAIRS, next_generation, retire_generations
from stack.services import CommandFailed, ask_all

SERVICES = tuple(name.removeprefix("data-") for name in DATA_KEYS)
SIGNATURES_LAST = 600  # seconds; twice as long as the longest-lived pass, and a message is sent again, signed anew


def rotate(environment: dict[str, str]) -> dict[str, Any]:
    """Make new keys the current ones and encrypt everything under them, while all goes on. Raises CommandFailed."""
    made = [next_generation(Path(environment["KEYS_DIR"]), name) for name in (*DATA_KEYS, *KEY_PAIRS)]
    return {"keys": made, "changed": _asked(environment, "reencrypt")}


def retire(environment: dict[str, str]) -> dict[str, list[str]]:
    """Remove the keys under which nothing lies or travels any more. Raises CommandFailed while anything lies there."""
    left = {column: n for column, n in _asked(environment, "under-older-keys").items() if n}
    if left:
        raise CommandFailed(f"旧密钥仍在使用：{left}。请先运行 zhicheng keys rotate。")
    directory = Path(environment["KEYS_DIR"])
    names = (*DATA_KEYS, *(name for name in KEY_PAIRS if _is_settled(directory / f"{name}.current")))
    return {"removed": [gone for name in names for gone in retire_generations(directory, name)]}


def _is_settled(pointer: Path) -> bool:
    """Whether all that was signed before this key became the current one has arrived or expired."""
    return pointer.exists() and time.time() - pointer.stat().st_mtime > SIGNATURES_LAST


def _asked(environment: dict[str, str], command: str) -> dict[str, int]:
    """What the services answer, by service and column."""
    answers = asyncio.run(ask_all(environment, command, SERVICES))
    return {f"{service}.{column}": n for service, columns in answers.items() for column, n in columns.items()}
