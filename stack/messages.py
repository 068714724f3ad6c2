"""`zhicheng messages`: how the messages between services stand, and what an operator does about those that failed."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import click

from shared.messaging.options import choosing, ordering
from stack.commands import joined
from stack.services import CommandFailed, arguments_of, ask_all


@click.group()
def messages() -> None:
    """服务之间的消息。"""


@joined(messages)
def messages_status(environment: dict[str, str]) -> Any:
    """各服务待发、未确认与失败的消息。"""
    return _ask(environment, "messages-status")


@joined(messages)
@choosing
def messages_list(environment: dict[str, str], **asked: Any) -> Any:
    """尚未送达和已放弃的消息，每个服务最多列出一千条。"""
    return _ask(environment, "messages-list", asked)


@joined(messages)
@click.argument("message_id", type=click.UUID)
def messages_show(environment: dict[str, str], message_id: object) -> Any:
    """一条消息的全部信息（号码等已隐去）。"""
    found = [one for one in _ask(environment, "messages-show", ids=[message_id]).values() if one]
    if not found:
        raise CommandFailed(f"没有编号为 {message_id} 的消息")
    return found[0]


@joined(messages)
@ordering
def messages_replay(environment: dict[str, str], **asked: Any) -> Any:
    """重发指定的消息，或用 --dead 重发全部已放弃的消息。"""
    return _ordered(environment, "messages-replay", asked)


@joined(messages)
@ordering
def messages_discard(environment: dict[str, str], **asked: Any) -> Any:
    """不再发送指定的消息，或用 --dead 了结全部已放弃的消息。"""
    return _ordered(environment, "messages-discard", asked)


def _ordered(environment: Mapping[str, str], command: str, asked: dict[str, Any]) -> Any:
    """Nothing is done for want of a choice, or to less than what was named."""
    ids = asked.pop("ids")
    if not (ids or asked["dead"]):
        raise CommandFailed("请给出消息编号，或用 --dead 选择全部已放弃的消息")
    answer = _ask(environment, command, asked, ids)
    done = {one["id"] for found in answer.values() for one in found}
    missing = [str(one) for one in ids if str(one) not in done]
    if missing:
        raise CommandFailed(f"没有可处理的消息：{'、'.join(missing)}（其余已处理 {len(done)} 条）")
    return answer


def _ask(
    environment: Mapping[str, str], command: str, asked: Mapping[str, Any] | None = None, ids: Iterable[object] = ()
) -> dict[str, Any]:
    return asyncio.run(ask_all(environment, command, arguments=arguments_of(asked or {}, ids)))
