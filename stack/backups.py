"""`zhicheng backup-key`, `backup` and `restore`: what they ask; encryption is loaded only by those who use it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
import psycopg

from shared.beijing import BEIJING
from stack import report
from stack.commands import data_option, fail, json_option, print_answer, running
from stack.environment import remembered
from stack.layout import Layout
from stack.passwords import write_private
from stack.ports import DEFAULT_BASE
from stack.servers import ServerCannotStart
from stack.services import CommandFailed
from stack.state import running_stack

FOLDER = click.Path(path_type=Path, file_okay=False)
UNEXPECTED = (OSError, CommandFailed, ServerCannotStart, psycopg.Error)
EXISTING = click.Path(path_type=Path, exists=True)


@click.command(name="backup-key")
@click.argument("path", type=click.Path(path_type=Path))
def backup_key(path: Path) -> None:
    """生成备份用的一对密钥：私钥写入 PATH（请移到别的机器保存），公钥显示在屏幕上。"""
    from pyrage.x25519 import Identity

    if path.exists():
        fail(f"{path} 已经存在，不会覆盖。")
    identity = Identity.generate()
    write_private(path, f"# public key: {identity.to_public()}\n{identity}\n")
    click.echo(str(identity.to_public()))


@click.command()
@click.option("--to", "backups", type=FOLDER, default="backups", show_default=True, help="备份存放的目录")
@click.option("--keys-to", type=FOLDER, default="backup-keys", show_default=True, help="密钥另存的目录，请放在别处")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    required=True,
    envvar="BACKUP_RECIPIENT",
    help="加密备份的公钥（age1…，可多次给出）；默认取环境变量 BACKUP_RECIPIENT",
)
@data_option
@json_option
def backup(data: Path, backups: Path, keys_to: Path, recipients: tuple[str, ...], *, as_json: bool) -> None:
    """备份正在运行的系统：四个数据库的同一时刻、上传的文件、审计链头；密钥另存。全部加密，从不覆盖。"""
    from stack.backup import Place, back_up
    from stack.sealing import BackupFailed, recipients_of

    layout = running(data)
    try:
        place = Place(backups.resolve(), keys_to.resolve(), recipients_of(recipients))
        answer = back_up(layout, remembered(layout), place)
    except (BackupFailed, *UNEXPECTED) as error:
        fail(f"没有完成：{error}")
    print_answer(answer, report.backup, as_json=as_json)


@click.command()
@click.argument("source", type=EXISTING)
@click.option("--keys", type=EXISTING, required=True, help="另存的密钥文件（…-keys.tar.age）")
@click.option("--identity", type=EXISTING, required=True, help="备份私钥的文件")
@click.option("--until", help="恢复到某一时刻，例如 2026-11-26T10:00:00（北京时间）；需要 --archive")
@click.option("--archive", type=EXISTING, help="数据库归档日志的目录（运行时的 WAL_ARCHIVE）")
@click.option("--replace", is_flag=True, help="目标目录不空时也恢复；原目录改名保留")
@click.option("--port", "base", default=DEFAULT_BASE, show_default=True, help="起始端口")
@data_option
@json_option
def restore(data: Path, base: int, *, replace: bool, until: str | None, as_json: bool, **given: Path) -> None:
    """把备份 SOURCE 恢复到一个新的数据目录，检查密钥能否解密、各服务是否一致。"""
    from stack.restore import Source
    from stack.restore import restore as run_restore
    from stack.sealing import BackupFailed, identity_in

    if running_stack(data.resolve()):
        fail(f"{data.resolve()} 上的系统正在运行。请先运行 zhicheng down。")
    if bool(until) != bool(given["archive"]):
        fail("--until 与 --archive 必须一起给出。")
    try:
        source = Source(
            given["source"], given["keys"], identity_in(given["identity"]), given["archive"], _moment(until)
        )
        answer: dict[str, Any] = run_restore(Layout(data.resolve(), base), source, replace=replace)
    except (BackupFailed, *UNEXPECTED) as error:
        fail(f"没有完成：{error}")
    print_answer(answer, report.restore, as_json=as_json)


def _moment(text: str | None) -> datetime | None:
    """What somebody typed; without an offset it is Beijing time."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"时刻“{text}”不正确，应当像 2026-11-26T10:00:00。")
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
