"""The review service's API: `gunicorn "services.review.app:create_app()"`."""

from flask import Flask

from services.review.db import db
from services.review.routes import batches, canned_reasons, cases, chains, figures, handing, holdings, units
from shared.api import service_app


def create_app() -> Flask:
    """The application that gunicorn serves."""
    modules = (cases, chains, handing, units, canned_reasons, batches, figures, holdings)
    return service_app(db, "审核服务", [module.blueprint for module in modules])
