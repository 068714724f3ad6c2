"""学历学位: each education that ended with, or aimed at, a certificate."""

from decimal import Decimal

from shared.catalogue.checks import NotBefore
from shared.catalogue.codes import GRADUATIONS
from shared.catalogue.model import Field, FieldType, Section, Sharing, When
from shared.catalogue.rules import Distinct, ExactlyOne, HighestMarked

GRADUATED = When("education_level", GRADUATIONS)
# From the graduate of a university upwards a degree is usual; who has none says so with 无.
DEGREE_USUAL = When("education_level", frozenset({"11", "14", "21"}))
HAS_DEGREE = When("degree", frozenset({"0"}), other=True)

EDUCATION = Section(
    key="education",
    title="学历学位",
    required=True,
    many=True,
    max_entries=10,
    summary=("school", "major", "education_level", "end_month"),
    fields=(
        Field(
            "education_level",
            "学历",
            FieldType.CODE,
            required=True,
            codes="education",
            group="学历",
            sharing=Sharing.CHOICE,
        ),
        Field(
            "school",
            "毕业院校",
            required=True,
            group="学历",
            sharing=Sharing.CHOICE,
            help="填写毕业证书上的全称，不使用简称",
        ),
        Field("department", "院系", group="学历", sharing=Sharing.CHOICE),
        Field("major", "所学专业", required=True, group="学历", sharing=Sharing.CHOICE, help="与毕业证书一致"),
        Field("subject", "学科", group="学历", sharing=Sharing.CHOICE, help="所属学科，例如 土木建筑工程"),
        Field(
            "study_form",
            "学习形式",
            FieldType.CODE,
            required=True,
            codes="study_form",
            group="学历",
            sharing=Sharing.CHOICE,
        ),
        Field(
            "schooling_years",
            "学制",
            FieldType.DECIMAL,
            unit="年",
            minimum=Decimal("0.5"),
            maximum=Decimal(8),
            group="学历",
            example="4",
        ),
        Field(
            "start_month",
            "入学时间",
            FieldType.MONTH,
            required=True,
            group="学历",
            sharing=Sharing.CHOICE,
            example="1999-09",
        ),
        Field(
            "end_month",
            "毕业时间",
            FieldType.MONTH,
            required=True,
            group="学历",
            sharing=Sharing.CHOICE,
            example="2003-07",
            checks=(NotBefore("start_month", "入学时间", strict=True),),
        ),
        Field(
            "edu_cert_no",
            "学历证书编号",
            required_when=GRADUATED,
            length=50,
            group="学历",
            help="学历为毕业的必填",
            personal_number=True,
        ),
        Field("is_first", "第一学历", FieldType.BOOL, group="学历", help="各条中有且只有一条选「是」"),
        Field("is_highest", "最高学历", FieldType.BOOL, group="学历", help="各条中有且只有一条选「是」"),
        Field(
            "country",
            "国家或地区",
            FieldType.CODE,
            codes="country",
            group="学历",
            sharing=Sharing.CHOICE,
            help="在境外取得的请选择",
        ),
        Field(
            "degree",
            "学位",
            FieldType.CODE,
            required_when=DEGREE_USUAL,
            codes="degree",
            group="学位",
            sharing=Sharing.CHOICE,
            help="没有学位选「无」",
        ),
        Field(
            "degree_cert_no",
            "学位证书编号",
            applies_when=HAS_DEGREE,
            length=50,
            group="学位",
            personal_number=True,
        ),
        Field(
            "degree_date",
            "学位授予时间",
            FieldType.MONTH,
            required_when=HAS_DEGREE,
            applies_when=HAS_DEGREE,
            group="学位",
            example="2003-07",
            checks=(NotBefore("start_month", "入学时间"),),
        ),
        Field(
            "proof",
            "证明材料",
            FieldType.FILES,
            required=True,
            group="证明材料",
            help="学历、学位证书和学信网备案表，每个不超过 5 MB",
        ),
    ),
    rules=(
        ExactlyOne("is_first"),
        ExactlyOne("is_highest"),
        HighestMarked(
            "education_level",
            "is_highest",
            order=("11", "14", "17", "21", "28", "31", "41", "44", "47", "61", "71", "81"),
        ),
        Distinct(("school", "major", "education_level")),
        Distinct(("edu_cert_no",)),
    ),
)
