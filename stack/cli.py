"""The product's command: `zhicheng`."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from shared.keys import KEYS
from stack import audit as audit_logs
from stack import keys as key_files
from stack import report, server_passwords
from stack.background import start_in_background
from stack.backups import backup, backup_key, restore
from stack.child import Identity, end_all, is_alive, wait_until
from stack.commands import data_option, fail, joined, json_option, print_answer, running
from stack.environment import remembered
from stack.layout import Layout
from stack.mending import projections, queues, reconcile
from stack.messages import messages
from stack.partner import partner
from stack.ports import DEFAULT_BASE
from stack.postgres import PostgresCannotStart
from stack.preflight import CannotStart
from stack.services import CommandFailed, ask, ask_all, migrate_all
from stack.state import AlreadyRunning, end_leftovers, running_stack
from stack.status import status_of
from stack.supervisor import RENEWAL_ORDER, NotReady
from stack.trace import trace
from stack.up import up as run_up

STOP_SECONDS = 20
RESTART_SECONDS = 300
EXPECTED = (CannotStart, PostgresCannotStart, NotReady, CommandFailed)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """职称信息管理系统：启动、停止、查看与核对。"""


@main.command()
@click.option("--detach", is_flag=True, help="就绪后返回，系统在后台运行")
@data_option
@click.option("--port", "base", default=DEFAULT_BASE, show_default=True, help="起始端口，共用 12 个")
@click.option("--demo/--no-demo", default=True, show_default=True, help="首次启动时装入演示数据")
@click.option("--quiet", is_flag=True, help="不在屏幕上显示各进程的日志（日志文件照常写）")
def up(*, detach: bool, data: Path, base: int, demo: bool, quiet: bool) -> None:
    """启动整个系统，按 Ctrl-C 停止。"""
    layout = Layout(data.resolve(), base)
    try:
        if detach:
            click.echo(start_in_background(layout, demo=demo))
        else:
            run_up(layout, demo=demo, screen=not quiet)
    except AlreadyRunning:
        state = running_stack(layout.data)
        click.echo(f"系统已在运行：{state.url if state else layout.data}")
    except EXPECTED as error:
        fail(str(error))


@main.command()
@data_option
def down(data: Path) -> None:
    """停止系统，数据保留。"""
    layout = Layout(data.resolve(), DEFAULT_BASE)
    state = running_stack(layout.data)
    if state is not None:
        supervisor = Identity(state.pid, state.created)
        os.kill(state.pid, signal.SIGTERM)
        if not wait_until(lambda: not is_alive(supervisor), STOP_SECONDS):
            end_all([supervisor], signal.SIGKILL)
    left = end_leftovers(layout)
    click.echo("已停止" if state or left else "系统没有在运行")


@main.command()
@data_option
def restart(data: Path) -> None:
    """升级数据库，再逐个更换各进程（装入新版本的程序或新的密钥），期间系统照常可用。"""
    folder = running(data).data
    stack = running_stack(folder)
    if stack is None or stack.phase != "ready":
        fail("系统还没有就绪，请稍后再试")
    before = {name: process.created for name, process in stack.processes.items() if process.kind in RENEWAL_ORDER}
    os.kill(stack.pid, signal.SIGUSR1)
    wait_until(lambda: _in_phase(folder, "restarting"), RESTART_SECONDS)
    wait_until(lambda: _in_phase(folder, "ready"), RESTART_SECONDS, pause=0.2)
    now = running_stack(folder)
    if now is None or any(now.processes[name].created in (None, created) for name, created in before.items()):
        fail(f"没有全部更换，原因见 {folder / 'logs' / 'stack.log'}")
    click.echo(f"已更换 {len(before)} 个进程")


def _in_phase(folder: Path, phase: str) -> bool:
    stack = running_stack(folder)
    return stack is None or stack.phase == phase


@main.command()
@data_option
@json_option
def status(data: Path, *, as_json: bool) -> None:
    """各进程、队列与内存的状况。"""
    layout = running(data)
    stack = running_stack(layout.data)
    assert stack is not None
    print_answer(status_of(stack, remembered(layout)), report.status, as_json=as_json)


@main.command()
@data_option
def migrate(data: Path) -> None:
    """升级正在运行的系统的四个数据库。"""
    try:
        asyncio.run(migrate_all(remembered(running(data))))
        click.echo("数据库已是最新")
    except CommandFailed as error:
        fail(str(error))


@main.group()
def admin() -> None:
    """系统管理员。"""


@admin.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@data_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def create(data: Path, arguments: tuple[str, ...]) -> None:
    """建立一个系统管理员账号（参数交给认证服务，用 --help 查看）。"""
    command = [sys.executable, "-m", "services.auth.cli", "create-admin", *arguments]
    environment = {**os.environ, **remembered(running(data))}
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603 - our own command


@main.group()
def demo() -> None:
    """演示数据。"""


@joined(demo)
def demo_accounts(environment: dict[str, str]) -> Any:
    """可以登录的演示账号。"""
    return asyncio.run(ask(environment, "auth", "demo-accounts"))


@demo.command(name="scale")
@click.option("--people", required=True, type=click.IntRange(min=1000), help="人数，例如 10000、200000、2000000")
@data_option
@click.option("--port", "base", default=DEFAULT_BASE, show_default=True, help="装入时所用的起始端口")
def demo_scale(*, people: int, data: Path, base: int) -> None:
    """把演示数据扩充到指定的人数（系统须已装入演示数据并已停止；供性能测量使用）。"""
    from stack.demo.scale.scaling import scale

    layout = Layout(data.resolve(), base)
    if running_stack(layout.data):
        fail("系统正在运行。请先用 zhicheng down 停止。")
    try:
        scale(layout, people, click.echo)
    except EXPECTED as error:
        fail(str(error))


@main.group()
def files() -> None:
    """上传的文件。"""


@joined(files)
def files_collect(environment: dict[str, str]) -> Any:
    """清理上传后没有被任何内容引用的文件。"""
    return asyncio.run(ask(environment, "profile", "collect-files"))


@joined(main)
@click.option("--months", type=click.IntRange(1), default=12, show_default=True, help="审计日志保留几个整月")
@click.option("--years", type=click.IntRange(1), default=3, show_default=True, help="被取代的提交保留几个整年")
@click.option("--dry-run", is_flag=True, help="只说明有多少应归档，不执行")
def archive(environment: dict[str, str], *, months: int, years: int, dry_run: bool) -> Any:
    """把旧月份的审计日志和早年被取代的提交移出数据库，存为文件；仍可核验、打开和打印。"""
    tried = ["--dry-run"] if dry_run else []
    audited = ask_all(environment, "audit-archive", arguments=["--months", str(months), *tried])
    moved = ask(environment, "profile", "archive-snapshots", "--years", str(years), *tried)
    return {"audit": asyncio.run(audited), "snapshots": asyncio.run(moved)}


@main.group()
def figures() -> None:
    """统计。"""


@joined(figures)
def figures_rebuild(environment: dict[str, str]) -> Any:
    """重新计算人员与审核件的统计数字（系统运行时可用）。"""
    return asyncio.run(ask_all(environment, "rebuild-figures", ("profile", "review")))


@main.group()
def keys() -> None:
    """加密数据的密钥，以及为登录凭证和消息签名的密钥。"""


names_argument = click.argument("names", nargs=-1, type=click.Choice(KEYS))


@joined(keys)
@names_argument
def keys_rotate(environment: dict[str, str], names: tuple[str, ...]) -> Any:
    """启用新密钥（不指明则为全部），数据随即用它重新加密（系统运行时可用，可随时中断后重做）。"""
    return key_files.rotate(environment, names or KEYS)


@joined(keys)
@names_argument
def keys_retire(environment: dict[str, str], names: tuple[str, ...]) -> Any:
    """删除已不再使用的旧密钥（较早的备份仍需要它们，请先随备份保存），并说明其余的为何保留。"""
    return key_files.retire(environment, names or KEYS)


@main.group()
def passwords() -> None:
    """内置数据库和消息服务器的密码。"""


@passwords.command(name="rotate")
@data_option
@json_option
def passwords_rotate(data: Path, *, as_json: bool) -> None:
    """更换全部密码（系统运行时可用）；消息服务器的旧密码在 retire 之前仍可使用。"""
    print_answer(server_passwords.rotate(running(data)), report.passwords_rotate, as_json=as_json)


@passwords.command(name="retire")
@data_option
@json_option
def passwords_retire(data: Path, *, as_json: bool) -> None:
    """停用消息服务器的旧密码，更换一分钟后可用。"""
    try:
        answer = server_passwords.retire(running(data))
    except CommandFailed as error:
        fail(str(error))
    print_answer(answer, report.passwords_retire, as_json=as_json)


@main.group()
def audit() -> None:
    """审计日志。"""


@audit.command(name="verify")
@click.option(
    "--heads",
    "places",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="还要与之比对的签名链头（文件或目录，可多次给出）；系统自己另存的总会比对",
)
@data_option
@json_option
def audit_verify(data: Path, places: tuple[Path, ...], *, as_json: bool) -> None:
    """核验全部审计日志，指出第一条被改动、删除、插入或调换的记录；有问题时以 1 结束。"""
    try:
        answer = audit_logs.verify(remembered(running(data)), places)
    except CommandFailed as error:
        fail(str(error))
    print_answer(answer, audit_logs.in_words, as_json=as_json)
    sys.exit(0 if audit_logs.sound(answer) else 1)


@audit.command(name="heads")
@data_option
def audit_heads(data: Path) -> None:
    """输出全部签名链头，每行一个 JSON，供另存到别的机器。"""
    try:
        for head in audit_logs.heads(remembered(running(data))):
            click.echo(report.as_json(head))
    except CommandFailed as error:
        fail(str(error))


for command in (messages, partner, queues, reconcile, projections, backup_key, backup, restore, trace):
    main.add_command(command)

if __name__ == "__main__":
    main()
