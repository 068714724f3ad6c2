"""Whom `@roles` lets in: by role, with a first password, without a second factor, with a proof that is too old."""

from dataclasses import replace
from time import time
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from structlog.contextvars import clear_contextvars, get_contextvars

from shared.audit.deed import Deed, doing
from shared.auth import (
    CONFIRMED_SECONDS,
    Actor,
    ConfirmationNeeded,
    FirstPasswordMustChange,
    NotSignedIn,
    Role,
    SecondFactorMissing,
    SecondFactorState,
    actor_claims,
    admit_or_refuse,
    current_actor,
    public,
    roles,
    sign,
)
from shared.errors import DomainError, NotAllowed

REVIEWER = Actor(uuid4(), "10000001", "某人", uuid4(), ((Role.UNIT_REVIEWER, uuid4()),), first_login=False)
NEW = replace(REVIEWER, first_login=True)
WITHOUT_FACTOR = replace(REVIEWER, second_factor=SecondFactorState.MISSING)
NEW_WITHOUT_FACTOR = replace(NEW, second_factor=SecondFactorState.MISSING)


def proved(seconds: int) -> Actor:
    """Somebody who has proved so long ago who they are."""
    return replace(REVIEWER, confirmed_at=int(time()) - seconds)


def entered(actor: Actor | None, *allowed: Role, **conditions: bool) -> type[DomainError] | None:
    """How a route refuses somebody, before its view begins; None if it lets them in."""
    began = []

    @roles(*allowed, **conditions)
    def view() -> None:
        began.append(current_actor())

    token = sign(actor_claims(actor), key="tokens", audience="services", seconds=60) if actor else ""
    with Flask(__name__).test_request_context(headers={"Authorization": f"Bearer {token}"}):
        try:
            view()
        except DomainError as refused:
            assert not began
            return type(refused)
    assert began == [actor]
    return None


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("actor", "allowed", "conditions", "refused"),
    [
        (None, (), {}, NotSignedIn),
        (REVIEWER, (), {}, None),
        (REVIEWER, (Role.AUDITOR, Role.UNIT_REVIEWER), {}, None),
        (REVIEWER, (Role.AUDITOR, Role.UNIT_ADMIN), {}, NotAllowed),
        (NEW, (Role.UNIT_REVIEWER,), {}, FirstPasswordMustChange),
        (NEW, (Role.AUDITOR,), {}, FirstPasswordMustChange),
        (NEW, (), {"without_second_factor": True}, FirstPasswordMustChange),
        (NEW, (), {"with_first_password": True}, None),
        (NEW, (Role.AUDITOR,), {"with_first_password": True}, NotAllowed),
        (WITHOUT_FACTOR, (), {}, SecondFactorMissing),
        (WITHOUT_FACTOR, (), {"without_second_factor": True}, None),
        (WITHOUT_FACTOR, (), {"with_first_password": True}, None),
        (NEW_WITHOUT_FACTOR, (), {"with_first_password": True}, None),
        (REVIEWER, (), {"recently_confirmed": True}, ConfirmationNeeded),
        (REVIEWER, (Role.AUDITOR,), {"recently_confirmed": True}, NotAllowed),
    ],
)
def test_who_may_not_come_in_is_told_why_before_anything_begins(
    actor: Actor | None, allowed: tuple[Role, ...], conditions: dict[str, Any], refused: type[DomainError] | None
) -> None:
    assert entered(actor, *allowed, **conditions) is refused


def test_a_proof_is_good_for_ten_minutes(keys: None) -> None:
    assert entered(proved(CONFIRMED_SECONDS - 60), recently_confirmed=True) is None
    assert entered(proved(CONFIRMED_SECONDS + 60), recently_confirmed=True) is ConfirmationNeeded


def test_whoever_was_asked_for_before_the_body_was_read_is_not_asked_for_again(keys: None) -> None:
    @roles(Role.UNIT_REVIEWER)
    def view() -> Actor:
        return current_actor()

    token = sign(actor_claims(REVIEWER), key="tokens", audience="services", seconds=60)
    with Flask(__name__).test_request_context(headers={"Authorization": f"Bearer {token}"}) as context:
        admit_or_refuse(view)
        context.request.environ["HTTP_AUTHORIZATION"] = ""
        assert view() == REVIEWER


def test_a_route_names_those_whom_it_lets_in() -> None:
    assert roles(Role.AUDITOR)(str).allowed_roles == (Role.AUDITOR,)  # type: ignore[attr-defined]
    assert roles()(str).allowed_roles == tuple(Role)  # type: ignore[attr-defined]
    assert public(str).allowed_roles == "public"  # type: ignore[attr-defined]


def test_the_log_says_who_came_in_and_as_what(keys: None) -> None:
    clear_contextvars()
    with doing(Deed("read", "查看")) as deed:
        assert entered(REVIEWER, Role.AUDITOR, Role.UNIT_REVIEWER) is None

    assert deed is not None
    assert (deed.actor_id, deed.roles) == (REVIEWER.id, "unit_reviewer")
    assert get_contextvars()["actor"] == str(REVIEWER.id)


def test_the_log_names_the_roles_by_which_somebody_came_in_or_all_they_have() -> None:
    both = replace(REVIEWER, grants=((Role.UNIT_REVIEWER, uuid4()), (Role.UNIT_ADMIN, uuid4())))

    assert both.roles_among((Role.UNIT_ADMIN, Role.AUDITOR)) == [Role.UNIT_ADMIN]
    assert both.roles_among((Role.AUDITOR,)) == both.roles_among(()) == [Role.UNIT_REVIEWER, Role.UNIT_ADMIN]
