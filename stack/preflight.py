"""What could be wrong before anything is started, each with a sentence about what to do."""

import shutil

from stack.environment import embedded_services
from stack.layout import Layout
from stack.ports import SPAN, is_free
from stack.processes import PROCESSES

RESTORING = "restoring"  # a file in the folder for as long as a backup is being restored there
SCALING = "scaling"  # the same while it is filled with the demo many times over
LEAST_FREE_BYTES = 500 * 1024 * 1024


class CannotStart(Exception):
    """The message is for the person at the keyboard."""


def check_disk(layout: Layout) -> None:
    """Raises `CannotStart` if the disk is nearly full: PostgreSQL would stop in the middle of work."""
    check_room(layout, LEAST_FREE_BYTES)


def check_room(layout: Layout, needed: int) -> None:
    """Raises `CannotStart` if there are fewer bytes on the disk than are needed."""
    free = shutil.disk_usage(layout.data).free
    if free < needed:
        raise CannotStart(
            f"磁盘空间不足：{layout.data} 所在磁盘只剩 {free // 1024**2} MB，"
            f"至少需要 {needed // 1024**2} MB。请清理磁盘，或用 --data 换一个目录。"
        )


def check_restored(layout: Layout) -> None:
    """Raises `CannotStart` on a folder in which a restore, or the filling with many people, was cut off."""
    if (layout.data / RESTORING).exists():
        raise CannotStart(f"{layout.data} 中的恢复没有完成。请用 zhicheng restore --replace 重新恢复。")
    if (layout.data / SCALING).exists():
        raise CannotStart(f"{layout.data} 中大量演示数据的装入没有完成，数据不可用。请删除该目录后重新开始。")


def check_ports(layout: Layout, given: dict[str, str]) -> None:
    """Raises `CannotStart` if somebody else listens on one of our ports."""
    ports = {
        process.name: layout.base + process.port_offset for process in PROCESSES if process.port_offset is not None
    }
    if embedded_services(given):
        ports["postgres"] = layout.postgres_port
    if not given.get("REDIS_URL"):
        ports["valkey"] = layout.valkey_port
    taken = [f"{port}（{name}）" for name, port in sorted(ports.items(), key=lambda pair: pair[1]) if not is_free(port)]
    if taken:
        other = layout.base + 100
        raise CannotStart(
            f"端口已被其他程序占用：{'、'.join(taken)}。"
            f"请停止占用端口的程序，或换一组端口，例如：zhicheng up --port {other}"
            f"（将使用 {other}–{other + SPAN - 1}）。"
        )
