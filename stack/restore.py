"""`zhicheng restore`: a backup into a new folder, to the backup's end or to a moment that the archived log reaches.

What the lost time has left in a broker, or a service that still runs on it sends, must not be believed: it tells of
versions that the restored owner never had. So all keys that sign are replaced; what is under way in the restored
outboxes is signed anew when it is sent.
"""

import asyncio
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyrage.x25519 import Identity

from shared.keys import KEY_PAIRS, next_generation, retire_generations
from shared.migrate import head
from shared.settings import SERVICES
from stack.backup import FORMAT, MANIFEST, UNFINISHED
from stack.child import Command
from stack.environment import build_environment
from stack.keys import SERVICES as WITH_SEALED_VALUES
from stack.layout import Layout
from stack.preflight import RESTORING
from stack.reconcile import reconcile
from stack.sealing import BackupFailed, checksum, unseal
from stack.servers import Servers
from stack.services import ask_all, migrate_all

RECOVERY_SECONDS = 3600


@dataclass(frozen=True)
class Source:
    """A backup, its keys, what opens both; for a later moment the archived log."""

    backup: Path
    keys: Path
    identity: Identity
    archive: Path | None = None
    until: datetime | None = None


def restore(layout: Layout, source: Source, *, replace: bool) -> dict[str, Any]:
    """Restore into the stack's folder and say how the services stand. Raises BackupFailed."""
    manifest = checked(source)
    _make_room(layout, replace=replace)
    mark = layout.data / RESTORING
    mark.touch()
    _unpack(layout, source, manifest)
    servers = Servers(layout.data, layout.base)
    if source.until and source.archive:
        servers.postgres.recover(source.archive, source.until)
    with _running(servers):
        if manifest["migrations"] != {service: head(service) for service in SERVICES}:
            asyncio.run(migrate_all(_environment(layout)))
        unreadable = asyncio.run(ask_all(_environment(layout), "unreadable", WITH_SEALED_VALUES))
        if any(n for columns in unreadable.values() for n in columns.values()):
            raise BackupFailed(f"密钥与数据不符，无法解密：{unreadable}")
        _distrust(layout.keys)
        stands = reconcile(asyncio.run(ask_all(_environment(layout), "reconcile")))
    layout.demo_loaded.touch()  # whatever the demo would add is none of it
    mark.unlink()
    return {"data": str(layout.data), "taken": manifest["ended"], "reconcile": stands}


def checked(source: Source) -> dict[str, Any]:
    """The manifest of a whole backup whose files are as they were written. Raises BackupFailed."""
    if source.backup.name.endswith(UNFINISHED):
        raise BackupFailed(f"{source.backup} 是没有完成的备份，不能用来恢复。")
    try:
        manifest: dict[str, Any] = json.loads((source.backup / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise BackupFailed(f"{source.backup} 不是完整的备份：缺少可读的 {MANIFEST}。") from error
    if manifest.get("format") != FORMAT:
        raise BackupFailed(f"备份的格式 {manifest.get('format')} 不能由这个版本恢复。")
    for name, part in manifest["parts"].items():
        path = _path_of(source, name)
        if not path.is_file() or checksum(path) != part["sha256"]:
            raise BackupFailed(f"备份文件缺失或已损坏：{path}")
    return manifest


def _path_of(source: Source, part: str) -> Path:
    return source.keys if part == "keys" else source.backup / f"{part}.tar.age"


def _make_room(layout: Layout, *, replace: bool) -> None:
    if layout.data.exists() and any(layout.data.iterdir()):
        if not replace:
            raise BackupFailed(
                f"{layout.data} 不是空的。请用 --data 换一个目录，或加上 --replace（原目录改名保留，不会删除）。"
            )
        layout.data.rename(layout.data.with_name(f"{layout.data.name}.before-{time.strftime('%Y%m%dT%H%M%S')}"))
    layout.make_folders()


def _unpack(layout: Layout, source: Source, manifest: dict[str, Any]) -> None:
    """The keys first: without them the rest is worth nothing."""
    needed = sum(part["bytes"] for part in manifest["parts"].values())
    if shutil.disk_usage(layout.data).free < needed:
        raise BackupFailed(f"磁盘空间不足：{layout.data} 至少需要 {needed // 1024**2} MB。")
    layout.audit_heads.mkdir(exist_ok=True)
    folders = {"keys": layout.data, "audit-heads": layout.audit_heads, "files": layout.files}
    for name, folder in folders.items():
        if name in manifest["parts"]:
            unseal(_path_of(source, name), _unpacking(folder), source.identity)
    postgres = Servers(layout.data, layout.base).postgres
    unseal(_path_of(source, "databases"), postgres.receiving(), source.identity)


def _unpacking(folder: Path) -> Command:
    return Command(["tar", "--extract", "--no-same-owner", "--directory", str(folder.resolve())])


@contextmanager
def _running(servers: Servers) -> Iterator[None]:
    """The databases alone, past their recovery."""
    try:
        servers.start("postgres")
        if not servers.postgres.wait_until_recovered(RECOVERY_SECONDS):
            raise BackupFailed("数据库在一小时内没有恢复完成，见数据目录中的 postgres.log。")
        yield
    finally:
        servers.stop()


def _distrust(keys: Path) -> None:
    """Sign with new keys, and believe nothing that was signed with those of before."""
    for name in KEY_PAIRS:
        next_generation(keys, name)
        retire_generations(keys, name)


def _environment(layout: Layout) -> dict[str, str]:
    return build_environment(layout, {})
