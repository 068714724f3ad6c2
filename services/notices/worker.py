"""The worker of notices: `celery -A services.notices.worker worker -Q notices`."""

from services.notices.consumers import consumers
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app
from shared.production import refuse_what_is_unsafe

configure_logging("notices-worker")
refuse_what_is_unsafe()
app = celery_app("notices")
consumers.register(app)
