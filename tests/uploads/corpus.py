"""Files that nobody should be able to hand in, and what is to be answered to each; none is malware but the EICAR text.

`python -m tests.uploads.corpus FOLDER` writes them down, to try them on a running system by hand.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from pikepdf import String

from tests.uploads import documents as pdf
from tests.uploads import office, pictures
from tests.uploads.documents import acting, document
from tests.uploads.office import RELATIONS, docx, relation, xlsx
from tests.uploads.pictures import SCRIPT, picture

Content = Callable[[], bytes]
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
UNC = r"\\198.51.100.7\share\x"

ACTIVE, BESIDES, OTHER, BROKEN, ELSEWHERE = "脚本或内嵌文件", "夹带", "扩展名不符", "损坏", "引用了外部内容"
MACRO, ONLY, LARGE = "宏或内嵌的对象", "只能上传", "展开后过大"

PROOFS: dict[str, tuple[Content, str]] = {
    "empty.pdf": (lambda: b"", "空的"),
    "blank.png": (lambda: b" \r\n\x00", OTHER),
    "page.html": (lambda: SCRIPT, ONLY),
    "picture.svg": (pictures.svg, ONLY),
    "picture.gif": (pictures.tailed_gif, ONLY),
    "noname": (picture, ONLY),
    "full-width．pdf": (document, ONLY),
    "photo.jpg.exe": (picture, ONLY),
    "photo.php.jpg": (lambda: b"<?php system($_GET[0]);", OTHER),
    "eicar.pdf": (lambda: EICAR, OTHER),
    "svg.png": (pictures.svg, OTHER),
    "gif.jpg": (pictures.tailed_gif, OTHER),
    "picture.pdf": (picture, OTHER),
    "document.jpg": (document, OTHER),
    "program.png": (lambda: b"MZ" + bytes(200), OTHER),
    "script.jpg": (lambda: SCRIPT, OTHER),
    "archive.pdf": (pdf.archive, OTHER),
    "macros.pdf": (lambda: docx(**{"word/vbaProject.bin": "x"}), OTHER),
    "old.pdf": (lambda: OLD_OFFICE, OTHER),
    "late.pdf": (lambda: SCRIPT + document(), OTHER),
    "truncated.png": (lambda: picture("PNG")[:200], BROKEN),
    "truncated.jpg": (lambda: picture()[:200], BROKEN),
    "truncated.pdf": (lambda: document()[:150] + b"%%EOF", BROKEN),
    "sum.png": (pictures.wrong_sum_png, BROKEN),
    "none.png": (pictures.empty_png, BROKEN),
    "bomb-in-text.png": (pictures.bomb_in_text_png, BROKEN),
    "huge.png": (pictures.huge_png, "像素"),
    "line.png": (pictures.line_png, "像素"),
    "lying.jpg": (pictures.lying_jpeg, "像素"),
    "both.jpg": (lambda: picture() + pdf.archive(), BESIDES),
    "both.png": (lambda: picture("PNG") + pdf.archive(), BESIDES),
    "both.pdf": (lambda: document() + pdf.archive(), BESIDES),
    "tail.pdf": (lambda: document() + SCRIPT, BESIDES),
    "hidden.jpg": (lambda: picture(comment=b"%PDF-1.7"), BESIDES),
    "on-opening.pdf": (lambda: document(OpenAction=pdf.script()), ACTIVE),
    "on-leaving.pdf": (pdf.script_on_leaving, ACTIVE),
    "by-name.pdf": (pdf.script_by_name, ACTIVE),
    "launch.pdf": (lambda: acting("Launch", F=String("cmd.exe")), ACTIVE),
    "remote.pdf": (lambda: acting("GoToR", F=String(UNC)), ACTIVE),
    "submits.pdf": (lambda: acting("SubmitForm", F=String("https://x.example")), ACTIVE),
    "imports.pdf": (lambda: acting("ImportData", F=String("x.fdf")), ACTIVE),
    "plays.pdf": (lambda: acting("Rendition"), ACTIVE),
    "form.pdf": (lambda: document(AcroForm=pdf.Dictionary(XFA=String("x"))), ACTIVE),
    "link.pdf": (lambda: pdf.link_to("JavaScript:alert(1)"), ACTIVE),
    "share.pdf": (lambda: pdf.link_to(f"file:{UNC}"), ACTIVE),
    "elsewhere.pdf": (pdf.content_from_elsewhere, ACTIVE),
    "attached.pdf": (pdf.with_file, ACTIVE),
    "locked.pdf": (pdf.locked, "密码"),
    "no-pages.pdf": (pdf.without_pages, BROKEN),
    "endless.pdf": (pdf.endless_pages, BROKEN),
    "bomb.pdf": (lambda: pdf.unfolding(400), BROKEN),
}
"""As proof of an entry, where pictures and documents are taken."""

ATTACHMENTS: dict[str, tuple[Content, str]] = {
    "program.exe": (lambda: b"MZ", ONLY),
    "macros.docm": (docx, ONLY),
    "word.pdf": (docx, OTHER),
    "pdf.docx": (document, OTHER),
    "excel.docx": (xlsx, OTHER),
    "old.docx": (lambda: OLD_OFFICE, OTHER),
    "broken.docx": (lambda: b"PK\x03\x04", OTHER),
    "program.docx": (lambda: b"MZ" + bytes(60) + docx(), OTHER),
    "remark.docx": (lambda: office.packed({**office.WORD}, remark=SCRIPT), OTHER),
    "twice.docx": (office.twice, OTHER),
    "macro.docx": (lambda: docx(**{"word/vbaProject.bin": "x"}), MACRO),
    "macro-renamed.docx": (lambda: docx(**{"[Content_Types].xml": "<x>application/vnd.ms-office.vbaProject"}), MACRO),
    "macro.xlsx": (lambda: xlsx(**{"xl/macrosheets/sheet1.xml": "x"}), MACRO),
    "object.docx": (lambda: docx(**{"word/embeddings/oleObject1.bin": "x"}), MACRO),
    "object-renamed.docx": (lambda: docx(**{RELATIONS: relation("media/a.png", "oleObject", "Internal")}), MACRO),
    "page-inside.docx": (lambda: docx(**{RELATIONS: relation("a.mht", "aFChunk", "Internal")}), MACRO),
    "outside.docx": (lambda: docx(**{"../outside": "x"}), MACRO),
    "outside-windows.docx": (lambda: docx(**{"..\\..\\outside": "x"}), MACRO),
    "template.docx": (lambda: docx(**{RELATIONS: relation("https://x.example/t.dotm", "attachedTemplate")}), ELSEWHERE),
    "coded.docx": (
        lambda: docx(**{RELATIONS: relation("https://x.example/t.dotm", "attachedTemplate", "&#69;xternal")}),
        ELSEWHERE,
    ),
    "entities.docx": (lambda: docx(**{RELATIONS: "<!DOCTYPE x>"}), ELSEWHERE),
    "program-called.xlsx": (lambda: xlsx(**{"xl/externalLinks/externalLink1.xml": "<ddeLink/>"}), ELSEWHERE),
    "bomb.docx": (lambda: docx(**{"word/bomb": b"0" * 3_000_000}), LARGE),
    "bomb-in-relations.docx": (lambda: docx(**{RELATIONS: b" " * 4_000_000, "a": bytes(range(256)) * 900}), LARGE),
    "lying.docx": (office.lying_sizes, OTHER),
    "many.docx": (office.many_parts, LARGE),
}
"""As an attachment of a notice, where Word and Excel are taken, too."""

STRIPPED: dict[str, Content] = {
    "tail.jpg": lambda: picture() + SCRIPT,
    "tail.png": lambda: picture("PNG") + SCRIPT,
    "remark.jpg": lambda: picture(comment=SCRIPT),
    "remark.png": pictures.remark_png,
    "exif.jpg": pictures.located_jpeg,
}
"""Pictures that are taken, but without the script that is hidden in them."""

RENAMED = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\图片\\证书.PDF": "证书.pdf",
    "a\u202efdp.exe.pdf": "afdp.exe.pdf",
    "a\u2066\u200b\ufeffb.pdf": "ab.pdf",
    "a\x00.exe.pdf": "a.exe.pdf",
    "a\r\nSet-Cookie: x.pdf": "aSet-Cookie: x.pdf",
    "．．／．．／a.pdf": "a.pdf",
    ".pdf": "文件.pdf",
    "长" * 300 + ".pdf": "长" * 120 + ".pdf",
}
"""Names under which a harmless file is taken, and what is left of them."""


def files() -> dict[str, Content]:
    """All of them by names that a folder can have, each in the folder of its kind."""
    refused = {f"refused/{name}": make for table in (PROOFS, ATTACHMENTS) for name, (make, _) in table.items()}
    return refused | {f"stripped/{name}": make for name, make in STRIPPED.items()}


if __name__ == "__main__":
    for name, make in files().items():
        path = Path(sys.argv[1]) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make())
