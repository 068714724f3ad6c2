"""Where deliveries may go: what the form of a partner's address refuses before anything is looked up."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from shared.settings import settings

LONGEST = 500


def first_partners_address() -> str:
    """The one address that the operator's environment answers for: the expert site, or the sandbox in its place."""
    return f"{settings.expert_site_url}/webhooks"


def fault_of(url: str) -> str | None:
    """What is wrong with an address that somebody sets; None if it may be tried."""
    if url == first_partners_address():
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "地址的格式不正确。"
    if parts.scheme != "https":
        return "地址必须以 https:// 开头。"
    if (
        not host
        or parts.username is not None
        or parts.fragment
        or len(url) > LONGEST
        or not url.isprintable()
        or " " in url
    ):
        return "请填写完整的地址，例如 https://example.org/webhooks；不能含用户名、# 和空格。"
    return None if _is_public(host) else "不能是本机或内部网络的地址。"


def _is_public(host: str) -> bool:
    """Whether a host may lie outside: a name with a dot, or a public address."""
    try:
        return ip_address(host).is_global
    except ValueError:
        labels = host.rstrip(".").split(".")
        return len(labels) > 1 and not labels[-1][0].isdigit() and labels[-1] not in {"localhost", "local", "internal"}
