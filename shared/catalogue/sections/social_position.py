"""社会、学术兼职: posts in societies, committees and journals."""

from shared.catalogue.checks import NotBefore
from shared.catalogue.model import Field, FieldType, Section, Sharing
from shared.catalogue.rules import Distinct

SOCIAL_POSITION = Section(
    key="social_position",
    title="社会、学术兼职",
    many=True,
    max_entries=50,
    summary=("organization", "position", "start_month", "end_month"),
    fields=(
        Field("organization", "组织名称", required=True, sharing=Sharing.CHOICE),
        Field("position", "担任职务", required=True, length=60, sharing=Sharing.CHOICE),
        Field("level", "级别", FieldType.CODE, codes="award_level"),
        Field("start_month", "开始时间", FieldType.MONTH, required=True, sharing=Sharing.CHOICE, example="2019-05"),
        Field(
            "end_month",
            "结束时间",
            FieldType.MONTH,
            sharing=Sharing.CHOICE,
            empty_text="至今",
            help="仍在担任的不填，表示至今",
            checks=(NotBefore("start_month", "开始时间"),),
        ),
        Field("proof", "证明材料", FieldType.FILES),
    ),
    rules=(Distinct(("organization", "position", "start_month")),),
)
