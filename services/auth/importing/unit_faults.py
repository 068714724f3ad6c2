"""Every kind of fault that a row of units can have, and every notice: the one list of them."""

from services.auth.importing.faults import Findings, Kind
from services.auth.importing.unit_columns import (
    CODE,
    NAME,
    NATURE,
    PHONE,
    REGION,
    SUPERIOR_CODE,
    SUPERIOR_NAME,
)

NAMED = "该代码已由另一名称的单位使用，请逐位核对代码；单位更名的，请在“单位”中修改"
UNKNOWN = "系统和本表中都没有这个上级单位，请核对，或先录入上级单位"

FAULTS = {
    "name": Kind("单位名称有误", NAME, "{said}"),
    "code": Kind("统一社会信用代码有误", CODE, "{said}"),
    "nature": Kind("单位性质不能选用", NATURE, "{said}"),
    "region": Kind("没有这个地区", REGION, "没有这个地区，请写省、市、县的全称，例如河北省石家庄市长安区"),
    "phone": Kind("办公电话有误", PHONE, "{said}"),
    "twice": Kind("文件内重复", CODE, "与第 {row} 行是同一单位，请只保留一行"),
    "two_units": Kind("文件内一码多名", CODE, "与第 {row} 行代码相同而名称不同，请核对，只保留正确的一行"),
    "namesake_in_file": Kind(
        "文件内同名", NAME, "与第 {row} 行在同一上级单位之下同名（空格、全角半角不同也算同名），请核对"
    ),
    "code_taken": Kind("代码属于另一单位", CODE, NAMED),
    "closed": Kind("单位已撤销", CODE, "该单位已在系统中登记并已撤销，不能再次录入"),
    "elsewhere": Kind("已登记在其他上级单位之下", CODE, "该单位已登记在其他上级单位之下，如有变动请在“单位”中办理划转"),
    "name_taken": Kind("同一上级之下已有同名单位", NAME, "该上级单位之下已有同名单位（{code}），请核对代码"),
    "top": Kind("没有填写上级单位", SUPERIOR_CODE, "请填写上级单位的代码或名称；顶级单位只能由系统管理员录入"),
    "superior_unknown": Kind("没有这个上级单位", SUPERIOR_CODE, UNKNOWN),
    "superior_unnamed": Kind("没有这个名称的上级单位", SUPERIOR_NAME, UNKNOWN),
    "superior_ambiguous": Kind("上级单位有重名", SUPERIOR_NAME, "有几个单位叫这个名称，请填写上级单位的代码"),
    "superior_two": Kind("上级单位的代码与名称不一致", SUPERIOR_NAME, "名称与代码不是同一个单位，请核对，或只填代码"),
    "superior_beyond": Kind("上级单位不在管理范围内", SUPERIOR_CODE, "上级单位不在您的管理范围内，请交由其管理员导入"),
    "superior_closed": Kind("上级单位已撤销", SUPERIOR_CODE, "上级单位已撤销，请填写现在的上级单位"),
    "superior_faulty": Kind("上级单位所在的行有问题", SUPERIOR_CODE, "上级单位在第 {row} 行，那一行有问题，请先改正"),
    "superior_waiting": Kind("上级单位没有导入", SUPERIOR_CODE, "上级单位在第 {row} 行，没有导入，请一并重新上传"),
    "circle": Kind("互为上级", SUPERIOR_CODE, "按本表，这个单位会成为自己的上级，请核对上级单位"),
    "levels": Kind("层级过多", SUPERIOR_CODE, "单位层级最多 {most} 级，请选择更高一级的上级单位"),
}

NOTICES = {
    "exists": Kind("已存在，将跳过", "", "已存在，将跳过"),
    "same_name": Kind("其他上级之下有同名单位", NAME, "其他上级单位之下已有同名单位，请确认不是同一单位"),
    "hidden": Kind("隐藏的行", "", "这一行在表中是隐藏的，也会导入"),
}

UNITS = Findings(FAULTS, NOTICES)
fault = UNITS.found
