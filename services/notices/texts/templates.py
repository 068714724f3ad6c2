"""Which sentence belongs to which message, of what kind it is, and of which messages nobody is told, and why."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from services.notices.texts import accounts, administration, cases, own_data, submissions
from services.notices.texts.text import Text


class Group(StrEnum):
    """What kind of message it is, as people choose among them."""

    RESULTS = "审核结果"
    REMINDERS = "提醒"
    SECURITY = "账号安全"
    SHARING = "分享"
    WORK = "管理工作"


class Template(NamedTuple):
    """The sentences that a message becomes, one for each kind of reader, and a headline that gives nothing away."""

    group: Group
    headline: str
    texts: tuple[Callable[[Any], Text], ...]


TEMPLATES: dict[str, Template] = {
    "review.requested": Template(Group.RESULTS, "您提交的内容已收到", (submissions.requested,)),
    "review.withdrawn": Template(Group.RESULTS, "您提交的内容已撤回", (submissions.withdrawn,)),
    "review.settled": Template(Group.RESULTS, "您提交的内容有了审核结果", (submissions.settled,)),
    "record.reopened": Template(Group.RESULTS, "您的个人信息可以重新修改", (submissions.reopened,)),
    "submission.due": Template(Group.REMINDERS, "个人信息采集即将截止，您还没有提交", (own_data.submission_due,)),
    "cases.due": Template(Group.REMINDERS, "您有审核件即将到期或已超期", (cases.cases_due,)),
    "reviewer.reminded": Template(Group.REMINDERS, "管理员催办审核件", (cases.reminded,)),
    "notice_reminder.continued": Template(Group.REMINDERS, "有通知需要您阅读并确认", (own_data.notice_unconfirmed,)),
    "data_export.ready": Template(Group.REMINDERS, "您的个人信息副本可以下载", (own_data.data_export,)),
    "account.deed_done": Template(Group.SECURITY, "您的账号有变动", (accounts.account_deed,)),
    "grant.settled": Template(
        Group.SECURITY, "角色授权有了结果", (administration.grant_begun, administration.grant_answered)
    ),
    "grant.ended": Template(Group.SECURITY, "您的一个角色已终止", (administration.grant_ended,)),
    "share.changed": Template(Group.SHARING, "您的信息分享状态有变化", (own_data.shared,)),
    "case.assigned": Template(Group.WORK, "您有新的审核件", (cases.assigned,)),
    "reviewer.missed": Template(Group.WORK, "有单位没有可用的审核人", (cases.reviewer_missed,)),
    "cases.escalated": Template(Group.WORK, "有审核件超过审核期限", (cases.escalated,)),
    "move.seen": Template(Group.WORK, "有人员申请调动或已调动", (submissions.move,)),
    "grant.proposed": Template(Group.WORK, "有授权申请等待确认", (administration.grant_proposed,)),
    "unit_request.changed": Template(Group.WORK, "单位申请有新的进展", (administration.unit_request,)),
    "account_merger.changed": Template(Group.WORK, "账号合并有新的进展", (accounts.account_merger,)),
    "deliveries.given_up": Template(Group.WORK, "有分享没有送达共享平台", (administration.deliveries_given_up,)),
    "account_work.ended": Template(Group.WORK, "您的导入或批量任务已结束", (administration.long_work,)),
    "batch.ended": Template(Group.WORK, "您的批量任务已结束", (administration.long_work,)),
    "people_sheet.ready": Template(Group.WORK, "您导出的人员名单可以下载", (own_data.people_sheet,)),
}

COPIED = "只更新各服务的副本；对本人的影响另有消息告知"
INWARD = "系统内部的工作步骤，办完后另有消息告知"
PERSONAL = "直接发往本人的邮箱或手机，站内看不到才有意义"
UNTOLD: dict[str, str] = {
    "unit.changed": COPIED,
    "person.changed": COPIED + "；新开通的账号随初始密码书面告知",
    "staff.changed": COPIED,
    "case.opened": INWARD,
    "case.decided": "生效之前不告知任何人，生效后由审核结果告知",
    "share.requested": INWARD,
    "correction.approved": INWARD,
    "correction.applied": INWARD,
    "reopening.ordered": INWARD,
    "unused_accounts.due": INWARD,
    "profile.night_began": INWARD,
    "file_collection.due": INWARD,
    "profile.morning_began": INWARD,
    "reminders.due": INWARD,
    "auth.night_began": INWARD,
    "review.morning_began": INWARD,
    "digests.due": INWARD,
    "escalations.due": INWARD,
    "data_export.requested": INWARD,
    "data_export.expired": "期限已在可以下载时告知",
    "batch.continued": "进度和结果就在发起人打开的页面上",
    "account_batch.continued": "进度和结果就在发起人打开的页面上",
    "people_sheet.requested": INWARD,
    "people_sheet.expired": "期限已在可以下载时告知",
    "people_check.continued": "进度和结果就在发起人打开的页面上",
    "people_import.continued": "进度和结果就在发起人打开的页面上",
    "people_check.expired": "期限写在核对页面上",
    "units_check.continued": "进度和结果就在发起人打开的页面上",
    "units_import.continued": "进度和结果就在发起人打开的页面上",
    "units_check.expired": "期限写在核对页面上",
    "record.written": INWARD,
    "case.written": INWARD,
    "text.queued": PERSONAL,
    "password.forgotten": PERSONAL,
    "merger.continued": INWARD,
    "cases.followed": INWARD,
    "partner_probe.due": INWARD,
    "deliveries.due": INWARD,
    "partner_resend.continued": "进度由运维人员查看",
    "email.verified": "本人刚刚在页面上登记",
    "mail.due": INWARD,
    "mail.wanted": "只是把已有的消息再用邮件提醒一次",
}
