"""The steps of `zhicheng up`, from an empty folder to a running product."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from shared.keys import make_keys
from stack.environment import build_environment, remember, write_addresses
from stack.layout import Layout
from stack.logs import Logs
from stack.preflight import check_disk, check_ports, check_restored
from stack.product import Product
from stack.state import end_leftovers, hold


def up(layout: Layout, *, demo: bool, screen: bool) -> None:
    """Start everything and stay until Ctrl-C or SIGTERM; at SIGUSR1 the product's processes are replaced.

    Raises `AlreadyRunning`, `CannotStart`, `PostgresCannotStart`, `NotReady` or `CommandFailed`; all is stopped then.
    """
    layout.make_folders()
    with hold(layout):
        given = dict(os.environ)
        end_leftovers(layout)
        check_disk(layout)
        check_restored(layout)
        check_ports(layout, given)
        make_keys(layout.keys)
        environment = build_environment(layout, given)
        write_addresses(layout)
        remember(layout, environment)
        with _logs(layout, screen=screen) as logs:
            asyncio.run(_run(Product(layout, environment, logs), demo=demo))


async def _run(product: Product, *, demo: bool) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    starting = asyncio.create_task(product.start(demo=demo))
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, product.renew_soon)
    asked_to_stop = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([starting, asked_to_stop], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await asked_to_stop
    finally:
        starting.cancel()
        await product.stop()


@contextmanager
def _logs(layout: Layout, *, screen: bool) -> Iterator[Logs]:
    logs = Logs(layout.logs, screen=screen)
    try:
        yield logs
    finally:
        logs.close()
