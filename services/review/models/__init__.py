"""What the review service keeps: cases with their stages, assignments, decisions; copies of units and staff; jobs."""

from services.review.models.assignment import Assignment, AssignmentReason
from services.review.models.base import Base
from services.review.models.canned_reason import CannedReason
from services.review.models.case import WAITING, Case, CaseStatus, Subject
from services.review.models.chain import Chain, ChainStage, Resume
from services.review.models.decision import Choice, Decision
from services.review.models.escalation import Escalation
from services.review.models.figures import Counted, Figure
from services.review.models.handing import Note, Recusal, Substitute
from services.review.models.reopening import Reopening
from services.review.models.staff import Person, Staff, StaffGrant, Unit
from services.review.models.stage import Stage
from shared.jobs import Job, JobLine

__all__ = [
    "WAITING",
    "Assignment",
    "AssignmentReason",
    "Base",
    "CannedReason",
    "Case",
    "CaseStatus",
    "Chain",
    "ChainStage",
    "Choice",
    "Counted",
    "Decision",
    "Escalation",
    "Figure",
    "Job",
    "JobLine",
    "Note",
    "Person",
    "Recusal",
    "Reopening",
    "Resume",
    "Staff",
    "StaffGrant",
    "Stage",
    "Subject",
    "Substitute",
    "Unit",
]
