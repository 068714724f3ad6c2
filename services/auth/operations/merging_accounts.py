"""What it does to merge two accounts: all at once here, and told to the others by how both people stand now."""

from sqlalchemy.orm import Session

from services.auth.models import AccountMerger, Deed, Person
from services.auth.operations.accounts import note
from services.auth.operations.announcing import announce
from services.auth.operations.id_numbers import index_of
from services.auth.operations.sessions import end_sessions
from services.auth.queries import actor, grants_of
from shared.auth import Role
from shared.crypto import decrypt, encrypt


def merge(session: Session, merger: AccountMerger, asked_by: Person) -> None:
    """Let one account go into the other. Both must be locked, and nothing may stand against it."""
    goes, stays = session.get_one(Person, merger.goes_id), session.get_one(Person, merger.stays_id)
    had_power = _roles_follow(session, goes, stays)
    goes.active, goes.on_leave, goes.leave_from, goes.leave_until = False, False, None, None
    goes.merged_into_id, goes.id_number_index = stays.id, None
    goes.version += 1
    session.flush()  # nobody is found by that number any more before the other takes it
    if merger.takes_number:
        _take_number(goes, stays)
    stays.version += 1
    end_sessions(session, goes.id)
    by = actor(session, asked_by)
    note(session, goes, Deed.MERGED, f"并入账号 {stays.account}（{stays.name}）。{merger.reason}", by)
    note(session, stays, Deed.TOOK_IN, f"并入了账号 {goes.account}（{goes.name}）。{merger.reason}", by)
    session.flush()
    announce(session, goes, roles_ended=had_power)
    announce(session, stays)


def _roles_follow(session: Session, goes: Person, stays: Person) -> bool:
    """Let the roles be the other account's, a professional's for its own unit; whether any gave power over others."""
    held = {(grant.role, grant.unit_id) for grant in grants_of(session, stays.id)}
    following = grants_of(session, goes.id)
    had_power = any(grant.role is not Role.PROFESSIONAL for grant in following)
    for grant in following:
        unit_id = stays.unit_id if grant.role is Role.PROFESSIONAL else grant.unit_id
        if (grant.role, unit_id) in held:
            session.delete(grant)
        else:
            grant.person_id, grant.unit_id = stays.id, unit_id
            held.add((grant.role, unit_id))
    session.flush()
    return had_power


def _take_number(goes: Person, stays: Person) -> None:
    """Let the number by which the other account was found be this one's."""
    number = decrypt(goes.id_number, place=goes.id_number_place)
    stays.id_type, stays.id_number_index = goes.id_type, index_of(number)
    stays.id_number = encrypt(number, key="data-auth", place=stays.id_number_place)
