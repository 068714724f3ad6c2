"""What stands around every page: the system's name, who is signed in, the menu, unread messages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask, current_app, g, request, session, url_for

from shared.auth import ADMINISTERING, Role
from shared.beijing import BEIJING, day_of, today
from shared.settings import settings
from shared.words import (
    ACCOUNT_BATCH_WORDS,
    ACTION_WORDS,
    BATCH_WORDS,
    CONSENT_WORDS,
    DEED_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    ROLE_WORDS,
    STANDING_WORDS,
    STATUS_WORDS,
)
from web import bell, share_words
from web.guide import place
from web.session import Person

KILO = 1024


@dataclass(frozen=True)
class MenuItem:
    """One line of the left menu."""

    endpoint: str
    label: str | Callable[[Person], str]
    icon: str
    roles: tuple[Role, ...] = ()  # whose it is; everybody's of that desk if none is named

    def is_for(self, person: Person) -> bool:
        """Whether the line leads somewhere for this person."""
        return not self.roles or not person.roles.isdisjoint(self.roles)

    def says(self, person: Person) -> str:
        """What this person reads."""
        return self.label if isinstance(self.label, str) else self.label(person)


MESSAGES = MenuItem("messages.show", "我的消息", "bell")
PASSWORD = MenuItem("password.show", "修改密码", "key")
SECURITY = MenuItem("security.show", "安全设置", "shield")
LOOKING_AFTER_PEOPLE = (*ADMINISTERING, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
MENUS = {
    "professional": (
        MenuItem("notices.listed", "通知公告", "megaphone"),
        MenuItem("record.show", "个人基本信息", "person"),
        PASSWORD,
        SECURITY,
        MenuItem("new_change.show", "信息变更申请", "pencil"),
        MenuItem("changes.listed", "查看信息修改申请", "list"),
        MESSAGES,
        MenuItem("sharing.show", share_words.for_whom, "share"),
    ),
    "reviewer": (
        MenuItem("cases.listed", "待审核", "inbox"),
        MenuItem("batches.listed", "批量任务", "list"),
        MenuItem("figures.show", "统计", "chart"),
        MenuItem("canned_reasons.listed", "常用意见", "pencil", (Role.UNIT_ADMIN, Role.SUPERIOR_ADMIN)),
        MenuItem("notices.listed", "通知公告", "megaphone"),
        MESSAGES,
        PASSWORD,
        SECURITY,
    ),
    "administration": (
        MenuItem("people.listed", "人员", "person", LOOKING_AFTER_PEOPLE),
        MenuItem("account_mergers.listed", "账号合并", "people", (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
        MenuItem("units.listed", "单位", "steps", (Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)),
        MenuItem("units.own", "我的单位", "steps", (Role.UNIT_ADMIN,)),
        MenuItem("people_imports.listed", "导入人员", "people", (*ADMINISTERING, Role.SYSTEM_ADMIN)),
        MenuItem("unit_imports.listed", "导入单位", "steps", (Role.SUPERIOR_ADMIN, Role.SYSTEM_ADMIN)),
        MenuItem("windows.listed", "采集时间", "calendar", (Role.SYSTEM_ADMIN,)),
        MenuItem("chains.choose", "审核级次", "steps", (Role.SYSTEM_ADMIN,)),
        MenuItem("code_lists.listed", "代码表", "list", (Role.SYSTEM_ADMIN,)),
        MenuItem("queues.listed", "消息与队列", "list", (Role.SYSTEM_ADMIN,)),
        MenuItem("partners.listed", "共享平台", "share", (Role.SYSTEM_ADMIN,)),
        MenuItem("substitutes.choose", "代审人", "people", ADMINISTERING),
        MenuItem("grants.show", "授权", "check", LOOKING_AFTER_PEOPLE),
        MenuItem("password_policy.show", "密码规则", "key", (Role.SECURITY_ADMIN,)),
        MenuItem("audit.listed", "审计日志", "list", (Role.AUDITOR,)),
        MenuItem("written_notices.listed", "通知管理", "pencil", (*ADMINISTERING, Role.SYSTEM_ADMIN)),
        MenuItem("notices.listed", "通知公告", "megaphone"),
        MESSAGES,
        PASSWORD,
        SECURITY,
    ),
    "staff": (MenuItem("notices.listed", "通知公告", "megaphone"), MESSAGES, PASSWORD, SECURITY),
}
# Modules without a line of their own, and the line that leads to their pages.
BENEATH = {
    "sections": "record",
    "comparison": "record",
    "change_log": "record",
    "data_exports": "record",
    "change_drafts": "new_change",
    "corrections": "new_change",
    "new_correction": "new_change",
    "decisions": "cases",
    "people_sheets": "figures",
    "accounts": "people",
    "account_batches": "people",
    "unit_forms": "units",
    "unit_deeds": "units",
    "unit_requests": "units",
    "comparisons": "queues",
    "deliveries": "partners",
    "publishing": "written_notices",
    "confirmations": "written_notices",
    "second_factor": "security",
    "contacts": "security",
    "confirming": "security",
}
DESK_WORDS = {"professional": "专业技术人员", "reviewer": "审核工作台", "administration": "管理", "staff": "管理人员"}


def surround(app: Flask) -> None:
    """Give the templates what the frame needs, and the filters for times."""
    app.context_processor(_frame)
    app.add_template_filter(beijing, "beijing")
    app.add_template_filter(last_moment, "last_moment")
    app.add_template_filter(machine_time, "machine_time")
    app.add_template_filter(days_until, "days_until")
    app.add_template_filter(size_in_words, "size_in_words")
    app.jinja_env.globals.update(
        STATUS_WORDS=STATUS_WORDS,
        ROLE_WORDS=ROLE_WORDS,
        KIND_WORDS=KIND_WORDS,
        ACTION_WORDS=ACTION_WORDS,
        ACCOUNT_BATCH_WORDS=ACCOUNT_BATCH_WORDS,
        BATCH_WORDS=BATCH_WORDS,
        CONSENT_WORDS=CONSENT_WORDS,
        DEED_WORDS=DEED_WORDS,
        OUTCOME_WORDS=OUTCOME_WORDS,
        STANDING_WORDS=STANDING_WORDS,
        DESK_WORDS=DESK_WORDS,
        form_key=lambda: uuid4().hex,
        help_address=help_address,
        is_here=is_here,
        share_words=share_words,
    )


def desks_of(person: Person) -> list[str]:
    """The desks between which a person may switch."""
    desks = ["professional"] if person.is_professional else []
    desks += ["reviewer"] if person.is_reviewer else []
    desks += ["administration"] if person.is_administrator else []
    return desks or ["staff"]


def desk_of(person: Person) -> str:
    """The desk of this page: the one for which it was made, else the one the person chose."""
    desks = desks_of(person)
    view = current_app.view_functions.get(request.endpoint or "")
    audience = getattr(view, "audience", ())
    if audience == (Role.PROFESSIONAL,):
        return "professional"
    if request.path.startswith("/administration") and "administration" in desks:
        return "administration"
    if Role.PROFESSIONAL not in audience and "reviewer" in desks and audience != "everybody":
        return "reviewer"
    chosen: str = session.get("desk", "")
    return chosen if chosen in desks else desks[0]


def help_address() -> str:
    """The part of the guide that explains this page."""
    asker: Person | None = g.get("person")
    name, anchor = place(request.blueprint, desk_of(asker) if asker else "")
    return url_for("guide.show", name=name, _anchor=anchor or None)


def menu_of(person: Person) -> list[MenuItem]:
    """The lines of the desk's menu that lead somewhere for this person."""
    return [item for item in MENUS[desk_of(person)] if item.is_for(person)]


