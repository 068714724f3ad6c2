"""What the rules say should happen, in plain Python; knows nothing of how the review service does it."""

from dataclasses import dataclass, field
from uuid import UUID

ALLOWED = {
    ("queued", "queued"),
    ("queued", "assigned"),
    ("queued", "closed"),
    ("assigned", "assigned"),
    ("assigned", "queued"),
    ("assigned", "decided"),
    ("assigned", "closed"),
    ("decided", "decided"),
    ("decided", "closed"),
}
"""Every move that a case may make; that to the same status is one to another unit, or into other hands."""

ABOVE = {"hospital": "city", "clinic": "city", "city": "province", "province": None}
DEFAULT = ([0], "first")


def line_of(unit: str) -> list[str]:
    """A unit and those above it."""
    above = ABOVE[unit]
    return [unit, *line_of(above)] if above else [unit]


@dataclass
class Colleague:
    """Somebody with a role for a unit."""

    id: UUID
    role: str
    unit: str
    active: bool = True
    on_leave: bool = False

    @property
    def available(self) -> bool:
        return self.active and not self.on_leave


@dataclass
class CaseModel:
    """A case as the rules have it."""

    id: UUID
    person: UUID
    unit: str
    version: int
    status: str
    levels: list[int]
    stage: int
    first: int
    outcome: str | None = None
    reviewer: UUID | None = None
    role: str | None = None
    held: dict[int, UUID] = field(default_factory=dict)
    decisions: dict[int, tuple[UUID, str]] = field(default_factory=dict)

    @property
    def waiting(self) -> bool:
        return self.status in {"queued", "assigned"}

    @property
    def level(self) -> int:
        return self.levels[self.stage - 1]

    def decided_by(self, person: UUID) -> bool:
        return any(by == person for by, _ in self.decisions.values())

    def shown(self) -> tuple[object, ...]:
        """What is compared with the service."""
        return (self.status, self.stage, len(self.levels), self.reviewer, self.role, self.outcome, len(self.decisions))


