"""Word and Excel files as they are handed on: nothing in them runs, and nothing is fetched from elsewhere."""

import io
import re
import zipfile
from pathlib import PurePosixPath

from shared.uploads.content import LARGEST_FILE, Accepted, FileRefused, FileTooLarge

MOST_PARTS = 1_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
OOXML = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "docx": (f"{OOXML}.wordprocessingml.document", "word/document.xml"),
    "xlsx": (f"{OOXML}.spreadsheetml.sheet", "xl/workbook.xml"),
}
RUNS = ("vbaproject", "activex", "/embeddings/", "oleobject", "macrosheets")
ACTIVE_TYPE = re.compile(rb"vbaProject|macroEnabled|activeX|oleObject", re.IGNORECASE)
MOST_DESCRIBING = 1024 * 1024  # bytes of a part that only says what the others are
NOT_READ = "文件已损坏、设有密码，或内容与扩展名不符，请用 Word、Excel 或 WPS 另存后再上传。"
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External")
ACTIVE = re.compile(rb"Type\s*=\s*[\"'][^\"']*/(vbaProject|oleObject|package|control|aFChunk)[\"']")
LINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")


def examine_office(name: str, content: bytes) -> Accepted:
    """The content of a .docx or .xlsx, unchanged; raises FileTooLarge and FileRefused."""
    if len(content) > LARGEST_FILE:
        raise FileTooLarge
    media_type, main_part = KINDS[name.rpartition(".")[2].lower()]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive)
            _refuse_second_face(archive, content, main_part)
            _refuse_active(archive)
            broken = archive.testzip()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileRefused(why=NOT_READ) from error
    if broken:
        raise FileRefused(why=NOT_READ)
    return Accepted(media_type, content)


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    describing = max((part.file_size for part in parts if _describes(part.filename)), default=0)
    too_many = len(parts) > MOST_PARTS or describing > MOST_DESCRIBING
    if too_many or unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO:
        raise FileRefused(why="文件展开后过大，请删去多余的内容，另存后再上传。")


def _refuse_second_face(archive: zipfile.ZipFile, content: bytes, main_part: str) -> None:
    """Refuse what is no such document, or something else besides: bytes around it, or two parts of one name."""
    names = [name.lower() for name in archive.namelist()]
    whole = content.startswith(b"PK\x03\x04") and not archive.comment and len(set(names)) == len(names)
    if not whole or not {"[Content_Types].xml", main_part} <= set(archive.namelist()):
        raise FileRefused(why="文件内容与扩展名不符，请用 Word、Excel 或 WPS 另存为 docx 或 xlsx 后再上传。")


def _refuse_active(archive: zipfile.ZipFile) -> None:
    names = [name.replace("\\", "/").lower() for name in archive.namelist()]
    outside = any(".." in PurePosixPath(name).parts or name.startswith("/") for name in names)
    described = {name: archive.read(name) for name in archive.namelist() if _describes(name)}
    kinds = ACTIVE_TYPE.search(described["[Content_Types].xml"]) or any(map(ACTIVE.search, described.values()))
    if outside or kinds or any(mark in f"/{name}" for name in names for mark in RUNS):
        raise FileRefused(why="文件含有宏或内嵌的对象，请另存为不含宏和内嵌对象的文件后再上传。")
    if any("externallinks/" in name for name in names) or any(map(_fetches, described.values())):
        raise FileRefused(why="文件引用了外部内容，请把引用的图片、模板等存入文件后再上传。")


def _describes(name: str) -> bool:
    """Whether a part says what the others are and what belongs to what."""
    return name == "[Content_Types].xml" or name.lower().endswith(".rels")


def _fetches(relations: bytes) -> bool:
    """Whether something beside links that a person clicks lies outside the file; in an unknown form, it does."""
    if any(mark in relations for mark in (b"\x00", b"<!", b"&#")):
        return True
    found = RELATION.findall(relations)
    return any(EXTERNAL.search(one) and not LINK.search(one) for one in found)
