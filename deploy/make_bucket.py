"""Make the bucket for uploaded files where it is missing: what `docker compose up` runs before anything needs it."""
# ruff: noqa: INP001 - a script that is run by its path, in no package

from shared.files import Bucket, file_store


def make_bucket() -> None:
    """Make it, unless it is there or files lie in a folder."""
    store = file_store()
    if isinstance(store, Bucket):
        there = {bucket["Name"] for bucket in store.client.list_buckets()["Buckets"]}
        if store.name not in there:
            store.client.create_bucket(Bucket=store.name)


if __name__ == "__main__":
    make_bucket()
