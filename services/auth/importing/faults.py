"""Every kind of fault that a row of people can have, and every notice: the one list of them.

Each has a short name for counts, the column where it lies, and a sentence that says what is wrong and what to do. No
sentence repeats a number or tells whose it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from services.auth.importing.columns import ID_NUMBER, NAME, UNIT_CODE
from shared.sheets import FaultKind


class Kind(NamedTuple):
    """One kind of fault or notice; without a column it may lie in any."""

    title: str
    column: str
    sentence: str


class Fault(NamedTuple):
    """A fault or notice of a row."""

    kind: str
    column: str
    text: str


@dataclass(frozen=True)
class Findings:
    """Every kind of fault (beside those of cells) and of notice that rows about one subject can have."""

    faults: Mapping[str, Kind]
    notices: Mapping[str, Kind]

    def found(self, kind: str, **facts: object) -> Fault:
        """A fault or notice in its words."""
        of = self.faults.get(kind) or self.notices[kind]
        return Fault(kind, of.column, of.sentence.format(**facts))

    def title_of(self, kind: str) -> str:
        """The short name of a kind."""
        return (self.faults.get(kind) or self.notices.get(kind) or CELL_FAULTS[kind]).title

    def hinders(self, kind: str) -> bool:
        """Whether a row with it can't be imported."""
        return kind not in self.notices


CELL_FAULTS: Mapping[str, Kind] = {
    FaultKind.MISSING: Kind("必填项没有填写", "", ""),
    FaultKind.FORMULA: Kind("单元格是公式", "", ""),
    FaultKind.ERROR: Kind("单元格是错误值", "", ""),
    FaultKind.DATE: Kind("内容被识别成日期", "", ""),
    FaultKind.MERGED: Kind("单元格被合并", "", ""),
    FaultKind.SCIENTIFIC: Kind("号码变成科学计数", "", ""),
    FaultKind.ROUNDED: Kind("号码按数字保存而失真", "", ""),
    FaultKind.TOO_LONG: Kind("内容过长", "", ""),
    FaultKind.NOT_A_CHOICE: Kind("不在可选范围内", "", ""),
}
"""What `shared.sheets` finds in a cell of whatever column, and says in its own words."""

ROW_FAULTS: Mapping[str, Kind] = {
    "name_short": Kind("姓名过短", NAME, "姓名至少 2 个字，请填写证件上的全名"),
    "name_long": Kind("姓名过长", NAME, "姓名最多 50 个字，请核对是否填错了列"),
    "name_digits": Kind("姓名含有数字", NAME, "姓名里有数字，请核对是否填错了列"),
    "name_spaces": Kind("姓名中间有空格", NAME, "{said}"),
    "name_dot": Kind("间隔号位置不对", NAME, "{said}"),
    "name_signs": Kind("姓名含有其他符号", NAME, "{said}"),
    "id_length": Kind("号码位数不对", ID_NUMBER, "号码应为 18 位，现为 {length} 位，请按证件补全"),
    "id_signs": Kind("号码含有其他字符", ID_NUMBER, "号码应为 17 位数字加一位数字或 X，请按证件核对"),
    "id_date": Kind("出生日期不存在", ID_NUMBER, "号码第 7 至 14 位不是存在的日期，请按证件核对"),
    "id_age": Kind("年龄不合理", ID_NUMBER, "按号码计算的年龄是 {age} 岁，应在 16 至 100 岁之间，请按证件核对"),
    "id_check_digit": Kind("号码校验不通过", ID_NUMBER, "号码校验不通过，可能有一位写错，请按证件逐位核对"),
    "id_form": Kind("号码与证件类型不符", ID_NUMBER, "{said}"),
    "permit_place": Kind("居住证号码开头不对", ID_NUMBER, "{said}"),
    "unit_wrong": Kind("统一社会信用代码有误", UNIT_CODE, "统一社会信用代码应为 18 位且校验码正确，请按证书逐位核对"),
    "unit_unknown": Kind("单位未登记", UNIT_CODE, "系统中没有这个单位，请核对代码，或先由上级管理员登记单位"),
    "unit_closed": Kind("单位已停用", UNIT_CODE, "该单位已停用，请填写现在的单位"),
    "unit_beyond": Kind("单位不在管理范围内", UNIT_CODE, "该单位不在您的管理范围内，请交由该单位的管理员导入"),
    "twice": Kind("文件内重复", ID_NUMBER, "与第 {row} 行是同一证件号码，请只保留一行"),
    "two_people": Kind(
        "文件内一号多人", ID_NUMBER, "与第 {row} 行的证件号码相同而姓名或单位不同，请核对，只保留正确的一行"
    ),
    "number_taken": Kind(
        "号码属于另一姓名的人", ID_NUMBER, "该证件号码已属于另一姓名的人员，请核对姓名和号码；本人更名的，请其申请更正"
    ),
    "elsewhere": Kind(
        "在其他单位已有账号",
        UNIT_CODE,
        "此人在其他单位已有账号，一人只能有一个。请由本人在“信息变更申请”中申请调入，或由管理员办理调动",
    ),
    "disabled": Kind("账号已停用", ID_NUMBER, "此人在本单位已有账号，但已停用，请在“人员”中启用，不需要导入"),
}

NOTICES: Mapping[str, Kind] = {
    "exists": Kind("已存在，将跳过", "", "已存在，将跳过"),
    "namesake": Kind("同名同生日", NAME, "本单位已有姓名和出生日期都相同的人员（账号 {account}），请确认不是同一人"),
    "hidden": Kind("隐藏的行", "", "这一行在表中是隐藏的，也会导入"),
}
"""What hinders nothing, and is worth a look."""

FAULTS: Mapping[str, Kind] = {**CELL_FAULTS, **ROW_FAULTS}
PEOPLE = Findings(ROW_FAULTS, NOTICES)
fault = PEOPLE.found
