"""The header Case-Pass."""

from flask import request

from services.profile.operations.passes import CasePass, read_pass
from shared.auth import current_actor


def given_pass() -> CasePass | None:
    """The pass that this request carries, if it carries one; raises PassNotValid if that is not good."""
    token = request.headers.get("Case-Pass")
    return read_pass(token, current_actor().id) if token else None
