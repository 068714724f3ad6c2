"""What people read of windows, of notices, of files that they asked for, and of what they share."""

from services.notices.texts.text import EXPORTS, RECORD, SHARING, SHEETS, Text, because
from shared.beijing import today
from shared.messaging.clocks import SubmissionDue
from shared.messaging.contracts import ShareChanged
from shared.messaging.long_work import DataExportReady, NoticeReminderContinued, PeopleSheetReady


def submission_due(message: SubmissionDue) -> Text:
    """A window closes soon, and nothing was handed in."""
    closes, days = message.closes_on, (message.closes_on - today()).days
    left = f"还有 {days} 天" if days else "就在今天"
    day = f"{closes.year}年{closes.month}月{closes.day}日"
    return Text(
        f"「{message.window_name}」将于 {day} 24:00 截止，{left}。您的个人信息还没有提交审核，请尽快填写并提交。",
        RECORD,
    )


def shared(message: ShareChanged) -> Text:
    """How the share with a partner stands."""
    if message.status == "shared":
        return Text(f"您的信息已分享至{message.partner_name}，可以查看您的页面。", SHARING)
    if message.status == "revoked":
        return Text(f"{message.partner_name}已确认删除您的信息，分享已撤回。", SHARING)
    return Text(f"您的信息未能分享至{message.partner_name}。{because(message.reason)}可稍后重新分享。", SHARING)


def data_export(_: DataExportReady) -> Text:
    """The copy of a person's own data is ready."""
    return Text("您的个人信息副本已准备好，请在一天内下载，过期自动删除。", EXPORTS)


def people_sheet(message: PeopleSheetReady) -> Text:
    """An Excel file of many people is ready."""
    return Text(f"您导出的人员名单（{message.people} 人）已准备好，请在一天内下载，过期自动删除。", SHEETS)


def notice_unconfirmed(message: NoticeReminderContinued) -> Text:
    """A notice waits to be confirmed."""
    return Text(f"请阅读通知「{message.title}」，并在页面下方点击「我已阅读并知悉」。", f"/notices/{message.notice_id}")
