"""The review service's worker: `celery -A services.review.worker worker -Q review`."""

from services.review.consumers import consumers
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app

configure_logging("review-worker")
app = celery_app("review")
consumers.register(app)
