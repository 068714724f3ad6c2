"""The words that people read for what the code calls by a name. One place, so that list, detail and message agree."""

KIND_WORDS = {
    "record": "个人信息",
    "change": "信息变更申请",
    "correction": "信息更正申请",
    "identity": "姓名证件更正",
    "transfer": "单位调动",
    "case": "审核件",
    "share": "分享",
    "notice": "通知公告",
    "data_export": "个人信息副本",
    "job": "批量任务",
    "unit_request": "单位申请",
    "account_merger": "账号合并",
    "grant": "授权申请",
}

STATUS_WORDS: dict[str, dict[str, str]] = {
    "record": {"draft": "未提交", "pending": "等待审核", "approved": "审核通过", "returned": "退回修改"},
    "change": {
        "pending": "等待审核",
        "approved": "审核通过",
        "rejected": "审核不通过",
        "withdrawn": "已撤销",
        "conflict": "内容冲突",
    },
    "correction": {
        "pending": "等待审核",
        "applying": "审核同意，待生效",
        "approved": "审核通过",
        "rejected": "审核不通过",
        "withdrawn": "已撤销",
        "conflict": "未能生效",
    },
    "case": {"queued": "待分配", "assigned": "待审核", "decided": "已决定，待生效", "closed": "已办结"},
    "share": {
        "queued": "排队中",
        "sending": "分享中",
        "shared": "已分享",
        "failed": "分享失败",
        "revoking": "撤回中",
        "revoked": "已撤回",
    },
    "data_export": {"queued": "正在准备", "ready": "可以下载", "failed": "没有完成", "expired": "已过期"},
    "people_sheet": {
        "queued": "排队中",
        "running": "正在准备",
        "ready": "可以下载",
        "failed": "没有完成",
        "expired": "已过期",
    },
    "job": {"queued": "排队中", "running": "进行中", "done": "已完成"},
    "unit_request": {"pending": "等待确认", "approved": "已同意", "rejected": "未同意", "withdrawn": "已撤回"},
    "account_merger": {"pending": "等待确认", "done": "已合并", "rejected": "未同意", "withdrawn": "已撤回"},
    "grant": {
        "proposed": "等待确认",
        "confirmed": "已生效",
        "refused": "已拒绝",
        "withdrawn": "已撤回",
        "expired": "已过期",
        "impossible": "已失效",
    },
    "notice": {"draft": "草稿", "published": "已发布", "withdrawn": "已撤回"},
}

OUTCOME_WORDS = {
    "approved": "审核通过",
    "returned": "退回修改",
    "rejected": "审核不通过",
    "withdrawn": "已撤销",
    "conflict": "内容冲突",
}

# What a snapshot is worth at present, on its printed form and to whoever verifies it.
STANDING_WORDS = {
    "pending": "等待审核",
    "approved": "经审核通过",
    "superseded": "已被新版本取代",
    "returned": "已退回修改",
    "withdrawn": "已撤回",
}

CONSENT_WORDS = {
    "in_force": "有效",
    "superseded": "已由新的同意取代",
    "revoked": "已撤回",
}

ROLE_WORDS = {
    "professional": "专业技术人员",
    "unit_reviewer": "单位审核员",
    "unit_admin": "单位管理员",
    "superior_admin": "主管部门",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "auditor": "审计员",
    "system": "系统",
}

DEED_WORDS = {
    "added": "新增",
    "changed": "修改",
    "removed": "删除",
    "restored": "恢复",
    "reordered": "调整顺序：",
    "asked": "申请变更：",
}

BATCH_WORDS = {"approve": "批量通过", "reassign": "批量转交", "remind": "批量催办"}

ACCOUNT_BATCH_WORDS = {
    "disable": "批量停用",
    "enable": "批量启用",
    "unlock": "批量解除锁定",
    "end_sessions": "批量结束会话",
    "end_leave": "批量结束休假",
}

ATTEMPT_WORDS = {"accepted": "已接受", "deleted": "已删除", "temporary": "暂时失败", "refused": "被拒绝"}

ACTION_WORDS = {"modify": "修改", "add": "新增", "delete": "删除"}


def stage_word(position: int) -> str:
    """The Chinese word for a stage of a case's review: 第1级."""
    return f"第{position}级"


def status_word(kind: str, status: str) -> str:
    """The Chinese word for a status of this kind of thing; raises KeyError for one that does not exist."""
    return STATUS_WORDS[kind][str(status)]
