"""继续教育与培训: what was learned, with its hours."""

from decimal import Decimal

from shared.catalogue.checks import NotBefore
from shared.catalogue.model import Field, FieldType, Section
from shared.catalogue.rules import Distinct, YearlyHours

CONTINUING_EDUCATION = Section(
    key="continuing_education",
    title="继续教育与培训",
    many=True,
    max_entries=100,
    summary=("year", "kind", "name", "hours"),
    fields=(
        Field("year", "年度", FieldType.YEAR, required=True),
        Field("kind", "类别", FieldType.CODE, required=True, codes="training"),
        Field("name", "培训名称", required=True, length=200),
        Field("organizer", "培训机构", required=True),
        Field("start_date", "开始时间", FieldType.DATE, example="2025-03-10"),
        Field(
            "end_date",
            "结束时间",
            FieldType.DATE,
            example="2025-03-14",
            checks=(NotBefore("start_date", "开始时间"),),
        ),
        Field(
            "hours",
            "学时",
            FieldType.DECIMAL,
            required=True,
            minimum=Decimal("0.5"),
            maximum=Decimal(400),
            unit="学时",
            help="每年合计不少于 90 学时，其中公需科目不少于 30、专业科目不少于 60",
        ),
        Field("cert_no", "证书编号", length=60, personal_number=True),
        Field("result", "考核结果", length=60),
        Field("proof", "证明材料", FieldType.FILES),
    ),
    rules=(Distinct(("cert_no",)), YearlyHours("year", "hours", "kind", 90, (("01", 30), ("02", 60)))),
)
