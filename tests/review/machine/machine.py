"""Anybody does anything in any order: the review service must do what the model does, and refuse what it refuses."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.review.db import db
from services.review.models import Case, CaseStatus, ChainStage, Decision, Resume, Stage
from services.review.operations.chains import set_chain
from services.review.operations.decisions import record_decision, take_over
from services.review.operations.handing import recuse, release
from services.review.operations.reopening import reopen
from services.review.queries import find_case
from services.review.views import rows
from shared.auth import Actor, Role
from shared.errors import DomainError, NotFound
from shared.messaging.contracts import CaseOpened, Reason
from shared.messaging.message import Message
from shared.workflow import TransitionNotAllowed, history_of
from tests.review.builders import case_of, change_staff, deliver, person, requested, settled, staff, unit, withdrawn
from tests.review.machine.model import ABOVE, ALLOWED, CaseModel, Colleague, Model

PEOPLE = {
    "li": ("unit_reviewer", "hospital"),
    "wang": ("unit_reviewer", "hospital"),
    "zhao": ("unit_admin", "hospital"),
    "qian": ("unit_reviewer", "clinic"),
    "sun": ("superior_admin", "city"),
    "zhou": ("superior_admin", "city"),
    "wu": ("superior_admin", "province"),
    "zheng": ("unit_reviewer", "city"),
    "feng": ("system_admin", "province"),
    "chen": ("auditor", "province"),
    "chu": ("professional", "hospital"),
}
CHAINS = [[0], [0, 1], [0, 0, 1], [0, 1, 2], [1], [2, 1, 0, 1]]
WHO = st.sampled_from(sorted(PEOPLE))
ANY = st.integers(0, 10_000)
MOSTLY = st.sampled_from([True, True, True, False])
DEEDS = [(recuse, Model.recuse), (release, Model.release), (reopen, Model.reopen)]
RARELY = st.sampled_from([False, False, False, True])

Letter = tuple[Message, Callable[[], None]]


class ReviewMachine(RuleBasedStateMachine):
    """Two units, four applicants (one of them a reviewer), eleven colleagues of all roles, chains of several stages."""

    mail = Bundle("mail")
    steps = 0
    rounds = 0

    @initialize(levels=st.sampled_from(CHAINS), resume=st.sampled_from(Resume))
    def a_new_province(self, levels: list[int], resume: Resume) -> None:
        self.units: dict[str, UUID] = {}
        for name in ("province", "city", "hospital", "clinic"):
            above = ABOVE[name]
            self.units[name] = unit(above and self.units[above], name=name)
        ReviewMachine.rounds += 1
        self.actors = {name: self._actor(name) for name in PEOPLE}
        self.model = Model({name: Colleague(self.actors[name].id, *PEOPLE[name]) for name in PEOPLE})
        self.versions = dict.fromkeys(self.actors, 1)
        self.applicants = [(uuid4(), "hospital"), (uuid4(), "hospital"), (uuid4(), "clinic")]
        self.applicants.append((self.actors["li"].id, "hospital"))
        self.handed_in: dict[UUID, Any] = {}
        self.pending: set[UUID] = set()
        self.set_a_chain("province", levels, resume)
        for applicant in range(len(self.applicants)):
            self.an_applicant_acts(applicant, late=False, regret=False)

    @rule(target=mail, applicant=st.integers(0, 3), late=RARELY, regret=RARELY)
    def an_applicant_acts(self, applicant: int, late: bool, regret: bool) -> Letter | MultipleResults[Letter]:
        """Hands in; or, while that is pending, may take it back."""
        person_id, at = self.applicants[applicant]
        if person_id in self.pending and not regret:
            return multiple()
        if person_id in self.pending:
            self.pending.discard(person_id)
            message = withdrawn(self.handed_in[person_id])
            return self._send(message, lambda: self.model.taken_back(person_id, message.version), late=late)
        version = self.handed_in[person_id].version + 2 if person_id in self.handed_in else 2
        request = requested(self.units[at], version=version, person_id=person_id)
        self.handed_in[person_id] = request
        self.pending.add(person_id)
        return self._send(request, lambda: self.model.requested(case_of(request).id, person_id, at, version), late=late)

    @rule(target=mail, decisions=st.lists(st.sampled_from(["approve", "return", "approve"]), max_size=4), late=RARELY)
    def a_day_passes(self, decisions: list[Any], late: bool) -> MultipleResults[Letter]:
        """A worker goes through the queue, reviewers decide some cases, the profile service settles the decisions."""
        for case in self._in("queued"):
            deliver(CaseOpened(version=self._row(case.id).version, case_id=case.id))
            self.model.assign(case)
        for case, decision in zip(self._in("assigned"), decisions, strict=False):
            who = next(name for name, actor in self.actors.items() if actor.id == case.reviewer)
            self._decide(who, case, decision, reasons=decision == "return")
        return multiple(*[self._settle(case, late=late) for case in self._in("decided")])

    @rule(letter=mail)
    def post(self, letter: Letter) -> None:
        """A message arrives late, or once more."""
        self._arrive(letter)

    @rule(who=WHO, pick=ANY, decision=st.sampled_from(["approve", "return"]), reasons=st.booleans())
    def anybody_decides(self, who: str, pick: int, decision: Any, reasons: bool) -> None:
        case = self._case(pick)
        self._decide(who, case, decision, reasons=reasons)

    @rule(who=WHO, pick=ANY)
    def anybody_takes_over(self, who: str, pick: int) -> None:
        case = self._case(pick)
        actor = self.actors[who]
        broken = self._attempt(lambda session: take_over(session, actor, case.id))
        assert broken == self.model.take_over(self.model.colleagues[who], case)

    @rule(who=WHO, pick=ANY, deed=st.sampled_from(DEEDS))
    def anybody_keeps_away_gives_back_or_opens_again(self, who: str, pick: int, deed: tuple[Any, Any]) -> None:
        case, actor = self._case(pick), self.actors[who]
        broken = self._attempt(lambda session: deed[0](session, actor, case.id, "原因"))
        assert broken == deed[1](self.model, self.model.colleagues[who], case)

    @rule(who=WHO, active=MOSTLY, on_leave=RARELY)
    def come_or_go(self, who: str, active: bool, on_leave: bool) -> None:
        colleague = self.model.colleagues[who]
        colleague.active, colleague.on_leave = active, on_leave
        self.versions[who] += 1
        change_staff(self.actors[who], self.versions[who], active=active, on_leave=on_leave)
        self.model.staff_changed(colleague)

    @rule(at=st.sampled_from(sorted(ABOVE)), levels=st.sampled_from(CHAINS), resume=st.sampled_from(Resume))
    def set_a_chain(self, at: str, levels: list[int], resume: Resume) -> None:
        stages = [ChainStage(title="审核", levels_up=level, days=10) for level in levels]
        admin = self.actors["feng"]
        assert self._attempt(lambda session: set_chain(session, admin, self.units[at], stages, resume)) is None
        self.model.chains[at] = (levels, resume.value)

    @rule(pick=ANY, new=st.sampled_from(CaseStatus))
    def push(self, pick: int, new: CaseStatus) -> None:
        """Whatever asks for it, a move outside the table is refused, and one inside it is not."""
        case = self._case(pick)
        with db.engine.connect() as connection, Session(connection) as session:  # nothing is committed
            row = session.get_one(Case, case.id)
            try:
                row.move_to(new, by=None, role="system")
                moved = True
            except TransitionNotAllowed:
                moved = False
        assert moved == ((case.status, new.value) in ALLOWED)

    @rule(who=WHO)
    def look(self, who: str) -> None:
        """Everybody sees the cases of their reach, each with what can be done, and no other."""
        colleague, actor = self.model.colleagues[who], self.actors[who]
        with db.reading() as session:
            for case in self.model.cases:
                try:
                    (row,) = rows(session, actor, [find_case(session, actor, case.id)])
                    assert row["actions"] == self.model.actions(colleague, case)
                    assert self.model.sees(colleague, case)
                except NotFound:
                    assert not self.model.sees(colleague, case)

    @precondition(lambda self: hasattr(self, "model"))
    @invariant()
    def cases_are_as_in_the_model(self) -> None:
        type(self).steps += 1
        last = select(func.max(Stage.position)).where(Stage.case_id == Case.id).scalar_subquery()
        decisions = select(func.count()).where(Decision.case_id == Case.id).scalar_subquery()
        shown = (Case.status, Case.stage, last, Case.reviewer_id, Case.reviewer_role, Case.outcome, decisions)
        with db.reading() as session:
            found = session.execute(select(Case.id, *shown).where(Case.unit_id.in_(self.units.values()))).all()
        expected = {case.id: case.shown() for case in self.model.cases}
        assert {case_id: tuple(facts) for case_id, *facts in found} == expected

    def teardown(self) -> None:
        """Every case's history is an unbroken way through the table of transitions."""
        for case in getattr(self, "model", Model({})).cases:
            with db.reading() as session:
                moves = [(move.old, move.new) for move in history_of(session, Case.KIND, case.id)]
            assert set(moves) <= ALLOWED
            assert all(left[1] == right[0] for left, right in pairwise(moves))
            assert not moves or moves[-1][1] == case.status

    def _settle(self, case: CaseModel, *, late: bool) -> Letter:
        """A decision takes effect if it is about what is pending now."""
        request = self.handed_in[case.person]
        effective = case.person in self.pending and request.version == case.version
        word = case.decisions[case.stage][1]
        outcome = {"approve": "approved", "return": "returned"}[word] if effective else "withdrawn"
        if effective:
            self.pending.discard(case.person)
        return self._send(settled(request, case.id, outcome), lambda: self.model.settled(case, outcome), late=late)

    def _send(self, message: Message, expected: Callable[[], None], *, late: bool) -> Letter:
        letter = (message, expected)
        if not late:
            self._arrive(letter)
        return letter

    def _arrive(self, letter: Letter) -> None:
        message, expected = letter
        assert deliver(message) == ["applied"]
        expected()

    def _decide(self, who: str, case: CaseModel, decision: Any, *, reasons: bool) -> None:
        given = [Reason(text="照片不清晰")] if reasons else []
        actor = self.actors[who]
        broken = self._attempt(lambda session: record_decision(session, actor, case.id, decision, given))
        assert broken == self.model.decide(self.model.colleagues[who], case, decision, reasons=reasons)

    def _attempt(self, deed: Callable[[Session], object]) -> str | None:
        try:
            with db.transaction() as session:
                deed(session)
        except DomainError as broken:
            return type(broken).__name__
        return None

    def _in(self, status: str) -> list[CaseModel]:
        return [case for case in self.model.cases if case.status == status]

    def _case(self, pick: int) -> CaseModel:
        return self.model.cases[pick % len(self.model.cases)]

    def _row(self, case_id: UUID) -> Case:
        with db.reading() as session:
            return session.get_one(Case, case_id)

    def _actor(self, name: str) -> Actor:
        """One of the colleagues, whose ids are in the same order in each round: equal loads go by the id."""
        role, at = Role(PEOPLE[name][0]), self.units[PEOPLE[name][1]]
        person_id = UUID(int=(ReviewMachine.rounds << 16) + list(PEOPLE).index(name))
        known = person if role is Role.PROFESSIONAL else staff
        return known((role, at), person_id=person_id)
