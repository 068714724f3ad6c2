"""现工作单位及岗位: the post in the unit, which itself is the administrator's and stands above the record."""

from shared.catalogue.model import Field, FieldType, Lock, Section, Sharing

CURRENT_POST = Section(
    key="current_post",
    title="现工作单位及岗位",
    required=True,
    summary=("department", "admin_post", "current_specialty"),
    fields=(
        Field("unit_name", "工作单位", lock=Lock.ADMIN, help="由单位登记；年限由系统计算"),
        Field("unit_uscc", "统一社会信用代码", lock=Lock.ADMIN),
        Field("unit_nature", "单位性质", FieldType.CODE, lock=Lock.ADMIN, codes="unit_nature"),
        Field("unit_region", "单位所在地", FieldType.CODE, lock=Lock.ADMIN, codes="division"),
        Field("supervising_dept", "主管部门", lock=Lock.ADMIN),
        Field("specialty_years", "从事本专业年限", FieldType.INT, lock=Lock.DERIVED, unit="年"),
        Field("department", "所在部门", length=60),
        Field("admin_post", "行政职务", length=60, help="没有可不填"),
        Field("personnel_status", "在岗状态", FieldType.CODE, required=True, codes="personnel_status"),
        Field("identity_type", "编制类型", FieldType.CODE, required=True, codes="identity_type"),
        Field("post_category", "岗位类别", FieldType.CODE, required=True, codes="post_category"),
        Field("post_grade", "专业技术岗位等级", FieldType.CODE, codes="post_grade"),
        Field("join_unit_date", "到现单位时间", FieldType.MONTH, required=True, example="2012-09"),
        Field("current_specialty", "现从事专业", required=True, length=60, sharing=Sharing.DEFAULT),
        Field("contract_proof", "聘用合同、劳动合同或社保证明", FieldType.FILES, help="每个不超过 5 MB"),
    ),
)
