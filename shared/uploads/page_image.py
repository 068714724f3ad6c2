"""One page as a picture, drawn by a process of its own: `python -m shared.uploads.page_image TYPE PAGE WIDTH HEIGHT`.

It reads the file from its input and writes a JPEG that fits into the box. What a file may cost is bounded by the
system: a PDF made to exhaust or to break its reader ends this process and nothing else, which holds no keys.
"""

import io
import resource
import sys

import pypdfium2
from PIL import Image, ImageOps

MEGABYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_AS: 1024 * MEGABYTE,
    resource.RLIMIT_CPU: 6,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
QUALITY = 85
PDF = "application/pdf"
Box = tuple[int, int]


def main(media_type: str, page: str, width: str, height: str) -> None:
    """Draw the page that the arguments name."""
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))
    content, box = sys.stdin.buffer.read(), (int(width), int(height))
    drawn = _page(content, int(page), box) if media_type == PDF else _picture(content, box)
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=QUALITY, optimize=True)
    sys.stdout.buffer.write(written.getvalue())


def _page(content: bytes, number: int, box: Box) -> Image.Image:
    page = pypdfium2.PdfDocument(content)[number - 1]
    width, height = page.get_size()
    drawn: Image.Image = page.render(scale=min(box[0] / width, box[1] / height)).to_pil()
    return drawn.convert("RGB")


def _picture(content: bytes, box: Box) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", box)
        image.thumbnail(box)
        flat = Image.new("RGB", image.size, "white")
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        flat.paste(upright, mask=upright)
    return flat


if __name__ == "__main__":
    main(*sys.argv[1:])
