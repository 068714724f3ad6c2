"""Mails about what happened to people, to those who have a verified address."""

from datetime import timedelta

from sqlalchemy.orm import Session

from services.auth.operations.letters import Letter, channels, queue_text
from services.auth.queries import contacts_of
from shared.messaging.mailing import MailWanted, News
from shared.settings import settings

GOOD_FOR = timedelta(days=1)  # later they are no news


def queue_mail(session: Session, wanted: MailWanted) -> None:
    """Have it sent to the address that the person has shown to be theirs; without one there is no mail."""
    found = [one for one in contacts_of(session, wanted.person_id) if one.kind == "email" and "email" in channels()]
    for contact in found:
        subject = f"{settings.system_name}：{wanted.news[0].headline}"
        if len(wanted.news) > 1:
            subject += "等"
        letter = Letter("email", contact.plain, subject, _words(wanted))
        queue_text(session, wanted.person_id, letter, GOOD_FOR, asked_for=False)


def _words(wanted: MailWanted) -> str:
    news = "\n\n".join(_line(each) for each in wanted.news)
    choose = f"{settings.public_url}/messages/settings"
    return (
        f"{news}\n\n邮件中不写具体内容，请登录{settings.system_name}查看。\n"
        f"不想收到某类邮件，请在「我的消息设置」中关闭：{choose}\n"
    )


def _line(news: News) -> str:
    times = f"（{news.times} 条）" if news.times > 1 else ""
    return f"{news.headline}{times}\n{settings.public_url}{news.link}"