class Model:
    """Units, colleagues, chains and cases."""

    def __init__(self, colleagues: dict[str, Colleague]) -> None:
        self.colleagues = colleagues
        self.chains: dict[str, tuple[list[int], str]] = {}
        self.cases: list[CaseModel] = []
        self.withdrawn: dict[UUID, int] = {}
        self.kept_away: set[tuple[UUID, UUID]] = set()
        self.reopened: set[UUID] = set()

    # What the profile service tells

    def requested(self, case_id: UUID, person: UUID, unit: str, version: int) -> None:
        own = [case for case in self.cases if case.person == person]
        if any(case.version == version for case in own):
            return
        for older in own:
            if older.version < version and older.waiting:
                self._close(older, "withdrawn")
        newest = max([case.version for case in own] + [self.withdrawn.get(person, 0)])
        levels, resume = next((self.chains[each] for each in line_of(unit) if each in self.chains), DEFAULT)
        first = self._returned_at(own, version, levels) if resume == "returned" else 1
        case = CaseModel(case_id, person, unit, version, "queued", levels, first, first)
        self.cases.append(case)
        if newest > version:
            self._close(case, "withdrawn")

    def taken_back(self, person: UUID, version: int) -> None:
        self.withdrawn[person] = max(self.withdrawn.get(person, 0), version)
        for case in self.cases:
            if case.person == person and case.version < version and case.status != "closed":
                self._close(case, "withdrawn")

    def settled(self, case: CaseModel, outcome: str) -> None:
        if case.status != "closed":
            self._close(case, outcome)

    # What happens by itself

    def assign(self, case: CaseModel) -> None:
        if case.status != "queued":
            return
        line = line_of(case.unit)
        higher = line[min(case.level, len(line) - 1) :]
        asked = [("superior_admin", unit) for unit in higher]
        if case.level == 0:
            asked = [("unit_reviewer", case.unit), ("unit_admin", case.unit), *asked]
        for role, unit in asked:
            able = [one for one in self.colleagues.values() if (one.role, one.unit) == (role, unit) and one.available]
            able = [one for one in able if one.id != case.person and not self._barred(one, case)]
            if able:
                last = self._last_holder(case)
                chosen = next((one for one in able if one.id == last), None)
                self._give(case, chosen or min(able, key=lambda one: (self._load(one.id), one.id)))
                return

    def staff_changed(self, colleague: Colleague) -> None:
        for case in self.cases:
            if case.status == "assigned" and case.reviewer == colleague.id and not colleague.available:
                self._put_back(case)

    # What colleagues do; the answer is the name of the broken rule or None

    def decide(self, actor: Colleague, case: CaseModel, decision: str, *, reasons: bool) -> str | None:
        refused = self._refused(actor, case)
        if refused:
            return refused
        if case.decided_by(actor.id):
            return "CaseAlreadyDecided"
        if case.reviewer != actor.id:
            return "NotAssignedToYou"
        if (decision == "return") != reasons:
            return "ReasonMissing" if decision == "return" else "ReasonNotExpected"
        case.decisions[case.stage] = (actor.id, decision)
        if decision == "approve" and case.stage < len(case.levels):
            case.stage += 1
            case.status, case.reviewer, case.role = "queued", None, None
        else:
            case.status = "decided"
        return None

    def take_over(self, actor: Colleague, case: CaseModel) -> str | None:
        refused = self._refused(actor, case)
        if refused or case.reviewer == actor.id:
            return refused
        if case.decided_by(actor.id):
            return "CaseAlreadyDecided"
        if self._barred(actor, case):
            return "Recused"
        if not self._belongs_to_stage(actor, case):
            return "NotYourStage"
        if not actor.available:
            return "NotAvailable"
        self._give(case, actor)
        return None

    def recuse(self, actor: Colleague, case: CaseModel) -> str | None:
        refused = self._refused(actor, case)
        if refused or case.reviewer != actor.id:
            return refused or "NotAssignedToYou"
        self.kept_away.add((actor.id, case.person))
        self._put_back(case)
        return None

    def release(self, actor: Colleague, case: CaseModel) -> str | None:
        refused = self._refused(actor, case)
        if refused or actor.role == "unit_reviewer":
            return refused or "NotAllowed"
        if case.status == "assigned":
            self._put_back(case)
        return None

    def actions(self, actor: Colleague, case: CaseModel) -> list[str]:
        """What the service should offer somebody who sees the case."""
        mine = case.reviewer == actor.id
        held = case.status == "assigned"
        free = case.waiting and not mine and not self._barred(actor, case) and self._belongs_to_stage(actor, case)
        administers = actor.role in {"unit_admin", "superior_admin"}
        offered = {
            "decide": mine and held,
            "takeover": free,
            "recuse": mine and held,
            "reassign": administers and case.waiting,
            "release": administers and held,
            "remind": administers and held and not mine,
            "reopen": administers and self._holds(case),
        }
        return [action for action, possible in offered.items() if possible]

    def _holds(self, case: CaseModel) -> bool:
        later = any(one.person == case.person and one.version > case.version for one in self.cases)
        return case.outcome == "approved" and not later and case.id not in self.reopened

    def reopen(self, actor: Colleague, case: CaseModel) -> str | None:
        if not self.sees(actor, case):
            return "NotFound"
        if actor.role == "unit_reviewer":
            return "NotAllowed"
        if case.id not in self.reopened and not self._holds(case):
            return "NothingToReopen"
        self.reopened.add(case.id)
        return None

    def sees(self, actor: Colleague, case: CaseModel) -> bool:
        if actor.id == case.person:
            return False
        reached = {"unit_reviewer": [case.unit], "unit_admin": [case.unit], "superior_admin": line_of(case.unit)}
        return actor.unit in reached.get(actor.role, [])

    def _refused(self, actor: Colleague, case: CaseModel) -> str | None:
        if not self.sees(actor, case):
            return "NotFound"
        if not case.waiting:
            return "CaseClosed" if case.outcome == "withdrawn" else "CaseAlreadyDecided"
        return None

    def _belongs_to_stage(self, actor: Colleague, case: CaseModel) -> bool:
        if actor.role != "superior_admin":
            return case.level == 0
        line = line_of(case.unit)
        return actor.unit in line[min(case.level, len(line) - 1) :]

    def _barred(self, actor: Colleague, case: CaseModel) -> bool:
        return case.decided_by(actor.id) or (actor.id, case.person) in self.kept_away

    def _give(self, case: CaseModel, colleague: Colleague) -> None:
        case.status, case.reviewer, case.role = "assigned", colleague.id, colleague.role
        case.held[case.stage] = colleague.id

    def _put_back(self, case: CaseModel) -> None:
        case.held.pop(case.stage)
        case.status, case.reviewer, case.role = "queued", None, None

    def _close(self, case: CaseModel, outcome: str) -> None:
        case.status, case.outcome = "closed", outcome

    def _load(self, person: UUID) -> int:
        return sum(case.reviewer == person and case.status == "assigned" for case in self.cases)

    def _last_holder(self, case: CaseModel) -> UUID | None:
        others = [one for one in reversed(self.cases) if one.person == case.person and one is not case]
        return next((one.held[case.stage] for one in others if case.stage in one.held), None)

    def _returned_at(self, own: list[CaseModel], version: int, levels: list[int]) -> int:
        earlier = [case for case in own if case.version < version]
        if not earlier:
            return 1
        before = max(earlier, key=lambda case: case.version)
        tail = before.levels[before.first - 1 :]
        same = len(before.levels) == len(levels) and levels[before.first - 1 :] == tail
        if before.outcome == "withdrawn" or not same:
            return 1
        return next((stage for stage, (_, word) in before.decisions.items() if word == "return"), 1)
