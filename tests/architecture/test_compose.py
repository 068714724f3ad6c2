"""docker-compose.yml says the same as the code: the same processes, queues, ports, settings and keys."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

from shared.keys import make_keys
from shared.messaging.broker_rights import user
from shared.settings import SERVICES, settings
from stack.environment import build_environment, environment_of
from stack.layout import Layout
from stack.processes import PROCESSES, Process

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
BASE = 8000
SERVERS = {"nginx", "postgres", "redis", "s3", "mail", "prometheus", "grafana"}
MIGRATIONS = {f"{service}-migration" for service in SERVICES}
SETUP = {"make-secrets", "s3-buckets"}
SET_BY_THE_IMAGE = {"PYTHONUNBUFFERED", "MALLOC_ARENA_MAX"}
ONLY_IN_CONTAINERS = {"DEPLOYMENT", "WEB_CONCURRENCY", "EXPERT_SITE_PUBLIC_URL"}
READ_ELSEWHERE = {"WEB_CONCURRENCY", "PROMETHEUS_MULTIPROC_DIR", "SANDBOX_DIR"}  # by gunicorn, a library, the sandbox
TUNED = {"REMINDER_DAYS", "UNUSED_DAYS", "UNUSED_DAYS_OF_STAFF"}  # which the stack leaves as the code has them
ONLY_IN_THE_STACK = {"STACK_STATE"}  # the engine supervises containers

by_name = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)


def settings_of(name: str) -> dict[str, str]:
    """What a container is told, under the names that the code asks for."""
    return {key.removesuffix("_FILE"): value for key, value in CONTAINERS[name].get("environment", {}).items()}


def test_the_file_is_what_the_compose_specification_says() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]

    checked = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout
    assert get_builtin_schema("vendor.compose-spec")


def test_it_runs_the_processes_of_the_stack_and_no_others() -> None:
    ours = set(CONTAINERS) - SERVERS - MIGRATIONS - SETUP

    assert ours == {process.name for process in PROCESSES}


@by_name
def test_a_container_runs_the_command_that_the_stack_runs(process: Process) -> None:
    address = "" if process.port_offset is None else f"0.0.0.0:{BASE + process.port_offset}"

    assert CONTAINERS[process.name]["command"] == ["python", "-m", *process.module(address)]


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_of_a_service_starts_before_its_database_is_migrated(service: str) -> None:
    assert CONTAINERS[f"{service}-migration"]["command"] == ["python", "-m", f"services.{service}.cli", "migrate"]
    for process in PROCESSES:
        if process.service == service:
            waits_for = CONTAINERS[process.name]["depends_on"]
            assert waits_for[f"{service}-migration"]["condition"] == "service_completed_successfully"
            assert waits_for["postgres"]["condition"] == "service_healthy"


@by_name
def test_a_process_is_told_what_it_reads(process: Process) -> None:
    told = settings_of(process.name)

    databases = {name for name in told if name.startswith("DATABASE_URL_")}
    assert databases == ({f"DATABASE_URL_{process.service.upper()}"} if process.service else set())
    assert ("REDIS_URL" in told) == (process.kind in {"worker", "relay"})
    assert ("FILES_DIR" in told) == (process.service in {"profile", "notices"} and process.kind != "relay")
    assert ("SANDBOX_DIR" in told) == (process.kind == "sandbox")
    assert told["KEYS_DIR"] == "/run/secrets"


def test_every_setting_of_the_stack_is_set_and_none_that_nobody_reads(tmp_path: Path) -> None:
    layout = Layout(tmp_path, BASE)
    environment = build_environment(layout, {"SYSTEM_NAME": "x"})
    own = [environment_of(process, layout, environment) for process in PROCESSES]
    known = {name.removesuffix("_FILE") for each in own for name in each}
    told = {name for process in PROCESSES for name in settings_of(process.name)}

    assert told == known - SET_BY_THE_IMAGE - ONLY_IN_THE_STACK | ONLY_IN_CONTAINERS | TUNED


def test_every_setting_that_the_code_reads_is_set() -> None:
    code = (ROOT / "shared/settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', code)) - ONLY_IN_THE_STACK
    told = {name for process in PROCESSES for name in settings_of(process.name)}
    by_service = {f"DATABASE_URL_{service.upper()}" for service in SERVICES} | {
        f"{service.upper()}_URL" for service in SERVICES
    }

    assert told - by_service - READ_ELSEWHERE - {"EXPERT_SITE_PUBLIC_URL"} == read


def test_the_gateway_finds_each_api_where_it_listens() -> None:
    for process in PROCESSES:
        if process.kind == "api":
            address = f"http://{process.name}:{BASE + (process.port_offset or 0)}"
            assert settings_of("web")[f"{process.name.upper()}_URL"] == address


@by_name
def test_an_http_process_is_asked_whether_it_is_ready(process: Process) -> None:
    if process.port_offset is not None:
        assert f"127.0.0.1:{BASE + process.port_offset}" in CONTAINERS[process.name]["healthcheck"]["test"][-1]


def test_the_only_way_in_is_through_nginx() -> None:
    reached = {name: container for name, container in CONTAINERS.items() if "ports" in container}
    assert {name for name, container in reached.items() if "profiles" not in container} == {"nginx"}
    for name in set(reached) - {"nginx"}:  # tools for operators and for trials: on this machine only
        assert "127.0.0.1:" in reached[name]["ports"][0]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert COMPOSE["networks"]["front"]["internal"] is True
    assert in_network("front") == {"nginx", "web"}  # so that nobody else says there where a browser is
    assert in_network("outside") == {*reached, "profile-export-worker", "auth-worker"}


def in_network(network: str) -> set[str]:
    return {name for name, container in CONTAINERS.items() if network in container.get("networks", [])}


def test_nginx_finds_the_gateway_and_has_the_configuration_that_is_tested() -> None:
    nginx = CONTAINERS["nginx"]

    assert nginx["environment"]["GATEWAY"] == f"web:{BASE}"
    for place in ("nginx.conf", "gateway.conf.template", "pages"):
        assert any(volume.startswith(f"./deploy/nginx/{place}:/etc/nginx/") for volume in nginx["volumes"])
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", (ROOT / "deploy/nginx/gateway.conf.template").read_text()))
    assert asked == {*nginx["environment"], "NGINX_LOCAL_RESOLVERS"} - {"NGINX_ENTRYPOINT_LOCAL_RESOLVERS"}


@pytest.mark.parametrize("name", CONTAINERS)
def test_images_are_named_by_an_exact_version(name: str) -> None:
    image = CONTAINERS[name]["image"]

    assert image == "${IMAGE:-zhicheng:latest}" or re.search(r":v?\d+\.\d+", image), image


@pytest.mark.parametrize("name", CONTAINERS)
def test_all_that_serve_are_asked_whether_they_are_well(name: str) -> None:
    lasts = CONTAINERS[name]["restart"] != "no"

    assert ("healthcheck" in CONTAINERS[name]) == (lasts and name not in SETUP)
    for other, waits_for in CONTAINERS[name].get("depends_on", {}).items():
        ended = other in MIGRATIONS | SETUP
        assert waits_for["condition"] == ("service_completed_successfully" if ended else "service_healthy")


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_has_no_more_rights_and_memory_than_it_needs(name: str) -> None:
    container = CONTAINERS[name]

    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in container["security_opt"]
    assert container["user"] not in {"root", "0:0"} or name in SETUP
    assert "mem_limit" in container or name in SETUP


@pytest.mark.parametrize("name", ["profile", "profile-export-worker"])
def test_all_that_a_person_keeps_fits_where_it_is_packed_and_in_memory_beside_its_process(name: str) -> None:
    room = int(re.findall(r"/tmp:size=(\d+)m", str(CONTAINERS[name]["tmpfs"]))[0])
    memory = int(CONTAINERS[name]["mem_limit"].removesuffix("m"))

    assert room >= settings.file_quota_mb + 64
    assert memory >= room + 384


def test_postgres_keeps_its_data_in_the_parent_of_the_data_folder() -> None:
    """Since its version 18 the image has the folder of each major version below that."""
    assert CONTAINERS["postgres"]["image"].startswith("postgres:18.")
    assert "postgres:/var/lib/postgresql" in CONTAINERS["postgres"]["volumes"]


def test_redis_writes_everything_down_and_drops_nothing() -> None:
    command = " ".join(CONTAINERS["redis"]["command"])

    assert CONTAINERS["redis"]["image"].startswith("redis:8.")
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def make_secrets(directory: Path) -> None:
    """What `docker compose run --rm make-secrets` does."""
    script = ROOT / "deploy/make_secrets.py"
    made = subprocess.run([sys.executable, script, directory, "localhost"], cwd=ROOT, check=False, capture_output=True)
    assert made.returncode == 0, made.stderr.decode()


def keys_of(name: str) -> set[str]:
    return {secret for secret in secrets_of(name) if secret.endswith((".pem", ".key", ".secret"))}


def secrets_of(name: str) -> set[str]:
    mounted = CONTAINERS[name].get("secrets", [])
    return {secret if isinstance(secret, str) else secret["source"] for secret in mounted}


@by_name
def test_a_process_signs_as_its_own_service_only(process: Process) -> None:
    signing = {key for key in keys_of(process.name) if key.startswith("messages-") and not key.endswith(".pub.pem")}

    sends = process.kind in {"worker", "relay"}
    assert signing == ({f"messages-{process.service}.pem"} if sends else set())


@by_name
def test_a_worker_can_check_every_sender(process: Process) -> None:
    if process.kind == "worker":
        assert {f"messages-{service}.pub.pem" for service in SERVICES} <= keys_of(process.name)


@by_name
def test_the_heads_of_an_audit_log_can_be_checked_where_they_are_signed_and_where_they_are_read(
    process: Process,
) -> None:
    if process.kind in {"api", "relay"}:
        assert f"messages-{process.service}.pub.pem" in keys_of(process.name)


def test_only_relays_write_where_heads_of_audit_logs_lie_and_they_reach_no_files(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    users = json.loads((tmp_path / "s3-users.json").read_text())["identities"]
    opens = {user["credentials"][0]["secretKey"]: user["actions"] for user in users}
    files, audit, reading = ["Admin:zhicheng"], ["Admin:zhicheng-audit"], ["Read:zhicheng-audit", "List:zhicheng-audit"]
    for process in PROCESSES:
        keys = sorted(secrets_of(process.name) & {"s3-secret-key", "s3-audit-secret-key", "s3-audit-reader-secret-key"})
        wanted = {"relay": audit, "api": reading}.get(process.kind, [])
        wanted = wanted + files * (process.service in {"profile", "notices"} and process.kind != "relay")

        assert [right for key in keys for right in opens[(tmp_path / key).read_text()]] == wanted


def test_tokens_and_passes_are_signed_in_one_place_each() -> None:
    for key, signer in (("tokens.pem", "auth"), ("passes.pem", "review"), ("web.key", "web")):
        assert {name for name in CONTAINERS if key in secrets_of(name)} == {signer}


def test_every_secret_is_made_and_is_only_for_the_user_of_its_container(tmp_path: Path) -> None:
    for _ in range(2):  # the second time nothing changes
        make_secrets(tmp_path)

    assert set(COMPOSE["secrets"]) == {path.name for path in tmp_path.iterdir()}
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o400}


def test_the_broker_knows_each_service_by_the_password_in_its_address(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    users = (tmp_path / "redis-users.conf").read_text().splitlines()

    for service in SERVICES:
        url = (tmp_path / f"redis-url-{service}").read_text()
        assert user(service, str(urlsplit(url).password)) in users
        assert urlsplit(url).username == service
    assert f"requirepass {(tmp_path / 'redis-password').read_text()}" in users


@by_name
def test_a_process_speaks_to_the_broker_as_its_own_service(process: Process) -> None:
    told = settings_of(process.name).get("REDIS_URL", f"/run/secrets/redis-url-{process.service}")

    assert told == f"/run/secrets/redis-url-{process.service}"


def test_every_key_file_of_the_stack_is_a_secret_and_every_secret_is_mounted(tmp_path: Path) -> None:
    make_keys(tmp_path)
    mounted = {secret for name in CONTAINERS for secret in secrets_of(name)}

    assert {path.name for path in tmp_path.iterdir()} <= set(COMPOSE["secrets"])
    assert set(COMPOSE["secrets"]) - mounted == set()


def test_every_variable_is_explained_in_the_example() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    explained = re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(explained) == sorted(asked)


def test_the_databases_of_all_services_are_made() -> None:
    script = (ROOT / "deploy/make_databases.sh").read_text()

    assert f"for service in {' '.join(SERVICES)}; do" in script
    assert json.dumps(CONTAINERS["postgres"]["volumes"]).count("make_databases.sh") == 2
