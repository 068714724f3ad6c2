"""The environment that all processes of a stack are given: it is their only configuration."""

import json
from collections.abc import Mapping

from shared.settings import SERVICES
from stack.layout import Layout
from stack.passwords import write_private
from stack.postgres import Postgres
from stack.processes import Process
from stack.valkey import Valkey

DEFAULTS = {
    "SECURE_COOKIES": "false",  # plain HTTP, but only on 127.0.0.1
    "LOG_FORMAT": "text",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "",
    "GATEWAY_HOST": "127.0.0.1",
    "PROXY_HOPS": "0",
    "SESSION_HOURS": "12",
    "SESSION_IDLE_MINUTES": "30",
    "STAFF_IDLE_MINUTES": "15",
    "SIGN_IN_FAILURES_PER_ADDRESS": "60",
    "SIGN_IN_FAILURES_PER_MINUTE": "600",
    "SEARCHES_PER_MINUTE": "120",
    "EXPORTS_PER_HOUR": "60",
    "STAFF_SECOND_FACTOR": "off",
    "PASSWORD_POLICY": "asvs",
    "SMTP_HOST": "",
    "SMTP_PORT": "587",
    "SMTP_SECURITY": "starttls",
    "SMTP_USER": "",
    "SMTP_PASSWORD": "",
    "MAIL_FROM": "no-reply@localhost",
    "FILE_STORE": "local",
    "FILE_QUOTA_MB": "200",
    "UNREFERENCED_FILE_HOURS": "24",
    "CLAMD_ADDRESS": "",
    "S3_ENDPOINT": "",
    "S3_REGION": "us-east-1",
    "S3_BUCKET": "zhicheng",
    "S3_ACCESS_KEY": "",
    "S3_SECRET_KEY": "",
    "AUDIT_STORE": "local",
    "AUDIT_S3_ENDPOINT": "",
    "AUDIT_S3_BUCKET": "zhicheng-audit",
    "AUDIT_S3_ACCESS_KEY": "",
    "AUDIT_S3_SECRET_KEY": "",
    "PYTHONUNBUFFERED": "1",
}


def database_variable(service: str) -> str:
    """The name of the variable with a service's database."""
    return f"DATABASE_URL_{service.upper()}"


def embedded_services(given: Mapping[str, str]) -> list[str]:
    """The services whose database is to be the embedded one, since no other is named."""
    return [service for service in SERVICES if not given.get(database_variable(service))]


def build_environment(layout: Layout, given: Mapping[str, str]) -> dict[str, str]:
    """Everything the processes are told; what is given in the outer environment comes before the embedded servers."""
    postgres, valkey = Postgres(layout.data, layout.postgres_port), Valkey(layout.data, layout.valkey_port)
    named = {name: given[name] for name in (*DEFAULTS, "SYSTEM_NAME", "PUBLIC_URL") if given.get(name)}
    databases = {
        database_variable(service): given.get(database_variable(service)) or postgres.url(service)
        for service in SERVICES
    }
    return {
        **DEFAULTS,
        "PUBLIC_URL": layout.url,
        **named,
        **databases,
        "REDIS_URL": given.get("REDIS_URL") or valkey.url,
        "KEYS_DIR": str(layout.keys),
        "FILES_DIR": str(layout.files),
        "SMS_OUTBOX": given.get("SMS_OUTBOX") or str(layout.text_messages),
        "PROGRESS_DIR": str(layout.progress),
        "STACK_STATE": str(layout.state),
        "AUDIT_HEADS_DIR": given.get("AUDIT_HEADS_DIR") or str(layout.audit_heads),
        "SANDBOX_DIR": str(layout.sandbox),
        "EXPERT_SITE_URL": f"http://{layout.address_of('sandbox')}",
        **{f"{service.upper()}_URL": f"http://{layout.address_of(service)}" for service in SERVICES},
    }


def environment_of(process: Process, layout: Layout, environment: Mapping[str, str]) -> Mapping[str, str]:
    """What one process is told: at the embedded broker each service is a user with rights of its own.

    Addresses of embedded servers are read from files each time, for their passwords change. The workers of an HTTP
    process share a folder in which they count.
    """
    own = dict(environment)
    postgres, valkey = Postgres(layout.data, layout.postgres_port), Valkey(layout.data, layout.valkey_port)
    for service in SERVICES:
        if postgres.is_own(environment[database_variable(service)], service):
            own[f"{database_variable(service)}_FILE"] = str(postgres.address_file(service))
    if process.service and valkey.is_own(environment["REDIS_URL"]):
        own["REDIS_URL"], own["REDIS_URL_FILE"] = (
            valkey.url_of(process.service),
            str(valkey.address_file(process.service)),
        )
    if process.kind in {"api", "web"}:
        own["PROMETHEUS_MULTIPROC_DIR"] = str(layout.metrics / process.name)
    return own


def write_addresses(layout: Layout) -> None:
    """Write the files in which processes read, each time they connect, with which password."""
    Postgres(layout.data, layout.postgres_port).write_addresses()
    Valkey(layout.data, layout.valkey_port).write_addresses()


def remember(layout: Layout, environment: Mapping[str, str]) -> None:
    """Keep the environment for the commands that speak of the running stack."""
    write_private(layout.environment, json.dumps(environment, ensure_ascii=False, indent=1))


def remembered(layout: Layout) -> dict[str, str]:
    """The environment that the stack was last started with.

    Raises FileNotFoundError if it never was.
    """
    environment: dict[str, str] = json.loads(layout.environment.read_text())
    return environment
