"""Each process says whether it can do its work, and why not; that it is alive it says in any case."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import create_engine

from shared.keys import PRIVATE_OF, PUBLIC_OF
from shared.settings import SERVICES
from tests.apps import service_app, web_app
from tests.changing_keys import keys_of_its_own
from tests.conftest import Superuser, database

PROCESSES = (*SERVICES, "web")
NOBODY = "127.0.0.1:9"
COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())


@pytest.fixture
def apps(migrated: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Flask]:
    """All that serve HTTP."""
    for service in SERVICES:
        monkeypatch.setenv(f"{service.upper()}_URL", f"http://{NOBODY}")
    return {name: service_app(name) for name in SERVICES} | {"web": web_app()}


def not_ready(apps: dict[str, Flask]) -> dict[str, str]:
    """Who says no, and why; all are alive."""
    alive = {name: app.test_client().get("/healthz").status_code for name, app in apps.items()}
    assert set(alive.values()) == {200}, alive
    answers = {name: app.test_client().get("/readyz") for name, app in apps.items()}
    assert {answer.status_code for answer in answers.values()} <= {200, 503}
    return {name: answer.json["status"] for name, answer in answers.items() if answer.status_code == 503}


@contextmanager
def database_away(service: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setitem(database(service).__dict__, "engine", create_engine(f"postgresql+psycopg://{NOBODY}/x"))
        yield


def test_all_are_ready_without_a_broker(apps: dict[str, Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://{NOBODY}")

    assert not_ready(apps) == {}


@pytest.mark.parametrize("service", SERVICES)
def test_who_has_no_database_says_so_and_nobody_else(
    apps: dict[str, Flask], service: str, superusers: dict[str, Superuser], monkeypatch: pytest.MonkeyPatch
) -> None:
    with database_away(service, monkeypatch):
        assert not_ready(apps) == {service: "database away"}

    revision = superusers[service].execute("SELECT version_num FROM alembic_version").fetchone()
    superusers[service].execute("UPDATE alembic_version SET version_num = '0001'")
    try:
        assert not_ready(apps) == {service: "migrations missing"}
    finally:
        superusers[service].execute("UPDATE alembic_version SET version_num = %s", revision)
    assert not_ready(apps) == {}


@pytest.mark.parametrize("process", PROCESSES)
def test_who_has_not_all_keys_names_those_that_are_missing(
    apps: dict[str, Flask], process: str, tmp_path: Path
) -> None:
    with keys_of_its_own(tmp_path / "keys") as directory:
        needed = [
            *(f"{name}.pem" if (directory / f"{name}.pem").exists() else f"{name}.key" for name in PRIVATE_OF[process]),
            *(f"{name}.pub.pem" for name in PUBLIC_OF[process]),
        ]
        for name in needed:
            (directory / name).rename(directory / "away")
            assert not_ready(apps)[process] == f"keys missing: {name}"
            (directory / "away").rename(directory / name)
        assert not_ready(apps) == {}


@pytest.mark.parametrize("process", PROCESSES)
def test_in_production_a_process_is_given_the_keys_that_it_asks_for(process: str) -> None:
    secrets = COMPOSE["services"][process]["secrets"]
    given = {secret if isinstance(secret, str) else secret["source"] for secret in secrets}

    for name in PRIVATE_OF[process]:
        assert {f"{name}.pem", f"{name}.key"} & given
    assert {f"{name}.pub.pem" for name in PUBLIC_OF[process]} <= given
