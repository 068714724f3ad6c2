"""The worker of auth: `celery -A services.auth.worker worker -Q auth`."""

from services.auth.consumers import consumers
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app
from shared.production import refuse_what_is_unsafe

configure_logging("auth-worker")
refuse_what_is_unsafe()
app = celery_app("auth")
consumers.register(app)
