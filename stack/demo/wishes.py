"""The change requests of the demo: who wishes what, and what becomes of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from stack.demo.careers import Entry, Professional
from stack.demo.pictures import Attachment
from stack.demo.proofs import certificate

PENDING, APPROVED, REJECTED, WITHDRAWN = "pending", "approved", "rejected", "withdrawn"


class Wish(NamedTuple):
    """A change to the entry at a place (counted from the end if negative), or without one a new entry."""

    name: str
    section: str
    action: str
    place: int | None
    change: Callable[[Professional], Entry]
    reason: str
    ending: str
    answer: str = ""


def _to(**values: Any) -> Callable[[Professional], Entry]:
    return lambda _person: values


def _party_school(person: Professional) -> Entry:
    return {
        "education_level": "17",
        "school": "中共河北省委党校",
        "major": "公共管理",
        "study_form": "05",
        "schooling_years": "2",
        "start_month": f"{person.born.year + 36}-09",
        "end_month": f"{person.born.year + 38}-06",
        "edu_cert_no": f"党研{person.born.year + 38}0417",
        "is_first": False,
        "is_highest": False,
        "proof": [_proof("毕业证书", "中共河北省委党校", "公共管理")],
    }


def _proof(title: str, *lines: str) -> Attachment:
    return certificate(title, lines)


def _moved_to_health_centre(person: Professional) -> Entry:
    last = person.record["work_experience"][-1]
    return {
        "start_month": last["start_month"],
        "end_month": f"{int(last['start_month'][:4]) + 1}{last['start_month'][4:]}",
        "unit_name": "新疆维吾尔自治区巴音郭楞蒙古自治州和静县人民医院（河北省对口支援医疗队）",
        "tech_work": "援疆医疗，心血管内科门诊与带教",
        "duty": "援疆医疗队队员",
        "unit_type": "21",
        "region": "650000",
        "is_grassroots": True,
    }


WISHES = (
    Wish(
        "贾文博",
        *("work_experience", "modify", -1, _to(duty="主任医师、心血管内科主任")),
        "2024 年 11 月经医院党委研究任命为心血管内科主任，任命文件可在单位人事科查验。",
        APPROVED,
    ),
    Wish(
        "肖慎行",
        *("work_experience", "add", None, _moved_to_health_centre),
        "补充援疆医疗队经历，原先填写时遗漏。",
        PENDING,
    ),
    Wish(
        "刘桂兰",
        *("education", "add", None, _party_school),
        "补充在职攻读省委党校研究生班的学历，毕业证书已上传。",
        APPROVED,
    ),
    Wish(
        "李国栋",
        *("work_experience", "delete", 1, _to()),
        "与前一段经历实为同一单位合并前后的名称，申请删除其中一条。",
        REJECTED,
        "经核对人事档案，两个单位在该时期分别存在，工资关系也曾变动，这段经历应予保留。",
    ),
    Wish(
        "赵鹤龄",
        *("work_experience", "delete", 2, _to()),
        "该段为兼职，人事关系未转入，当时误作工作经历填写。",
        APPROVED,
    ),
    Wish(
        "乌兰·其其格",
        *("basic_info", "modify", 0, _to(political_status="01", party_join_date="2019-06")),
        "2019 年 6 月加入中国共产党，填写时误选。",
        REJECTED,
        "请附党组织出具的证明后重新申请；现有材料只能证明民主党派身份。",
    ),
    Wish(
        "栗丰收",
        *("education", "modify", 1, _to(major="植物保护（专升本）")),
        "所学专业与毕业证书不一致，证书上为“植物保护（专升本）”。",
        PENDING,
    ),
    Wish(
        "诸葛雯",
        *("work_experience", "modify", 0, _to(unit_name="唐山曹妃甸渤海湾化工新材料股份有限公司")),
        "该单位当时的全称为股份有限公司。",
        WITHDRAWN,
    ),
    Wish(
        "阿卜杜热合曼·买买提江·图尔荪尼亚孜",
        *("work_experience", "modify", -1, _to(department="融媒体中心暨对外传播与少数民族语言文字编译工作部")),
        "报社 2025 年内设机构调整，所在部门更名。",
        PENDING,
    ),
)
