"""Pictures for the demo's records: a silhouette in place of a face, and an identity card that nobody could use."""

import io
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from stack.demo.dice import dice_of

PORTRAIT = (590, 826)
CARD = (856, 540)
RED, PALE = (200, 40, 40), (214, 222, 230)
BACKGROUNDS = ((198, 220, 240), (210, 224, 236), (226, 234, 242), (188, 212, 236))
SKINS = ((240, 214, 190), (232, 202, 176), (224, 192, 164))
HAIRS = ((44, 40, 42), (60, 50, 46), (88, 86, 88), (34, 32, 38))
COATS = ((52, 68, 96), (70, 78, 90), (36, 52, 66), (96, 62, 66), (240, 244, 248))

Point = tuple[int, int]
# The strokes of 样例 as lines on a square of 100 by 100: no font is needed to write these two.
SPECIMEN: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (
        *(((6, 32), (44, 32)), ((26, 8), (26, 96)), ((26, 36), (6, 70)), ((28, 44), (42, 60))),
        *(((58, 8), (66, 22)), ((90, 8), (80, 22)), ((52, 28), (98, 28)), ((55, 48), (94, 48))),
        *(((48, 70), (100, 70)), ((75, 28), (75, 98))),
    ),
    (
        *(((26, 6), (6, 48)), ((18, 32), (18, 97)), ((32, 16), (66, 16)), ((48, 16), (32, 58))),
        *(((43, 37), (62, 37), (57, 58), (32, 96)), ((41, 54), (52, 68))),
        *(((75, 22), (75, 70)), ((94, 8), (94, 94), (84, 86))),
    ),
)


class Attachment(NamedTuple):
    """A file to be uploaded."""

    name: str
    content: bytes


def portrait(name: str, *, woman: bool) -> Attachment:
    """A silhouette in the frame of a passport photo, a little different for each name."""
    dice = dice_of(name, "portrait")
    skin, hair, coat = dice.choice(SKINS), dice.choice(HAIRS), dice.choice(COATS)
    image = Image.new("RGB", PORTRAIT, dice.choice(BACKGROUNDS))
    draw = ImageDraw.Draw(image)
    if woman:
        draw.rounded_rectangle((165, 170, 425, 560), radius=120, fill=hair)
    draw.rounded_rectangle((60, 590, 530, 1000), radius=170, fill=coat)
    draw.polygon([(235, 592), (355, 592), (295, 730)], fill=(250, 250, 252))
    draw.rounded_rectangle((250, 480, 340, 640), radius=44, fill=skin)
    draw.ellipse((185, 190, 405, 520), fill=skin)
    draw.chord((175, 165, 415, 470), start=185, end=355, fill=hair)
    if woman:
        draw.pieslice((172, 170, 418, 520), start=182, end=246, fill=hair)
    return Attachment("证件照.jpg", _jpeg(image))


@cache
def id_card(side: str) -> Attachment:
    """One side of a card without any data, marked 样例 all over."""
    image = Image.new("RGB", CARD, (238, 243, 247))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((8, 8, 848, 532), radius=36, outline=PALE, width=6)
    if side == "人像面":
        for line, width in enumerate((220, 300, 260, 420, 380)):
            draw.rounded_rectangle((60, 70 + line * 68, 60 + width, 98 + line * 68), radius=12, fill=PALE)
        draw.rounded_rectangle((590, 80, 790, 350), radius=20, fill=PALE)
        draw.rounded_rectangle((60, 450, 790, 486), radius=12, fill=PALE)
    else:
        draw.ellipse((60, 50, 200, 190), fill=PALE)
        draw.rounded_rectangle((250, 70, 780, 110), radius=12, fill=PALE)
        draw.rounded_rectangle((250, 140, 780, 170), radius=12, fill=PALE)
        draw.rounded_rectangle((250, 400, 700, 480), radius=12, fill=PALE)
    _mark(draw, (250, 180), 170)
    return Attachment(f"身份证{side}（样例）.jpg", _jpeg(image))


def _mark(draw: ImageDraw.ImageDraw, corner: Point, size: int) -> None:
    left, top = corner
    for place, strokes in enumerate(SPECIMEN):
        shift = left + place * (size + size // 5)
        for stroke in strokes:
            line = [(shift + x * size / 100, top + y * size / 100) for x, y in stroke]
            draw.line(line, fill=RED, width=size // 14, joint="curve")


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=88)
    return written.getvalue()
