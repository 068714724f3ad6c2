"""著作教材: books and textbooks."""

from decimal import Decimal

from stdnum import isbn

from shared.catalogue.checks import NotBelow, Valid
from shared.catalogue.model import Field, FieldType, Section
from shared.catalogue.rules import Distinct

MOST_WORDS = Decimal(10000)

BOOK = Section(
    key="book",
    title="著作教材",
    many=True,
    max_entries=100,
    summary=("title", "role", "publisher", "publish_month"),
    fields=(
        Field("title", "书名", required=True, length=200),
        Field("kind", "类别", FieldType.CODE, required=True, codes="book"),
        Field("role", "本人角色", FieldType.CODE, required=True, codes="book_role"),
        Field("author_rank", "本人排名", FieldType.INT, minimum=Decimal(1), maximum=Decimal(99)),
        Field(
            "own_words",
            "本人承担字数",
            FieldType.DECIMAL,
            required=True,
            minimum=Decimal(0),
            maximum=MOST_WORDS,
            unit="万字",
        ),
        Field(
            "total_words",
            "总字数",
            FieldType.DECIMAL,
            minimum=Decimal(0),
            maximum=MOST_WORDS,
            unit="万字",
            checks=(NotBelow("own_words", "本人承担字数"),),
        ),
        Field("publisher", "出版社", required=True),
        Field(
            "isbn",
            "书号（ISBN）",
            required=True,
            length=17,
            example="978-7-112-14567-6",
            checks=(Valid("ISBN", isbn.is_valid),),
        ),
        Field("publish_month", "出版时间", FieldType.MONTH, required=True, example="2019-05"),
        Field("proof", "证明材料", FieldType.FILES, required=True, help="封面、版权页和目录"),
    ),
    rules=(Distinct(("isbn",)),),
)
