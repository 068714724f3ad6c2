"""Verifying the four audit logs, and gathering their signed heads."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.settings import SERVICES
from stack.services import ask, ask_all

FAULT_WORDS = {
    "row_changed": "第 {position} 条（编号 {entry}）的内容与当时记入的不一致",
    "row_missing": "第 {position} 条（编号 {entry}）已不存在",
    "row_inserted": "第 {position} 条之前多出编号 {entry} 的记录",
    "row_moved": "第 {position} 条（编号 {entry}）的顺序被改动",
    "link_missing": "第 {position} 条的链接已不存在",
    "end_cut_off": "第 {position} 条起的记录已不存在，而签名的链头证明它们曾经存在",
    "chain_rewritten": "到第 {position} 条为止的链与当时签名的链头不一致",
    "head_forged": "第 {position} 条处的链头不是本服务签名的",
}


def verify(environment: Mapping[str, str], heads: tuple[Path, ...]) -> dict[str, Any]:
    """What each service found in its log, compared with exported heads as well."""

    async def all_services() -> list[Any]:
        arguments = [part for place in heads for part in ("--heads", str(place.resolve()))]
        return await asyncio.gather(*(ask(environment, name, "audit-verify", *arguments) for name in SERVICES))

    return dict(zip(SERVICES, asyncio.run(all_services()), strict=True))


def heads(environment: Mapping[str, str]) -> list[Any]:
    """The signed heads of all services."""
    return [head for each in asyncio.run(ask_all(environment, "audit-heads")).values() for head in each]


def sound(answer: dict[str, Any]) -> bool:
    """Whether no log has a fault."""
    return not any(found["fault"] for found in answer.values())


def in_words(answer: dict[str, Any]) -> str:
    """A line for each service."""
    return "\n".join(f"{service:<10} {_line(found)}" for service, found in answer.items())


def _line(found: dict[str, Any]) -> str:
    if found["fault"]:
        return "不完整：" + FAULT_WORDS[found["fault"]["what"]].format(**found["fault"])
    waiting = f"，{found['waiting']} 条待链接" if found["waiting"] else ""
    return f"完整：{found['linked']} 条，{found['heads']} 个签名链头一致{waiting}"
