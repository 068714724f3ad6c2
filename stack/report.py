"""Answers of `zhicheng` as people read them."""

import json
from collections import Counter
from typing import Any

from shared.words import ATTEMPT_WORDS, ROLE_WORDS, status_word
from stack.difference_words import words_of
from stack.logs import NAME_WIDTH

SHOWN_OF_EACH_ROLE = 2


def as_json(answer: Any) -> str:
    """One line for programs."""
    return json.dumps(answer, ensure_ascii=False)


def status(answer: dict[str, Any]) -> str:
    """The stack, a line for each process."""
    lines = [f"{answer['url']}  {answer['phase']}  {answer['memory_mb']} MB"]
    lines += [
        f"  {one['name']:<22} {one['pid'] or '-':>8}  {one['health']:<14} "
        f"重启 {one['restarts']} 次  {one['memory_mb']} MB"
        for one in answer["processes"]
    ]
    broker = answer["broker"]
    lines.append(
        f"  队列 {broker['waiting']}，处理中 {broker['in_work']}" if broker["reachable"] else "  消息中间件无法连接"
    )
    return "\n".join(lines)


def demo_accounts(answer: list[dict[str, Any]]) -> str:
    """A line for each account."""
    return "\n".join(
        f"{one['login']:<12} {one['password']:<24} {'、'.join(ROLE_WORDS[role] for role in one['roles'])}  "
        f"{one['name']}  {one['unit']}" + ("（首次登录，需修改密码）" if one["first_login"] else "")
        for one in answer
    )


def greeting_accounts(answer: list[dict[str, Any]]) -> str:
    """A few to begin with: the first two of each role, and who signs in for the first time."""
    shown: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    for one in answer:
        role = one["roles"][0]
        if one["first_login"] or seen[role] < SHOWN_OF_EACH_ROLE:
            seen[role] += not one["first_login"]
            shown.append(one)
    return f"{demo_accounts(shown)}\n共 {len(answer)} 个演示账号：zhicheng demo accounts"


def messages_status(answer: dict[str, dict[str, Any]]) -> str:
    """A line for each service."""
    return "\n".join(
        f"{service:<10} " + "  ".join(f"{name}={value}" for name, value in counts.items())
        for service, counts in answer.items()
    )


def partner_deliveries(answer: dict[str, list[dict[str, Any]]]) -> str:
    """A line for each share, or for each attempt of one."""
    lines = [
        f"{one['id']}  {one['partner']}  {status_word('share', one['status'])}  第 {one['sequence']} 次状态  "
        f"试 {one['attempts']} 次  {one['last_error'] or ''}"
        for one in answer.get("deliveries", ())
    ]
    lines += [
        f"{one['at'][:19]}  第 {one['sequence']} 次状态  {'撤回' if one['revoking'] else '分享'}  "
        f"{ATTEMPT_WORDS[one['outcome']]}  {one['reason'] or ''}"
        for one in answer.get("attempts", ())
    ]
    return "\n".join(lines) or "没有这样的投递"


def partner_replay(answer: dict[str, Any]) -> str:
    """What comes now."""
    return f"已排队，状态：{status_word('share', answer['status'])}"


def partner_pause(_: dict[str, Any]) -> str:
    """That nothing is sent."""
    return "已暂停投递"


def partner_resume(_: dict[str, Any]) -> str:
    """That everything is sent."""
    return "已恢复投递"


def partner_progress(answer: dict[str, Any]) -> str:
    """How far sending everything again has come."""
    queued = answer["done"] + answer["failed"]
    return (
        f"{'重新投递已完成' if answer['over'] else '正在重新投递'}：共 {answer['total']} 个分享，已排队 {queued}，"
        f"对方已接受 {answer['delivered']}，等待投递 {answer['waiting']}（编号 {answer['id']}）"
    )


partner_resend_all = partner_progress


def messages_list(answer: dict[str, list[dict[str, Any]]]) -> str:
    """A line for each message."""
    lines = [
        f"{one['id']}  {one['created_at'][:19]}  {service}→{one['receiver']}  {one['name']}  "
        f"已发 {one['attempts']} 次  {_state(one)}"
        for service, found in answer.items()
        for one in found
    ]
    return "\n".join(lines) or "没有这样的消息"


def messages_show(answer: dict[str, Any]) -> str:
    """A line for each fact."""
    return "\n".join(f"{name:<18} {as_json(value)}" for name, value in answer.items())


def messages_replay(answer: dict[str, list[dict[str, Any]]]) -> str:
    """What is sent again."""
    return f"重发：\n{messages_list(answer)}"


def messages_discard(answer: dict[str, list[dict[str, Any]]]) -> str:
    """What is given up."""
    return f"不再发送：\n{messages_list(answer)}"


STEP_WORDS = {
    "published": "发出消息",
    "acknowledged": "对方已确认",
    "dead": "已放弃",
    "received": "已收到，未处理完",
    "applied": "已处理",
    "stale": "已过时，未采用",
    "discarded": "发送方已放弃，未处理",
    "done": "审计：完成",
    "failed": "审计：失败",
    "refused": "审计：被拒绝",
    "log": "日志",
}


