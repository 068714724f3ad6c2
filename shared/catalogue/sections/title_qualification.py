"""专业技术资格（职称）: the titles a person has been granted."""

from shared.catalogue.checks import OfTitle
from shared.catalogue.codes.titles import LEVEL_OF, SERIES_OF
from shared.catalogue.model import Field, FieldType, Section, Sharing, When
from shared.catalogue.rules import CurrentIsHighest, Distinct, ExactlyOne

EXAMINED_OR_REVIEWED = When("obtain_way", frozenset({"1", "2", "3"}))

TITLE_QUALIFICATION = Section(
    key="title_qualification",
    title="专业技术资格（职称）",
    many=True,
    max_entries=10,
    summary=("title_code", "specialty", "obtained_date"),
    fields=(
        Field(
            "series",
            "职称系列",
            FieldType.CODE,
            required=True,
            codes="title_series",
            checks=(OfTitle("title_code", SERIES_OF, "title_series"),),
            help="选择系列后，资格名称只列出这一系列的",
        ),
        Field(
            "title_code",
            "资格名称",
            FieldType.CODE,
            required=True,
            codes="title",
            sharing=Sharing.CHOICE,
            help="与证书一致",
        ),
        Field(
            "level",
            "职称级别",
            FieldType.CODE,
            required=True,
            codes="title_level",
            checks=(OfTitle("title_code", LEVEL_OF, "title_level"),),
            sharing=Sharing.CHOICE,
            help="由资格名称决定",
        ),
        Field("specialty", "专业", required=True, length=60, sharing=Sharing.CHOICE, help="与证书一致"),
        Field("obtained_date", "取得时间", FieldType.DATE, required=True, sharing=Sharing.CHOICE, example="2015-12-20"),
        Field("obtain_way", "取得方式", FieldType.CODE, required=True, codes="obtain_way"),
        Field("committee", "评委会或考试名称", required_when=EXAMINED_OR_REVIEWED, help="评审或考试取得的必填"),
        Field("approver", "审批（发证）机关", required=True, sharing=Sharing.CHOICE, help="填写全称，不使用简称"),
        Field("approval_doc_no", "批准文号", length=60),
        Field("cert_no", "证书编号", required=True, length=60, personal_number=True),
        Field("is_current", "现任资格", FieldType.BOOL, required=True, help="各条中有且只有一条选「是」"),
        Field("other_province", "外省取得", FieldType.BOOL),
        Field("proof", "证明材料", FieldType.FILES, required=True, help="资格证书，每个不超过 5 MB"),
    ),
    rules=(
        ExactlyOne("is_current"),
        CurrentIsHighest("is_current", "level", "series"),
        Distinct(("cert_no",)),
        Distinct(("title_code", "specialty")),
    ),
)
