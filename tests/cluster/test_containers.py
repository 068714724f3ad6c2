"""What `make cluster` starts is docker-compose.yml itself, with production's settings but for the few that it names."""

import re
from typing import Any

import psycopg
import pytest
import yaml
from sqlalchemy import make_url, text

from shared.db import Database
from shared.production import SHORTEST_PASSWORD
from shared.settings import SERVICES
from stack.ports import POSTGRES_OFFSET
from stack.processes import PROCESSES
from stack.servers import Servers
from tests.cluster.cluster import AT, AT_BOTH, DATABASE_HOSTS, SETTINGS, TRIAL
from tests.cluster.compose import ROOT, NotSet, containers, example, filled_in
from tests.cluster.losses import LOST

CONTAINERS = containers(SETTINGS)
TOLD: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("${KNOWN}:${KNOWN:-x}:${KNOWN-x}:${KNOWN:?why}", "a:a:a:a"),
        ("${EMPTY}|${EMPTY:-x}|${EMPTY-x}|${EMPTY?why}", "|x||"),
        ("${NONE}|${NONE:-x}|${NONE-x}|${NONE:-}", "|x|x|"),
        ("$$(cat $$HOME)", "$(cat $HOME)"),
    ],
    ids=["set", "empty", "unset", "no variable"],
)
def test_variables_are_read_as_the_compose_specification_says(written: str, read: str) -> None:
    assert filled_in({"command": [written]}, {"KNOWN": "a", "EMPTY": ""}) == {"command": [read]}


def test_a_variable_that_has_to_be_set_is_asked_for() -> None:
    with pytest.raises(NotSet, match="SERVER_NAME: the host in PUBLIC_URL"):
        containers({name: value for name, value in SETTINGS.items() if name != "SERVER_NAME"})


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_a_container_is_started_with_the_command_and_secrets_of_the_file(process: Any) -> None:
    container = CONTAINERS[process.name]
    port = 8000 + (process.port_offset or 0)

    assert container.command == ["python", "-m", *process.module(f"0.0.0.0:{port}")]
    assert list(container.secrets) == TOLD[process.name]["secrets"]
    assert container.environment.keys() == TOLD[process.name]["environment"].keys()
    assert container.port == (None if process.port_offset is None else port)


def test_settings_are_those_of_production_but_for_the_few_that_are_named() -> None:
    production = containers(example())
    told = {(name, key): value for name, one in CONTAINERS.items() for key, value in one.environment.items()}
    differing = {key for (name, key), value in told.items() if production[name].environment[key] != value}

    assert differing == set(TRIAL)
    assert {"PUBLIC_URL", "SERVER_NAME"} <= set(TRIAL)
    assert len(TRIAL) == 6


def test_every_kind_of_process_is_lost_once() -> None:
    kinds = {process.kind for process in PROCESSES if process.name in LOST}

    assert kinds == {"web", "api", "worker", "relay"}
    assert {process.name for process in PROCESSES if process.kind in {"web", "api"}} <= set(LOST)


def test_the_template_of_nginx_is_filled_in_to_the_last_variable() -> None:
    asked = set(re.findall(r"\$\{\w+\}", (ROOT / "deploy/nginx/gateway.conf.template").read_text()))
    script = (ROOT / "tests/cluster/nginx.sh").read_text()

    assert asked == set(re.findall(r"\$\{\w+\}", script))
    assert CONTAINERS["nginx"].environment["GATEWAY"] == "web:8000"
    assert CONTAINERS["nginx"].environment["SERVER_NAME"] in TRIAL["PUBLIC_URL"]


@pytest.mark.parametrize("service", SERVICES)
def test_an_address_of_two_hosts_leads_to_the_one_that_is_written_to(
    embedded_servers: Servers, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    """As an engine and as the relay's own connection, which is told the same; the first host is away."""
    port = str(embedded_servers.base_port + POSTGRES_OFFSET)
    one = embedded_servers.postgres.url(service)
    both = one.replace(AT.format(service).replace("postgres:5432", f"127.0.0.1:{port}"), AT_BOTH.format(service))
    url = both.replace(",".join(DATABASE_HOSTS), "127.0.0.1,127.0.0.1").replace("5432,5432", f"9,{port}")
    monkeypatch.setenv(f"DATABASE_URL_{service.upper()}", url)
    database = Database(service)

    with database.reading() as session:
        assert session.scalar(text("SELECT pg_is_in_recovery()")) is False
    relays = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(relays) as connection:
        assert connection.info.dbname == service
    assert len(make_url(url).password or "") >= SHORTEST_PASSWORD
    assert database.replica.url.query["target_session_attrs"] == "prefer-standby"
    with database.reading_behind() as session:  # there is none: the primary does it
        assert session.scalar(text("SELECT pg_is_in_recovery()")) is False
    for engine in (database.engine, database.replica):
        engine.dispose()


def test_with_one_database_everything_is_read_there(embedded_servers: Servers) -> None:
    database = Database("auth")

    assert database.replica is database.engine
