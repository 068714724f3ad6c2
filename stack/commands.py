"""What those commands of `zhicheng` have alike that ask the running services: where they are, how answers are shown."""

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from stack import report
from stack.environment import remembered
from stack.layout import Layout
from stack.services import CommandFailed
from stack.state import running_stack

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("ZHICHENG_DATA", "var")),
    help="数据目录（默认 ./var，或环境变量 ZHICHENG_DATA）",
)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供程序使用")


def joined(group: click.Group) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function of the running stack's environment, and of its own options, a command that prints its answer."""

    def command(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def run(data: Path, *, as_json: bool, **asked: Any) -> None:
            try:
                answer = function(remembered(running(data)), **asked)
            except CommandFailed as error:
                fail(str(error))
            print_answer(answer, getattr(report, function.__name__), as_json=as_json)

        return group.command(name=function.__name__.removeprefix(f"{group.name}_").replace("_", "-"))(
            data_option(json_option(run))
        )

    return command


def running(data: Path) -> Layout:
    """Where the running system lies; ends the command if none runs there."""
    state = running_stack(data.resolve())
    if state is None:
        fail(f"没有在运行的系统（{data.resolve()}）。请先运行 zhicheng up，或用 --data 指明数据目录。")
    return Layout(data.resolve(), state.base)


def print_answer(answer: Any, readable: Callable[[Any], str], *, as_json: bool) -> None:
    """Show an answer to a program or to people."""
    click.echo(report.as_json(answer) if as_json else readable(answer))


def fail(message: str) -> NoReturn:
    """End the command with an error in words."""
    click.echo(message, err=True)
    sys.exit(1)
