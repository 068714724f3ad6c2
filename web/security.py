"""What protects every page alike: form tokens, where a request comes from, and what browsers are told."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect

from shared.settings import settings

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OWN_SITE = frozenset({"same-origin", "none"})
# Kept by the browser, which asks each time: they are many, and who may not see them any more is told so.
REVALIDATED = frozenset({"files.page_picture", "notices.page_picture", "public_notices.feed", "guide.picture"})
LONG_SECONDS = 365 * 24 * 3600

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
# What people uploaded is shown, never run: no scripts, no forms, no plugins, an origin of its own.
FILE_POLICY = "default-src 'none'; img-src 'self'; frame-ancestors 'none'; sandbox"

form_tokens = CSRFProtect()


def protect(app: Flask) -> None:
    """Put all of it in force."""
    app.before_request(refuse_other_sites)
    form_tokens.init_app(app)
    app.after_request(tell_browser)


def refuse_other_sites() -> None:
    """A change comes from a page of ours: the browser says so itself, beside the token in the form (ASVS 3.5.3)."""
    if request.method not in UNSAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    from_here = site in OWN_SITE if site else origin is None or urlsplit(origin).netloc == request.host
    if not from_here:
        abort(403, "这个操作不是从本系统的页面发出的，已被拒绝。")


def tell_browser(response: Response) -> Response:
    """The headers of every answer. Pages are never kept, so that the back button shows nothing after logout."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if request.endpoint in REVALIDATED and response.status_code in {200, 304}:
        headers["Cache-Control"] = "private, no-cache"
    elif request.endpoint not in {"static", "bootstrap.static"}:
        headers["Cache-Control"] = "no-store"
    if settings.secure_cookies:
        headers["Strict-Transport-Security"] = f"max-age={LONG_SECONDS}; includeSubDomains"
    return response
