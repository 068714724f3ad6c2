"""论文: what a person has published in journals."""

from decimal import Decimal

from stdnum import issn

from shared.catalogue.checks import Matches, NotBelow, SameYear, Valid
from shared.catalogue.model import Field, FieldType, Section
from shared.catalogue.rules import AtMost, Distinct

RANK = Decimal(1), Decimal(99)

PAPER = Section(
    key="paper",
    title="论文",
    many=True,
    max_entries=200,
    summary=("title", "journal", "publish_month"),
    fields=(
        Field("title", "论文题目", required=True, length=300, group="论文"),
        Field("authors", "全部作者", required=True, length=300, group="论文", help="按发表的顺序，用顿号隔开"),
        Field("author_rank", "本人排名", FieldType.INT, required=True, minimum=RANK[0], maximum=RANK[1], group="论文"),
        Field(
            "author_total",
            "作者总数",
            FieldType.INT,
            minimum=RANK[0],
            maximum=Decimal(999),
            group="论文",
            checks=(NotBelow("author_rank", "本人排名"),),
        ),
        Field("author_role", "作者身份", FieldType.CODE, codes="author_role", group="论文"),
        Field("is_representative", "代表作", FieldType.BOOL, group="论文", help="最多 5 篇"),
        Field("journal", "刊名", required=True, group="刊物", help="填写全称，不使用简称"),
        Field(
            "issn",
            "国际刊号（ISSN）",
            length=9,
            group="刊物",
            example="1000-6869",
            checks=(Valid("ISSN", issn.is_valid),),
        ),
        Field(
            "cn_no",
            "国内刊号（CN）",
            group="刊物",
            example="11-1931/TU",
            checks=(Matches(r"(CN ?)?[0-9]{2}-[0-9]{4}(/[A-Z0-9]{1,3})?", "国内刊号应写成 11-1931/TU 的样子"),),
        ),
        Field("publish_month", "发表时间", FieldType.MONTH, required=True, group="刊物", example="2020-06"),
        Field(
            "year",
            "年",
            FieldType.YEAR,
            required=True,
            group="刊物",
            checks=(SameYear("publish_month", "发表时间"),),
        ),
        Field("volume", "卷", length=20, group="刊物"),
        Field("issue", "期", required=True, length=20, group="刊物"),
        Field("pages", "起止页码", length=40, group="刊物", example="12-18"),
        Field("indexing", "收录情况", FieldType.CODES, codes="indexing", group="刊物"),
        Field(
            "doi",
            "DOI",
            group="刊物",
            example="10.1000/182",
            checks=(Matches(r"10\.[0-9]{4,9}/[!-~]{1,80}", "DOI 应以 10. 开头，例如 10.1000/182"),),
        ),
        Field("proof", "证明材料", FieldType.FILES, required=True, group="证明材料", help="封面、目录和正文"),
    ),
    rules=(AtMost("is_representative", 5), Distinct(("title", "journal"))),
)
