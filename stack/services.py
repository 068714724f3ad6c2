"""The services' own commands, run as processes of their own: no service's database is read from here."""

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.settings import SERVICES


class CommandFailed(Exception):
    """The message is what the command said."""


class TryAgain(CommandFailed):
    """What the command needs is away for now."""


async def run_module(environment: Mapping[str, str], module: str, *arguments: str) -> str:
    """Run `python -m module` with the stack's environment; returns what it prints.

    Raises `CommandFailed` if it ends with an error.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        env={**os.environ, **environment},
        stdin=None,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:  # nobody waits for the answer any more
            process.terminate()
    if process.returncode:
        raise CommandFailed(f"{module} {' '.join(arguments)}:\n{err.decode().strip() or out.decode().strip()}")
    return out.decode()


async def ask(environment: Mapping[str, str], service: str, command: str, *arguments: str) -> Any:
    """What one service's command answers."""
    return json.loads(await run_module(environment, f"services.{service}.cli", command, *arguments))


def arguments_of(asked: Mapping[str, Any], ids: Iterable[object] = ()) -> Sequence[str]:
    """The options and ids that somebody typed here, as a service's command takes them."""
    options: list[str] = []
    for name, value in asked.items():
        if value is not None and value is not False:
            options += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    return [*options, "--", *map(str, ids)]


async def ask_all(
    environment: Mapping[str, str], command: str, services: Iterable[str] = SERVICES, arguments: Sequence[str] = ()
) -> dict[str, Any]:
    """What the same command of several services answers, by service."""
    names = list(services)
    answers = await asyncio.gather(*(ask(environment, name, command, *arguments) for name in names))
    return dict(zip(names, answers, strict=True))


async def migrate_all(environment: Mapping[str, str]) -> None:
    """Bring all databases to the newest state.

    Raises `CommandFailed`.
    """
    await asyncio.gather(*(run_module(environment, f"services.{name}.cli", "migrate") for name in SERVICES))
