"""职（执）业资格、外语、计算机: certificates other than a title."""

from decimal import Decimal

from shared.catalogue.checks import NotBefore
from shared.catalogue.model import Field, FieldType, Section, Sharing, When
from shared.catalogue.rules import Distinct

FOREIGN_LANGUAGE = When("kind", frozenset({"03"}))

CERTIFICATE = Section(
    key="certificate",
    title="职（执）业资格、外语、计算机",
    many=True,
    max_entries=50,
    summary=("name", "kind", "issue_date"),
    fields=(
        Field("kind", "类别", FieldType.CODE, required=True, codes="certificate", sharing=Sharing.CHOICE),
        Field("name", "证书名称", required=True, sharing=Sharing.CHOICE),
        Field(
            "language",
            "语种",
            FieldType.CODE,
            codes="language",
            required_when=FOREIGN_LANGUAGE,
            applies_when=FOREIGN_LANGUAGE,
            help="外语证书必填",
        ),
        Field("level", "等级", length=60),
        Field("score", "成绩", FieldType.DECIMAL, minimum=Decimal(0), maximum=Decimal(1000)),
        Field("issue_date", "发证时间", FieldType.DATE, required=True, sharing=Sharing.CHOICE, example="2018-06-30"),
        Field(
            "expiry_date",
            "有效期至",
            FieldType.DATE,
            future=True,
            help="长期有效的不填",
            checks=(NotBefore("issue_date", "发证时间", strict=True),),
        ),
        Field("issuer", "发证机关", required=True, sharing=Sharing.CHOICE),
        Field("cert_no", "证书编号", required=True, length=60, personal_number=True),
        Field("proof", "证明材料", FieldType.FILES, required=True, help="证书，每个不超过 5 MB"),
    ),
    rules=(Distinct(("cert_no",)),),
)
