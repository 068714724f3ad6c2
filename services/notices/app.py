"""The API of notices: `gunicorn "services.notices.app:create_app()"`."""

from flask import Flask

from services.notices.db import db
from services.notices.routes import (
    confirmations,
    holdings,
    messages,
    notices,
    previews,
    public,
    publishing,
    reading,
    writing,
)
from shared.api import service_app


def create_app() -> Flask:
    """通知公告 for everybody, 通知管理 for those who write them, 我的消息 for one person."""
    modules = (notices, previews, reading, public, writing, publishing, confirmations, messages, holdings)
    return service_app(db, "通知服务", [module.blueprint for module in modules])
