"""One's own e-mail address and mobile number, by which a forgotten password is replaced."""

from typing import Any

from flask_smorest import Blueprint

from services.auth import queries
from services.auth.db import db
from services.auth.operations import contacts
from services.auth.operations.letters import channels
from services.auth.schemas.contacts import AddressSchema, ContactCodeSchema, ContactSchema
from shared import audit
from shared.auth import current_actor, roles

blueprint = Blueprint("contacts", __name__, url_prefix="/me/contacts", description="找回密码的联系方式")
KIND = "<string:kind>"


@blueprint.get("")
@blueprint.response(200, ContactSchema(many=True))
@roles()
def listed() -> list[dict[str, Any]]:
    """What is registered, masked (联系方式)."""
    with db.reading() as session:
        known = {one.kind: contacts.masked(one) for one in queries.contacts_of(session, current_actor().id)}
    return [{"kind": kind, "masked": known.get(kind), "offered": kind in channels()} for kind in contacts.FORMS]


@blueprint.post(f"/{KIND}")
@blueprint.arguments(AddressSchema)
@blueprint.response(204)
@blueprint.alt_response(403, description="confirmation_needed")
@blueprint.alt_response(409, description="channel_missing")
@blueprint.alt_response(422, description="contact_refused")
@blueprint.alt_response(429, description="too_many_texts")
@roles(recently_confirmed=True)
def begin(body: dict[str, str], kind: str) -> None:
    """Have a code sent to an address (发送验证码)."""
    with db.transaction() as session:
        contacts.begin_change(session, current_actor().id, kind, body["value"])


@blueprint.put(f"/{KIND}")
@blueprint.arguments(ContactCodeSchema)
@blueprint.response(204)
@blueprint.alt_response(422, description="contact_code_wrong")
@roles()
def finish(body: dict[str, str], kind: str) -> None:
    """Enter the code: from now on the address is the person's (确认联系方式)."""
    with db.transaction() as session:
        known = contacts.finish_change(session, current_actor().id, kind, body["code"])
        if not known:
            audit.note(result=audit.Result.REFUSED)
    if not known:
        raise contacts.ContactCodeWrong(fields={"code": [contacts.ContactCodeWrong.message]})
