"""Does a partner's receiver keep to docs/partner/README.md? Good and bad deliveries tell."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import uuid4

import httpx

from shared.webhooks import signed_headers

PATIENCE_SECONDS = 15
TOO_LARGE = 1024 * 1024 + 1
WRONG_SECRET = "whsec_" + "A" * 43 + "="

Json = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What was tried, whether the receiver did as agreed, and what it answered."""

    what: str
    kept: bool
    answered: str


@dataclass
class Receiver:
    """The receiver under trial, and a person who does not exist."""

    url: str
    secret: str
    http: httpx.Client
    person: str = field(default_factory=lambda: str(uuid4()))

    def post(
        self,
        sequence: int,
        *,
        revoked: bool = False,
        message_id: str = "",
        secret: str = "",
        age: int = 0,
        **extra: Any,
    ) -> httpx.Response:
        """Send a state of the person as the product does."""
        body = json.dumps(self._message(sequence, revoked=revoked) | extra, ensure_ascii=False).encode()
        message_id = message_id or f"{self.person}-{sequence}"
        headers = signed_headers([secret or self.secret], message_id, int(time()) - age, body)
        return self.http.post(self.url, content=body, headers={"Content-Type": "application/json", **headers})

    def _message(self, sequence: int, *, revoked: bool) -> Json:
        data = {"@context": "https://schema.org", "@type": "Person", "identifier": self.person, "name": "接入试验"}
        kind = "person.revoked" if revoked else "person.shared"
        return {"type": kind, "sequence": sequence, "person": self.person, "data": None if revoked else data}


Trial = Callable[[Receiver], tuple[bool, httpx.Response]]


def check_receiver(url: str, secret: str) -> list[Result]:
    """Try everything, in an order that leaves the receiver without the person.

    Each trial has a connection of its own, as each delivery has: a receiver that refuses a large body without
    reading it may hang up, and the next trial must not meet that.
    """
    single = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False, limits=single) as client:
        receiver = Receiver(url, secret, client)
        return [_result(what, trial, receiver) for what, trial in TRIALS]


def passed(results: Sequence[Result]) -> bool:
    """Whether the receiver did everything as agreed."""
    return all(result.kept for result in results)


def in_words(results: Sequence[Result]) -> str:
    """A table for people."""
    lines = [f"{'通过' if result.kept else '未通过'}\t{result.what}\t{result.answered}" for result in results]
    kept = sum(result.kept for result in results)
    return "\n".join(["结果\t项目\t对方的答复", *lines, f"共 {len(results)} 项，通过 {kept} 项。"])


def _result(what: str, trial: Trial, receiver: Receiver) -> Result:
    try:
        kept, response = trial(receiver)
    except httpx.HTTPError as error:
        return Result(what, kept=False, answered=f"没有答复（{type(error).__name__}）")
    return Result(what, kept=kept, answered=f"{response.status_code} {_status(response)}".strip())


def _status(response: httpx.Response) -> str:
    try:
        document = response.json()
    except ValueError:
        return ""
    return str(document.get("status", "")) if isinstance(document, dict) and response.status_code == 200 else ""


def _says(response: httpx.Response, status: str) -> bool:
    return response.status_code == 200 and _status(response) == status


def _shared(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(2)
    return _says(response, "accepted") and str(response.json().get("url", "")).startswith("http"), response


def _twice(receiver: Receiver) -> tuple[bool, httpx.Response]:
    first, second = receiver.post(2), receiver.post(2)
    return (second.status_code, second.text) == (first.status_code, first.text) and _says(first, "accepted"), second


def _wrong_signature(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(3, secret=WRONG_SECRET)
    return response.status_code == 401, response


def _unsigned(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.http.post(receiver.url, json={})
    return response.status_code == 401, response


def _changed(receiver: Receiver) -> tuple[bool, httpx.Response]:
    headers = signed_headers([receiver.secret], f"{receiver.person}-3", int(time()), b"{}")
    response = receiver.http.post(receiver.url, content=b'{"a": 1}', headers=headers)
    return response.status_code == 401, response


def _old(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(3, age=600)
    return response.status_code == 401, response


def _ahead(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(3, age=-600)
    return response.status_code == 401, response


def _earlier(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(1)
    return _says(response, "stale"), response


def _unknown_field(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(3, message_id=str(uuid4()), surprise=1)
    return response.status_code == 422, response


def _unknown_type(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(3, message_id=str(uuid4()), type="person.sold")
    return response.status_code == 422, response


def _huge(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(3, message_id=str(uuid4()), surprise="x" * TOO_LARGE)
    return response.status_code == 413, response


def _revoked(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(4, revoked=True)
    return _says(response, "deleted"), response


def _revoked_again(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(4, revoked=True)
    return _says(response, "deleted"), response


def _late_data(receiver: Receiver) -> tuple[bool, httpx.Response]:
    response = receiver.post(3)
    return _says(response, "stale"), response


TRIALS: tuple[tuple[str, Trial], ...] = (
    ("分享被接受，并答复主页地址", _shared),
    ("同一编号再次到达，答复相同", _twice),
    ("签名不符，拒绝（401）", _wrong_signature),
    ("没有签名，拒绝（401）", _unsigned),
    ("签名后内容被改，拒绝（401）", _changed),
    ("十分钟前的消息（重放），拒绝（401）", _old),
    ("时间超前十分钟，拒绝（401）", _ahead),
    ("序号更小的状态，不采用（stale）", _earlier),
    ("多出未约定的项，拒绝（422）", _unknown_field),
    ("不认识的类型，拒绝（422）", _unknown_type),
    ("请求体超过 1 MiB，拒绝（413）", _huge),
    ("撤回后删除（deleted）", _revoked),
    ("撤回再次到达，答复相同", _revoked_again),
    ("撤回之后迟到的分享，不采用（stale）", _late_data),
)
