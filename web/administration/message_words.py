"""What each message between the services tells, in words: the names are for programs."""

from typing import Any

from web.administration.audit_words import SERVICE_WORDS

Json = dict[str, Any]

QUEUE_WORDS = SERVICE_WORDS | {"export": "共享与导出"}
MESSAGE_WORDS = {
    "account.deed_done": "账号有变动，通知本人",
    "account_batch.continued": "账号批量操作：继续",
    "account_merger.changed": "账号合并有进展",
    "account_work.ended": "账号导入或批量操作结束",
    "auth.night_began": "夜间清理（账号）",
    "batch.continued": "审核批量操作：继续",
    "batch.ended": "审核批量操作结束",
    "case.assigned": "审核件已分派",
    "case.decided": "审核人已作出审核意见",
    "case.opened": "审核件等待分派",
    "case.written": "审核件有变动，更新统计",
    "cases.due": "提醒审核人：审核件将到期",
    "cases.escalated": "超期审核件上报管理员",
    "cases.followed": "单位隶属有变，重看审核件",
    "correction.applied": "信息更正或调动已生效",
    "correction.approved": "信息更正或调动已通过",
    "data_export.expired": "个人信息副本到期",
    "data_export.ready": "个人信息副本可以下载",
    "data_export.requested": "申请个人信息副本",
    "deliveries.due": "补发给共享平台",
    "deliveries.given_up": "有分享未能送达共享平台",
    "digests.due": "汇总将到期的审核件",
    "email.verified": "邮箱已验证",
    "escalations.due": "查找超期的审核件",
    "file_collection.due": "清理不再使用的附件",
    "grant.ended": "角色授权终止",
    "grant.proposed": "角色授权待确认",
    "grant.settled": "角色授权已有结果",
    "mail.due": "汇总发送邮件",
    "mail.wanted": "给本人发邮件",
    "merger.continued": "单位合并：继续",
    "message.discarded": "放弃了一条消息",
    "move.seen": "人员调动，告知调出单位",
    "notice_reminder.continued": "提醒未确认通知的人员：继续",
    "partner_probe.due": "试探共享平台是否恢复",
    "partner_resend.continued": "向共享平台全部重发：继续",
    "password.forgotten": "忘记密码",
    "people_check.continued": "人员导入检查：继续",
    "people_check.expired": "人员导入检查到期",
    "people_import.continued": "人员导入：继续",
    "people_sheet.expired": "人员名单到期",
    "people_sheet.ready": "人员名单可以下载",
    "people_sheet.requested": "申请导出人员名单",
    "person.changed": "人员有变动",
    "profile.morning_began": "查找将截止的采集时间",
    "profile.night_began": "夜间清理（信息）",
    "record.reopened": "已重新开放填写",
    "record.written": "个人信息有变动，更新统计",
    "reminders.due": "提醒尚未提交的人员：继续",
    "reopening.ordered": "管理员重新开放填写",
    "review.morning_began": "查找将到期的审核件",
    "review.requested": "提交审核",
    "review.settled": "审核结果已生效",
    "review.withdrawn": "撤回提交",
    "reviewer.missed": "单位没有审核人",
    "reviewer.reminded": "催办审核件",
    "share.changed": "共享状态有变动",
    "share.requested": "分享或撤回待送达",
    "staff.changed": "审核人或管理员有变动",
    "submission.due": "提醒本人：尚未提交",
    "text.queued": "邮件或短信待发",
    "unit.changed": "单位有变动",
    "unit_request.changed": "单位申请有进展",
    "units_check.continued": "单位导入检查：继续",
    "units_check.expired": "单位导入检查到期",
    "units_import.continued": "单位导入：继续",
    "unused_accounts.due": "查找长期未使用的账号",
}


def in_words(message: Json) -> Json:
    """A message with its name and the business that receives it in words; the name of an older release stays."""
    queue = str(message["receiver"]).partition(".")[0]
    return message | {"title": MESSAGE_WORDS.get(message["name"], message["name"]), "to": QUEUE_WORDS[queue]}
