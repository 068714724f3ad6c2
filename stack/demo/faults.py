"""Faults as they occur in records, and the words in which a reviewer names them."""

from collections.abc import Callable
from typing import Any, NamedTuple

ABBREVIATED = (("农业大学", "农大"), ("医科大学", "医大"), ("师范大学", "师大"), ("理工大学", "理工"), ("大学", "大"))


class Fault(NamedTuple):
    """A field of the entry at a place, what the person wrote instead of the right value, and what the reviewer says."""

    section: str
    place: int
    field: str
    spoil: Callable[[Any], Any]
    words: str


def short_school(name: str) -> str:
    """A school as people call it: 河北农业大学 is 河北农大."""
    return next((name.replace(full, short) for full, short in ABBREVIATED if full in name), name[:4])


def next_month(month: str) -> str:
    """The month after, which some certificates name and some don't."""
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02}"


class Faults:
    """The faults of the demo."""

    ONE_SIDE = Fault(
        "basic_info",
        0,
        "id_scan",
        lambda files: files[:1],
        "身份证只上传了人像面，请补充国徽面，两面都要四角完整、字迹清晰。",
    )
    NO_REGISTRATION = Fault(
        "education",
        0,
        "proof",
        lambda files: files[:1],
        "缺少学信网《教育部学历证书电子注册备案表》，请在学信网申请后下载 PDF 上传，并核对在线验证码仍在有效期内。",
    )
    SHORT_SCHOOL = Fault(
        "education",
        0,
        "school",
        short_school,
        "毕业院校请填写毕业证书上的全称“{right}”，不使用简称“{wrong}”。",
    )
    WRONG_MONTH = Fault(
        "education",
        0,
        "end_month",
        next_month,
        "毕业时间与毕业证书不一致：证书上是 {right}，这里填的是 {wrong}，请更正。",
    )
    SHORT_UNIT = Fault(
        "work_experience",
        0,
        "unit_name",
        lambda name: name[-3:],
        "单位请填写当时的全称，与劳动合同或人事档案一致；“{wrong}”无法核对是哪一个单位。",
    )
    VAGUE_WORK = Fault(
        "work_experience",
        1,
        "tech_work",
        lambda _: "技术工作",
        "“{wrong}”过于笼统，请写明具体从事的专业技术工作，例如“{right}”。",
    )