def trace(answer: dict[str, Any]) -> str:
    """A line for each step in order of time (UTC), then what cannot be seen here."""
    lines = [
        f"{one['at'][:23]}  {one['where']:<{NAME_WIDTH}}  {STEP_WORDS.get(one['kind'], one['kind'])}  {one['what']}  "
        + "  ".join(f"{name}={value}" for name, value in one["facts"].items())
        + (f"  消息 {one['message']}" if one["message"] else "")
        for one in answer["steps"]
    ]
    since = answer["logs_since"]
    lines.append(f"日志文件最早到 {since[:19]}，更早的只有数据库中的记录。" if since else "这里没有日志文件。")
    return "\n".join(lines if answer["steps"] else [f"没有找到编号 {answer['number']}", *lines])


def _state(message: dict[str, Any]) -> str:
    return (
        f"已放弃：{message['last_error']}" if message["dead_at"] else f"等待中 {message['last_error'] or ''}".rstrip()
    )


def backup(answer: dict[str, Any]) -> str:
    """Where it lies and how large it is."""
    size = sum(part["bytes"] for part in answer["manifest"]["parts"].values())
    return f"备份完成（{size // 1024**2} MB）：{answer['backup']}\n密钥另存于：{answer['keys']}"


def restore(answer: dict[str, Any]) -> str:
    """How it stands, and what comes next."""
    differences = len(answer["reconcile"]["differences"])
    found = f"有 {differences} 处因消息尚未送达而不同" if differences else "各服务一致"
    return (
        f"已恢复到 {answer['data']}（备份时间 {answer['taken'][:19]} UTC）。\n"
        f"密钥可以解密全部数据，签名密钥已更换，{found}。\n"
        "请运行 zhicheng up；待送达的消息会自动送达，之后用 zhicheng reconcile 核对。"
    )


def files_collect(answer: dict[str, int]) -> str:
    """How many files went."""
    return f"已清理 {answer['removed']} 个没有被引用的文件"


def archive(answer: dict[str, Any]) -> str:
    """A line for each service's audit log, and one for snapshots."""
    lines = [
        f"{service:<10} 审计日志：{one['before']} 之前 {one['rows']} 条，本次归档：{'、'.join(one['months']) or '无'}"
        for service, one in answer["audit"].items()
    ]
    snapshots = answer["snapshots"]
    return "\n".join([*lines, f"历次提交：应归档 {snapshots['due']} 份，本次归档 {snapshots['archived']} 份"])


def figures_rebuild(answer: dict[str, dict[str, int]]) -> str:
    """What was counted and what had to be mended."""
    people, cases = answer["profile"], answer["review"]
    mended = people["mended"] + cases["mended"]
    return f"已重新统计 {people['counted']} 人、{cases['counted']} 个审核件，更正 {mended} 个数字"


def keys_rotate(answer: dict[str, Any]) -> str:
    """Which keys are new and how much lies under them now."""
    return f"已启用新密钥 {'、'.join(answer['keys'])}，重新加密 {sum(answer['changed'].values())} 项数据"


def keys_retire(answer: dict[str, Any]) -> str:
    """Which keys went, and why others stay."""
    kept = [f"仍需保留 {name}：{_why(reason)}" for name, reason in answer["kept"].items()]
    return "\n".join([f"已删除旧密钥：{'、'.join(answer['removed']) or '没有可删除的'}", *kept])


def _why(reason: str | dict[str, int]) -> str:
    if isinstance(reason, str):
        return reason
    return "仍有数据在使用旧密钥（" + "、".join(f"{column} {n} 项" for column, n in reason.items()) + "）"


def passwords_rotate(answer: dict[str, list[str]]) -> str:
    """Whose passwords are new."""
    return f"已更换密码：{'、'.join(answer['changed']) or '没有内置的服务器'}"


def passwords_retire(answer: dict[str, list[str]]) -> str:
    """Whose old passwords open nothing any more."""
    return f"已停用旧密码：{'、'.join(answer['removed']) or '没有可停用的'}"


def reconcile(answer: dict[str, Any]) -> str:
    """Whether all agree, and where they don't."""
    if answer["agree"]:
        return "各服务一致"
    lines = ["各服务不一致：", *(f"{words_of(one)}：{as_json(one)}" for one in answer["differences"])]
    if fixes := answer.get("fixes"):
        told = sum(map(len, fixes["restated"].values()))
        lines.append(f"可以自动修复：重新通报 {told} 项，重新统计 {len(fixes['counted'])} 个服务")
        lines.append(f"须人工处理：{len(fixes['left'])} 处")
    return "\n".join(lines)


def queues(answer: dict[str, list[dict[str, Any]]]) -> str:
    """A line for each service and queue to which anything is under way."""
    lines = [
        f"{service}→{one['queue']:<8} 待发 {one['waiting']}  未确认 {one['sent_not_acknowledged']}  "
        f"已放弃 {one['dead']}  最早的 {int(one['oldest_age'])} 秒"
        for service, found in answer.items()
        for one in found
    ]
    return "\n".join(lines) or "没有等待中的消息"


def projections_rebuild(answer: dict[str, Any]) -> str:
    """How much is told again."""
    done = "将重新通报" if answer["dry_run"] else "已重新通报"
    return f"{done} {answer['units']} 个单位、{answer['people']} 个人员，并重新统计"
