"""The review service's worker: `celery -A services.review.worker worker -Q review`."""

from services.review.consumers import consumers
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app
from shared.production import refuse_what_is_unsafe

configure_logging("review-worker")
refuse_what_is_unsafe()
app = celery_app("review")
consumers.register(app)
