"""When a request came to the gateway's door: deadlines go by that, and not by how long it waited to be answered."""

from datetime import UTC, datetime, timedelta

from flask import request

from shared.client_address import asked_by_gateway

HEADER = "X-Arrived-At"
CAME = "zhicheng.came"  # where the gateway notes it, in seconds since 1970
LONGEST_WAIT = timedelta(seconds=60)


def arrived_at() -> datetime:
    """When the request of this moment came to the gateway, which alone is believed; else now."""
    now = datetime.now(UTC)
    told = request.headers.get(HEADER)
    if told is None or not asked_by_gateway():
        return now
    try:
        came = datetime.fromtimestamp(float(told), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return came if now - LONGEST_WAIT <= came <= now else now
