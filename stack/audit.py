"""Verifying the four audit logs, and gathering their signed heads."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.audit_words import fault_in_words
from stack.services import ask_all


def verify(environment: Mapping[str, str], heads: tuple[Path, ...]) -> dict[str, Any]:
    """What each service found in its log, compared with exported heads as well."""
    arguments = [part for place in heads for part in ("--heads", str(place.resolve()))]
    return asyncio.run(ask_all(environment, "audit-verify", arguments=arguments))


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
        return "不完整：" + fault_in_words(found["fault"])
    waiting = f"，{found['waiting']} 条待链接" if found["waiting"] else ""
    return f"完整：{found['linked']} 条，{found['heads']} 个签名链头一致{waiting}"
