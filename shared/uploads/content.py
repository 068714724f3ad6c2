"""What may be uploaded: JPEG, PNG and PDF that really are such, and nothing else besides."""

import io
import re
import threading
import unicodedata
import zipfile
from dataclasses import dataclass

import pikepdf
import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from shared.errors import DomainError

Image.MAX_IMAGE_PIXELS = None  # the limit below is stricter, and refuses instead of warning

# What little may unfold into when a PDF is opened: qpdf decodes only its lists of objects then, never a page's streams.
UNFOLDED_BYTES = 16 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=UNFOLDED_BYTES,
    png_max_memory=UNFOLDED_BYTES,
    run_length_max_memory=UNFOLDED_BYTES,
    tiff_max_memory=UNFOLDED_BYTES,
    dct_max_memory=UNFOLDED_BYTES,
    max_stream_filters=4,
    parser_max_container_size=50_000,
    doc_max_warnings=100,
)

LARGEST_FILE = 5 * 1024 * 1024
LONGEST_NAME = 120
MOST_PAGES = 200
MOST_OBJECTS = 100_000
MOST_PIXELS = 40_000_000
PHOTO_PIXELS = (295, 413)
JPEG_QUALITY = 90

SUFFIXES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
# What a PDF can do besides being read: run, carry, play, send, and fetch from where the reader sits.
ACTIVE_NAMES = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA"}
    | {"/Rendition", "/Movie", "/Sound", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"}
)
ACTIVE_LINK = re.compile(rb"\s*(javascript|vbscript|data|file):|\s*[/\\]{2}", re.IGNORECASE)
AFTER_THE_END = re.compile(rb"%%EOF[\s\x00]*\Z")


# A picture of 40 million pixels takes some 400 MB while it is written anew: one at a time in each process.
_one_picture = threading.Lock()


class FileTooLarge(DomainError):
    """More bytes than a file may have."""

    status, error, message = 413, "file_too_large", "文件超过 5 MB，请压缩后再上传。"


class FileRefused(DomainError):
    """The file isn't what may be uploaded; the sentence says why and what to do."""

    status, error, message = 422, "file_refused", "{why}"


class TooManyPages(DomainError):
    """A PDF of more pages than anybody reads."""

    status, error, message = (
        422,
        "too_many_pages",
        "PDF 文件有 {pages} 页，最多 {most} 页，请只保留有关的页面或分成几个文件。",
    )


class TooManyPixels(DomainError):
    """A picture that takes too much memory to open, however small its file."""

    status, error, message = 422, "too_many_pixels", "图片的像素过多，请缩小到 {most} 万像素以内再上传。"


@dataclass(frozen=True)
class Accepted:
    """What is stored of an upload."""

    media_type: str
    content: bytes
    pages: int = 1


def examine(name: str, content: bytes, *, photo: bool = False) -> Accepted:
    """The content as it may be stored; images are written anew without anything hidden in them, a photo cropped.

    Raises FileTooLarge, FileRefused, TooManyPages and TooManyPixels.
    """
    if len(content) > LARGEST_FILE:
        raise FileTooLarge
    if not content:
        raise FileRefused(why="文件是空的，请重新选择。")
    suffix = name.rpartition(".")[2].lower()
    if suffix not in SUFFIXES:
        raise FileRefused(why="只能上传 JPG、PNG 或 PDF 文件，请转换格式后再上传。")
    media_type = SUFFIXES[suffix]
    if _kind_of(content) != media_type:
        raise FileRefused(why="文件内容与扩展名不符，请用原来的软件另存为 JPG、PNG 或 PDF 后再上传。")
    _refuse_second_face(content, media_type)
    if media_type == "application/pdf":
        return Accepted(media_type, content, _check_pdf(content))
    with _one_picture:
        return Accepted(media_type, _written_anew(content, media_type, photo=photo))


def clean_name(name: str) -> str:
    """The name as it may be shown: no folders, no characters that hide or turn others around, not too long."""
    last = unicodedata.normalize("NFKC", name).replace("\\", "/").rpartition("/")[2]
    stem, _, suffix = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").rpartition(".")
    return f"{' '.join(stem.split())[:LONGEST_NAME] or '文件'}.{suffix.lower()}"


def _kind_of(content: bytes) -> str:
    """The media type by the first bytes; empty if unknown."""
    try:
        return str(puremagic.from_string(content, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _refuse_second_face(content: bytes, media_type: str) -> None:
    """Refuse what is at the same time something else: a PDF behind an image's head, an archive behind either."""
    is_pdf = media_type == "application/pdf"
    hidden_pdf = not is_pdf and b"%PDF-" in content[:1024]
    misplaced = is_pdf and (not content.startswith(b"%PDF-") or not AFTER_THE_END.search(content[-1024:]))
    if hidden_pdf or misplaced or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(why="文件中夹带了其他内容，请用原来的软件重新导出后再上传。")


def _check_pdf(content: bytes) -> int:
    """The number of pages; refuses a PDF that can't be opened by everybody, or that does more than show pages."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            if len(pdf.objects) > MOST_OBJECTS:
                raise FileRefused(why="PDF 文件过于复杂，请用「打印为 PDF」重新导出后再上传。")
            active = any(_is_active(thing) for thing in pdf.objects)
    except pikepdf.PasswordError as error:
        raise FileRefused(why="PDF 文件设有密码，请取消密码后再上传。") from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise FileRefused(why="PDF 文件已损坏，无法打开，请重新导出后再上传。") from error
    if not pages:
        raise FileRefused(why="PDF 文件没有页面，请重新导出后再上传。")
    if pages > MOST_PAGES:
        raise TooManyPages(pages=pages, most=MOST_PAGES)
    if active:
        raise FileRefused(why="PDF 文件含有脚本或内嵌文件，请用「打印为 PDF」重新导出后再上传。")
    return pages


def _is_active(thing: pikepdf.Object) -> bool:
    """Whether an object of a PDF, or what is written inside it, runs or carries something."""
    if isinstance(thing, pikepdf.Name):
        return str(thing) in ACTIVE_NAMES
    if isinstance(thing, pikepdf.Stream) and "/F" in thing:  # its bytes lie in another file
        return True
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return _leads_astray(thing) or any(
            key in ACTIVE_NAMES or _is_active_inside(value) for key, value in thing.items()
        )
    return isinstance(thing, pikepdf.Array) and any(_is_active_inside(value) for value in thing)


def _leads_astray(thing: pikepdf.Object) -> bool:
    """Whether this is a link that runs something or opens a file, not a page of the web."""
    address = thing.get("/URI")
    return isinstance(address, pikepdf.String) and ACTIVE_LINK.match(bytes(address)) is not None


def _is_active_inside(value: object) -> bool:
    """The same for a part; one that is an object of its own is looked at by itself."""
    return isinstance(value, pikepdf.Object) and not value.is_indirect and _is_active(value)


def _written_anew(content: bytes, media_type: str, *, photo: bool) -> bytes:
    """The picture alone: upright, without EXIF, place or anything behind its end."""
    form = IMAGE_FORMATS[media_type]
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooManyPixels(most=MOST_PIXELS // 10_000)
            image.verify()
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB" if form == "JPEG" or photo else "RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused(why="图片已损坏，无法打开，请重新导出后再上传。") from error
    if photo:
        upright = ImageOps.fit(upright, PHOTO_PIXELS)
    upright.info.clear()  # remarks and profiles would be written again
    written = io.BytesIO()
    upright.save(written, form, quality=JPEG_QUALITY, optimize=True)
    return written.getvalue()
