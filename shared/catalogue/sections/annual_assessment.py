"""年度考核: one result for each year that is over."""

from decimal import Decimal

from shared.catalogue.checks import PastYear
from shared.catalogue.model import Field, FieldType, Section, Severity
from shared.catalogue.rules import Distinct, YearsInARow

ANNUAL_ASSESSMENT = Section(
    key="annual_assessment",
    title="年度考核",
    many=True,
    max_entries=40,
    summary=("year", "result", "unit_name"),
    fields=(
        Field("year", "年度", FieldType.YEAR, required=True, minimum=Decimal(1990), checks=(PastYear(),)),
        Field("result", "考核结果", FieldType.CODE, required=True, codes="assessment"),
        Field("unit_name", "考核单位", required=True),
        Field("is_award", "嘉奖或记功", FieldType.BOOL),
        Field("remark", "备注", length=200, help="未参加考核或缺少年度的在此说明"),
        Field("proof", "证明材料", FieldType.FILES),
    ),
    rules=(Distinct(("year",), Severity.ERROR), YearsInARow("year", 5)),
)
