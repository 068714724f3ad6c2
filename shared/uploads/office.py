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
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External")
LINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")


def examine_office(name: str, content: bytes) -> Accepted:
    """The content of a .docx or .xlsx, unchanged; raises FileTooLarge and FileRefused."""
    if len(content) > LARGEST_FILE:
        raise FileTooLarge
    media_type, main_part = KINDS[name.rpartition(".")[2].lower()]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive)
            _refuse_active(archive, main_part)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileRefused(
            why="文件已损坏、设有密码，或内容与扩展名不符，请用 Word、Excel 或 WPS 另存后再上传。"
        ) from error
    return Accepted(media_type, content)


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO:
        raise FileRefused(why="文件展开后过大，请删去多余的内容，另存后再上传。")


def _refuse_active(archive: zipfile.ZipFile, main_part: str) -> None:
    names = archive.namelist()
    if not {"[Content_Types].xml", main_part} <= set(names):
        raise FileRefused(why="文件内容与扩展名不符，请用 Word、Excel 或 WPS 另存为 docx 或 xlsx 后再上传。")
    outside = any(".." in PurePosixPath(name).parts or name.startswith(("/", "\\")) for name in names)
    if outside or any(mark in f"/{name.lower()}" for name in names for mark in RUNS):
        raise FileRefused(why="文件含有宏或内嵌的对象，请另存为不含宏和内嵌对象的文件后再上传。")
    if any(_fetches(archive.read(name)) for name in names if name.lower().endswith(".rels")):
        raise FileRefused(why="文件引用了外部内容，请把引用的图片、模板等存入文件后再上传。")


def _fetches(relations: bytes) -> bool:
    """Whether something beside links that a person clicks lies outside the file; in an unknown form, it does."""
    if b"\x00" in relations or b"<!" in relations:
        return True
    found = RELATION.findall(relations)
    return any(EXTERNAL.search(one) and not LINK.search(one) for one in found)
