"""The options of those commands about messages that choose some of them: the same at a service and at `zhicheng`."""

from collections.abc import Callable
from typing import Any

import click


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which messages are chosen."""
    for option in (
        click.option("--dead", is_flag=True, help="只包括已放弃的消息"),
        click.option("--older", type=click.IntRange(0), metavar="分钟", help="只包括早于若干分钟的消息"),
        click.option("--name", metavar="名称", help="只包括这一种消息，例如 case.decided"),
    ):
        command = option(command)
    return command


def ordering(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a command that changes something asks besides: which messages, why, and whether only to try."""
    for option in (
        click.option("--dry-run", is_flag=True, help="只列出，不执行"),
        click.option("--reason", required=True, help="原因，记入审计日志"),
        click.argument("ids", nargs=-1, type=click.UUID),
    ):
        command = option(command)
    return choosing(command)
