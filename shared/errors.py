"""The one form of error: a broken rule with a stable code for programs and a Chinese sentence for people (RFC 9457)."""

from typing import Any


class DomainError(Exception):
    """A rule that an operation found broken.

    Subclasses name the rule and set `status` (HTTP), `error` (stable code) and `message` (a template of the facts).
    `fields` maps field names to what is wrong there; `facts` are shown to programs beside the code.
    """

    status = 422
    error = "invalid"
    message = "提交的内容不符合要求。"

    def __init__(self, *, fields: dict[str, Any] | None = None, **facts: Any) -> None:
        self.fields = fields or {}
        self.facts = facts
        super().__init__(self.message.format(**facts))


class NotFound(DomainError):
    """Nothing there, or nothing the asker may know of."""

    status, error, message = 404, "not_found", "没有找到您要查看的内容，可能已被移动，或者您没有查看权限。"


class NotAllowed(DomainError):
    """The asker is known, and this is not theirs to do."""

    status, error, message = 403, "not_allowed", "您没有权限进行这项操作。"


class ChangedMeanwhile(DomainError):
    """What the asker has in front of them is no longer what is stored (RFC 9110, 13.1.1)."""

    status, error, message = 412, "changed_meanwhile", "这项内容在您打开之后已被修改，请核对最新内容后再保存。"


class PreconditionMissing(DomainError):
    """A change without saying which version it was made from (RFC 6585, 3)."""

    status, error, message = 428, "precondition_required", "请求缺少版本信息(If-Match),请重新打开页面后再试。"


def problem(error: DomainError) -> dict[str, Any]:
    """The error as an `application/problem+json` document."""
    return {
        "type": "about:blank",
        "title": error.error,
        "status": error.status,
        "detail": str(error),
        "error": error.error,
        "fields": error.fields,
        **{key: value for key, value in error.facts.items() if key not in {"status", "type"}},
    }
