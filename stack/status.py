"""How a stack is: what its supervisor knows, what each process answers, how full the queues are."""

import http
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import redis

from shared.messaging.broker_keys import KEY_PREFIX, unacked_key
from shared.settings import SERVICES
from stack.child import is_alive
from stack.processes import PROCESSES
from stack.readiness import http_status
from stack.state import ProcessState, StackState

QUEUES = [process.queue for process in PROCESSES if process.queue]


def status_of(stack: StackState, environment: dict[str, str]) -> dict[str, Any]:
    """The whole stack as JSON."""
    with ThreadPoolExecutor() as threads:
        processes = list(threads.map(_process, stack.processes.values()))
    broker = _broker(environment["REDIS_URL"])
    return {
        "url": stack.url,
        "phase": stack.phase,
        "pid": stack.pid,
        "healthy": stack.phase == "ready" and broker["reachable"] and all(one["health"] == "ok" for one in processes),
        "memory_mb": memory_mb(stack.pid),  # all of them are its children
        "processes": processes,
        "broker": broker,
    }


def _process(process: ProcessState) -> dict[str, Any]:
    return {
        "name": process.name,
        "kind": process.kind,
        "pid": process.pid,
        "state": process.state,
        "health": _health(process),
        "restarts": process.restarts,
        "address": process.address,
        "memory_mb": memory_mb(process.pid) if process.pid else 0.0,
    }


def _health(process: ProcessState) -> str:
    """Either "ok" or what is the matter."""
    if process.identity is None or not is_alive(process.identity):
        return "not running"
    if psutil.Process(process.identity.pid).status() == psutil.STATUS_STOPPED:
        return "frozen"
    if process.address:
        code = http_status(process.address)
        return "ok" if code == http.HTTPStatus.OK else f"/readyz answers {code or 'nothing'}"
    return "ok" if process.state == "ready" else process.state


def _broker(url: str) -> dict[str, Any]:
    """What waits in each queue, and what workers have taken and not yet finished."""
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            waiting = {queue: client.llen(f"{KEY_PREFIX}{queue}") for queue in QUEUES}
            memory = client.info("memory")
            return {
                "reachable": True,
                "waiting": waiting,
                "in_work": sum(client.hlen(f"{KEY_PREFIX}{unacked_key(service)}") for service in SERVICES),
                "memory_share": round(memory["used_memory"] / memory["maxmemory"], 3) if memory["maxmemory"] else None,
            }
    except redis.RedisError as error:
        return {"reachable": False, "error": str(error)}


def memory_mb(pid: int) -> float:
    """Proportional memory in MB of a process and its children (what is shared counts in part); 0 if one just ended."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return round(sum(one.memory_full_info().pss for one in family) / 1024**2, 1)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0
