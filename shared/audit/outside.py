"""Where signed heads and archives of the audit logs lie outside of the databases: a folder, or a bucket of their own.

A head is a file of its own, named by what it says, and nothing there is changed later: the place may be one that lets
nothing be written over. Relays write there; those who only verify have a key that only reads.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy.orm import Session

from shared.audit.heads import Head, heads_of
from shared.errors import DomainError
from shared.files import FileStore, Folder, bucket
from shared.settings import settings

AT_A_TIME = 500  # a log of years that is told to a new place holds up no message for long


class HeadUnreadable(DomainError):
    """What lies there as a head is none."""

    status, error = 409, "audit_head_unreadable"
    message = "另存的签名链头 {key} 无法读取，可能被改动，请联系系统管理员。"


def outside() -> FileStore | None:
    """The store that the settings name, or None if nothing is kept outside."""
    if settings.audit_store == "s3":
        return bucket(
            settings.audit_s3_endpoint,
            settings.audit_s3_bucket,
            settings.audit_s3_access_key,
            settings.audit_s3_secret_key,
        )
    return Folder(settings.audit_heads_dir) if settings.audit_heads_dir else None


def tell(store: FileStore, heads: Sequence[Head]) -> int:
    """Keep those of a service's heads that don't lie there yet; the position up to which all do. Raises StoreAway."""
    there = set(store.keys(_folder_of(heads[0].service)))
    missing = [head for head in heads if _key_of(head) not in there]
    for head in missing[:AT_A_TIME]:
        store.keep(_key_of(head), head.line)
    return missing[AT_A_TIME - 1].position if len(missing) > AT_A_TIME else heads[-1].position


def known_only_there(store: FileStore | None, session: Session, service: str) -> list[Head]:
    """Heads that lie there and of which the database knows nothing: none, as long as nobody has rewritten it.

    One that the database knows as well is verified as what the database says. Raises StoreAway and HeadUnreadable.
    """
    if store is None:
        return []
    known = {_key_of(head) for head in heads_of(session, service)}
    return [_read(store, key) for key in store.keys(_folder_of(service)) if key not in known]


def _folder_of(service: str) -> str:
    return f"heads/{service}/"


def _key_of(head: Head) -> str:
    return f"{_folder_of(head.service)}{head.position:012}-{head.hash}.json"


def _read(store: FileStore, key: str) -> Head:
    try:
        return msgspec.json.decode(store.find(key) or b"", type=Head)
    except msgspec.MsgspecError as error:
        raise HeadUnreadable(key=key) from error
