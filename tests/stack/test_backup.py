"""A backup is whole or recognisable as not, and what is restored from it agrees with itself, whatever old arrives."""

import asyncio
import base64
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from pyrage.x25519 import Identity
from sqlalchemy import select

from services.auth.db import db as auth_db
from services.auth.models import Unit
from services.auth.operations.units import apply_facts
from services.profile.db import db as profile_db
from shared.messaging.envelope import signed
from shared.messaging.relay import envelope_of
from stack.backup import MANIFEST, UNFINISHED, Place, back_up
from stack.backups import backup_key
from stack.child import wait_until
from stack.environment import build_environment
from stack.layout import Layout
from stack.ports import free_base
from stack.postgres import Postgres
from stack.preflight import CannotStart, check_restored
from stack.restore import Source, checked, restore
from stack.sealing import BackupFailed, identity_in, recipients_of
from stack.servers import Servers
from stack.services import migrate_all, run_module
from stack.unprivileged import make_own_folder
from tests.agreement.post import PLACES, carry, told
from tests.auth.conftest import make_person, make_unit
from tests.profile.builders import ID_NUMBER, fill_record, submit_record
from tests.servers import running_servers
from tests.stack.test_before_start import Usage

Json = dict[str, Any]


@pytest.fixture
def layout(clean: None, keys: None, embedded_servers: Servers) -> Layout:
    """The servers of the test run, as the folder of a stack."""
    (embedded_servers.data / "audit-heads").mkdir(exist_ok=True)
    return Layout(embedded_servers.data, embedded_servers.base_port)


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    """An operator's key, made as the operator makes it."""
    made = CliRunner().invoke(backup_key, [str(tmp_path / "identity")])
    found = identity_in(tmp_path / "identity")
    assert made.stdout.strip() == str(found.to_public())
    assert CliRunner().invoke(backup_key, [str(tmp_path / "identity")]).exit_code == 1
    return found


@pytest.fixture
def place(tmp_path: Path, identity: Identity) -> Place:
    return Place(tmp_path / "backups", tmp_path / "apart", recipients_of([str(identity.to_public())]))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Layout]:
    """Where to restore to; PostgreSQL may run as another user, who has to get there."""
    tmp_path.chmod(0o755)
    tmp_path.parent.chmod(0o755)
    layout = Layout(tmp_path / "restored", free_base())
    yield layout
    Postgres(layout.data, 0).destroy()
    shutil.rmtree(layout.data, ignore_errors=True)


def environment_of(layout: Layout) -> dict[str, str]:
    return build_environment(layout, {})


def source_of(made: Json, identity: Identity) -> Source:
    return Source(Path(made["backup"]), Path(made["keys"]), identity)


def work_between_services() -> None:
    """People and a unit everywhere, somebody who has handed in, and more of which nobody has heard yet."""
    person_id = make_person(make_unit(), id_number=ID_NUMBER, password=None).id
    carry()
    with profile_db.transaction() as session:
        fill_record(session, person_id)
        submit_record(session, person_id)
    carry("review.requested")
    rename("第一次改名")


def rename(name: str) -> None:
    with auth_db.transaction() as session:
        unit = session.scalars(select(Unit).order_by(Unit.id).limit(1)).one()
        apply_facts(session, unit, {"name": name}, by=uuid4())


def in_the_broker() -> list[bytes]:
    """Everything that was ever sent, signed as it was."""
    rows = [(place.db.service, row) for place in PLACES.values() for row in told(place, (), waiting=False)]
    return [signed(envelope_of(service, row)) for service, row in rows]


def test_after_a_restore_old_messages_change_nothing_and_all_services_agree(
    layout: Layout, place: Place, identity: Identity, elsewhere: Layout
) -> None:
    work_between_services()
    (layout.files / "a").write_bytes(b"scan")
    made = back_up(layout, environment_of(layout), place)
    rename("备份以后的改名")
    carry("unit.changed")  # heard everywhere, and unknown to the one who tells of units in the restored stack
    old = elsewhere.data.with_name("broker")
    old.write_bytes(b"\n".join(map(base64.b64encode, in_the_broker())))

    restored = restore(elsewhere, source_of(made, identity), replace=False)

    assert not restored["reconcile"]["agree"]  # until what was under way has arrived
    assert (elsewhere.files / "a").read_bytes() == b"scan"
    servers = Servers(elsewhere.data, elsewhere.base)
    servers.start("postgres")
    try:
        printed = asyncio.run(run_module(environment_of(elsewhere), "tests.stack.after_restore", str(old)))
        answer = json.loads(printed.splitlines()[-1])
        assert answer["old"] > len(PLACES)
        assert answer["believed"] == 0
        assert answer["stands"] == {"agree": True, "differences": []}
        assert unit_names(servers) == dict.fromkeys(("auth", "profile", "review", "notices"), "第一次改名")
    finally:
        servers.stop()


