"""`zhicheng queues`, `reconcile [--fix]`, `projections rebuild`: whether the services agree, and making them agree."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import click

from stack.commands import joined
from stack.difference_words import words_of
from stack.reconcile import Difference
from stack.reconcile import reconcile as compare
from stack.services import CommandFailed, ask, ask_all

TOLD_BY_AUTH = ("person", "unit")
COUNTED = ("profile", "review")
MOST_AT_ONCE = 500  # ids on one command line
MOST_SHOWN = 100

mending = click.Group()
"""Those that stand on their own."""
tried = click.option("--dry-run", is_flag=True, help="只列出，不执行")


class Fixes:
    """What can be put right by telling or counting again, and what somebody has to look at."""

    def __init__(self, differences: list[Difference]) -> None:
        self.told: dict[str, set[str]] = {kind: set() for kind in TOLD_BY_AUTH}
        self.counted: set[str] = set()
        self.left: list[Difference] = []
        for difference in differences:
            self._sort_in(difference)

    def _sort_in(self, difference: Difference) -> None:
        if kind := told_as(difference):
            self.told[kind].add(difference["id"])
            return
        what = str(difference["what"])
        for service in COUNTED:
            if what.startswith(f"figures of {service}:"):
                self.counted.add(service)
                return
        self.left.append(difference)

    def shown(self) -> dict[str, Any]:
        """For people and programs."""
        told = {kind: sorted(ids) for kind, ids in self.told.items()}
        return {"restated": told, "counted": sorted(self.counted), "left": self.left}


@joined(mending)
def queues(environment: dict[str, str]) -> Any:
    """各服务发往每个队列的消息：待发、已发未确认、已放弃、最早的等了多久。"""
    return asyncio.run(ask_all(environment, "messages-queues"))


@joined(mending)
@click.option("--fix", is_flag=True, help="重新通报有差异的人员与单位，重新统计有差异的数字")
@click.option("--reason", help="原因，记入审计日志；--fix 时必填")
@tried
def reconcile(environment: dict[str, str], *, fix: bool, reason: str | None, dry_run: bool) -> Any:
    """核对各服务对每一件审核、变更与共享的说法是否一致；--fix 修复可以自动修复的差异。"""
    if fix and not (reason or dry_run):
        raise CommandFailed("请用 --reason 说明修复的原因")
    answer = compare(asyncio.run(ask_all(environment, "reconcile")))
    asyncio.run(ask(environment, "auth", "note-comparison", as_kept(answer["differences"])))
    if not fix:
        return answer
    fixes = Fixes(answer["differences"])
    if not dry_run:
        _carry_out(environment, fixes, str(reason))
    return answer | {"fixes": fixes.shown()}


def told_as(difference: Difference) -> str | None:
    """As what auth tells this again and thereby ends the difference: a unit, a person, or not at all."""
    copied = (kind for kind in TOLD_BY_AUTH if difference["what"] in {f"copy of {kind} differs", f"{kind} has no copy"})
    return next(copied, None) if difference.get("owned", True) else None


def as_kept(differences: list[Difference]) -> str:
    """What is kept of them for the page of administrators: no more than fits on it."""
    shown = [
        {"what": words_of(one), "about": str(one.get("id", "")), "told_as": told_as(one)}
        for one in differences[:MOST_SHOWN]
    ]
    return json.dumps({"total": len(differences), "differences": shown}, ensure_ascii=False)


@click.group()
def projections() -> None:
    """各服务保存的人员与单位副本，以及统计数字。"""


@joined(projections)
@click.option("--reason", required=True, help="原因，记入审计日志")
@tried
def projections_rebuild(environment: dict[str, str], *, reason: str, dry_run: bool) -> Any:
    """由认证服务重新通报全部单位与人员，并重新统计（系统运行时可用）。"""
    auth = asyncio.run(ask(environment, "auth", "reconcile"))
    fixes = Fixes([])
    fixes.told = {"person": {one["id"] for one in auth["people"]}, "unit": {one["id"] for one in auth["units"]}}
    fixes.counted = set(COUNTED)
    if not dry_run:
        _carry_out(environment, fixes, reason)
    return {"people": len(fixes.told["person"]), "units": len(fixes.told["unit"]), "dry_run": dry_run}


def _carry_out(environment: Mapping[str, str], fixes: Fixes, reason: str) -> None:
    """Units first, so that people find theirs; a part at a time, which may be broken off and repeated."""
    for kind in ("unit", "person"):
        ids = sorted(fixes.told[kind])
        for begin in range(0, len(ids), MOST_AT_ONCE):
            chosen = [part for one in ids[begin : begin + MOST_AT_ONCE] for part in (f"--{kind}", one)]
            asyncio.run(ask(environment, "auth", "restate", "--reason", reason, *chosen))
    if fixes.counted:
        asyncio.run(ask_all(environment, "rebuild-figures", sorted(fixes.counted)))
