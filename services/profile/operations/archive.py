"""The ZIP of a person's own data: one JSON, every file as it was kept, and a text that explains both.

Written file by file to the disk and copied from there to the store: the memory it takes does not grow with the files.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID, uuid4

import structlog

from services.profile.models import File
from services.profile.operations.files import content_of
from shared.errors import NotFound
from shared.files import FileDamaged, file_store

DATA, README, FOLDER = "data.json", "README.txt", "files"
WORDS = """专业技术人员个人信息副本

本压缩包是您在职称信息管理系统中的个人信息副本，依照《中华人民共和国个人信息保护法》第四十五条提供。

data.json    您的全部信息：个人信息各项目（代码及其含义）、未保存的草稿、历次提交的快照、
             审核经过和修改记录、信息变更申请、分享同意书和分享状态、附件清单。UTF-8 编码。
files/       您上传的附件原件。data.json 的 files 中列有每个附件的原文件名、在本压缩包中的
             位置（path）和校验值（sha256）；missing 为 true 的附件未能读取，请联系系统管理员。

站内消息请在系统的「我的消息」中查看。
本压缩包含有证件号码、手机号码等敏感信息，请妥善保管，不要转发给他人。
"""

log = structlog.get_logger()


@dataclass(frozen=True)
class Archive:
    """A finished archive in the store."""

    export_id: UUID
    stored_as: str
    size: int
    sha256: str

    @property
    def key(self) -> str:
        """Under what key it lies in the store."""
        return key_of(self.export_id, self.stored_as)


def folder_of(export_id: UUID) -> str:
    """Where everything of one copy lies, also what a worker left behind that was killed."""
    return f"exports/{export_id}/"


def key_of(export_id: UUID, stored_as: str) -> str:
    """Under what key an archive lies in the store."""
    return folder_of(export_id) + stored_as


def make_archive(export_id: UUID, data: dict[str, Any], files: Sequence[File]) -> Archive:
    """Put an archive into the store; raises StoreAway."""
    stored_as = uuid4().hex
    with tempfile.TemporaryFile() as written:
        _write(written, data, files)
        size = written.tell()
        written.seek(0)
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        written.seek(0)
        file_store().keep(key_of(export_id, stored_as), written)
    return Archive(export_id, stored_as, size, sha256)


def _write(written: IO[bytes], data: dict[str, Any], files: Sequence[File]) -> None:
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(README, WORDS.encode("utf-8-sig"))
        listed = [_add(archive, number, file) for number, file in enumerate(files, 1)]
        text = json.dumps(data | {"files": listed}, ensure_ascii=False, indent=2, default=_plain)
        archive.writestr(DATA, text)


def _add(archive: zipfile.ZipFile, number: int, file: File) -> dict[str, Any]:
    """Put one file into the archive; returns its line in the list of files."""
    path: str | None = f"{FOLDER}/{number:03}-{file.name}"
    try:
        # Pictures and PDFs are compressed already.
        archive.writestr(str(path), content_of(file), zipfile.ZIP_STORED)
    except (NotFound, FileDamaged):  # told in the list: one lost file must not keep the rest from its owner
        log.warning("file missing from export", file_id=str(file.id))
        path = None
    shown = ("id", "name", "media_type", "size", "sha256", "purpose", "created_at")
    return {name: getattr(file, name) for name in shown} | {"path": path, "missing": path is None}


def _plain(value: Any) -> Any:
    """What JSON has no form for."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value))
