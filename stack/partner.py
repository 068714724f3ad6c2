"""`zhicheng partner`: how deliveries to partners stand, what an operator does about them, and trying a receiver."""

import asyncio
import sys
from pathlib import Path
from time import sleep
from typing import Any

import click

from stack.commands import joined
from stack.report import partner_progress as in_progress
from stack.services import arguments_of, ask

STATES = ("queued", "sending", "shared", "failed", "revoking", "revoked")
SECONDS_BETWEEN_LOOKS = 5
with_reason = click.option("--reason", required=True, help="原因，记入审计日志")
of_partner = click.argument("key", metavar="代号")


@click.group()
def partner() -> None:
    """向合作方（共享平台）的投递。"""


@joined(partner)
@click.option("--partner", "key", metavar="代号", help="只包括这一个共享平台")
@click.option("--state", type=click.Choice(STATES), help="只包括这一种状态")
@click.option("--older", type=click.IntRange(0), metavar="分钟", help="只包括等待超过若干分钟的")
@click.option("--person", metavar="账号", help="只包括这个账号的（或这个编号的）")
@click.option("--reason", metavar="文字", help="只包括失败原因中有这些文字的")
@click.option("--share", type=click.UUID, metavar="编号", help="列出一个分享的每次投递和原因")
def partner_deliveries(environment: dict[str, str], **asked: Any) -> Any:
    """投递的状态，最久的在前，最多一千条；用 --share 查看一个分享的每次投递。"""
    asked["partner"] = asked.pop("key")
    return _ask(environment, "partner-deliveries", *arguments_of(asked))


@joined(partner)
@click.argument("share", type=click.UUID, metavar="编号")
@with_reason
def partner_replay(environment: dict[str, str], share: object, reason: str) -> Any:
    """立即重新投递一个分享（或它的撤回）。"""
    return _ask(environment, "partner-replay", str(share), "--reason", reason)


@joined(partner)
@of_partner
@with_reason
def partner_pause(environment: dict[str, str], key: str, reason: str) -> Any:
    """暂停向一个共享平台投递；期间的分享和撤回等待恢复。"""
    return _ask(environment, "partner-pause", key, "--reason", reason)


@joined(partner)
@of_partner
@with_reason
def partner_resume(environment: dict[str, str], key: str, reason: str) -> Any:
    """恢复投递，等待的全部发出。"""
    return _ask(environment, "partner-resume", key, "--reason", reason)


@joined(partner)
@of_partner
@with_reason
@click.option("--no-wait", is_flag=True, help="不等待完成；以后用 zhicheng partner progress 查看进度")
def partner_resend_all(environment: dict[str, str], key: str, reason: str, *, no_wait: bool) -> Any:
    """对方丢失资料后，全部重新投递（限速，在后台进行），并显示进度；中断显示不影响投递。"""
    resend = _ask(environment, "partner-resend-all", key, "--reason", reason)
    while not (no_wait or resend["over"]):
        click.echo(in_progress(resend), err=True)
        sleep(SECONDS_BETWEEN_LOOKS)
        resend = _ask(environment, "partner-progress", resend["id"])
    return resend


@joined(partner)
@click.argument("job", type=click.UUID, metavar="编号")
def partner_progress(environment: dict[str, str], job: object) -> Any:
    """一次全部重新投递的进度。"""
    return _ask(environment, "partner-progress", str(job))


@partner.command()
@click.argument("url")
@click.option(
    "--secret-file",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="与接收方共用的密钥（whsec_…），一行一个",
)
def check(url: str, secret_file: Path) -> None:
    """用正确的和错误的投递试验一个接收地址，逐项列出是否符合接入说明；有不符合的以 1 结束。"""
    from stack.conformance import check_receiver, in_words, passed  # brings httpx with it, which the supervisor spares

    results = check_receiver(url, secret_file.read_text().split()[0])
    click.echo(in_words(results))
    sys.exit(0 if passed(results) else 1)


def _ask(environment: dict[str, str], command: str, *arguments: str) -> Any:
    return asyncio.run(ask(environment, "profile", command, *arguments))
