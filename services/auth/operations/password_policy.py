"""Which rules passwords follow: those of OWASP ASVS, or of 等保三级, which ask for what ASVS advises against."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.auth.models import Credential, PasswordPolicy, Person
from services.auth.models.password_policy import Policy
from services.auth.operations.granting import asker_now
from services.auth.queries import PASSWORD_DAYS, policy_in_force
from shared import audit
from shared.auth import Actor, Role
from shared.errors import ChangedMeanwhile, DomainError, NotAllowed
from shared.locks import wait_for_thing

SETTING = "password policy"


class PolicyUnchanged(DomainError):
    """What is set differs from what is in force."""

    status, error, message = 409, "password_policy_unchanged", "现在执行的就是这一规则，不需要设置。"


def set_policy(session: Session, actor: Actor, policy: Policy, reason: str, *, expected: int) -> PasswordPolicy:
    """Let passwords follow other rules from now on; who has one that is too old changes it when they next sign in.

    `expected` is the version that the administrator saw, 0 if nothing had been set.
    Raises NotAllowed, ChangedMeanwhile or PolicyUnchanged.
    """
    asker = asker_now(session, actor)
    if not asker.has(Role.SECURITY_ADMIN):
        raise NotAllowed
    wait_for_thing(session, SETTING)
    newest = session.scalar(select(func.max(PasswordPolicy.version))) or 0
    if newest != expected:
        raise ChangedMeanwhile
    if policy_in_force(session) == policy:
        raise PolicyUnchanged
    setting = PasswordPolicy(version=newest + 1, policy=policy, reason=reason, by=asker.id, by_name=asker.name)
    session.add(setting)
    session.flush()
    audit.note(policy=policy, version=setting.version, reason=reason)
    return setting


def too_old(session: Session) -> int:
    """How many people would have to change their password at once if passwords had an age."""
    since = datetime.now(UTC) - timedelta(days=PASSWORD_DAYS)
    chosen = Credential.password_hash.is_not(None), Credential.changed_at <= since, Person.active
    count = select(func.count()).select_from(Credential).join(Person, Person.id == Credential.person_id).where(*chosen)
    return session.scalar(count) or 0
