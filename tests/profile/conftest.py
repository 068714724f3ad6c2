"""Every test of the profile service begins with empty tables and may ask its API as anybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.profile.added_codes import known
from services.profile.db import db
from services.profile.models import Partner
from services.profile.operations.first_partner import provide_first_partner
from tests.apps import service_app
from tests.profile.expert_site import Site, running_site


@pytest.fixture(autouse=True)
def _empty(clean: None, keys: None) -> None:
    """Nothing that another test left behind; nobody looks for added codes while statements are counted."""
    known.asked_at = float("inf")


@pytest.fixture(scope="session")
def client(migrated: None, keys: None) -> FlaskClient:
    """The API."""
    return service_app("profile").test_client()


@pytest.fixture
def partner(clean: None, keys: None) -> Partner:
    """找专家网, as the system begins with it."""
    with db.transaction() as session:
        return provide_first_partner(session)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The expert site, running; deliveries go to it."""
    with running_site(tmp_path, monkeypatch) as site:
        with db.transaction() as session:
            provide_first_partner(session)
        yield site
