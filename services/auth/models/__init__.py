"""Units, the people in them, what they may do and how they sign in."""

from services.auth.models.account_merger import AccountMerger, MergerStatus
from services.auth.models.applied_correction import AppliedCorrection
from services.auth.models.base import Base
from services.auth.models.comparison import Comparison
from services.auth.models.contact import Contact, ContactCode, OutgoingText, PasswordReset
from services.auth.models.credential import Credential, FormerPassword
from services.auth.models.deed import Deed, PersonDeed
from services.auth.models.grant_proposal import EndedGrant, GrantProposal, ProposalStatus
from services.auth.models.password_policy import PasswordPolicy
from services.auth.models.person import Grant, Person
from services.auth.models.second_factor import RecoveryCode, SecondFactor
from services.auth.models.sign_in import SignInFailures, SignInSession
from services.auth.models.unit import Unit, UnitEvent
from services.auth.models.unit_request import UnitRequest, UnitRequestStatus
from shared.jobs import Job, JobLine

__all__ = [
    "AccountMerger",
    "AppliedCorrection",
    "Base",
    "Comparison",
    "Contact",
    "ContactCode",
    "Credential",
    "Deed",
    "EndedGrant",
    "FormerPassword",
    "Grant",
    "GrantProposal",
    "Job",
    "JobLine",
    "MergerStatus",
    "OutgoingText",
    "PasswordPolicy",
    "PasswordReset",
    "Person",
    "PersonDeed",
    "ProposalStatus",
    "RecoveryCode",
    "SecondFactor",
    "SignInFailures",
    "SignInSession",
    "Unit",
    "UnitEvent",
    "UnitRequest",
    "UnitRequestStatus",
]
