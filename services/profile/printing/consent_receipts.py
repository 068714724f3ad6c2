"""个人信息分享同意书: what a person has consented to, in the words they read, on paper."""

from sqlalchemy.orm import Session

from services.profile.models import Consent, Person, Unit
from services.profile.printing.receipts import Receipt, in_beijing, receipt_from
from services.profile.share_queries import consent_view
from shared.words import CONSENT_WORDS

TITLE = "个人信息分享同意书"
LABELS = {
    "receiver": "接收方",
    "contact": "联系方式",
    "purpose": "目的",
    "method": "方式",
    "retention": "保存期限",
    "text": "同意的内容",
}


def receipt_of(session: Session, consent: Consent) -> Receipt:
    """The receipt of a consent as it stands now; its own id, which nobody else is told, is its code."""
    person, view = session.get_one(Person, consent.person_id), consent_view(session, consent)
    unit, told = session.get(Unit, person.unit_id), view["statement"]
    facts = [
        ["姓名", person.name],
        ["账号", person.account],
        ["单位", unit.name if unit else ""],
        ["共享平台", told["name"]],
        *([label, told[name]] for name, label in LABELS.items() if told[name]),
        ["说明版本", f"第 {consent.text_version} 版"],
        ["同意时间", in_beijing(consent.given_at)],
        ["依据", f"第 {consent.submission_number} 次提交并审核通过的内容"],
        ["目前状态", CONSENT_WORDS[view["standing"]]],
    ]
    rows = [[kind["title"], "、".join(kind["labels"])] for kind in view["kinds"]]
    said = {"title": TITLE, "facts": facts, "head": ["项目", "同意提供的内容"], "rows": rows}
    return receipt_from(f"{TITLE}-{person.name}-{told['name']}", said, consent.id.hex)