def is_here(item: MenuItem) -> bool:
    """Whether this page is the one that the line leads to, or beneath it."""
    return item.endpoint.partition(".")[0] == BENEATH.get(request.blueprint or "", request.blueprint)


def beijing(moment: str | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment as people in China read it."""
    return datetime.fromisoformat(moment).astimezone(BEIJING).strftime(form) if moment else ""


def last_moment(moment: str | None) -> str:
    """A deadline as people say it: the midnight that ends a day is that day's 24:00."""
    if not moment or beijing(moment, "%H:%M") != "00:00":
        return beijing(moment)
    day_before = datetime.fromisoformat(moment) - timedelta(days=1)
    return f"{day_before.astimezone(BEIJING):%Y-%m-%d} 24:00"


def days_until(moment: str) -> int:
    """How many days are left, the day after the present one being 1, until the day that ends with this moment."""
    return (day_of(datetime.fromisoformat(moment) - timedelta(microseconds=1)) - today()).days


def machine_time(moment: str) -> str:
    """The same moment for a `datetime` attribute."""
    return datetime.fromisoformat(moment).astimezone(BEIJING).isoformat(timespec="seconds")


def size_in_words(size: int) -> str:
    """How large a file is: 339 字节, 12 KB, 1.5 MB."""
    if size < KILO:
        return f"{size} 字节"
    return f"{size / KILO:.0f} KB" if size < KILO * KILO else f"{size / KILO / KILO:.1f} MB"


def _frame() -> dict[str, Any]:
    person: Person | None = g.get("person")
    if person is None or not person.may_go_about:
        return {"system_name": settings.system_name, "person": person, "menu": (), "desks": (), "desk": "", "unread": 0}
    desk = desk_of(person)
    return {
        "system_name": settings.system_name,
        "person": person,
        "menu": menu_of(person),
        "desk": desk,
        "desks": desks_of(person),
        "unread": bell.unread(person.id),
    }
