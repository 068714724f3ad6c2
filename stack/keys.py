"""Changing keys while all goes on: a new generation, what was made with the old one made anew, the old one's end."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.keys import KEYS, current_since, next_generation, retire_generations
from stack.services import ask_all

SERVICES = ("auth", "profile")
"""Those who keep what is made with keys."""
MINUTES, DAYS = 60, 24 * 3600
SETTLED_AFTER = {"web": 2 * DAYS, "metrics": 2 * DAYS, "index": 2 * DAYS}
"""How long an old generation is needed by what nothing tells of: forms that are open, whoever reads metrics, how many
texts went to an address today. The others only until what was begun with them has ended: transactions, tokens, passes,
and messages, which are sent again, signed anew."""
ELSE_AFTER = 10 * MINUTES


def rotate(environment: dict[str, str], names: Sequence[str] = KEYS) -> dict[str, Any]:
    """Make new keys the current ones and make everything anew with them, while all goes on. Raises CommandFailed."""
    made = [next_generation(Path(environment["KEYS_DIR"]), name) for name in names]
    changed = {
        f"{service}.{column}": n
        for service, columns in _asked(environment, "reencrypt").items()
        for column, n in columns.items()
    }
    return {"keys": made, "changed": changed}


def retire(environment: dict[str, str], names: Sequence[str] = KEYS) -> dict[str, Any]:
    """Remove the generations that nobody needs any more; says of the others why they stay. Raises CommandFailed."""
    directory = Path(environment["KEYS_DIR"])
    needed = _needed(environment)
    kept: dict[str, Any] = {}
    removed: list[str] = []
    for name in names:
        if name in needed:
            kept[name] = needed[name]
        elif (left := _unsettled(directory, name)) > 0:
            kept[name] = f"启用新密钥后还需等待 {int(left // MINUTES) + 1} 分钟"
        else:
            removed += retire_generations(directory, name)
    return {"removed": removed, "kept": kept}


def _unsettled(directory: Path, name: str) -> float:
    """For how many seconds more something may be under way that was begun before this key became the current one."""
    since = current_since(directory, name)
    return 0 if since is None else since + SETTLED_AFTER.get(name, ELSE_AFTER) - time.time()


def _needed(environment: dict[str, str]) -> dict[str, dict[str, int]]:
    """By key, what was made with an older generation and where."""
    found: dict[str, dict[str, int]] = {}
    for service, keys in _asked(environment, "under-older-keys").items():
        for key, columns in keys.items():
            found.setdefault(key, {}).update({f"{service}.{column}": n for column, n in columns.items()})
    return found


def _asked(environment: dict[str, str], command: str) -> dict[str, Any]:
    return asyncio.run(ask_all(environment, command, SERVICES))
