"""What the review service keeps: cases with their stages, assignments and decisions, and copies of units and staff."""

from services.review.models.assignment import Assignment, AssignmentReason
from services.review.models.base import Base
from services.review.models.canned_reason import CannedReason
from services.review.models.case import WAITING, Case, CaseStatus, Subject
from services.review.models.chain import Chain, ChainStage, Resume
from services.review.models.decision import Choice, Decision
from services.review.models.handing import Note, Recusal, Substitute
from services.review.models.staff import Staff, StaffGrant, Unit
from services.review.models.stage import Stage

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
    "Decision",
    "Note",
    "Recusal",
    "Resume",
    "Staff",
    "StaffGrant",
    "Stage",
    "Subject",
    "Substitute",
    "Unit",
]
