"""The API and the pages in one process: the gateway asks the real profile service, over HTTP without a network."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from urllib3 import HTTPConnectionPool

import web.clients.http as gateway
import web.session as web_session
from services.profile.db import db
from services.profile.operations import records
from services.profile.operations.mirrors import mirror_person, mirror_unit
from services.profile.operations.values import file_fields
from shared.auth import Role
from shared.catalogue import CatalogueContext, Field, FieldType, Section
from shared.crypto import encrypt
from shared.settings import settings
from tests.apps import Inside, service_app, web_app
from tests.catalogue.strategies import TODAY
from tests.profile.builders import bearer, make_file, person_changed, unit_changed
from web import forms
from web.forms import KEEP

PROFILE = service_app("profile")


@dataclass(frozen=True)
class Doors:
    """The two ways to the same record."""

    api: FlaskClient
    pages: FlaskClient

    def newcomer(self, person: CatalogueContext) -> UUID:
        """A professional with these facts and an empty record, who is signed in at both doors."""
        person_id = uuid4()
        with db.transaction() as session:
            mirror_unit(session, unit_changed())
            mirror_person(session, _told(person_id, person))
        self.pages.set_cookie("sid", str(person_id))
        who = web_session.Person(
            str(person_id), "x", person.name, "石家庄市第一医院", frozenset({Role.PROFESSIONAL}), first_login=False
        )
        token = bearer(person_id)["Authorization"].removeprefix("Bearer ")
        web_session._traded[hashlib.sha256(str(person_id).encode()).hexdigest()] = web_session._Traded(token, who)
        return person_id


@pytest.fixture
def doors(clean: None, keys: None, monkeypatch: pytest.MonkeyPatch) -> Doors:
    """Both ways in, on the day that the strategies know."""
    inside = Inside(PROFILE)
    outside = HTTPConnectionPool("127.0.0.1", 9)  # the other services are away, which pages survive
    monkeypatch.setattr(gateway, "connection", lambda service, **_: inside if service == "profile" else outside)
    for module in (records, forms):
        monkeypatch.setattr(module, "today", lambda: TODAY)
    monkeypatch.setitem(settings.__dict__, "secure_cookies", False)
    pages = web_app()
    monkeypatch.setitem(pages.config, "WTF_CSRF_ENABLED", False)
    return Doors(PROFILE.test_client(), pages.test_client())


@pytest.fixture
def profile_client(keys: None) -> FlaskClient:
    """The profile service's API alone."""
    return PROFILE.test_client()


def with_files(session: Session, person_id: UUID, section: Section, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with files that the person really has in place of those that were made up."""
    own = {
        field.key: [make_file(session, person_id, media_type=field.accept[0]) for _ in entry[field.key]]
        for field in file_fields(section)
        if isinstance(entry.get(field.key), list)
    }
    return {**entry, **own}


def typed(section: Section, entry: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a browser sends for an entry that was filled in."""
    return dict(_typed(field, entry[field.key]) for field in section.fields if entry.get(field.key) is not None)


def _typed(field: Field, value: Any) -> tuple[str, list[str]]:
    if field.type is FieldType.FILES:
        return field.key + KEEP, [f"{file['id']}:{file['name']}" for file in value]
    if field.type is FieldType.BOOL:
        return field.key, ["true" if value else "false"]
    return field.key, [str(each) for each in (value if isinstance(value, list) else [value])]


def _told(person_id: UUID, person: CatalogueContext) -> Any:
    number = encrypt(person.id_number, key="id-number", place=f"person.changed|{person_id}")
    changed = person_changed(person_id, name=person.name)
    return msgspec.structs.replace(changed, id_type=person.id_type, id_number=number)
