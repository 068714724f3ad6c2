"""The messages that time brings about: the strokes of the clocks, and what they set going."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.messaging.message import Message


class DailyClock(Message, frozen=True, kw_only=True):
    """It has become `hour` o'clock in Beijing.

    Rung by the service's own relay, for queues of its own; `version` is the number of the day.
    """

    aggregate, key = "clock", "day"
    hour: ClassVar[int]

    day: date


class UnusedAccountsDue(Message, frozen=True, kw_only=True):
    """Some accounts may have been unused for too long: those that come `after` this one."""

    name = "unused_accounts.due"
    aggregate, key = "unused_accounts", "day"
    receivers = ("auth.see_to_unused",)

    day: date
    after: UUID | None


class ProfileNightBegan(DailyClock, frozen=True, kw_only=True):
    """Time to clear up at profile while few people are there."""

    name = "profile.night_began"
    hour = 2
    receivers = ("export.clear_up",)


class FileCollectionDue(Message, frozen=True, kw_only=True):
    """Some files may be named by nothing any more: those of the owners that come `after` this one."""

    name = "file_collection.due"
    aggregate, key = "file_collection", "day"
    receivers = ("export.collect_files",)

    day: date
    after: UUID | None


class ProfileMorningBegan(DailyClock, frozen=True, kw_only=True):
    """Time to remind people of windows that close soon."""

    name = "profile.morning_began"
    hour = 8
    receivers = ("profile.begin_reminding",)


class RemindersDue(Message, frozen=True, kw_only=True):
    """Those of a window who have not handed in are to be reminded: the people that come `after` this one."""

    name = "reminders.due"
    aggregate, key = "window_reminder", "window_id"
    receivers = ("profile.remind_some",)

    window_id: UUID
    closes_on: date
    milestone: int
    after: UUID | None


class SubmissionDue(Message, frozen=True, kw_only=True):
    """These people have not handed in, and the window closes soon. `milestone` names the reminder: one each."""

    name = "submission.due"
    aggregate, key = "due_submission", "window_id"
    receivers = ("notices.tell_submission_due",)

    window_id: UUID
    window_name: str
    closes_on: date
    milestone: int
    recipients: list[UUID]


class AuthNightBegan(DailyClock, frozen=True, kw_only=True):
    """A new day at auth: leaves begin and end, and what is over is cleared up."""

    name = "auth.night_began"
    hour = 0
    receivers = ("auth.clear_up",)


class ReviewMorningBegan(DailyClock, frozen=True, kw_only=True):
    """Time to look which cases are due."""

    name = "review.morning_began"
    hour = 8
    receivers = ("review.look_at_due",)


class DigestsDue(Message, frozen=True, kw_only=True):
    """Reviewers are to be told what is due: those that come `after` this one."""

    name = "digests.due"
    aggregate, key = "digests", "day"
    receivers = ("review.digest_some",)

    day: date
    after: UUID | None


class CasesDue(Message, frozen=True, kw_only=True):
    """How many cases of a reviewer are overdue, due today, and due by the end of the next working day."""

    name = "cases.due"
    aggregate, key = "due_cases", "reviewer_id"
    receivers = ("notices.tell_cases_due",)

    reviewer_id: UUID
    overdue: int
    today: int
    next: int


class EscalationsDue(Message, frozen=True, kw_only=True):
    """Some overdue cases may not have been taken to an administrator yet."""

    name = "escalations.due"
    aggregate, key = "escalations", "day"
    receivers = ("review.escalate_some",)

    day: date


class CasesEscalated(Message, frozen=True, kw_only=True):
    """Overdue cases of a unit were taken to these administrators: step 1 its own, step 2 those of a unit above."""

    name = "cases.escalated"
    aggregate, key = "escalation", "escalation_id"
    receivers = ("notices.tell_escalated",)

    escalation_id: UUID
    unit_name: str
    step: int
    cases: int
    recipients: list[UUID]


CLOCKS: dict[str, tuple[type[DailyClock], ...]] = {
    "auth": (AuthNightBegan,),
    "profile": (ProfileNightBegan, ProfileMorningBegan),
    "review": (ReviewMorningBegan,),
}
"""What each service's relay rings."""

TIMED: tuple[type[Message], ...] = (
    *(clock for clocks in CLOCKS.values() for clock in clocks),
    UnusedAccountsDue,
    FileCollectionDue,
    RemindersDue,
    SubmissionDue,
    DigestsDue,
    CasesDue,
    EscalationsDue,
    CasesEscalated,
)
