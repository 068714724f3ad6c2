"""The guide of `docs/guide/`, chapter by chapter, as HTML; and which part of it helps on which page.

The same files are read on a repository's pages: links, anchors and pictures are written for there, and led here.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from flask import url_for
from markdown_it import MarkdownIt
from markdown_it.token import Token

INSTALLED, IN_SOURCE = Path(__file__).parent / "guide", Path(__file__).parents[1] / "docs" / "guide"
FOLDER = INSTALLED if INSTALLED.exists() else IN_SOURCE
PICTURES = FOLDER / "pictures"
CHAPTERS = {
    "professionals": "专业技术人员",
    "reviewers": "审核员",
    "unit-administrators": "单位管理员和主管部门",
    "system-administrators": "系统、安全管理员和审计员",
    "words": "用语",
}
# Where the pages of a module are explained; other pages lead to the chapter of their desk.
PLACES = {
    "sign_in": "professionals#登录系统",
    "forgotten": "professionals#登录系统",
    "notices": "professionals#通知公告",
    "public_notices": "professionals#通知公告",
    "record": "professionals#个人基本信息",
    "sections": "professionals#个人基本信息",
    "comparison": "professionals#审核状态",
    "verification": "professionals#审核状态",
    "password": "professionals#修改密码",
    "new_change": "professionals#信息变更申请",
    "change_drafts": "professionals#信息变更申请",
    "changes": "professionals#查看信息修改申请",
    "corrections": "professionals#信息更正",
    "new_correction": "professionals#信息更正",
    "sharing": "professionals#分享",
    "messages": "professionals#我的消息",
    "security": "professionals#安全设置",
    "second_factor": "professionals#安全设置",
    "contacts": "professionals#安全设置",
    "data_exports": "professionals#导出我的信息",
    "cases": "reviewers#待审核",
    "decisions": "reviewers#作出决定",
    "batches": "reviewers#批量任务",
    "figures": "reviewers#统计",
    "people_sheets": "reviewers#统计",
    "people": "unit-administrators#人员",
    "accounts": "unit-administrators#人员",
    "account_batches": "unit-administrators#人员",
    "people_imports": "unit-administrators#导入人员",
    "units": "unit-administrators#我的单位",
    "unit_forms": "unit-administrators#我的单位",
    "unit_deeds": "unit-administrators#我的单位",
    "unit_requests": "unit-administrators#我的单位",
    "unit_imports": "unit-administrators#我的单位",
    "grants": "unit-administrators#授权",
    "substitutes": "unit-administrators#代审人",
    "canned_reasons": "unit-administrators#常用意见",
    "written_notices": "unit-administrators#通知管理",
    "publishing": "unit-administrators#通知管理",
    "confirmations": "unit-administrators#通知管理",
    "account_mergers": "system-administrators#账号合并",
    "windows": "system-administrators#采集时间",
    "chains": "system-administrators#审核级次",
    "code_lists": "system-administrators#代码表",
    "partners": "system-administrators#共享平台",
    "deliveries": "system-administrators#共享平台",
    "queues": "system-administrators#消息与队列",
    "comparisons": "system-administrators#消息与队列",
    "password_policy": "system-administrators#密码规则",
    "audit": "system-administrators#审计日志",
}
OF_DESKS = {"reviewer": "reviewers", "administration": "unit-administrators", "staff": "unit-administrators"}
LINK = re.compile(r"(?P<chapter>[\w-]+)\.md(?P<anchor>#.*)?")
NO_PART_OF_ANCHORS = re.compile(r"[^\w\- ]")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


class Chapter(NamedTuple):
    """A chapter, and its parts by their anchors."""

    title: str
    html: str
    parts: dict[str, str]


def place(module: str | None, desk: str) -> tuple[str, str]:
    """The chapter and the anchor that help with the pages of a module, to somebody at this desk."""
    chapter, _, anchor = PLACES.get(module or "", OF_DESKS.get(desk, "professionals")).partition("#")
    return chapter, anchor


@cache
def chapter(name: str) -> Chapter:
    """A chapter, or with `README` the table of contents."""
    tokens = MARKDOWN.parse((FOLDER / f"{name}.md").read_text())
    titles = {}
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open":
            titles[anchor_of(words.content)] = words.content
            heading.attrs["id"] = anchor_of(words.content)
    for one in _within(tokens):
        if one.type == "link_open":
            one.attrs["href"] = _address(str(one.attrs["href"]))
        elif one.type == "image":
            one.attrs.update(_picture(Path(str(one.attrs["src"])).name))
    title, *_ = titles.values()
    parts = dict(list(titles.items())[1:])
    return Chapter(title, MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}), parts)


def anchor_of(title: str) -> str:
    """As on GitHub, so that the links within the guide hold in both places."""
    return NO_PART_OF_ANCHORS.sub("", title).strip().lower().replace(" ", "-")


def _within(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _address(href: str) -> str:
    """A link to another chapter leads to its page; README is the table of contents."""
    found = LINK.fullmatch(href)
    if found is None:
        return href
    anchor = found["anchor"] or ""
    if found["chapter"] == "README":
        return url_for("guide.contents") + anchor
    return url_for("guide.show", name=found["chapter"]) + anchor


def _picture(name: str) -> dict[str, str | int | float]:
    """Where it is and how large: the place is kept free for it, and it is fetched when it comes into sight."""
    # WebP without loss: 14 bits of width less one, then 14 bits of height less one, after 21 bytes of heads.
    size = int.from_bytes((PICTURES / name).read_bytes()[21:25], "little")
    width, height = (size & 0x3FFF) + 1, (size >> 14 & 0x3FFF) + 1
    return {"src": url_for("guide.picture", name=name), "width": width, "height": height, "loading": "lazy"}
