"""Pages for what went wrong: in plain Chinese, with what to do next."""

import structlog
from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from shared.auth import ConfirmationNeeded
from web import session
from web.audience import asked_by_script, to_confirmation, to_login
from web.clients.http import ApiError
from web.door import TURNED_AWAY, soon

TITLES = {
    400: "请求有误",
    403: "没有权限",
    404: "没有找到",
    405: "不能这样操作",
    409: "现在不能这样做",
    410: "已经不在了",
    412: "内容已被修改",
    413: "文件过大",
    415: "文件类型不受支持",
    422: "提交的内容有误",
    429: "操作过于频繁",
    500: "系统出现了意外错误",
    503: "系统暂时繁忙",
}
DETAILS = {
    400: "请求的格式不正确，请从菜单重新进入页面再试。",
    403: "您没有权限查看这个页面或进行这项操作。如果需要，请联系单位管理员。",
    404: "您要找的页面不存在，可能已被移动，或者您没有查看权限。",
    405: "这个地址不支持这种操作，请从菜单重新进入页面再试。",
    413: "一次上传的文件合计不得超过 32 MB，单个文件不得超过 5 MB。请压缩或分几次上传。",
    500: "问题已被记录。请稍后再试；如果仍然不行，请把下面的编号告诉系统管理员。",
    503: "系统的一部分暂时无法访问。您刚才的操作可能没有生效，请稍后刷新页面确认。",
}
NOT_SIGNED_IN = 401
AWAY = 503

log = structlog.get_logger()


def show(app: Flask) -> None:
    """Answer every error with a page."""
    app.before_request(give_back)
    app.after_request(say_when)
    app.register_error_handler(ApiError, refused)
    app.register_error_handler(CSRFError, form_too_old)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def give_back() -> ResponseReturnValue | None:
    """What did not get its turn at the door has done nothing, and what was typed goes back."""
    if TURNED_AWAY not in request.environ:
        return None
    return page(AWAY, "现在使用系统的人很多，您刚才的操作没有进行。")


def say_when(response: Response) -> Response:
    """Whoever finds us busy is told when to come again."""
    if response.status_code == AWAY:
        response.headers.setdefault("Retry-After", soon())
    return response


def refused(error: ApiError) -> ResponseReturnValue:
    """A service said no and the page had no better place to show it."""
    if error.status == NOT_SIGNED_IN:
        session.forget()
        return to_login()
    if error.error == ConfirmationNeeded.error:
        return to_confirmation()
    return page(error.status, error.detail)


def form_too_old(_error: CSRFError) -> ResponseReturnValue:
    """The form was opened before the last login, or in another browser."""
    return page(403, "可能在别处重新登录过。请返回上一页，刷新后再提交。", "这个表单已经失效")


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Flask's own refusals; a description that we gave is ours to show, the library's English is not."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    own = error.description if error.description and not error.description.isascii() else None
    return page(status, own or DETAILS.get(status, "请求无法处理，请稍后再试。"))


def unexpected(error: Exception) -> ResponseReturnValue:
    """A fault of ours: written down with its number, shown without details."""
    log.error("unexpected error", error=type(error).__name__, exc_info=error)
    return page(500, DETAILS[500])


def page(status: int, detail: str, title: str = "") -> ResponseReturnValue:
    """The error page; without a `title` the status says what happened."""
    if asked_by_script():
        return {"detail": f"{title}，{detail}" if title else detail}, status
    title = title or TITLES.get(status, TITLES[500] if status >= 500 else "请求无法处理")
    return render_template(
        "error.html",
        again=_repeatable(status),
        status=status,
        title=title,
        detail=detail,
        number=g.get("request_id", ""),
    ), status


def _repeatable(status: int) -> list[tuple[str, str]]:
    """What a form sent that a service could not take, to send it again as it is.

    Only forms that carry a key: doing those twice is doing them once. Files have to be chosen again.
    """
    if status != AWAY or "key" not in request.form:
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
