"""What went wrong in comparable software, each in a test of its own that is named after it."""

from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from stdnum.cn import uscc

from services.auth.db import db as auth_db
from services.auth.models import Unit
from services.auth.operations.people import set_active
from services.auth.operations.units import UnitRefused, create_unit
from services.notices.db import db as notices_db
from services.notices.models import PersonalMessage
from services.notices.texts import submissions as texts
from services.profile.db import db
from services.profile.models import ChangeRequest, ChangeStatus
from services.profile.operations.submit import submit_record
from services.review import views
from services.review.db import db as review_db
from services.review.models import Case
from services.review.operations.decisions import ReasonMissing, record_decision, take_over
from shared.auth import Actor, Role
from shared.catalogue import SECTIONS, CatalogueContext
from shared.errors import NotFound
from shared.messaging.contracts import Reason, ReviewSettled
from shared.words import STATUS_WORDS
from shared.workflow import history_of
from tests.agreement.conftest import Doors, typed
from tests.agreement.post import carry, carry_again
from tests.auth.granting import as_asking, confirmed, newcomer, proposed, watched, without_administrator
from tests.catalogue.strategies import TODAY
from tests.profile.builders import (
    ID_NUMBER,
    UNIT,
    ask,
    bearer,
    entry_of,
    fill_record,
    request_of,
    take_back,
    work,
)
from tests.review import builders as review

Json = dict[str, Any]
JOBS = "work_experience"
CODE = "12130100401700000" + uscc.calc_check_digit("12130100401700000")
PERSON = CatalogueContext(today=TODAY, name="张晓梅", id_type="01", id_number=ID_NUMBER)
FIVE = [
    Reason(text="民族与证件不符", section="basic_info", field="ethnicity"),
    Reason(text="毕业证书不清晰", section="education", field="proof"),
    Reason(text="专业名称不完整", section="education", field="major"),
    Reason(text="单位须填写全称", section=JOBS, field="unit_name"),
    Reason(text="职务没有证明", section=JOBS, field="duty"),
]


@pytest.fixture
def reviewer(doors: Doors) -> Actor:
    """The reviewer of the unit."""
    review.unit(unit_id=UNIT)
    return review.reviewer(UNIT)


@pytest.fixture
def person_id(doors: Doors, reviewer: Actor) -> UUID:
    """Somebody signed in with a complete record, not yet handed in."""
    person_id = doors.newcomer(PERSON)
    with db.transaction() as session:
        fill_record(session, person_id)
    return person_id


@pytest.fixture
def approved(person_id: UUID, reviewer: Actor) -> UUID:
    """The same person after the approval."""
    hand_in(person_id)
    decide(reviewer, person_id, "approve")
    carry()
    return person_id


def hand_in(person_id: UUID) -> None:
    with db.transaction() as session:
        submit_record(session, person_id)
    carry()


def decide(actor: Actor, subject: UUID, decision: Any, reasons: list[Reason] | None = None) -> Case:
    with review_db.transaction() as session:
        return record_decision(session, actor, case_of(subject).id, decision, reasons or [])


def case_of(subject: UUID) -> Case:
    """The newest case about a subject."""
    with review_db.reading() as session:
        found = select(Case).where(Case.subject_id == subject).order_by(Case.subject_version.desc()).limit(1)
        return session.scalars(found).one()


def told(person_id: UUID) -> list[str]:
    with notices_db.reading() as session:
        found = select(PersonalMessage.text).where(PersonalMessage.recipient_id == person_id)
        return list(session.scalars(found.order_by(PersonalMessage.created_at)))


def page(doors: Doors, path: str) -> str:
    answer = doors.pages.get(path)
    assert answer.status_code == 200
    return unescape(answer.text)


def wish_form(person_id: UUID, **values: Any) -> Json:
    """What the browser sends for another duty at the first job."""
    entry = entry_of(person_id, JOBS)
    chosen = {"section": JOBS, "entry": str(entry.id), "base": entry.content_version, "reason": "晋升"}
    return {**typed(SECTIONS[JOBS], work(**values)), **chosen}


