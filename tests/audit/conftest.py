"""Where signed heads and archives lie: the same holds for the folder and for the bucket."""

from pathlib import Path

import pytest

from shared.audit.outside import outside
from shared.files import FileStore
from shared.settings import settings
from tests.stores import empty_bucket, name_bucket

BUCKET = "zhicheng-audit"


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """Each of the two in turn, empty, as the settings name it."""
    monkeypatch.setitem(settings.__dict__, "audit_store", request.param)
    monkeypatch.setitem(settings.__dict__, "audit_heads_dir", tmp_path / "outside")
    if request.param == "s3":
        use_bucket(request.getfixturevalue("s3"), monkeypatch)
        empty_bucket(settings.audit_s3_endpoint, BUCKET)
    found = outside()
    assert found
    return found


def use_bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a bucket at this address."""
    monkeypatch.setitem(settings.__dict__, "audit_store", "s3")
    name_bucket(address, BUCKET, monkeypatch, settings_of="audit_s3")
