"""The floor for a message: a bare Celery task that does nothing but note when it ran."""

import os
import time

import redis
from celery import Celery

QUEUE = "noop"
LATENCIES = "noop-latencies"

app = Celery("noop", broker=os.environ["REDIS_URL"], set_as_current=False)
notes = redis.Redis.from_url(os.environ["REDIS_URL"])
app.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=1, task_default_queue=QUEUE)


@app.task(name="noop")
def noop(sent: float) -> None:
    """Note in the broker how long the way took, in seconds."""
    notes.rpush(LATENCIES, time.time() - sent)