def test_a_change_form_showed_the_values_of_the_request_before(doors: Doors, approved: UUID) -> None:
    take_back(approved, ask(approved, data=work(duty="院长")))

    form = page(doors, f"/changes/new?section={JOBS}&entry={entry_of(approved, JOBS).id}")

    assert 'value="主治医师"' in form
    assert "院长" not in form


def test_a_request_was_approved_and_told_and_the_record_never_changed(approved: UUID, reviewer: Actor) -> None:
    request_id = ask(approved)
    carry()
    before = told(approved)

    decide(reviewer, request_id, "approve")

    assert (request_of(request_id).status, case_of(request_id).status) == ("pending", "decided")
    assert told(approved) == before  # 已决定，待生效: nobody is told 通过 before it has been applied
    carry()
    assert entry_of(approved, JOBS).data["duty"] == "副主任医师"
    assert "已审核通过" in told(approved)[-1]
    assert case_of(request_id).outcome == "approved"


def test_a_decision_was_missing_in_the_history_or_stood_in_it_twice(approved: UUID, reviewer: Actor) -> None:
    request_id = ask(approved)
    carry()
    decide(reviewer, request_id, "approve")
    carry()
    for _ in range(2):
        carry_again("case.decided", "review.settled", "review.requested")
    carry()

    with db.reading() as session:
        assert [move.new for move in history_of(session, ChangeRequest.KIND, request_id)] == ["approved"]
    with review_db.reading() as session:
        moves = [move.new for move in history_of(session, Case.KIND, case_of(request_id).id)]
    assert moves == ["assigned", "decided", "closed"]
    assert sum("已审核通过，个人信息已更新" in text for text in told(approved)) == 1


def test_someone_approved_their_own_request(approved: UUID, reviewer: Actor) -> None:
    self = review.reviewer(UNIT, person_id=approved)
    review.change_staff(reviewer, version=2, active=False)
    request_id = ask(approved)
    carry()

    assert case_of(request_id).reviewer_id is None
    with pytest.raises(NotFound), review_db.transaction() as session:
        take_over(session, self, case_of(request_id).id)
    given = update(Case).values(reviewer_id=approved, reviewer_role="unit_reviewer", status="assigned")
    with pytest.raises(IntegrityError, match="review_case_not_own"), review_db.transaction() as session:
        session.execute(given.where(Case.subject_id == request_id))


def test_the_same_faulty_data_was_submitted_again_and_again(doors: Doors, person_id: UUID, reviewer: Actor) -> None:
    hand_in(person_id)
    decide(reviewer, person_id, "return", FIVE[:1])
    carry()
    assert FIVE[0].text in page(doors, "/record")  # the person sees why
    hand_in(person_id)

    with review_db.reading() as session:
        shown = views.shown(session, reviewer, session.get_one(Case, case_of(person_id).id))
    assert [reason["text"] for made in shown["decisions"] for reason in made["reasons"]] == [FIVE[0].text]


def test_a_return_came_without_a_reason_or_with_one_of_five_faults(
    doors: Doors, person_id: UUID, reviewer: Actor
) -> None:
    hand_in(person_id)
    with pytest.raises(ReasonMissing):
        decide(reviewer, person_id, "return", [])

    decide(reviewer, person_id, "return", FIVE)
    carry()

    whole = page(doors, "/record")
    assert [reason.text for reason in FIVE if reason.text not in whole] == []
    form = page(doors, f"/record?open={JOBS}&entry={entry_of(person_id, JOBS).id}")
    assert f"审核意见：{FIVE[4].text}" in form  # at its field


