"""The auth service: sessions and passwords."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def sign_in(login: str, password: str) -> Json:
    """Begin a session. Raises ApiError 401 `sign_in_failed`, 429 `sign_in_locked`."""
    answer: Json = call("auth", "POST", "/sessions", json={"login": login, "password": password}).json()
    return answer


def enter_code(session: str, code: str) -> Json:
    """Complete a sign-in that awaits a code; answers the session's new id. Raises ApiError 401, 429."""
    answer: Json = call("auth", "POST", "/sessions/code", json={"session": session, "code": code}).json()
    return answer


def token(session: str) -> Json:
    """Trade a session for a short token and the person's facts. Raises ApiError 401 `session_ended`."""
    answer: Json = call("auth", "POST", "/sessions/token", json={"session": session}).json()
    return answer


def end_session(session: str) -> None:
    """End a session for good."""
    call("auth", "POST", "/sessions/end", json={"session": session})


def confirm(password: str, code: str) -> Json:
    """Prove again who one is; answers the session's new id. Raises ApiError 401, 422 with fields, 429."""
    answer: Json = call("auth", "PUT", "/me/confirmation", json={"password": password, "code": code}).json()
    return answer


def change_password(old: str, new: str) -> Json:
    """Set a new password; answers a new session, all others have ended. Raises ApiError 422 with fields."""
    answer: Json = call("auth", "PUT", "/me/password", json={"old_password": old, "new_password": new}).json()
    return answer
