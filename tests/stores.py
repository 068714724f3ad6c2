"""An S3 store, spoken to over HTTP like any other, for what must hold in a bucket as it does in a folder."""

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from shared.files import Bucket, bucket
from shared.settings import settings


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Its address."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def empty_bucket(address: str, name: str) -> Bucket:
    """A bucket of this name in which nothing lies."""
    made = bucket(address, name, "key", "secret")
    made.client.create_bucket(Bucket=name)
    for key in made.keys(""):
        made.remove(key)
    return made


def name_bucket(address: str, name: str, patch: pytest.MonkeyPatch, *, settings_of: str = "s3") -> None:
    """Let the settings name a bucket at this address: that of files, or with `audit_s3` that of the audit logs."""
    told = {"endpoint": address, "bucket": name, "access_key": "key", "secret_key": "secret"}
    for field, value in told.items():
        patch.setitem(settings.__dict__, f"{settings_of}_{field}", value)
