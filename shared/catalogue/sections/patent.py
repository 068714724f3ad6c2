"""专利与知识产权: rights in what a person has invented or written."""

from decimal import Decimal

from shared.catalogue.checks import NotBefore, PatentNumber
from shared.catalogue.model import Field, FieldType, Section, When
from shared.catalogue.rules import Distinct

PATENTS = frozenset({"01", "02", "03"})

PATENT = Section(
    key="patent",
    title="专利与知识产权",
    many=True,
    max_entries=100,
    summary=("title", "kind", "number"),
    fields=(
        Field("kind", "类别", FieldType.CODE, required=True, codes="ip"),
        Field("title", "名称", required=True, length=200),
        Field(
            "number",
            "专利（登记）号",
            required=True,
            length=40,
            example="ZL201810000001.4",
            checks=(PatentNumber("kind", PATENTS),),
        ),
        Field("holder", "权利人", required=True, length=200),
        Field("rank", "本人排名", FieldType.INT, required=True, minimum=Decimal(1), maximum=Decimal(99)),
        Field("apply_date", "申请时间", FieldType.DATE, example="2018-01-02"),
        Field(
            "grant_date",
            "授权（登记）时间",
            FieldType.DATE,
            required=True,
            example="2020-05-19",
            checks=(NotBefore("apply_date", "申请时间"),),
        ),
        Field("status", "法律状态", FieldType.CODE, required=True, codes="ip_status"),
        Field("authority", "授权机关", help="例如 国家知识产权局"),
        Field("country", "国家或地区", FieldType.CODE, codes="country"),
        Field("transformed", "是否转化", FieldType.BOOL),
        Field(
            "benefit_wan",
            "转化效益",
            FieldType.DECIMAL,
            applies_when=When("transformed", frozenset({True})),
            minimum=Decimal(0),
            maximum=Decimal(100_000_000),
            unit="万元",
        ),
        Field("proof", "证明材料", FieldType.FILES, required=True, help="专利证书或登记证书"),
    ),
    rules=(Distinct(("number",)),),
)
