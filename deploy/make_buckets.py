"""Make the buckets where they are missing: what `docker compose up` runs before anything needs them."""
# ruff: noqa: INP001 - a script that is run by its path, in no package

from shared.audit.outside import outside
from shared.files import Bucket, file_store


def make_buckets() -> None:
    """Make those that the settings name, for uploaded files and for the audit logs; a folder needs none."""
    for store in (file_store(), outside()):
        if isinstance(store, Bucket):
            there = {bucket["Name"] for bucket in store.client.list_buckets()["Buckets"]}
            if store.name not in there:
                store.client.create_bucket(Bucket=store.name)


if __name__ == "__main__":
    make_buckets()
