"""聘任情况: the posts for which a unit has appointed the holder of a title."""

from shared.catalogue.checks import NotBefore
from shared.catalogue.model import Field, FieldType, Section, When
from shared.catalogue.rules import Distinct

ENDED = When("status", frozenset({"2", "3"}))

TITLE_APPOINTMENT = Section(
    key="title_appointment",
    title="聘任情况",
    many=True,
    max_entries=20,
    summary=("title_code", "unit_name", "start_date", "end_date"),
    fields=(
        Field("title_code", "聘任职务", FieldType.CODE, required=True, codes="title"),
        Field("unit_name", "聘任单位", required=True, help="填写当时的单位全称，不使用简称"),
        Field("post_grade", "岗位等级", FieldType.CODE, codes="post_grade"),
        Field("status", "聘任状态", FieldType.CODE, required=True, codes="appointment"),
        Field("start_date", "聘任起始时间", FieldType.DATE, required=True, example="2016-01-01"),
        Field(
            "end_date",
            "聘任结束时间",
            FieldType.DATE,
            required_when=ENDED,
            future=True,
            help="期满或解聘的必填，在聘的可填聘期终止日期",
            example="2018-12-31",
            checks=(NotBefore("start_date", "聘任起始时间"),),
        ),
        Field("doc_no", "聘任文号", length=60),
        Field("proof", "证明材料", FieldType.FILES, required=True, help="聘书或聘任文件，每个不超过 5 MB"),
    ),
    rules=(Distinct(("title_code", "unit_name", "start_date")),),
)
