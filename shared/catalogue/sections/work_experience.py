"""工作经历: the posts a person has held, in one line of time."""

from shared.catalogue.checks import NotBefore
from shared.catalogue.model import Field, FieldType, Section, Sharing
from shared.catalogue.rules import Continuous, Distinct, OneOpenEnd

WORK_EXPERIENCE = Section(
    key="work_experience",
    title="工作经历",
    required=True,
    many=True,
    max_entries=30,
    summary=("unit_name", "duty", "start_month", "end_month"),
    fields=(
        Field("start_month", "起始时间", FieldType.MONTH, required=True, sharing=Sharing.CHOICE, example="2003-07"),
        Field(
            "end_month",
            "结束时间",
            FieldType.MONTH,
            empty_text="至今",
            sharing=Sharing.CHOICE,
            help="仍在此岗位工作的不填，表示至今",
            example="2010-06",
            checks=(NotBefore("start_month", "起始时间"),),
        ),
        Field("unit_name", "单位", required=True, sharing=Sharing.CHOICE, help="填写当时的单位全称，不使用简称"),
        Field("department", "部门", sharing=Sharing.CHOICE),
        Field("tech_work", "从事何种专业技术工作", required=True, sharing=Sharing.CHOICE),
        Field("duty", "职务", required=True, length=60, sharing=Sharing.CHOICE, help="没有职务的填写岗位名称"),
        Field("unit_type", "单位性质", FieldType.CODE, codes="unit_nature", sharing=Sharing.CHOICE),
        Field(
            "region",
            "所在地",
            FieldType.CODE,
            codes="division",
            sharing=Sharing.CHOICE,
            help="河北省选到市、县，其他省份选到省",
        ),
        Field("witness", "证明人", FieldType.NAME),
        Field("is_grassroots", "基层或援派经历", FieldType.BOOL, help="在县以下基层单位工作，或援藏、援疆等选派的经历"),
    ),
    rules=(
        OneOpenEnd("end_month"),
        Continuous("start_month", "end_month", gap=3),
        Distinct(("unit_name", "duty", "start_month")),
    ),
)
