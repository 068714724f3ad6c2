"""Production on several hosts: docker-compose.yml's containers, two of each of ours, a primary and its replica."""

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import redis

from deploy.make_secrets import make_secrets
from shared.settings import SERVICES
from stack.processes import PROCESSES
from tests.cluster.compose import Container, containers, example
from tests.cluster.engine import Engine, Running, wait_for
from tests.cluster.machine import HERE, make_image, make_network

NAME = "zhicheng.test"
PORT = 8443
# What differs from `.env.example`: where it is, and that people of the demo may sign in, by a password alone, and be
# shared with the sandbox. One process in each container, since there are two of each here.
TRIAL = {
    "PUBLIC_URL": f"https://{NAME}:{PORT}",
    "SERVER_NAME": NAME,
    "DEPLOYMENT": "trial",
    "STAFF_SECOND_FACTOR": "optional",
    "EXPERT_SITE_URL": "http://sandbox:8005",
    "WEB_CONCURRENCY": "1",
}
SETTINGS = example() | TRIAL
OURS = tuple(process.name for process in PROCESSES if process.kind != "sandbox")
DATABASE_HOSTS = ("postgres-a", "postgres-b")
AT = "@postgres:5432/{}"
# libpq asks both, and stays with the one that is written to.
AT_BOTH = "@/{}?host=" + ",".join(DATABASE_HOSTS) + "&port=5432,5432&target_session_attrs=read-write"
POSTGRES = ("sh", "/app/tests/cluster/postgres.sh")
DATA = {"PGDATA": "/var/lib/postgresql/18/docker"}
STORE = ["python", "-m", "moto.server", "--host=0.0.0.0", "--port=8333"]  # which tests have, instead of SeaweedFS
HEADS = "from shared.audit.outside import outside; print(len(outside().keys('heads/{}/')))"
NGINX = ["sh", "/app/tests/cluster/nginx.sh"]


