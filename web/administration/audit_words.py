"""The words for what the audit log calls by codes."""

from typing import Any

from shared.audit_words import RESULT_WORDS
from shared.words import KIND_WORDS, ROLE_WORDS
from web.frame import beijing

Json = dict[str, Any]

SERVICE_WORDS = {"auth": "账号", "profile": "信息", "review": "审核", "notices": "通知"}
OBJECT_WORDS = KIND_WORDS | {
    "person": "人员",
    "unit": "单位",
    "file": "附件",
    "submission": "提交",
    "request": "信息变更申请",
    "correction": "信息更正申请",
    "window": "采集时间",
    "partner": "共享平台",
    "reason": "常用意见",
    "canned_reason": "常用意见",
    "entry": "条目",
    "draft": "草稿",
    "export": "个人信息副本",
    "batch": "批量任务",
    "message": "消息",
    "attachment": "通知附件",
    "proposal": "授权申请",
    "session": "登录会话",
}
DETAIL_WORDS = {
    "status": "答复状态码",
    "error": "原因代码",
    "decision": "审核意见",
    "reasons": "原因条数",
    "reason": "理由",
    "fields": "字段",
    "role": "角色",
    "unknown_login": "未知登录名的指纹",
    "job_id": "任务编号",
    "position": "序号",
    "message_id": "消息编号",
    "section": "项目",
    "rows": "条数",
    "linked": "链上条数",
    "heads": "签名链头",
    "fault": "问题",
}
COLUMNS = {
    "时间": 20, "业务": 8, "编号": 10, "操作人": 16, "账号": 14, "角色": 20, "操作": 24, "操作代码": 32,
    "对象": 14, "对象编号": 38, "结果": 8, "来源地址": 18, "请求编号": 38, "详情": 60,
}  # fmt: skip


def object_word(kind: str | None) -> str:
    """What kind of thing an act was about."""
    return OBJECT_WORDS.get(kind, "其他") if kind else ""


def roles_in_words(roles: str | None) -> str:
    """The roles in which somebody acted."""
    return "、".join(ROLE_WORDS.get(role, role) for role in roles.split(",")) if roles else ""


def details_in_words(details: Json) -> list[tuple[str, str]]:
    """What else is known of an act; codes stay codes."""
    return [(DETAIL_WORDS.get(name, name), _text(value)) for name, value in details.items()]


def cells(row: Json) -> list[str]:
    """A row as the Excel file has it, in the order of its columns."""
    details = "；".join(f"{name}：{text}" for name, text in details_in_words(row["details"]))
    return [
        beijing(row["at"], "%Y-%m-%d %H:%M:%S"),
        SERVICE_WORDS[row["service"]],
        str(row["seq"]),
        row["name"] or "",
        row["account"] or "",
        roles_in_words(row["roles"]),
        row["word"],
        row["act"],
        object_word(row["kind"]),
        row["object_id"] or "",
        RESULT_WORDS[row["result"]],
        row["address"] or "",
        row["request_id"] or "",
        details,
    ]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if isinstance(value, dict):
        return "，".join(f"{name} {each}" for name, each in value.items())
    return "无" if value is None else str(value)
