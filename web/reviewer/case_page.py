"""A case put together: from review its course, from profile (opened with review's pass) its contents."""

from dataclasses import dataclass
from typing import Any

from shared.catalogue import SECTIONS, Section, compare, summary
from shared.catalogue.display import FieldDifference
from web.clients import profile, review

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


@dataclass(frozen=True)
class SectionInCase:
    """One section of a submission."""

    section: Section
    entries: list[EntryInCase]
    removed: list[EntryInCase]


@dataclass(frozen=True)
class CasePage:
    """Everything the template needs."""

    case: Json
    sections: list[SectionInCase]
    submission: Json | None = None
    wish: Json | None = None

    @property
    def can_decide(self) -> bool:
        """Whether this reviewer may decide now."""
        return "decide" in self.case["actions"]


def case_page(case_id: str) -> CasePage:
    """Fetch a case and its contents. Raises ApiError 404 for a case out of reach."""
    case = review.case(case_id)
    if case["kind"] == "change":
        wish = profile.change_request(case["subject_id"], case["pass"])
        return CasePage(case, [], wish=wish)
    submission = profile.submission(case["submission_id"], case["pass"])
    previous = submission.get("previous")
    sections = [_section(part, submission["sections"], previous and previous["sections"]) for part in SECTIONS.values()]
    return CasePage(case, sections, submission=submission)


def _section(part: Section, now: Json, before: Json | None) -> SectionInCase:
    old = {entry["id"]: entry["data"] for entry in (before or {}).get(part.key, [])}
    entries = [
        _entry(part, entry, old.get(entry["id"]), compared=before is not None) for entry in now.get(part.key, [])
    ]
    kept = {entry.id for entry in entries}
    removed = [
        EntryInCase(key, summary(part.key, data), data, data, None) for key, data in old.items() if key not in kept
    ]
    return SectionInCase(part, entries, removed)


def _entry(part: Section, entry: Json, before: Json | None, *, compared: bool) -> EntryInCase:
    differences = compare(part.key, before, entry["data"]) if compared else None
    return EntryInCase(entry["id"], summary(part.key, entry["data"]), entry["data"], before, differences)
