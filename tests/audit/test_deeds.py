"""No deed without its row: of routes, refusals, messages, jobs, and of nothing that was undone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from services.review.db import db
from services.review.models import Subject
from shared import audit
from shared.audit.requests import WRITING, word_of
from shared.auth import Role
from shared.jobs import NewLine
from shared.settings import SERVICES
from tests.access.table import in_openapi
from tests.apps import service_app
from tests.audit.reading import entries, told
from tests.audit.without_rows import FILES_WITHOUT_A_ROW, ROUTINE
from tests.auth.conftest import PASSWORD, bearer, make_person, make_unit, sign_in
from tests.conftest import Superuser
from tests.jobs.test_jobs import begun, work_off
from tests.review.builders import bearer as token_of
from tests.review.builders import opened, person, requested, reviewer, unit
from tests.review.situations import APPROVAL, decide

pytestmark = pytest.mark.usefixtures("keys", "clean")


@pytest.fixture
def auth(keys: None, clean: None) -> FlaskClient:
    return service_app("auth").test_client()


@pytest.fixture
def review(keys: None, clean: None) -> FlaskClient:
    return service_app("review").test_client()


def routes(service: str) -> Iterator[tuple[str, set[str], object]]:
    app = service_app(service)
    for rule in app.url_map.iter_rules():
        yield f"{service}.{rule.endpoint}", set(rule.methods or ()), app.view_functions[rule.endpoint]


@pytest.mark.parametrize("service", SERVICES)
def test_every_writing_route_has_a_chinese_word_for_the_log(service: str) -> None:
    wordless = [
        act
        for act, methods, view in routes(service)
        if (methods & WRITING or hasattr(view, "recorded")) and act not in ROUTINE and not word_of(view)  # type: ignore[arg-type]
    ]

    assert wordless == []


def test_only_these_writing_routes_leave_no_row() -> None:
    exempt = {act for service in SERVICES for act, _, view in routes(service) if hasattr(view, "routine")}

    assert exempt == set(ROUTINE)


def test_every_route_that_hands_out_a_file_leaves_a_row_but_these() -> None:
    silent = {
        f"{service}.{rule.endpoint}"
        for service in SERVICES
        for app in [service_app(service)]
        for paths in [app.test_client().get("/openapi.json").get_json()["paths"]]
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and hands_out_a_file(rule.rule, paths)
        and not hasattr(app.view_functions[rule.endpoint], "recorded")
    }

    assert silent == set(FILES_WITHOUT_A_ROW)


def hands_out_a_file(rule: str, paths: dict[str, Any]) -> bool:
    """Whether the published description says that the answer is something else than JSON."""
    described = paths.get(in_openapi(rule), {})
    answers = described.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
    return any("json" not in media_type for media_type in answers)


def test_a_decision_leaves_one_row_with_who_from_where_and_about_what(review: FlaskClient) -> None:
    request = requested(unit())
    holder = reviewer(request.unit_id)
    case = opened(request)

    answer = review.post(
        f"/cases/{case.id}/decision",
        json=APPROVAL,
        headers=token_of(holder) | {"X-Client-Address": "203.0.113.7", "X-Request-Id": "request-0001"},
    )

    assert answer.status_code == 201
    (row,) = entries("review")
    assert told(row, "act", "word", "result") == ("review.cases.decide", "审核意见", "done")
    assert told(row, "actor_id", "account", "name", "roles") == (holder.id, "100001", "某人", "unit_reviewer")
    assert told(row, "kind", "object_id") == ("case", str(case.id))
    assert told(row, "address", "request_id") == ("203.0.113.7", "request-0001")
    assert row.details == {"decision": "approve", "reasons": 0}


def test_only_the_gateway_is_believed_about_the_browsers_address(review: FlaskClient) -> None:
    headers = token_of(person()) | {"X-Client-Address": "203.0.113.7"}

    review.get(f"/cases/{uuid4()}", headers=headers, environ_base={"REMOTE_ADDR": "198.51.100.9"})

    assert [row.address for row in entries("review")] == ["198.51.100.9"]


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("POST", 404)], ids=["looking at it", "deciding on it"])
def test_reaching_for_somebody_elses_case_leaves_a_refusal(review: FlaskClient, method: str, status: int) -> None:
    case = opened(requested(unit()))
    stranger = reviewer(unit())
    path = f"/cases/{case.id}" if method == "GET" else f"/cases/{case.id}/decision"

    answer = review.open(path, method=method, json=APPROVAL if method == "POST" else None, headers=token_of(stranger))

    assert answer.status_code == status
    (row,) = entries("review")
    assert told(row, "result", "actor_id", "object_id") == ("refused", stranger.id, str(case.id))
    assert row.details == {"status": 404, "error": "not_found"}


def test_a_role_that_is_missing_and_a_forged_token_leave_refusals(review: FlaskClient) -> None:
    professional = person((Role.PROFESSIONAL, uuid4()))
    review.get("/cases", headers=token_of(professional))
    review.get("/cases", headers={"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."})
    review.get("/cases")  # nobody at all: what a scanner sends is no attempt of a person's

    assert [told(row, "act", "result", "actor_id", "details") for row in entries("review")] == [
        ("review.cases.cases", "refused", professional.id, {"status": 403, "error": "not_allowed"}),
        ("review.cases.cases", "refused", None, {"status": 401, "error": "not_signed_in"}),
    ]


def test_a_deed_that_is_undone_leaves_no_row_that_says_done(review: FlaskClient) -> None:
    request = requested(unit())
    reviewer(request.unit_id)
    case = opened(request)
    other = reviewer(request.unit_id)

    assert decide(review, other, case.id, APPROVAL)[0] == 403

    with pytest.raises(ZeroDivisionError):
        do("test.undone", lambda _: 1 // 0)

    assert [told(row, "act", "result") for row in entries("review")] == [("review.cases.decide", "refused")]


def test_without_its_row_nothing_is_done(superusers: dict[str, Superuser]) -> None:
    """The log cannot be got round by breaking it: a row that can't be written takes the deed with it."""
    with no_rows(superusers), pytest.raises(ProgrammingError, match="permission denied"):
        do("test.deed", lambda session: session.add(Subject(id=uuid4())))

    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Subject)) == 0


