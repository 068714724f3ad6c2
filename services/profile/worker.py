"""The profile service's Celery worker: `celery -A services.profile.worker worker -Q profile` (or `-Q export`)."""

from services.profile.consumers import consumers
from services.profile.exports import exports
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app

configure_logging("profile-worker")
app = celery_app("profile")
consumers.register(app)
exports.register(app)
