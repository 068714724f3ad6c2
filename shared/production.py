"""What a process refuses to start with where people's real data are (ASVS 13.2.3, 13.4.2; 等保 8.1.4.2).

A process judges only what it was told: a relay knows no mail server. All faults are named at once, with the remedy.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from shared.settings import settings

SHORTEST_PASSWORD = 16
FEWEST_SIGNS = 8
KEY_FILES = ("*.key", "*.pem", "*.secret")
READ_BY_OTHERS = 0o007
HERE = frozenset({"127.0.0.1", "::1", "localhost"})
ON = frozenset({"1", "true", "yes", "on"})
ENCRYPTED_ONLY = ("PUBLIC_URL", "EXPERT_SITE_URL")
PASSWORDS_IN = ("DATABASE_URL_AUTH", "DATABASE_URL_PROFILE", "DATABASE_URL_REVIEW", "DATABASE_URL_NOTICES", "REDIS_URL")
PASSWORDS = ("S3_SECRET_KEY", "AUDIT_S3_SECRET_KEY", "SMTP_PASSWORD")


def refuse_what_is_unsafe() -> None:
    """End the process, with all reasons in words, if it runs in production with settings that nobody may run with."""
    if not settings.is_production:
        return
    faults = [fault for check in CHECKS for fault in check()]
    if faults:
        listed = "\n".join(f"  - {fault}" for fault in faults)
        sys.exit(f"生产环境拒绝启动（DEPLOYMENT=production），请先处理以下问题：\n{listed}")


def refuse_demo() -> None:
    """End a command that would make accounts whose passwords everybody knows where people's real data are."""
    if settings.is_production:
        sys.exit("生产环境（DEPLOYMENT=production）不装入演示数据：演示账号的密码人人皆知。")


def _debugging() -> Iterator[str]:
    for name in ("FLASK_DEBUG", "PYTHONASYNCIODEBUG"):
        if os.environ.get(name, "").lower() in ON:
            yield f"{name} 已打开：会向访问者显示内部信息。请删除该设置。"


def _plain_cookies() -> Iterator[str]:
    if not settings.secure_cookies:
        yield "SECURE_COOKIES=false：会话 Cookie 将不加密传输。请改为 true。"


def _second_factor() -> Iterator[str]:
    if _told("STAFF_SECOND_FACTOR") and settings.staff_second_factor != "required":
        yield "STAFF_SECOND_FACTOR 不是 required：审核和管理人员可以不用动态验证码登录。请改为 required。"


def _unencrypted_addresses() -> Iterator[str]:
    for name in ENCRYPTED_ONLY:
        address = urlsplit(_told(name))
        if address.scheme and address.scheme != "https" and address.hostname not in HERE:
            yield f"{name} 不是 https 地址：{address.scheme}://{address.hostname}。请改用 https。"


def _unencrypted_mail() -> Iterator[str]:
    host = _told("SMTP_HOST")
    if host and host not in HERE and settings.smtp_security == "none":
        yield "SMTP_SECURITY=none：邮件将明文发往其他主机。请改为 starttls 或 tls。"


def _weak_passwords() -> Iterator[str]:
    given = {name: urlsplit(told).password or "" for name in PASSWORDS_IN if (told := _told(name))}
    given |= {name: told for name in PASSWORDS if (told := _told(name))}
    for name, password in given.items():
        if len(password) < SHORTEST_PASSWORD or len(set(password)) < FEWEST_SIGNS:
            yield f"{name} 的密码缺失、过短或过于简单（至少 {SHORTEST_PASSWORD} 位）。请换成随机生成的密码。"


def _open_keys() -> Iterator[str]:
    """Key files that everybody on the machine can read, that hold no random bytes, or that came with the program."""
    directory = settings.keys_dir
    if Path(__file__).parents[1] in directory.resolve().parents:
        yield f"KEYS_DIR（{directory}）在程序目录之内，可能随代码一起被复制。请移到程序目录之外。"
    for file in sorted(path for pattern in KEY_FILES for path in directory.glob(pattern)):
        if not os.access(file, os.R_OK) or file.name.endswith(".pub.pem"):
            continue  # another process's key
        if file.stat().st_mode & READ_BY_OTHERS:
            yield f"密钥文件 {file.name} 可被其他用户读取。请执行 chmod o-rwx。"
        if len(set(file.read_bytes())) < FEWEST_SIGNS:
            yield f"密钥文件 {file.name} 的内容不是随机生成的。请重新生成。"


def _told(name: str) -> str:
    """A setting as this process was given it, empty if it was not."""
    return settings.env.str(name, "")


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    _debugging,
    _plain_cookies,
    _second_factor,
    _unencrypted_addresses,
    _unencrypted_mail,
    _weak_passwords,
    _open_keys,
)
