"""消息与队列: what has not arrived between the services, one message, sending it again or giving it up."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shared.auth import Role
from shared.settings import SERVICES
from web.administration.audit_words import SERVICE_WORDS
from web.administration.message_words import MESSAGE_WORDS, QUEUE_WORDS, in_words
from web.audience import page_for
from web.clients import queues
from web.clients.http import ApiError, ServiceAway
from web.telling import CONFLICT, UNPROCESSABLE, telling

FILTERS = ("dead", "older", "name")
DEEDS = {"replay": "消息已重新排队，即将发送。", "discarding": "消息已放弃，不再发送。"}

Json = dict[str, Any]
pages = Blueprint("queues", __name__, url_prefix="/administration/messages")


@pages.get("")
@page_for(Role.SYSTEM_ADMIN)
def listed() -> ResponseReturnValue:
    """Every service's unfinished messages, the oldest first, and how the queues stand."""
    filters = {name: text for name in FILTERS if (text := request.args.get(name, "").strip())}
    items, depths, away, cut = [], [], [], False
    for service in SERVICES:
        try:
            answer = queues.unfinished(service, filters)
        except ServiceAway:
            away.append(SERVICE_WORDS[service])
            continue
        except ApiError as error:
            if error.status != UNPROCESSABLE:
                raise
            return redirect(url_for(".listed"))
        items += [in_words(one) | {"service": service} for one in answer["items"]]
        cut |= answer["cut"]
        depths += [one | {"service": service} for one in answer["queues"]]
    items.sort(key=lambda one: str(one["created_at"]))
    return render_template(
        "administration/queues.html",
        items=items,
        queues=depths,
        away=away,
        filters=filters,
        words=QUEUE_WORDS,
        names=MESSAGE_WORDS,
        cut=cut,
    )


@pages.get("/<string:service>/<uuid:message_id>")
@page_for(Role.SYSTEM_ADMIN)
def show(service: str, message_id: UUID) -> ResponseReturnValue:
    """One message with what it says, masked, and the two things that can be done about it."""
    return render_template(
        "administration/queued_message.html",
        message=in_words(queues.message(_known(service), str(message_id))),
        service=service,
        words=SERVICE_WORDS,
    )


@pages.post("/<string:service>/<uuid:message_id>/<string:deed>")
@page_for(Role.SYSTEM_ADMIN, recently_confirmed=True)
def do(service: str, message_id: UUID, deed: str) -> ResponseReturnValue:
    """重发 or 放弃, with the reason that the audit log keeps."""
    if deed not in DEEDS:
        abort(404)
    with telling(DEEDS[deed], refusals=(CONFLICT, UNPROCESSABLE)):
        queues.do(_known(service), str(message_id), deed, request.form.get("reason", "").strip())
    return redirect(url_for(".show", service=service, message_id=message_id))


def _known(service: str) -> str:
    if service not in SERVICES:
        abort(404)
    return service
