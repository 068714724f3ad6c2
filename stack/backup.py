"""`zhicheng backup`: the databases at one moment, the files, and the keys apart, each encrypted for whoever restores.

The four databases lie in one cluster, so that a copy of it ends at one position of one log: no message is at its
receiver without having been sent, and what is under way is still in its sender's outbox. The signed heads of the audit
logs are copied before it and the files after it: neither lacks what the databases speak of, nor is ahead of them.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyrage.x25519 import Recipient

from shared.settings import SERVICES
from stack.child import Command
from stack.environment import database_variable
from stack.layout import Layout
from stack.postgres import Postgres
from stack.sealing import BackupFailed, seal

FORMAT = 1
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
SPARE_BYTES = 100 * 1024 * 1024
CHANGED_MEANWHILE = 1  # tar's code for a file that grew or went while it was packed: no harm in files and heads


@dataclass(frozen=True)
class Place:
    """Where a backup goes, and apart from it the keys."""

    backups: Path
    keys: Path
    recipients: Sequence[Recipient]


def back_up(layout: Layout, environment: Mapping[str, str], place: Place) -> dict[str, Any]:
    """Make a backup of the running system and return where it lies and its manifest. Raises BackupFailed."""
    postgres = Postgres(layout.data, layout.postgres_port)
    _check_embedded(environment, postgres)
    _check_space(Path(environment["FILES_DIR"]), postgres, place)
    begun = datetime.now(UTC)
    name = f"zhicheng-{begun:%Y%m%dT%H%M%SZ}"
    keys = place.keys / f"{name}-keys.tar.age"
    half, whole = place.backups / f"{name}{UNFINISHED}", place.backups / name
    if whole.exists() or keys.exists():
        raise BackupFailed(f"{whole} 已经存在；备份从不覆盖已有的备份。")
    for folder in (half, place.keys):
        folder.mkdir(parents=True, exist_ok=folder is place.keys, mode=0o700)
    parts = _parts(layout, environment, postgres, half, place)
    parts["keys"] = seal(_tar(layout.data, "keys", "secrets"), keys, place.recipients)
    manifest = {
        "format": FORMAT,
        "product": version("zhicheng"),
        "begun": begun.isoformat(),
        "ended": datetime.now(UTC).isoformat(),
        "file_store": environment.get("FILE_STORE", "local"),
        **_of_databases(postgres),
        "parts": parts,
    }
    (half / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    half.rename(whole)
    return {"backup": str(whole), "keys": str(keys), "manifest": manifest}


def _parts(
    layout: Layout, environment: Mapping[str, str], postgres: Postgres, folder: Path, place: Place
) -> dict[str, dict[str, object]]:
    """Everything but the keys, which must be the same before and after: rows lie under those of their moment."""
    heads = Path(environment.get("AUDIT_HEADS_DIR", layout.audit_heads))
    sources = {"databases": postgres.copying()}
    if environment.get("AUDIT_STORE", "local") == "local" and heads.is_dir():
        sources = {"audit-heads": _tar(heads, "."), **sources}
    if environment.get("FILE_STORE", "local") == "local":
        sources["files"] = _tar(Path(environment["FILES_DIR"]), ".")
    known = sorted(path.name for path in layout.keys.iterdir())
    parts = {
        name: seal(
            command,
            folder / f"{name}.tar.age",
            place.recipients,
            most_code=0 if name == "databases" else CHANGED_MEANWHILE,
        )
        for name, command in sources.items()
    }
    if known != sorted(path.name for path in layout.keys.iterdir()):
        raise BackupFailed("备份期间更换了密钥，这份备份不完整。请重新备份。")
    return parts


def _tar(folder: Path, *names: str) -> Command:
    """Pack what lies in a folder; the passwords of outer servers are no part of a backup."""
    return Command(["tar", "--create", "--exclude=environment.json", "--directory", str(folder.resolve()), *names])


def _check_embedded(environment: Mapping[str, str], postgres: Postgres) -> None:
    if any(not postgres.is_own(environment[database_variable(service)], service) for service in SERVICES):
        raise BackupFailed(
            "数据库不是内置的 PostgreSQL。请由数据库管理员备份整个数据库集群（pg_basebackup 或 pgBackRest），"
            "文件与密钥按 docs/operations/backup.md 另行备份。"
        )


def _check_space(folder: Path, postgres: Postgres, place: Place) -> None:
    with postgres.superuser("postgres") as connection:
        row = connection.execute("SELECT sum(pg_database_size(oid))::bigint FROM pg_database").fetchone()
    files = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    needed = int(row[0] if row else 0) + files + SPARE_BYTES
    place.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(place.backups).free
    if free < needed:
        raise BackupFailed(
            f"磁盘空间不足：{place.backups} 只剩 {free // 1024**2} MB，备份可能需要 {needed // 1024**2} MB。"
            "请清理旧备份，或用 --to 换一个目录。"
        )


def _of_databases(postgres: Postgres) -> dict[str, Any]:
    """The release of PostgreSQL, and how far each database was migrated."""
    migrations = {}
    for service in SERVICES:
        with postgres.superuser(service) as connection:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            migrations[service] = rows[0][0] if rows else None
            server = connection.info.parameter_status("server_version")
    return {"postgres": server, "migrations": migrations}