class Cluster:
    """What runs, by the name of the container."""

    def __init__(self) -> None:
        self.containers = containers(SETTINGS)
        self.containers["s3"] = replace(self.containers["s3"], command=STORE, health="/moto-api/")
        self.containers["nginx"] = replace(self.containers["nginx"], command=NGINX)
        make_image(_places(self.containers.values()))
        make_network()
        self.secrets = HERE / "secrets"
        self.secrets.mkdir()
        make_secrets(self.secrets, NAME)
        _name_both_hosts(self.secrets)
        self.engine = Engine(self.secrets)
        self.running: defaultdict[str, list[Running]] = defaultdict(list)
        self.lost: defaultdict[str, list[Running]] = defaultdict(list)

    def start(self) -> None:
        """Servers, bucket and databases, then ours, then the way in."""
        self.start_primary()
        self.begin("redis")
        self.begin("s3")
        self.begin("sandbox")
        self.follow(DATABASE_HOSTS[0], DATABASE_HOSTS[1])
        self.engine.run(self.containers["s3-buckets"])
        for service in SERVICES:
            self.engine.run(self.containers[f"{service}-migration"])
        self.begin(*OURS, *OURS)
        self.begin("nginx")

    def begin(self, *names: str) -> None:
        """One more of each container, ready and asked for."""
        begun = [self.engine.start(self.containers[name]) for name in names]
        for running in begun:
            self._wait(running)
            self._add(running)

    @property
    def sandbox(self) -> Path:
        """What the partner keeps."""
        (running,) = self.running["sandbox"]
        return running.folder / "sandbox"

    def lose(self, running: Running) -> None:
        """Its host is gone; its names are not, until something takes its place."""
        self.running[running.container.name].remove(running)
        self.lost[running.container.name].append(running)
        self.engine.lose(running)

    def retire(self, *all_of: Running) -> None:
        """They are not needed any more."""
        for running in all_of:
            self.running[running.container.name].remove(running)
        self.engine.stop(*all_of)

    def start_primary(self) -> None:
        """A new cluster of databases."""
        self._start_database(DATABASE_HOSTS[0], DATA)

    def follow(self, primary: str, replica: str) -> None:
        """A replica, without which from then on the primary promises nothing."""
        self._start_database(replica, DATA | {"PRIMARY": primary})
        with self.database("postgres") as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")

    def _start_database(self, host: str, told: dict[str, str]) -> None:
        container = self.containers["postgres"]
        running = self.engine.start(container, [*POSTGRES, *container.command], told)
        self._wait(running)
        self._add(running, host)

    def database(self, name: str, attributes: str = "read-write") -> "psycopg.Connection[Any]":
        """A connection of the superuser to whichever is the primary, or is not."""
        return psycopg.connect(
            host=",".join(DATABASE_HOSTS),
            user="postgres",
            password=(self.secrets / "postgres-password").read_text(),
            dbname=name,
            autocommit=True,
            connect_timeout=2,
            target_session_attrs=attributes,
        )

    def readers_of_replica(self) -> list[str]:
        """Which of ours have connections to it."""
        asked = "SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name LIKE 'zhicheng-%'"
        with self.database("postgres", "standby") as connection:
            return sorted(name for (name,) in connection.execute(asked))

    def demo(self) -> list[dict[str, Any]]:
        """Load the people of the demo, as a container that has the settings and keys of all; returns their accounts."""
        ours = [self.containers[name] for name in OURS]
        everything = replace(
            self.containers["auth"],
            name="demo",
            environment={key: value for one in ours for key, value in one.environment.items()},
            secrets={key: value for one in ours for key, value in one.secrets.items()},
        )
        self.engine.run(everything, ["python", "-m", "stack.demo"])
        accounts = self.engine.run(everything, ["python", "-m", "services.auth.cli", "demo-accounts"])
        return json.loads(accounts)  # type: ignore[no-any-return]

    def audit_faults(self) -> list[str]:
        """What is wrong with the audit logs, as a relay of any other host finds: their heads lie on none."""
        faults = []
        for service in SERVICES:
            relay = self.containers[f"{service}-relay"]
            found = json.loads(self.engine.run(relay, ["python", "-m", f"services.{service}.cli", "audit-verify"]))
            kept = self.engine.run(relay, ["python", "-c", HEADS.format(service)])
            if found["fault"] or int(kept) != found["heads"]:
                faults.append(f"audit log of {service}: {found}, {kept.strip()} heads outside")
        return faults

    def _wait(self, running: Running) -> None:
        servers = {"postgres": self._lets_in, "redis": self._answers}
        check = servers.get(running.container.name)
        wait_for(running, partial(check, running) if check else running.is_ready)

    def _lets_in(self, running: Running) -> bool:
        password = (self.secrets / "postgres-password").read_text()
        try:
            psycopg.connect(host=running.address, user="postgres", password=password, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _answers(self, running: Running) -> bool:
        password = (self.secrets / "redis-password").read_text()
        try:
            with redis.Redis(running.address, password=password, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _add(self, running: Running, *names: str) -> None:
        """It takes the place of whoever was lost."""
        name = running.container.name
        for lost in self.lost.pop(name, []):
            self.engine.names.remove(lost.address)
        self.running[name].append(running)
        self.engine.publish(running, *names, *([NAME] if name == "nginx" else []))


def _places(all_of: Iterable[Container]) -> Iterable[str]:
    """Where something is mounted in any of them; folders with a slash at the end."""
    for one in all_of:
        yield from (f"{place}/" for place in (*one.volumes, *one.temporary))
        for place, source in one.binds.items():
            yield place if Path(source).is_file() else f"{place}/"


def _name_both_hosts(secrets: Path) -> None:
    """What an operator writes into the secrets where the databases are on two hosts."""
    for service in SERVICES:
        file = secrets / f"database-url-{service}"
        owner, told = file.stat(), file.read_text()
        file.unlink()
        file.write_text(told.replace(AT.format(service), AT_BOTH.format(service)))
        os.chown(file, owner.st_uid, owner.st_gid)
        file.chmod(owner.st_mode & 0o777)
