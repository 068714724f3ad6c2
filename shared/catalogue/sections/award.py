"""奖励荣誉: prizes and honours."""

from decimal import Decimal

from shared.catalogue.checks import NotBelow
from shared.catalogue.model import Field, FieldType, Section, Sharing, When
from shared.catalogue.rules import Distinct

# Prizes that are given to several people in an order; an honour is given to one.
RANKED = When("kind", frozenset({"01", "03"}))

AWARD = Section(
    key="award",
    title="奖励荣誉",
    many=True,
    max_entries=100,
    summary=("name", "level", "grade", "award_date"),
    fields=(
        Field("name", "奖励或荣誉名称", required=True, length=200, sharing=Sharing.CHOICE),
        Field("kind", "类别", FieldType.CODE, required=True, codes="award"),
        Field("level", "级别", FieldType.CODE, required=True, codes="award_level", sharing=Sharing.CHOICE),
        Field("grade", "等级", FieldType.CODE, codes="award_grade", sharing=Sharing.CHOICE),
        Field(
            "rank",
            "本人排名",
            FieldType.INT,
            required_when=RANKED,
            minimum=Decimal(1),
            maximum=Decimal(999),
            help="科技奖励和教学成果必填",
        ),
        Field(
            "rank_total",
            "获奖总人数",
            FieldType.INT,
            minimum=Decimal(1),
            maximum=Decimal(9999),
            checks=(NotBelow("rank", "本人排名"),),
        ),
        Field("award_org", "授奖单位", required=True),
        Field("award_date", "授奖时间", FieldType.MONTH, required=True, sharing=Sharing.CHOICE, example="2021-01"),
        Field("cert_no", "证书编号", length=60),
        Field("proof", "证明材料", FieldType.FILES, required=True, help="证书或表彰文件"),
    ),
    rules=(Distinct(("cert_no",)), Distinct(("name", "award_date"))),
)
