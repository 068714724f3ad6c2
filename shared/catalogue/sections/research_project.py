"""科研、工程项目: projects in which a person had a part."""

from decimal import Decimal

from shared.catalogue.checks import NotBefore, NotBelow
from shared.catalogue.model import Field, FieldType, Section, When
from shared.catalogue.rules import Distinct

FINISHED = When("is_finished", frozenset({True}))

RESEARCH_PROJECT = Section(
    key="research_project",
    title="科研、工程项目",
    many=True,
    max_entries=100,
    summary=("name", "role", "start_month", "end_month"),
    fields=(
        Field("name", "项目名称", required=True, length=200),
        Field("project_no", "项目编号", length=60),
        Field("source", "来源或委托单位", required=True),
        Field("undertaker", "承担单位", required=True),
        Field("level", "项目级别", FieldType.CODE, required=True, codes="project_level"),
        Field("kind", "项目类别", FieldType.CODE, codes="project"),
        Field("fund_wan", "经费", FieldType.DECIMAL, minimum=Decimal(0), maximum=Decimal(100_000_000), unit="万元"),
        Field("role", "本人角色", FieldType.CODE, required=True, codes="project_role"),
        Field("rank", "本人排名", FieldType.INT, required=True, minimum=Decimal(1), maximum=Decimal(999)),
        Field(
            "rank_total",
            "总人数",
            FieldType.INT,
            required=True,
            minimum=Decimal(1),
            maximum=Decimal(9999),
            checks=(NotBelow("rank", "本人排名"),),
        ),
        Field("start_month", "开始时间", FieldType.MONTH, required=True, example="2018-03"),
        Field("is_finished", "是否结题", FieldType.BOOL, required=True),
        Field(
            "end_month",
            "结束时间",
            FieldType.MONTH,
            required_when=FINISHED,
            help="已结题的必填",
            example="2020-12",
            checks=(NotBefore("start_month", "开始时间"),),
        ),
        Field("summary", "项目简介", FieldType.LONGTEXT, length=1000),
        Field("proof", "证明材料", FieldType.FILES, required=True, help="立项、结题文件或合同"),
    ),
    rules=(Distinct(("name", "undertaker")),),
)
