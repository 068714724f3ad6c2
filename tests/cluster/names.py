"""The names of containers, as an engine's own name server answers them: only those that are to be asked."""

import threading
from collections import defaultdict

from dnslib import QTYPE, RCODE, RR, A, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSServer


class Names(BaseResolver):  # type: ignore[misc] - the library has no types
    """Addresses by name, each time in another order."""

    def __init__(self, address: str) -> None:
        self._lock = threading.Lock()
        self._known: defaultdict[str, list[str]] = defaultdict(list)
        DNSServer(self, address=address, port=53, logger=DNSLogger(logf=DNSLogger.log_pass)).start_thread()

    def add(self, name: str, address: str) -> None:
        """From now on the name stands for this address too."""
        with self._lock:
            self._known[name].append(address)

    def remove(self, address: str) -> None:
        """No name stands for this address any more."""
        with self._lock:
            for addresses in self._known.values():
                if address in addresses:
                    addresses.remove(address)

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:  # noqa: ARG002 - the library's own signature
        """The answer, good for this one time."""
        reply = request.reply()
        with self._lock:
            found = self._known.get(str(request.q.qname).rstrip("."), [])
            found[:] = found[1:] + found[:1]
            addresses = list(found)
        if not addresses:
            reply.header.rcode = RCODE.NXDOMAIN
        elif request.q.qtype == QTYPE.A:
            for address in addresses:
                reply.add_answer(RR(request.q.qname, QTYPE.A, rdata=A(address), ttl=0))
        return reply
