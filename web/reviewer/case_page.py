"""A case put together: from review its course, from profile (opened with review's pass) its contents and checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import request

from shared.catalogue import SECTIONS, FieldDifference, Section, compare, summary
from web.clients import corrections, profile, review

WAITING = ("queued", "assigned")
CORRECTIONS = ("identity", "transfer")

WORST_FIRST = ("wrong", "attention", "ok")

Json = dict[str, Any]


@dataclass(frozen=True)
class EntryInCase:
    """One entry as handed in, and as it was when the record was last approved."""

    id: str
    title: str
    data: Json
    before: Json | None
    differences: list[FieldDifference] | None

    @property
    def news(self) -> str:
        """What happened to it since the last approval: 新增， 有修改 or nothing."""
        if self.differences is None:
            return ""
        if self.before is None:
            return "新增"
        return "有修改" if any(row.changed for row in self.differences) else ""

    @property
    def unchanged(self) -> bool:
        """Whether it was approved just so."""
        return self.differences is not None and not self.news


@dataclass(frozen=True)
class SectionInCase:
    """One section of a submission with what the checks found in it."""

    section: Section
    entries: list[EntryInCase]
    removed: list[EntryInCase]
    findings: list[Json]

    @property
    def changed(self) -> int:
        """How many of its entries are not as they were approved."""
        return len(self.removed) + sum(bool(entry.news) for entry in self.entries)

    @property
    def open(self) -> bool:
        """Whether it stands open: what was approved before and raises no question is folded."""
        return bool(self.findings or self.changed) or any(entry.differences is None for entry in self.entries)

    def findings_at(self, entry: EntryInCase) -> list[Json]:
        """What the checks found in an entry; in a section of one entry, all of it."""
        return [finding for finding in self.findings if not self.section.many or finding["entry_id"] == entry.id]


@dataclass(frozen=True)
class Part:
    """A change request in its case: alone, or one of those that were handed in together."""

    case: Json
    wish: Json

    @property
    def checks(self) -> list[Json]:
        """What a machine can tell about it."""
        found: list[Json] = self.wish["checks"]
        return found

    @property
    def can_decide(self) -> bool:
        """Whether this reviewer may decide about it now."""
        return "decide" in self.case["actions"]


@dataclass(frozen=True)
class CasePage:
    """Everything the template needs."""

    case: Json
    filters: dict[str, str]
    sections: list[SectionInCase] = field(default_factory=list)
    submission: Json | None = None
    parts: list[Part] = field(default_factory=list)
    correction: Json | None = None
    id_number: str = ""
    numbers_opened: bool = False

    @property
    def can_decide(self) -> bool:
        """Whether this reviewer may decide now about the case that was opened."""
        return "decide" in self.case["actions"]

    @property
    def bundled(self) -> bool:
        """Whether it shows several requests, each to be decided by itself."""
        return len(self.parts) > 1

    @property
    def decided(self) -> int:
        """About how many of its requests nothing is left to decide."""
        return sum(part.case["status"] not in WAITING for part in self.parts)

    @property
    def notes(self) -> list[Json]:
        """What colleagues have said about any of it, in that order."""
        cases = [part.case for part in self.parts] or [self.case]
        return sorted((note for case in cases for note in case["notes"]), key=lambda note: str(note["at"]))

    def able(self, action: str) -> Json | None:
        """The case with which this reviewer can do that now: the one that was opened, or another part of it."""
        cases = [self.case, *(part.case for part in self.parts)]
        return next((case for case in cases if action in case["actions"]), None)

    @property
    def shown(self) -> list[SectionInCase]:
        """The sections in which there is something."""
        return [view for view in self.sections if view.entries or view.removed]

    @property
    def empty(self) -> list[str]:
        """The titles of those in which nothing is."""
        return [view.section.title for view in self.sections if not view.entries and not view.removed]

    @property
    def files(self) -> Iterator[tuple[str, Json, str]]:
        """Every file behind the title of the section or entry that it proves, and the case that opens it."""
        own = self.case["id"]
        for view in self.shown:
            for entry in view.entries:
                place = f"{view.section.title} · {entry.title}" if view.section.many else view.section.title
                yield from ((place, file, own) for file in files_of(view.section, entry.data))
        for one in self.parts:
            wish, part, named = one.wish, SECTIONS[one.wish["section"]], f"第 {one.case['number']} 号申请 · "
            named = named if self.bundled else ""
            for file in files_of(part, wish["new"] or wish["old"] or {}):
                yield f"{named}{part.title}", file, one.case["id"]
            yield from ((f"{named}申请的证明材料", file, one.case["id"]) for file in wish["files"])
        if self.correction:
            yield from (("证明材料", file, own) for file in self.correction["files"])

    @property
    def checks(self) -> list[Json]:
        """What a machine can tell about the record, or about the first of the requests."""
        told = self.submission or (self.parts[0].wish if self.parts else {})
        found: list[Json] = told.get("checks", [])
        return found

    @property
    def questions(self) -> int:
        """How many of the checks found something."""
        return sum(check["state"] != "ok" for check in self.checks)


def case_page(case_id: str, *, id_number: str = "", id_numbers: Json | None = None) -> CasePage:
    """Fetch a case and its contents, with the numbers in full that were opened. Raises ApiError 404 out of reach."""
    case = review.case(case_id)
    around: dict[str, Any] = {"filters": filters_in_address(), "id_number": id_number}
    if case["kind"] == "change":
        return CasePage(case, parts=[_part(one) for one in case["bundle"] or [case]], **around)
    if case["kind"] in CORRECTIONS:
        wish = corrections.correction(case["subject_id"], case["pass"])
        for side, number in (id_numbers or {}).items():
            wish[side]["id_number"] = number
        return CasePage(case, correction=wish, numbers_opened=bool(id_numbers), **around)
    submission = profile.submission_for_review(case["submission_id"], case["pass"])
    before = submission["previous"] and submission["previous"]["sections"]
    findings = [finding for check in submission["checks"] for finding in check["findings"]]
    sections = [_section(part, submission["sections"], before, findings) for part in SECTIONS.values()]
    return CasePage(case, sections=sections, submission=submission, **around)


def filters_in_address() -> dict[str, str]:
    """The filters and the place of the list from which the case was opened: its address carries them."""
    return {name: value for name, value in request.args.items() if value}


def files_of(part: Section, data: Json) -> Iterator[Json]:
    """The files that an entry names."""
    for one in part.fields:
        if one.widget == "files":
            yield from data.get(one.key) or ()


def _part(case: Json) -> Part:
    return Part(case, profile.change_request_for_review(case["subject_id"], case["pass"]))


def _section(part: Section, now: Json, before: Json | None, findings: list[Json]) -> SectionInCase:
    old = {entry["id"]: entry["data"] for entry in (before or {}).get(part.key, [])}
    entries = [
        _entry(part, entry, old.get(entry["id"]), compared=before is not None) for entry in now.get(part.key, [])
    ]
    kept = {entry.id for entry in entries}
    removed = [
        EntryInCase(key, summary(part.key, data), data, data, None) for key, data in old.items() if key not in kept
    ]
    found = [finding for finding in findings if finding["section"] == part.key]
    found.sort(key=lambda finding: WORST_FIRST.index(finding["state"]))
    return SectionInCase(part, entries, removed, found)


def _entry(part: Section, entry: Json, before: Json | None, *, compared: bool) -> EntryInCase:
    differences = compare(part.key, before, entry["data"]) if compared else None
    return EntryInCase(entry["id"], summary(part.key, entry["data"]), entry["data"], before, differences)
