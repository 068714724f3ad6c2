"""What administrators can do to an account, in words: the button, what will happen, what is told afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.auth import REVIEWING

Json = dict[str, Any]

HISTORY_WORDS = {
    "created": "录入",
    "disabled": "停用账号",
    "enabled": "启用账号",
    "unlocked": "解除锁定",
    "password_reset": "重置密码",
    "second_factor_reset": "重置动态验证码",
    "sessions_ended": "结束全部会话",
    "leave_set": "休假",
    "transferred": "调动单位",
    "number_shown": "查看完整证件号码",
    "unused_warned": "提醒：账号长期未使用",
    "unused_disabled": "停用账号（长期未使用）",
    "merged": "并入另一个账号",
    "took_in": "并入了另一个账号",
}


@dataclass(frozen=True)
class Deed:
    """A deed: `action` is what the service must list as possible, `when` whether it makes sense now.

    What is `sensitive` is asked only of who has proved lately who they are.
    """

    label: str
    effect: str
    done: str
    action: str
    when: Callable[[Json], bool]
    danger: bool = False
    sensitive: bool = False

    def fits(self, person: Json) -> bool:
        """Whether the button is offered."""
        return self.action in person["actions"] and self.when(person)


def _active(person: Json) -> bool:
    return bool(person["active"])


def _disabled(person: Json) -> bool:
    return not person["active"]


def _with_codes(person: Json) -> bool:
    return bool(person["active"] and person["second_factor"])


def _locked(person: Json) -> bool:
    return bool(person["locked_until"])


def _signed_in(person: Json) -> bool:
    return bool(person["sessions"])


def _at_work(person: Json) -> bool:
    return _active(person) and not person["leave_until"] and any(held["role"] in REVIEWING for held in person["roles"])


def _away(person: Json) -> bool:
    return bool(person["on_leave"] or person["leave_until"])


DEEDS = {
    "password-reset": Deed(
        "重置密码",
        "原密码立即作废，已登录的会话全部结束。新的初始密码只在下一页显示一次，14 天内有效，本人登录后必须修改。",
        "密码已重置",
        "reset_password",
        _active,
        sensitive=True,
    ),
    "second-factor-reset": Deed(
        "重置动态验证码",
        "用于本人手机和恢复码都已丢失时，请先核实身份。重置后只凭密码就能登录，已登录的会话全部结束；按规定必须使用动态验证码的，登录后须重新设置。",
        "动态验证码已重置。",
        "reset_second_factor",
        _with_codes,
        sensitive=True,
    ),
    "unlocking": Deed(
        "解除锁定",
        "账号因密码连续输错被暂停登录。解除后可以立即用原密码登录。",
        "锁定已解除。",
        "unlock",
        _locked,
    ),
    "sessions-end": Deed(
        "结束全部会话",
        "该人员在所有设备上的登录立即失效，需要重新登录；最长 1 分钟内生效。未保存的内容可能丢失。",
        "全部会话已结束。",
        "end_sessions",
        _signed_in,
    ),
    "leave": Deed(
        "登记休假",
        "休假期间不再分配审核件；休假开始时手中的审核件退回待分配，优先分给代审人。到期自动结束。",
        "休假已登记。",
        "administer_person",
        _at_work,
    ),
    "leave-end": Deed(
        "结束休假",
        "休假立即结束，可以重新分配审核件。",
        "休假已结束。",
        "administer_person",
        _away,
    ),
    "transfer": Deed(
        "调动单位",
        "该人员调入所选单位，尚未办结的审核件随之转移；在原单位担任的审核、管理角色全部终止；已登录的会话结束。",
        "单位已变更。",
        "administer_person",
        _active,
    ),
    "disabling": Deed(
        "停用账号",
        "该人员不能再登录，已登录的会话全部结束；手中的审核件退回待分配。个人信息和历史记录保留，可以重新启用。",
        "账号已停用。",
        "administer_person",
        _active,
        danger=True,
    ),
    "enabling": Deed(
        "启用账号",
        "该人员可以用原密码重新登录。如已忘记密码，启用后请重置密码。",
        "账号已启用。",
        "administer_person",
        _disabled,
    ),
}
