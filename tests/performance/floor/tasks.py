"""The floor's messages: plain Celery over the broker, committed in the other service's table."""

import os
from uuid import uuid4

from celery import Celery

from tests.performance.floor.rows import connection

app = Celery("floor", broker=os.environ["REDIS_URL"], set_as_current=False)
app.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=1, task_default_queue="floor")

OPEN = (
    "INSERT INTO review_case (id, subject_id, person_id, unit_id, status, kind, account, person_name, submitted_at)"
    " SELECT %s, %s, id, unit_id, 'assigned', 'record', account, name, clock_timestamp() FROM person WHERE id = %s"
)
CLOSE = "UPDATE review_case SET status = 'closed' WHERE person_id = %s AND status = 'assigned'"
MOVED = "INSERT INTO status_change VALUES (%s, 'queued', %s, 'system', clock_timestamp())"
TELL = "INSERT INTO personal_message VALUES (%s, %s, %s, clock_timestamp(), clock_timestamp())"


@app.task(name="open_case")
def open_case(submission: str, person: str) -> None:
    """Open the case of a submission, and tell the person."""
    with connection().transaction():
        connection().execute(OPEN, (uuid4(), submission, person))
        connection().execute(MOVED, (submission, "assigned"))
        connection().execute(TELL, (uuid4(), person, "您的个人信息已提交审核。"))


@app.task(name="close_case")
def close_case(person: str) -> None:
    """Close what a person has taken back."""
    with connection().transaction():
        connection().execute(CLOSE, (person,))
        connection().execute(MOVED, (person, "closed"))
