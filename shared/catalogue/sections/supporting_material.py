"""业绩综述与附件: what the person says of the work as a whole, and vouches for."""

from shared.catalogue.checks import Affirmed
from shared.catalogue.model import Field, FieldType, Section, When

DISCIPLINED = When("discipline_record", frozenset({True}))

SUPPORTING_MATERIAL = Section(
    key="supporting_material",
    title="业绩综述与附件",
    required=True,
    fields=(
        Field("professional_summary", "专业技术工作总结", FieldType.LONGTEXT, length=3000, help="不超过 3000 字"),
        Field("discipline_record", "有无处分或失信情况", FieldType.BOOL, required=True, help="有选「是」，无选「否」"),
        Field(
            "discipline_detail",
            "处分或失信情况说明",
            FieldType.LONGTEXT,
            required_when=DISCIPLINED,
            applies_when=DISCIPLINED,
            length=1000,
        ),
        Field(
            "integrity_commitment",
            "诚信承诺",
            FieldType.BOOL,
            required=True,
            help="本人承诺所填内容和所附材料真实、完整，如有虚假，愿意承担相应责任",
            checks=(Affirmed("未作承诺不能提交，确认所填内容真实后请选「是」"),),
        ),
        Field("other_files", "其他附件", FieldType.FILES, help="每个不超过 5 MB"),
    ),
)
