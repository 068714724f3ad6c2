"""The partner that the system begins with, 找专家网: set by the environment until an administrator sets it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.profile.models import Partner
from services.profile.operations.expert_page import offers
from services.profile.operations.partners import PartnerSetting, add_secret, insert_partner
from services.profile.partner_address import first_partners_address
from shared.keys import partner_secret

KEY = "expert-site"
NOBODY = UUID(int=0)
TOLD = {
    "name": "找专家网",
    "receiver": "找专家网运营单位（独立于职称主管部门的个人信息处理者）",
    "contact": "个人信息保护联系方式以找专家网公示为准，也可通过本系统「撤回分享」随时停止提供",
    "purpose": "在找专家网为您开设个人主页（知识网店），供单位和个人查找专业技术人才",
    "method": "以加密、签名的网络接口提供；审核通过的变更会再次提供，直至您撤回",
    "retention": "至您撤回分享为止；撤回后对方删除已提供的内容，只留下不含个人信息的编号和序号",
    "text": "我已知悉接收方、目的、方式、保存期限和所选内容，单独同意将所选内容提供给找专家网。"
    "我可以随时撤回；撤回后系统停止提供，并通知对方删除已提供的内容。",
}


def provide_first_partner(session: Session) -> Partner:
    """Have the first partner stand as the environment names it, unless somebody has set it; with its secret."""
    url = first_partners_address()
    partner = session.scalar(select(Partner).where(Partner.key == KEY).with_for_update(key_share=True))
    if partner is None:
        allowed = [offer.key for offer in offers(None)]
        setting = PartnerSetting(url=url, **TOLD, allowed_fields=allowed, enabled=True)
        partner = insert_partner(session, NOBODY, "系统", KEY, setting)
    elif partner.version == 1:
        partner.url = url
    if not partner.secrets:
        add_secret(session, partner, partner_secret())
    return partner
