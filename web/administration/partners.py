"""共享平台: list, new, settings, change of secrets."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from web.audience import page_for
from web.clients import partners
from web.clients.http import ApiError
from web.faults import problems, texts_by_field
from web.telling import CONFLICT, telling

CHANGED = 412
REFUSED = (CONFLICT, CHANGED, 422)
LABELS = {
    "key": "代号",
    "url": "接收地址",
    "name": "名称",
    "receiver": "接收方",
    "contact": "联系方式",
    "purpose": "目的",
    "method": "方式",
    "retention": "保存期限",
    "text": "同意的内容",
    "allowed_fields": "可以提供的内容",
}
TYPED = tuple(LABELS)[1:-1]
DEEDS = {"set": "新增", "changed": "修改", "secret_added": "生成新密钥", "secret_retired": "停用密钥"}

Json = dict[str, Any]
pages = Blueprint("partners", __name__, url_prefix="/administration/partners")


@pages.get("")
@page_for(Role.SYSTEM_ADMIN)
def listed() -> ResponseReturnValue:
    """All partners, those that are switched off too."""
    return render_template("administration/partners.html", partners=partners.partners()["items"])


@pages.get("/new")
@page_for(Role.SYSTEM_ADMIN)
def new() -> ResponseReturnValue:
    """An empty form; nothing is allowed but what every page needs."""
    return _form({"enabled": True, "allowed_fields": ["basic_info.name"]})


@pages.post("/new")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def add() -> ResponseReturnValue:
    """Add a partner and show its secret; what was typed is kept where it is refused."""
    typed = _typed() | {"key": request.form.get("key", "").strip()}
    try:
        added = partners.add(typed)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _form(typed, error)
    return _secret(added)


@pages.get("/<uuid:partner_id>")
@page_for(Role.SYSTEM_ADMIN)
def show(partner_id: UUID) -> ResponseReturnValue:
    """One partner: the form, its secrets, and everything that was set."""
    partner = partners.partner(str(partner_id))
    return _form(partner, partner=partner)


@pages.post("/<uuid:partner_id>")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def change(partner_id: UUID) -> ResponseReturnValue:
    """Set a partner; what was typed is kept where it is refused."""
    typed = _typed()
    try:
        with telling("共享平台的设置已保存。", refusals=()):
            partners.change(str(partner_id), request.form.get("version", ""), typed)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        return _form(typed, error, partner=partners.partner(str(partner_id)))
    return redirect(url_for(".show", partner_id=partner_id))


@pages.post("/<uuid:partner_id>/secrets")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def rotate(partner_id: UUID) -> ResponseReturnValue:
    """更换密钥: a second secret, shown once."""
    try:
        return _secret(partners.rotate(str(partner_id), request.form.get("version", "")))
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        partner = partners.partner(str(partner_id))
        return _form(partner, error, partner=partner)


@pages.post("/<uuid:partner_id>/secrets/<uuid:secret_id>/retirement")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def retire(partner_id: UUID, secret_id: UUID) -> ResponseReturnValue:
    """停用密钥."""
    with telling("密钥已停用。", refusals=REFUSED):
        partners.retire(str(partner_id), str(secret_id), request.form.get("version", ""))
    return redirect(url_for(".show", partner_id=partner_id))


def _typed() -> Json:
    """The form as it was typed: the service judges it."""
    typed: Json = {name: request.form.get(name, "").strip() for name in TYPED}
    return typed | {"allowed_fields": request.form.getlist("allowed_fields"), "enabled": "enabled" in request.form}


def _form(values: Json, error: ApiError | None = None, *, partner: Json | None = None) -> ResponseReturnValue:
    faults = texts_by_field(error) if error else {}
    shown = render_template(
        "administration/partner.html",
        values=values,
        partner=partner,
        shareable=partner["shareable"] if partner else partners.partners()["shareable"],
        faults=faults,
        problems=problems(error, faults, LABELS),
        labels=LABELS,
        deeds=DEEDS,
    )
    return shown, (error.status if error else 200)


def _secret(answer: Json) -> ResponseReturnValue:
    """The secret, which nobody sees again."""
    return render_template("administration/partner_secret.html", partner=answer["partner"], secret=answer["secret"])