@pytest.mark.parametrize("status", list(ChangeStatus))
def test_a_status_had_another_name_in_list_detail_and_message(
    doors: Doors, approved: UUID, status: ChangeStatus
) -> None:
    request_id = ask(approved)
    with db.transaction() as session:
        request = session.get_one(ChangeRequest, request_id)
        request.status = status
        request.decided_at = None if status is ChangeStatus.PENDING else request.submitted_at
    word = STATUS_WORDS["change"][status]

    assert f'">{word}</span>' in page(doors, "/changes")
    assert f'">{word}</span>' in page(doors, f"/changes/{request_id}")
    if status in {ChangeStatus.APPROVED, ChangeStatus.REJECTED, ChangeStatus.CONFLICT}:
        settled = ReviewSettled(
            version=2, kind="change", subject_id=request_id, person_id=approved, case_id=request_id,
            outcome=status.value, section=JOBS, reasons=[],
        )  # fmt: skip
        assert word in texts.settled(settled).text


def test_a_session_that_ran_out_took_a_long_form_with_it(doors: Doors, approved: UUID) -> None:
    form = page(doors, f"/changes/new?section={JOBS}&entry=new")
    draft = form.split('name="draft" value="')[1].split('"')[0]
    kept = {"section": JOBS, "entry": "new", "action": "add", "draft": draft, "duty": "写了很久", "reason": "补充"}
    assert doors.pages.post("/changes/drafts", data=kept).status_code == 200

    doors.pages.delete_cookie("sid")
    assert doors.pages.get("/changes/new").status_code == 302
    doors.pages.set_cookie("sid", str(approved))

    assert "写了很久" in page(doors, "/changes/new")
    assert 'value="写了很久"' in page(doors, f"/changes/new?draft={draft}")


def test_a_double_click_made_two_submissions(doors: Doors, approved: UUID) -> None:
    sent = {**wish_form(approved), **typed(SECTIONS[JOBS], work(duty="讲师", end_month="2010-01"))}
    sent |= {"entry": "new", "key": "the-same-form", "base": "", "draft": str(uuid4())}

    first, second = (doors.pages.post("/changes/new", data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    listed = doors.api.get("/change-requests", headers=bearer(approved)).json["items"]
    assert len(listed) == 1


def test_the_back_button_showed_another_persons_data_after_logout(doors: Doors, approved: UUID) -> None:
    for path in ("/record", "/changes", "/changes/new"):
        assert doors.pages.get(path).headers["Cache-Control"] == "no-store"
    doors.pages.delete_cookie("sid")

    assert [doors.pages.get(path).status_code for path in ("/record", "/changes")] == [302, 302]


def test_a_deletion_could_not_be_undone(doors: Doors, person_id: UUID) -> None:
    entry = entry_of(person_id, JOBS)
    doors.pages.post(f"/record/sections/{JOBS}/entries/{entry.id}/deletion", data={"version": entry.version})
    assert entry_of(person_id, JOBS).id is None

    doors.pages.post(f"/record/sections/{JOBS}/entries/{entry.id}/restoration")

    assert entry_of(person_id, JOBS).data == entry.data


def test_one_stray_space_made_one_unit_two(clean: None, keys: None) -> None:
    facts = {"name": "石家庄市第一医院", "nature": "20", "region": "130100", "superior_id": None}
    with auth_db.transaction() as session:
        create_unit(session, code=CODE, **facts)

    with pytest.raises(UnitRefused), auth_db.transaction() as session:
        create_unit(session, code=f" {CODE[:8]} {CODE[8:]} ", **facts | {"name": " 石家庄市第一医院 "})
    with auth_db.reading() as session:
        assert [unit.name for unit in session.scalars(select(Unit))] == ["石家庄市第一医院"]


def test_the_only_person_with_the_units_password_had_left(person_id: UUID, reviewer: Actor) -> None:
    review.change_staff(reviewer, version=2, active=False)
    left, above, security = watched(UNIT)
    with auth_db.transaction() as session:
        set_active(session, left.id, active=False)
    hand_in(person_id)
    assert case_of(person_id).reviewer_id == above.id  # nothing waits for somebody who is not there

    successor = newcomer(UNIT)
    assert without_administrator(above) == [UNIT]
    confirmed(security, proposed(above, successor, Role.UNIT_ADMIN, UNIT))
    carry()

    assert without_administrator(above) == []
    with review_db.transaction() as session:
        assert take_over(session, as_asking(successor), case_of(person_id).id).reviewer_id == successor
