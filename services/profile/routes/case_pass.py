"""The header Case-Pass."""

from flask import request

from services.profile.operations.passes import CasePass, PassNotValid, read_pass
from shared.auth import current_actor


def given_pass() -> CasePass | None:
    """The pass that this request carries, if it carries one; raises PassNotValid if that is not good."""
    token = request.headers.get("Case-Pass")
    return read_pass(token, current_actor().id) if token else None


def required_pass() -> CasePass:
    """The pass that this request must carry; raises PassNotValid if it carries none that is good."""
    given = given_pass()
    if given is None:
        raise PassNotValid
    return given
