"""How the messages of a service stand, for /metrics: what `zhicheng queues` tells, and what became of what came."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy.orm import Session

from shared.messaging import operating
from shared.messaging.contracts import QUEUES
from shared.metrics import gauges

OF_A_QUEUE = {
    "waiting": ("zhicheng_outbox_waiting_messages", "Messages that were never sent, and are due"),
    "sent_not_acknowledged": ("zhicheng_outbox_unacknowledged_messages", "Messages that were sent, without an answer"),
    "dead": ("zhicheng_outbox_dead_messages", "Messages that were refused or given up"),
    "oldest_age": ("zhicheng_outbox_oldest_seconds", "Age of the oldest message that is waiting or without an answer"),
}


def messages(session: Session) -> Iterator[Metric]:
    """What was written for each queue and is not finished; what has come here lately, by its outcome."""
    of_queues = {row["queue"]: row for row in operating.queues(session)}
    for key, (name, text) in OF_A_QUEUE.items():
        yield gauges(name, text, "queue", {queue: of_queues.get(queue, {}).get(key, 0) for queue in QUEUES})
    yield gauges(
        "zhicheng_inbox_recent_messages",
        "Messages of the last minutes that have come, by their outcome",
        "outcome",
        operating.recent_outcomes(session),
    )
    unfinished = "zhicheng_inbox_unfinished_seconds"
    yield GaugeMetricFamily(
        unfinished, "Age of the first delivery that has come to no end", operating.oldest_unfinished(session)
    )