def unit_names(servers: Servers) -> dict[str, str]:
    """What each service calls the unit."""
    names = {}
    for service in PLACES:
        with servers.postgres.superuser(service) as connection:
            [(names[service],)] = connection.execute("SELECT name FROM unit ORDER BY id LIMIT 1").fetchall()
    return names


def test_a_backup_is_read_only_by_who_holds_the_identity_and_restored_only_into_an_empty_folder(
    layout: Layout, place: Place, identity: Identity, elsewhere: Layout
) -> None:
    made = back_up(layout, environment_of(layout), place)
    source = source_of(made, identity)
    kept = sorted(source.backup.iterdir())

    assert [path.name for path in kept] == ["audit-heads.tar.age", "databases.tar.age", "files.tar.age", MANIFEST]
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1") for path in (*kept[:3], source.keys))
    assert set(checked(source)["migrations"]) == set(PLACES)
    with pytest.raises(BackupFailed, match="私钥不对"):
        restore(elsewhere, replace(source, identity=Identity.generate()), replace=False)
    with pytest.raises(CannotStart, match="恢复没有完成"):
        check_restored(elsewhere)
    with pytest.raises(BackupFailed, match="不是空的"):
        restore(elsewhere, source, replace=False)


def test_a_backup_that_is_not_whole_is_refused(
    layout: Layout, place: Place, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_of(back_up(layout, environment_of(layout), place), identity)
    half = source.backup.with_name(f"{source.backup.name}{UNFINISHED}")
    shutil.copytree(source.backup, half)
    with pytest.raises(BackupFailed, match="没有完成"):
        checked(replace(source, backup=half))
    with (source.backup / "files.tar.age").open("ab") as file:
        file.write(b"x")
    with pytest.raises(BackupFailed, match="损坏"):
        checked(source)
    (source.backup / MANIFEST).unlink()
    with pytest.raises(BackupFailed, match="不是完整的备份"):
        checked(source)

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 0))
    with pytest.raises(BackupFailed, match="磁盘空间不足"):
        back_up(layout, environment_of(layout), place)
    with pytest.raises(BackupFailed, match="不是内置的"):
        back_up(layout, environment_of(layout) | {"DATABASE_URL_AUTH": "postgresql+psycopg://db/auth"}, place)
    assert sorted(place.backups.iterdir()) == [source.backup, half]


@pytest.mark.long
def test_a_moment_between_two_changes_is_restored_from_the_archived_log(
    place: Place, identity: Identity, elsewhere: Layout
) -> None:
    archive = elsewhere.data.with_name("wal")
    make_own_folder(archive)
    with running_servers(archive=str(archive)) as servers:
        layout = Layout(servers.data, servers.base_port)
        asyncio.run(migrate_all(environment_of(layout)))
        made = back_up(layout, environment_of(layout), place)
        with servers.postgres.superuser("auth") as connection:
            connection.execute("CREATE TABLE word (text text)")
            connection.execute("INSERT INTO word VALUES ('before')")
            moment = connection.execute("SELECT clock_timestamp()::text").fetchone()
            connection.execute("INSERT INTO word VALUES ('after')")
            name = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert moment
        assert name
        assert wait_until((archive / name[0]).exists, 60)

    source = replace(source_of(made, identity), archive=archive, until=datetime.fromisoformat(moment[0]))
    restore(elsewhere, source, replace=False)

    servers = Servers(elsewhere.data, elsewhere.base)
    servers.start("postgres")
    try:
        with servers.postgres.superuser("auth") as connection:
            assert connection.execute("SELECT text FROM word").fetchall() == [("before",)]
    finally:
        servers.stop()
