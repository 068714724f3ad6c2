"""合作方的事件: partners reach no other host than this; what they signed goes on byte for byte, and so does the answer.

No session, no token of a form: the signature tells whom it comes from, and the profile service checks it.
"""

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from shared.errors import DomainError, problem
from shared.limits import MINUTE, Count
from web.audience import open_page
from web.clients import partners
from web.clients.http import ServiceAway
from web.security import form_tokens

LARGEST_BODY = 16 * 1024
MOST_A_MINUTE = 600  # from one address to one process; how many count the service bounds for each partner
PASSED_ON = ("Content-Type", "webhook-id", "webhook-timestamp", "webhook-signature")
PASSED_BACK = ("Content-Type", "Retry-After")

pages = Blueprint("partner_events", __name__)
form_tokens.exempt(pages)
_lately = Count(MINUTE)


class EventTooLarge(DomainError):
    """No event is so long."""

    status, error, message = 413, "too_large", "请求体不得超过 16 KiB。"


class TooManyRequests(DomainError):
    """More in a minute from one address than any partner needs."""

    status, error, message = 429, "too_many_events", "一分钟内的请求过多，请稍后再发。"


class EventNotHeard(DomainError):
    """The service does not answer; whether the event took effect is not known, and sent again it acts once."""

    status, error, message = 503, "unavailable", "系统暂时繁忙，请稍后用同一 webhook-id 重新发送。"


@pages.post("/partners/<string:key>/events")
@open_page
def receive(key: str) -> Response:
    """What a partner tells us; programs are answered, never with a page."""
    request.max_content_length = LARGEST_BODY
    try:
        _ensure_not_too_many(request.remote_addr or "")
        return _passed_on(key)
    except RequestEntityTooLarge:
        return _refusal(EventTooLarge())
    except ServiceAway:
        return _refusal(EventNotHeard(retry_after=5))
    except DomainError as error:
        return _refusal(error)


def _passed_on(key: str) -> Response:
    body = request.get_data()
    heard = partners.tell(key, body, {name: request.headers[name] for name in PASSED_ON if name in request.headers})
    headers = {name: heard.headers[name] for name in PASSED_BACK if name in heard.headers}
    return Response(heard.data, heard.status, headers)


def _ensure_not_too_many(address: str) -> None:
    """Count what an address sends; a minute after its first it begins anew."""
    if _lately.another(address) > MOST_A_MINUTE:
        raise TooManyRequests(retry_after=MINUTE)


def _refusal(error: DomainError) -> Response:
    content = current_app.json.dumps(problem(error))
    refused = Response(content, error.status, mimetype="application/problem+json")
    if "retry_after" in error.facts:
        refused.headers["Retry-After"] = str(error.facts["retry_after"])
    return refused
