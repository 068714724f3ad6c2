"""Handing in the demo's change requests, and having them decided."""

import unicodedata
from typing import Any

from shared.catalogue import free_fields, section
from stack.demo.careers import Entry, Professional
from stack.demo.doors import Visitor
from stack.demo.filling import Player, uploaded
from stack.demo.reviewing import Judge, Verdict
from stack.demo.wishes import APPROVED, REJECTED, WITHDRAWN, Wish

Json = dict[str, Any]


def hand_in(player: Player, wish: Wish) -> Json:
    """The request, made now unless it was made before, and taken back if that is planned."""
    visitor = player.visitor
    written = unicodedata.normalize("NFKC", wish.reason)  # as the service keeps it
    made = visitor.get("profile", "/change-requests", params={"limit": 100})["items"]
    before = [one for one in made if one["reason"] == written]
    request: Json = before[0] if before else visitor.post("profile", "/change-requests", json=_body(player, wish))
    if wish.ending == WITHDRAWN and request["status"] == "pending":
        request = visitor.post("profile", f"/change-requests/{request['id']}/withdrawal")
    return request


def awaits_decision(player: Player, request_id: str) -> bool:
    """Whether the request has not been settled yet."""
    status: str = player.visitor.get("profile", f"/change-requests/{request_id}")["status"]
    return status == "pending"


def judge_changes(wishes: dict[str, Wish]) -> Judge:
    """Decide on change requests as planned; `wishes` by the id of the request."""

    def judge(_reviewer: Visitor, case: Json) -> Verdict | None:
        wish = wishes.get(case["subject_id"])
        if wish is None or wish.ending not in {APPROVED, REJECTED}:
            return None
        if wish.ending == APPROVED:
            return Verdict("approve")
        return Verdict("return", ({"section": wish.section, "text": wish.answer},))

    return judge


def wished(wish: Wish, person: Professional, old: Entry) -> Entry:
    """The whole entry as it should be, without contact data; fields for new files hold `Attachment`s."""
    free = {field.key for field in free_fields(wish.section)}
    shown = {field.key for field in section(wish.section).fields if field.locked}
    return {key: value for key, value in old.items() if key not in free | shown} | wish.change(person)


def _body(player: Player, wish: Wish) -> Json:
    person, visitor = player
    body: Json = {"section": wish.section, "action": wish.action, "reason": wish.reason}
    if wish.place is None:
        return body | {"data": uploaded(visitor, wished(wish, person, {}))}
    entry = visitor.get("profile", "/record")["sections"][wish.section][wish.place]
    body["entry_id"] = entry["id"]
    return body if wish.action == "delete" else body | {"data": wished(wish, person, entry["data"])}
