"""The door for deliveries: POST /webhooks."""

import errno
import json
import time
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from sandbox.expert_site import deliveries, experts, storage, switches
from sandbox.expert_site.message import Message, parse
from sandbox.expert_site.problems import Problem
from sandbox.expert_site.settings import webhook_secrets
from sandbox.expert_site.signature import verify

LARGEST_BODY = 1024 * 1024

webhooks = Blueprint("webhooks", __name__)


@webhooks.post("/webhooks")
def receive() -> Response:
    """Take a delivery: keep it, misbehave if told to, check it, apply it once."""
    body = _body()
    number = deliveries.note(request.headers, body or b"")
    try:
        _misbehave()
        outcome, answer = _take(body)
    except Problem as problem:
        deliveries.close(number, "failed" if problem.error == "told_to_fail" else "refused", problem.status)
        raise
    return _answer(number, outcome, answer)


def _body() -> bytes | None:
    """The body, byte for byte as it was signed; None where it is larger than the site takes."""
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        return None
    # A body sent in chunks is silently cut at Flask's limit, which is therefore one byte more than ours.
    return body if len(body) <= LARGEST_BODY else None


def _misbehave() -> None:
    """Be slow, or fail, as the switches say."""
    if slow := switches.take("slow"):
        time.sleep(slow["seconds"])
    if fail := switches.take("fail"):
        raise Problem(fail["status"], "told_to_fail", "按设定返回错误。", retry_after=fail.get("retry_after"))


def _take(body: bytes | None) -> tuple[str, str]:
    """Check and apply a delivery; return what became of it, and the answer in JSON."""
    if body is None:
        raise Problem(413, "too_large", "请求体超过 1 MiB。")
    message_id = verify(webhook_secrets(), request.headers, body)
    message = parse(body)
    with storage.transaction() as connection:
        given = connection.execute("SELECT body FROM answer WHERE message_id = ?", (message_id,)).fetchone()
        if given:
            return "duplicate", given["body"]
        expert = experts.apply(connection, message)
        answer = json.dumps(_outcome_of(message, expert))
        connection.execute("INSERT INTO answer (message_id, body) VALUES (?, ?)", (message_id, answer))
    return ("applied" if expert else "stale"), answer


def _outcome_of(message: Message, expert: experts.Expert | None) -> dict[str, str]:
    if expert is None:
        return {"status": "stale"}
    if message.data is None:
        return {"status": "deleted"}
    return {"status": "accepted", "url": address_of(expert)}


def address_of(expert: experts.Expert) -> str:
    """The public address of an expert's page."""
    base = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    return f"{base}{url_for('pages.show', slug=expert.slug)}"


def _answer(number: int, outcome: str, answer: str) -> Response:
    """Answer, unless told to lose the answer of what was done, so that the sender comes again."""
    lost = switches.take("answer_twice")
    if lost and lost["how"] == "error":
        deliveries.close(number, outcome, 500)
        raise Problem(500, "told_to_fail", "已处理，但按设定返回错误。")
    deliveries.close(number, outcome, None if lost else 200)
    if lost:
        return Response(_cut_off(answer), headers={"Content-Length": str(len(answer))}, mimetype="application/json")
    return Response(answer, mimetype="application/json")


def _cut_off(answer: str) -> Iterator[str]:
    """Begin to answer and hang up: the servers close the connection at this error without a word."""
    yield answer[: len(answer) // 2]
    raise ConnectionResetError(errno.ECONNRESET, "told to drop the answer")
