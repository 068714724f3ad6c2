"""The worker of auth: `celery -A services.auth.worker worker -Q auth`."""

from services.auth.consumers import consumers
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app

configure_logging("auth-worker")
app = celery_app("auth")
consumers.register(app)
