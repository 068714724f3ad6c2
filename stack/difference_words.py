"""What people read for a difference that comparing the services finds."""

from collections.abc import Mapping
from typing import Any

DIFFERENCE_WORDS = {
    "case is open, nothing is pending": "审核件未办结，而申请并不在审核中",
    "pending without exactly one open case": "申请在审核中，而没有对应的审核件，或者不止一件",
    "case differs from its settlement": "审核件的结果与申请记录的结果不同",
    "case has an outcome that was never settled": "审核件已有结果，申请没有收到",
    "correction differs": "更正申请的状态与账号业务的处理结果不同",
    "person is left in a merged unit": "人员仍在已并入其他单位的单位",
    "case is left in a merged unit": "审核件仍在已并入其他单位的单位",
    "merged account differs in profile": "账号合并的情况与个人信息业务不同",
    "merged account differs in notices": "账号合并的情况与通知公告业务不同",
    "subject waits with a merged account": "已合并的账号仍有申请在审核中",
    "share is left with a merged account": "已合并的账号仍在分享",
    "case is open with a merged account": "已合并的账号仍有未办结的审核件",
    "case lies with a merged account": "审核件仍在已合并的审核人名下",
    "message is left with a merged account": "发给已合并账号的消息没有转给合并后的账号",
    "copy of record differs": "个人信息的状态与通知公告业务的副本不同",
    "copy of person differs": "人员的副本与账号业务不同",
    "person has no copy": "人员没有副本",
    "copy of unit differs": "单位的副本与账号业务不同",
    "unit has no copy": "单位没有副本",
    "sum differs": "统计数字与明细不符",
    "not counted": "没有计入统计",
    "counted wrongly": "误计入统计",
}
OF_FIGURES = ": "


def words_of(difference: Mapping[str, Any]) -> str:
    """The difference in a sentence; figures are told with the code that follows the name of their service."""
    return DIFFERENCE_WORDS[str(difference["what"]).rpartition(OF_FIGURES)[2]]
