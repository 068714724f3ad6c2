"""Signed heads: how far a chain had come, told outside the database, so that nobody can cut or rewrite it unseen."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shared.audit.tables import AuditHead, AuditLink
from shared.keys import current_key, private_key, public_keys_ever
from shared.settings import SERVICES

EVERY = timedelta(hours=1)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A head as it is exported: one line of JSON."""

    service: str
    position: int
    hash: str
    at: str
    signature: str

    @property
    def line(self) -> bytes:
        """The head as it stands in a file."""
        return msgspec.json.encode(self) + b"\n"

    @property
    def is_genuine(self) -> bool:
        """Whether the service has signed exactly this."""
        signed = signed_text(self.service, self.position, self.hash, self.at)
        keys = public_keys_ever(f"messages-{self.service}") if self.service in SERVICES else ()
        return any(_has_signed(key, signed, self.signature) for key in keys)


def signed_text(service: str, position: int, hash_: str, at: str) -> bytes:
    """What is signed; its first words keep it apart from everything else that the same key signs."""
    return f"zhicheng audit head|{service}|{position}|{hash_}|{at}".encode()


def sign_due(session: Session, service: str, now: datetime) -> None:
    """Sign the chain's head if it has grown and the last signature is an hour old."""
    last = session.scalar(select(AuditHead).order_by(AuditHead.position.desc()).limit(1))
    end = session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    if end is None or (last and (last.position >= end.position or now - last.at < EVERY)):
        return
    signature = bytes.fromhex(signed(service, end.position, end.hash, now).signature)
    values = {"position": end.position, "hash": end.hash, "at": now, "signature": signature}
    session.execute(insert(AuditHead).values(values))


def signed(service: str, position: int, hash_: bytes, now: datetime) -> Head:
    """A head of the chain at this place, signed by the service."""
    text = signed_text(service, position, hash_.hex(), _written(now))
    signature = private_key(current_key(f"messages-{service}")).sign(text)
    return Head(service=service, position=position, hash=hash_.hex(), at=_written(now), signature=signature.hex())


def heads_of(session: Session, service: str, behind: int = 0) -> list[Head]:
    """The heads that the database knows, the oldest first."""
    rows = session.scalars(select(AuditHead).where(AuditHead.position > behind).order_by(AuditHead.position))
    return [
        Head(
            service=service,
            position=row.position,
            hash=row.hash.hex(),
            at=_written(row.at),
            signature=row.signature.hex(),
        )
        for row in rows
    ]


def read_heads(paths: Iterable[Path]) -> list[Head]:
    """Exported heads; raises ValueError, with the file and the line, for what is none."""
    heads = []
    for path in paths:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            try:
                heads.append(msgspec.json.decode(line, type=Head))
            except msgspec.MsgspecError as error:
                raise ValueError(f"{path}:{number}: {error}") from error
    return heads


def as_json(heads: Sequence[Head]) -> list[dict[str, Any]]:
    """Heads for a command that prints them."""
    return [json.loads(msgspec.json.encode(head)) for head in heads]


def _has_signed(key: Ed25519PublicKey, text: bytes, signature: str) -> bool:
    try:
        key.verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
