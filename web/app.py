"""The gateway: pages for people, put together from the services' APIs. No database, no rules of its own."""

from flask import Flask
from flask_bootstrap import Bootstrap5
from werkzeug.middleware.proxy_fix import ProxyFix

from shared.logging import configure_logging
from shared.metrics import EXTENSION, Metrics
from shared.production import refuse_what_is_unsafe
from shared.requests import follow_requests
from shared.settings import settings
from web import assets, errors, frame, reading, security, signing, templating
from web.administration import (
    account_batches,
    account_mergers,
    accounts,
    audit,
    chains,
    code_lists,
    comparisons,
    confirmations,
    deliveries,
    grants,
    partners,
    password_policy,
    people,
    people_imports,
    publishing,
    queues,
    substitutes,
    unit_deeds,
    unit_forms,
    unit_imports,
    unit_requests,
    units,
    windows,
    written_notices,
)
from web.door import Door
from web.everyone import (
    confirming,
    contacts,
    files,
    forgotten,
    guide,
    health,
    messages,
    notices,
    partner_events,
    password,
    public_notices,
    second_factor,
    sign_in,
    verification,
)
from web.everyone import security as own_security
from web.processes import Supervised
from web.professional import (
    change_drafts,
    change_log,
    changes,
    comparison,
    corrections,
    data_exports,
    drafts,
    new_change,
    new_correction,
    record,
    sections,
    sharing,
)
from web.reviewer import batches, canned_reasons, cases, decisions, figures, people_sheets
from web.session import cookie_name

MAX_BODY = 32 * 1024 * 1024  # several files of 5 MB in one form
MODULES = (
    health, sign_in, second_factor, forgotten, confirming, password, own_security, contacts,
    notices, public_notices, messages, files, verification, partner_events, guide,
    record, sections, drafts, comparison, change_log, data_exports, changes, new_change, change_drafts, sharing,
    corrections, new_correction,
    cases, decisions, figures, people_sheets, canned_reasons, batches,
    windows, chains, code_lists, queues, comparisons, partners, deliveries, substitutes, units, unit_forms,
    unit_deeds, unit_requests, audit,
    people, accounts, account_batches, account_mergers, grants, people_imports, unit_imports, written_notices,
    publishing, confirmations, password_policy,
)  # fmt: skip


def create_app() -> Flask:
    """The web application; reads its settings and key from the environment."""
    configure_logging("web")
    refuse_what_is_unsafe()
    app = Flask("web")
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name("web"),
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY // 16,
        SEND_FILE_MAX_AGE_DEFAULT=security.LONG_SECONDS,
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open as long as the session lives
    )
    app.wsgi_app = Door(ProxyFix(app.wsgi_app, x_for=settings.proxy_hops, x_proto=0))  # type: ignore[method-assign]
    templating.prepare(app)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    Bootstrap5(app)
    app.extensions[EXTENSION] = Metrics(Supervised(settings.stack_state))
    follow_requests(app, "web", "page", inside=False, unlogged=assets.STATIC_ENDPOINTS)
    signing.sign(app)
    errors.show(app)
    security.protect(app)
    assets.serve(app)
    frame.surround(app)
    reading.offer(app)
    for module in MODULES:
        app.register_blueprint(module.pages)
    return app
