"""What every service's `cli.py` can do alike; `zhicheng` runs these and joins the JSON."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared import reencryption
from shared.audit.commands import archive_audit, commanding, tell_heads, verify_audit, write_command
from shared.audit.deed import note
from shared.audit.requests import word_in
from shared.db import Database
from shared.errors import DomainError
from shared.keyed_columns import KeyedColumn
from shared.messaging import outbox
from shared.messaging.commands import message_commands


def service_cli(
    db: Database, keyed: Sequence[KeyedColumn] = (), provide: Callable[[Session], object] | None = None
) -> click.Group:
    """A command group with what all services have; a service adds its own with `printing`.

    Those that keep what is made with keys, in the columns `keyed`, have the commands that change these. What a service
    can't begin without it provides after each migration.
    """

    @click.group()
    @click.pass_context
    def group(context: click.Context) -> None:
        """Commands of one service."""
        name = context.invoked_subcommand or ""
        command = group.commands[name]
        context.with_resource(commanding(db.service, name, word_in(command.help or "") or name))

    @group.command()
    def migrate() -> None:
        """Bring the database to the newest state (升级数据库); EX_TEMPFAIL says that it is away, or busy, for now."""
        from shared.migrate import head, upgrade  # dear, and needed only here

        try:
            changed = upgrade(db)
        except OperationalError as error:
            click.echo(f"{type(error.orig).__name__}: {error.orig}", err=True)
            sys.exit(os.EX_TEMPFAIL)
        if changed:
            note(revision=head(db.service))
            write_command(db)
        if provide:
            with db.transaction() as session:
                provide(session)

    @printing(group)
    def messages_status() -> dict[str, Any]:
        """How the messages of this service stand."""
        with db.reading() as session:
            return asdict(outbox.status(session))

    _audit_commands(group, db)
    message_commands(db, printing(group))
    if keyed:
        _key_commands(group, db, keyed)
    return group


def _audit_commands(group: click.Group, db: Database) -> None:
    @printing(group)
    @click.option("--heads", multiple=True, type=click.Path(path_type=Path, exists=True))
    def audit_verify(heads: tuple[Path, ...]) -> dict[str, Any]:
        """Go through the audit log of this service."""
        return verify_audit(db, heads)

    @printing(group)
    @click.option("--months", type=click.IntRange(min=1), required=True)
    @click.option("--dry-run", is_flag=True)
    def audit_archive(*, months: int, dry_run: bool) -> dict[str, Any]:
        """Take old months of the audit log into files (归档审计日志)."""
        return archive_audit(db, months, dry_run=dry_run)

    @printing(group)
    def audit_heads() -> list[dict[str, Any]]:
        """The signed heads of the audit log."""
        return tell_heads(db)


def _key_commands(group: click.Group, db: Database, keyed: Sequence[KeyedColumn]) -> None:
    @printing(group)
    def reencrypt() -> dict[str, int]:
        """Make everything with the current keys and say how many values changed (重新加密)."""
        return reencryption.reencrypt(db, keyed)

    @printing(group)
    def under_older_keys() -> dict[str, dict[str, int]]:
        """By key, how many values of which column were made with an older generation."""
        return reencryption.under_older_keys(db, keyed)

    @printing(group)
    def unreadable() -> dict[str, int]:
        """How many values of each column no key opens."""
        return reencryption.unreadable(db, keyed)


def printing(group: click.Group) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a command that prints what it returns as JSON, or in words why a rule said no."""

    def command(function: Callable[..., Any]) -> click.Command:
        def run(**arguments: Any) -> None:
            try:
                answer = function(**arguments)
            except DomainError as error:
                raise click.ClickException(str(error)) from error
            except OperationalError as error:
                raise click.ClickException(f"数据库暂时无法访问：{error.orig}") from error
            json.dump(answer, sys.stdout, ensure_ascii=False, default=str)
            sys.stdout.write("\n")

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        return group.command(name=function.__name__.replace("_", "-"))(run)

    return command
