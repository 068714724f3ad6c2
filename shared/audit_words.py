"""What people read about the audit log and its chain."""

from typing import Any

RESULT_WORDS = {"done": "成功", "refused": "拒绝", "failed": "失败"}
STATE_WORDS = {
    "sound": "与链一致",
    "waiting": "等待写入链（通常在一秒之内）",
    "broken": "与链不一致：内容可能被改动",
}
FAULT_WORDS = {
    "row_changed": "第 {position} 条（编号 {entry}）的内容与当时记入的不一致",
    "row_missing": "第 {position} 条（编号 {entry}）已不存在",
    "row_inserted": "第 {position} 条之前多出编号 {entry} 的记录",
    "row_moved": "第 {position} 条（编号 {entry}）的顺序被改动",
    "link_missing": "第 {position} 条的链接已不存在",
    "end_cut_off": "第 {position} 条起的记录已不存在，而签名的链头证明它们曾经存在",
    "chain_rewritten": "到第 {position} 条为止的链与当时签名的链头不一致",
    "archive_unreadable": "到第 {position} 条为止的归档文件不存在或无法读取",
    "archive_changed": "到第 {position} 条为止的归档文件与归档时不一致",
    "head_forged": "第 {position} 条处的链头不是本服务签名的",
}


def fault_in_words(fault: dict[str, Any]) -> str:
    """Where a chain is broken, and how."""
    return FAULT_WORDS[fault["what"]].format(**fault)
