"""标准、技术报告、成果转化: what a person has written or brought into use."""

from decimal import Decimal

from shared.catalogue.model import Field, FieldType, Section, When
from shared.catalogue.rules import Distinct

STANDARDS = When("kind", frozenset({"01", "02", "03", "04", "05", "06"}))

STANDARD_REPORT = Section(
    key="standard_report",
    title="标准、技术报告、成果转化",
    many=True,
    max_entries=100,
    summary=("title", "kind", "issue_date"),
    fields=(
        Field("kind", "类别", FieldType.CODE, required=True, codes="standard_report"),
        Field("title", "名称", required=True, length=200),
        Field("number", "标准号或文号", required_when=STANDARDS, length=60, help="标准和工法必填"),
        Field("role", "本人角色", FieldType.CODE, required=True, codes="report_role"),
        Field("rank", "本人排名", FieldType.INT, required=True, minimum=Decimal(1), maximum=Decimal(99)),
        Field("issue_org", "发布或采纳单位", required=True),
        Field("issue_date", "发布或采纳时间", FieldType.DATE, required=True, example="2022-08-01"),
        Field("benefit", "效益说明", FieldType.LONGTEXT, length=1000),
        Field("proof", "证明材料", FieldType.FILES, required=True),
    ),
    rules=(Distinct(("number",)), Distinct(("title", "issue_date"))),
)
