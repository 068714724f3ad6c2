"""Every test of the review service begins with empty tables and may ask its API."""

import pytest
from flask.testing import FlaskClient

from tests.apps import service_app


@pytest.fixture(autouse=True)
def _empty(clean: None) -> None:
    """Nothing that another test left behind."""


@pytest.fixture(scope="session")
def client(migrated: None, keys: None) -> FlaskClient:
    """The API."""
    return service_app("review").test_client()
