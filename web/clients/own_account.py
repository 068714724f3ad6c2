"""What people see and change of their own account: sessions and second factor, which the auth service keeps."""

from typing import Any

from web.clients.http import call

Json = dict[str, Any]


def sessions() -> list[Json]:
    """Where the person is signed in."""
    answer: list[Json] = call("auth", "GET", "/me/sessions").json()
    return answer


def end_session(session_id: str) -> None:
    """End one of them. Raises ApiError 404."""
    call("auth", "DELETE", f"/me/sessions/{session_id}")


def end_other_sessions() -> None:
    """End all but this one."""
    call("auth", "POST", "/me/sessions/ending-others")


def second_factor() -> Json:
    """Whether it is set up, and what the rules say."""
    answer: Json = call("auth", "GET", "/me/second-factor").json()
    return answer


def begin_second_factor() -> str:
    """A new key for the phone, as `otpauth://`. Raises ApiError 403 `confirmation_needed`, 409."""
    uri: str = call("auth", "POST", "/me/second-factor/setup").json()["uri"]
    return uri


def finish_second_factor(code: str) -> Json:
    """Enter a code of the phone; answers a new session and the recovery codes. Raises ApiError 422."""
    answer: Json = call("auth", "PUT", "/me/second-factor", json={"code": code}).json()
    return answer


def new_recovery_codes() -> list[str]:
    """Ten new ones. Raises ApiError 403 `confirmation_needed`."""
    codes: list[str] = call("auth", "POST", "/me/second-factor/recovery-codes").json()["recovery_codes"]
    return codes


def remove_second_factor() -> None:
    """Sign in without codes again. Raises ApiError 403 `confirmation_needed`, 409."""
    call("auth", "DELETE", "/me/second-factor")


def contacts() -> list[Json]:
    """By what the person can be reached when the password is forgotten, masked."""
    answer: list[Json] = call("auth", "GET", "/me/contacts").json()
    return answer


def begin_contact(kind: str, value: str) -> None:
    """Have a code sent to an address. Raises ApiError 403 `confirmation_needed`, 409, 422 with fields, 429."""
    call("auth", "POST", f"/me/contacts/{kind}", json={"value": value})


def finish_contact(kind: str, code: str) -> None:
    """Enter the code. Raises ApiError 422."""
    call("auth", "PUT", f"/me/contacts/{kind}", json={"code": code})


def ask_for_reset(login: str) -> None:
    """Say that the password is forgotten. Raises ApiError 422, 429."""
    call("auth", "POST", "/forgotten-password", json={"login": login})


def reset_password(token: str, password: str) -> None:
    """Set another one by the link that was sent. Raises ApiError 410, 422 with fields."""
    call("auth", "PUT", "/forgotten-password", json={"token": token, "new_password": password})
