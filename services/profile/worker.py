"""The profile service's Celery worker: `celery -A services.profile.worker worker -Q profile` (or `-Q export`)."""

from typing import Any

from celery.signals import task_prerun

from services.profile.added_codes import known
from services.profile.consumers import consumers
from services.profile.exports import exports
from shared.logging import configure_logging
from shared.messaging.celery_app import celery_app
from shared.production import refuse_what_is_unsafe

configure_logging("profile-worker")
refuse_what_is_unsafe()
app = celery_app("profile")
consumers.register(app)
exports.register(app)


def look_for_added_codes(**_: Any) -> None:
    """Whatever arrives is checked and shown by the codes that there are now."""
    known.look()


task_prerun.connect(look_for_added_codes)
