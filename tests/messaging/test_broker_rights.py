"""What a service may do at the broker: a real one, asked by the name and password of each."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest
import redis

from shared.messaging import progress
from shared.messaging.acknowledgement import receipt
from shared.messaging.broker import connect, lay, lay_first
from shared.messaging.broker_keys import KEY_PREFIX, unacked_key
from shared.messaging.celery_app import celery_app
from shared.messaging.contracts import QUEUES
from shared.messaging.envelope import Envelope
from shared.settings import SERVICES
from stack.servers import Servers

by_service = pytest.mark.parametrize("service", SERVICES)


def queue_key(queue: str) -> str:
    return f"{KEY_PREFIX}{queue}"


@pytest.fixture
def brokers(embedded_servers: Servers) -> Iterator[dict[str, "redis.Redis[Any]"]]:
    """For each service a connection with its own rights; the queues are empty before and afterwards."""
    with ExitStack() as stack:
        everybody = stack.enter_context(redis.Redis.from_url(embedded_servers.valkey.url))
        everybody.flushall()
        urls = {service: embedded_servers.valkey.url_of(service) for service in SERVICES}
        yield {name: stack.enter_context(redis.Redis.from_url(url)) for name, url in urls.items()}
        everybody.flushall()


@by_service
def test_it_adds_to_every_queue_and_sees_how_full_each_is(service: str, brokers: dict[str, Any]) -> None:
    for queue in QUEUES:
        brokers[service].lpush(queue_key(queue), "a message")
        assert brokers[service].llen(queue_key(queue)) == 1


@by_service
def test_its_relay_sends_to_every_queue(
    service: str, brokers: dict[str, Any], embedded_servers: Servers, keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", embedded_servers.valkey.url_of(service))
    for queue, owner in QUEUES.items():
        about: dict[str, Any] = {"aggregate_type": "case", "aggregate_id": str(uuid4()), "aggregate_version": 1}
        told: dict[str, Any] = {"id": uuid4(), "sender": service, "receiver": f"{queue}.hear", "name": "case.opened"}
        lay(connect(), queue, [Envelope(**told, **about, schema_version=1, payload={}, headers={})])
        assert brokers[owner].llen(queue_key(queue)) == 1


@by_service
def test_it_tells_every_other_first_of_all_what_became_of_its_messages(
    service: str, brokers: dict[str, Any], embedded_servers: Servers, keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", embedded_servers.valkey.url_of(service))
    for other in SERVICES:
        brokers[service].lpush(queue_key(other), "waits")
        lay_first(connect(), other, receipt(service, other, {}))
        assert brokers[other].rpop(queue_key(other)) != b"waits"


@by_service
@pytest.mark.parametrize("command", ["RPOP", "BRPOP 1", "LPOP", "LRANGE 0 -1", "DEL", "LTRIM 1 0", "RENAME mine"])
def test_it_reads_and_removes_nothing_of_others(service: str, command: str, brokers: dict[str, Any]) -> None:
    name, *rest = command.split()
    for queue, owner in QUEUES.items():
        if owner != service:
            brokers[owner].lpush(queue_key(queue), "a message")
            with pytest.raises(redis.exceptions.NoPermissionError):
                brokers[service].execute_command(name, queue_key(queue), *rest)
            with pytest.raises(redis.exceptions.NoPermissionError):
                brokers[service].hgetall(queue_key(unacked_key(owner)))


@by_service
@pytest.mark.parametrize("command", ["FLUSHALL", "CONFIG GET *", "KEYS *", "ACL LIST", "MONITOR", "SHUTDOWN", "INFO"])
def test_it_commands_nothing_of_the_server(service: str, command: str, brokers: dict[str, Any]) -> None:
    with pytest.raises(redis.exceptions.NoPermissionError):
        brokers[service].execute_command(*command.split())


@by_service
def test_its_worker_takes_a_message_ends_it_and_puts_back_what_another_left(
    service: str, brokers: dict[str, Any], embedded_servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", embedded_servers.valkey.url_of(service))
    celery = celery_app(service)
    for queue in (queue for queue, owner in QUEUES.items() if owner == service):
        with celery.connection_for_read() as connection, connection.channel() as channel:
            celery.amqp.queues[queue](channel).declare()
            progress.ping(connect(), service, queue)
            assert channel.basic_get(queue) is not None
            channel.qos.visibility_timeout = -1  # all that is in work has been left by somebody
            channel.qos.restore_visible()
            again = channel.basic_get(queue)
            channel.basic_ack(again.delivery_tag)
            assert brokers[service].hlen(queue_key(unacked_key(service))) == 0
            assert brokers[service].llen(queue_key(queue)) == 0
