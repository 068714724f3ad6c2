"""Deliveries to partners (投递), which the profile service makes."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def deliveries(filters: dict[str, str]) -> Json:
    """A page of deliveries, those first that have waited longest. Raises ApiError 422."""
    answer: Json = call("profile", "GET", "/deliveries", params=filters).json()
    return answer


def delivery(share_id: str) -> Json:
    """One delivery with its attempts. Raises ApiError 404."""
    answer: Json = call("profile", "GET", f"/deliveries/{share_id}").json()
    return answer


def replay(share_id: str, reason: str) -> None:
    """Have it tried again at once. Raises ApiError 404, 409, 422."""
    call("profile", "POST", f"/deliveries/{share_id}/replay", json={"reason": reason})


def all_sending() -> list[Json]:
    """How the sending to each partner stands."""
    answer: list[Json] = call("profile", "GET", "/deliveries/partners").json()["items"]
    return answer


def sending(partner_id: str) -> Json:
    """The same of one, and each time that everything was sent again. Raises ApiError 404."""
    answer: Json = call("profile", "GET", f"/deliveries/partners/{partner_id}").json()
    return answer


def pause(partner_id: str, reason: str) -> None:
    """Send nothing until it is resumed. Raises ApiError 404, 409, 422."""
    call("profile", "POST", f"/deliveries/partners/{partner_id}/pause", json={"reason": reason})


def resume(partner_id: str, reason: str) -> None:
    """Send what has waited. Raises ApiError 404, 409, 422."""
    call("profile", "POST", f"/deliveries/partners/{partner_id}/resumption", json={"reason": reason})


def resend(partner_id: str, reason: str, key: str) -> Json:
    """Send everything again, once for a key. Raises ApiError 404, 422."""
    headers = {"Idempotency-Key": key} if key else {}
    place = f"/deliveries/partners/{partner_id}/resends"
    answer: Json = call("profile", "POST", place, json={"reason": reason}, headers=headers).json()
    return answer


def progress(job_id: str) -> Json:
    """How far that has come. Raises ApiError 404."""
    answer: Json = call("profile", "GET", f"/deliveries/resends/{job_id}").json()
    return answer