def test_signing_in_is_on_record_and_what_was_typed_is_not(auth: FlaskClient) -> None:
    known = make_person(make_unit(), Role.UNIT_ADMIN)

    sign_in(auth, known.id_number, "wrong-password-77")
    sign_in(auth, "130102199001011234", PASSWORD)
    sign_in(auth, known.account)

    failed, unknown, done = entries("auth")
    assert told(failed, "word", "result", "actor_id", "account") == ("登录", "refused", known.id, known.account)
    assert told(unknown, "result", "actor_id", "account", "name") == ("refused", None, None, None)
    assert set(unknown.details) == {"unknown_login"}
    assert told(done, "word", "result", "actor_id") == ("登录", "done", known.id)
    written = str([row.details for row in (failed, unknown, done)])
    assert not any(typed in written for typed in (known.id_number, "130102199001011234", PASSWORD, "wrong-password"))


def test_a_locked_login_and_a_password_that_is_not_changed_are_refusals(auth: FlaskClient) -> None:
    known = make_person(make_unit())
    headers = bearer(auth, known.account)
    auth.put("/me/password", json={"old_password": "not-the-old-1", "new_password": "x" * 20}, headers=headers)
    for _ in range(5):
        sign_in(auth, known.account, "wrong-password-77")

    rows = entries("auth")
    assert told(rows[1], "word", "result", "name") == ("修改密码", "refused", "张𬭎")
    assert {row.result for row in rows[1:]} == {"refused"}
    assert rows[-1].details["error"] == "sign_in_locked"
    assert rows[-1].actor_id == known.id


def test_signing_out_says_whose_session_ended(auth: FlaskClient) -> None:
    known = make_person(make_unit())
    session_id = sign_in(auth, known.account).json["session"]

    auth.post("/sessions/end", json={"session": session_id})

    assert told(entries("auth", "auth.sessions.end")[0], "word", "actor_id") == ("退出登录", known.id)


def test_each_line_of_a_job_has_its_row_and_a_failed_one_says_so() -> None:
    begun([NewLine(uuid4()), NewLine(uuid4(), {"fails": True}), NewLine(uuid4(), {"bug": True})])
    work_off()

    assert sorted(row.result for row in entries("review", "job.test")) == ["done", "failed", "refused"]


def test_details_hold_no_numbers_phones_or_secrets(clean: None) -> None:
    reason = "身份证 11010519491231002X，电话 13812345678"

    do("test.deed", lambda _: audit.note(reason=reason, password="hunter2-hunter2", fields=["name"]))

    (row,) = entries("review")
    assert row.details == {"reason": "身份证 ***，电话 ***", "password": "***", "fields": ["name"]}


def test_savepoints_leave_no_rows_of_their_own() -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            with session.begin_nested():
                session.execute(text("SELECT 1"))

    do("test.deed", twice)

    assert len(entries("review")) == 1


def test_what_was_written_can_be_neither_changed_nor_removed() -> None:
    do("test.deed", lambda _: None)

    for statement in ("UPDATE audit_entry SET word = '别的'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            execute(statement)
        with pytest.raises(ProgrammingError, match="append-only"):  # the owner of the table helps himself to the right
            execute(f"GRANT ALL ON audit_entry TO CURRENT_USER; {statement}")


def test_a_refusal_stands_even_if_its_row_cannot_be_written(
    review: FlaskClient, superusers: dict[str, Superuser]
) -> None:
    with no_rows(superusers):
        answer = review.get("/cases", headers=token_of(person((Role.PROFESSIONAL, uuid4()))))

    assert answer.status_code == 403


def do(act: str, work: Callable[[Session], object]) -> None:
    """A transaction of which a row is to be kept."""
    with audit.doing(audit.Deed(act, "测试", always=True)), db.transaction() as session:
        work(session)


def execute(statements: str) -> None:
    with db.transaction() as session:
        session.execute(text(statements))


@contextmanager
def no_rows(superusers: dict[str, Superuser]) -> Iterator[None]:
    """As long as this lasts nothing can be added to the log."""
    superusers["review"].execute("REVOKE INSERT ON audit_entry FROM review")
    try:
        yield
    finally:
        superusers["review"].execute("GRANT INSERT ON audit_entry TO review")
