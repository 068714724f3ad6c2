"""Asking clamd whether an upload holds something harmful; off where no address is set.

Its INSTREAM command: the content in pieces, each after its length, an empty one at the end (clamd(8)). What can't be
asked is not kept: the scan fails closed.
"""

import socket
import time
from contextlib import closing

import structlog

from shared.errors import DomainError
from shared.settings import settings

SCAN_SECONDS = 6  # the gateway waits ten for an upload
PIECE = 64 * 1024
LONGEST_ANSWER = 4096

log = structlog.get_logger()


class ScannerAway(DomainError):
    """The scanner can't be reached, is too slow, or doesn't say that the content is clean."""

    status, error, message = 503, "virus_scan_unavailable", "病毒扫描暂时无法进行，文件没有保存，请稍后再试。"


class VirusFound(DomainError):
    """The content is known to be harmful."""

    status, error, message = (
        422,
        "virus_found",
        "文件中发现病毒，已拒绝保存。请用杀毒软件检查您的电脑后，换一份文件再上传。",
    )


def scan(content: bytes) -> None:
    """Return if the content is clean or nobody is asked; raises VirusFound and ScannerAway."""
    if not settings.clamd_address:
        return
    try:
        answer = _ask(settings.clamd_address, content)
    except (OSError, ValueError) as error:
        log.exception("virus scan failed")
        raise ScannerAway from error
    if answer.endswith(b" FOUND"):
        log.warning("virus found", answer=answer.decode(errors="replace"))
        raise VirusFound
    if answer != b"stream: OK":
        log.error("virus scan failed", answer=answer.decode(errors="replace"))
        raise ScannerAway


def _ask(address: str, content: bytes) -> bytes:
    """What the scanner answers; raises OSError, and ValueError for an address that is none."""
    deadline = time.monotonic() + SCAN_SECONDS
    with closing(_connected(address)) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            connection.settimeout(_left(deadline))
            connection.sendall(len(piece).to_bytes(4, "big") + piece)
        connection.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            connection.settimeout(_left(deadline))
            received = connection.recv(LONGEST_ANSWER)
            if not received:
                break
            answer += received
    return answer.rstrip(b"\0")


def _connected(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SCAN_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SCAN_SECONDS)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _left(deadline: float) -> float:
    """The seconds that are left; raises TimeoutError if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
