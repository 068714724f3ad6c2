"""自动核对: what a machine can tell the reviewer about what was handed in; the decision stays the reviewer's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.profile.models import ChangeAction, ChangeRequest, Person, Submission
from services.profile.operations.certificate_numbers import Number, holders, numbers_in, numbers_of_snapshot
from services.profile.operations.reach import named_for
from services.profile.operations.records import context_of, entries_of
from services.profile.operations.snapshots import content_in_full
from services.profile.operations.values import file_fields
from shared.auth import Actor
from shared.beijing import today
from shared.catalogue import SECTIONS, CatalogueContext, Problem, Severity, check_record, tells_of_birth

WRITTEN = ("id_type", "id_number", "birth_date", "sex")
TIMES = frozenset({"gap", "overlap", "several_open", "differs_from_work_start", "beside_work_or_study"})

Listed = tuple[UUID | None, Mapping[str, Any]]
Sections = Mapping[str, Sequence[Listed]]


class CheckState(StrEnum):
    """How a check came out; what needs attention may still be right."""

    OK = "ok"
    ATTENTION = "attention"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing to look at, and where it stands."""

    state: CheckState
    message: str
    section: str
    entry_id: UUID | None = None
    field: str | None = None


@dataclass(frozen=True)
class Check:
    """One check with everything it found; `passed` is what it says if that is nothing."""

    key: str
    title: str
    passed: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def state(self) -> CheckState:
        """That of the worst finding."""
        worst = [state for state in reversed(CheckState) if any(found.state is state for found in self.findings)]
        return worst[0] if worst else CheckState.OK


def checks_of_submission(session: Session, submission: Submission, viewer: Actor) -> list[Check]:
    """All checks of a snapshot, as this viewer may see them."""
    content = content_in_full(submission)
    sections = {
        key: [(UUID(entry["id"]), entry["data"]) for entry in entries] for key, entries in content["sections"].items()
    }
    (_, facts), *_ = sections["basic_info"]
    told = {key: facts.get(key, "") for key in ("name", "id_type", "id_number")}
    context = CatalogueContext(today=today(), **told)
    found = _located(sections, check_record(_values(sections), context=context))
    shared = _same_numbers(session, submission.record_id, numbers_of_snapshot(content), viewer)
    return _sorted(found, shared, _unproven(sections), _unreadable(context))


def checks_of_request(session: Session, request: ChangeRequest, viewer: Actor) -> list[Check]:
    """The checks of what a change request would bring: what the record has already is not told again."""
    person = session.get_one(Person, request.record_id)
    before: dict[str, Sequence[Listed]] = {
        key: [(entry.id, entry.values) for entry in entries]
        for key, entries in entries_of(session, request.record_id).items()
    }
    after = before | {request.section: _with_wish(before[request.section], request)}
    context = context_of(person)
    known, found = (_located(side, check_record(_values(side), context=context)) for side in (before, after))
    wished = [(request.entry_id, request.new)] if request.new else []
    numbers = [number for _, data in wished for number in numbers_in(SECTIONS[request.section], request.entry_id, data)]
    shared = _same_numbers(session, request.record_id, numbers, viewer)
    unproven = [] if request.files else _unproven({request.section: wished})
    return _sorted([each for each in found if each not in known], shared, unproven, [])


def _with_wish(entries: Sequence[Listed], request: ChangeRequest) -> list[Listed]:
    """The entries of a section as they would be."""
    new = request.new or {}
    if request.action is ChangeAction.ADD:
        return [*entries, (None, new)]
    kept = [entry for entry in entries if entry[0] != request.entry_id or request.action is not ChangeAction.DELETE]
    return [(key, {**data, **new} if key == request.entry_id else data) for key, data in kept]


def _values(sections: Sections) -> dict[str, list[Mapping[str, Any]]]:
    return {key: [data for _, data in entries] for key, entries in sections.items()}


def _located(sections: Sections, problems: Iterable[Problem]) -> list[tuple[str, Finding]]:
    """The catalogue's findings with their codes, at the ids of their entries; contact data lies outside of a case."""
    found = []
    for problem in problems:
        part = SECTIONS.get(problem.section)
        if part and problem.field in part.by_key and part.by_key[problem.field].free:
            continue
        entries = sections.get(problem.section, ())
        entry_id = entries[problem.entry][0] if problem.entry is not None else None
        state = CheckState.WRONG if problem.severity is Severity.ERROR else CheckState.ATTENTION
        found.append((problem.code, Finding(state, problem.message, problem.section, entry_id, problem.field)))
    return found


def _same_numbers(session: Session, record_id: UUID, numbers: Sequence[Number], viewer: Actor) -> list[Finding]:
    """The numbers that others have too; who they are is told only of people whom the viewer may review."""
    findings = []
    for number, people in holders(session, record_id, numbers):
        label = SECTIONS[number.section].by_key[number.field].label
        message = f"{label}：与{named_for(session, viewer, people)}提交的编号相同，请核对原件。"
        findings.append(Finding(CheckState.WRONG, message, number.section, number.entry_id, number.field))
    return findings


def _unproven(sections: Sections) -> list[Finding]:
    """For each section of several entries, those without any file where one can be given and need not be."""
    findings = []
    for key, entries in sections.items():
        part = SECTIONS[key]
        offered = [one.key for one in file_fields(part) if not one.required] if part.many else []
        bare = [entry_id for entry_id, data in entries if not any(data.get(name) for name in offered)]
        if offered and bare:
            message = f"{part.title}：{len(entries)} 条中有 {len(bare)} 条没有上传证明材料。"
            findings.append(Finding(CheckState.ATTENTION, message, key, bare[0]))
    return findings


def _unreadable(context: CatalogueContext) -> list[Finding]:
    """A document whose number says nothing about birth and sex has to be looked at by a person."""
    if tells_of_birth(context.id_number, context.id_type):
        return []
    message = "证件号码：该类证件的号码不含出生日期和性别，请与扫描件核对。"
    return [Finding(CheckState.ATTENTION, message, "basic_info", None, "id_number")]


def _sorted(
    found: Sequence[tuple[str, Finding]], shared: list[Finding], unproven: list[Finding], unreadable: list[Finding]
) -> list[Check]:
    """The findings under the check to which each belongs."""
    identity = Check("identity", "证件与出生日期、性别", "证件号码与出生日期、性别一致。", unreadable)
    times = Check("times", "学习与工作时间", "学习和工作经历的时间没有重叠或长时间空缺。")
    numbers = Check("numbers", "证书编号", "没有其他人提交过相同的证书编号。", shared)
    evidence = Check("evidence", "证明材料", "各条都有证明材料。")
    rules = Check("rules", "填写规则", "没有其他需要注意的填写问题。")
    for code, finding in found:
        part = SECTIONS.get(finding.section)
        lacks_file = code == "missing" and part and finding.field in {one.key for one in file_fields(part)}
        if finding.section == "basic_info" and finding.field in WRITTEN:
            identity.findings.append(finding)
        elif code in TIMES:
            times.findings.append(finding)
        elif lacks_file:
            evidence.findings.append(finding)
        else:
            rules.findings.append(finding)
    evidence.findings.extend(unproven)
    return [identity, times, numbers, evidence, rules]
