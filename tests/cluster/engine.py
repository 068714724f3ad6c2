"""A small container engine: enough to run docker-compose.yml's containers as they are, several of each."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stack.child import wait_until
from stack.readiness import SAYS_READY, http_status
from tests.cluster.compose import ROOT, Container
from tests.cluster.machine import GATE, HERE, IMAGE, USERS, plug_in, run
from tests.cluster.names import Names

LAUNCHER = ROOT / "tests/cluster/container.sh"
OF_THE_IMAGE = {
    "PATH": "/usr/local/bin:/app/.venv/bin:/usr/bin:/bin",
    "PYTHONPATH": "/app",
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
PATIENCE = 180.0
LONGEST_COMMAND = 900.0
GRACE = 130.0
OK = 200


class NotWell(Exception):
    """A container ended, or was not ready in time; the message has its last words."""


@dataclass(frozen=True)
class Running:
    """A container with a place of its own: a name, an address, folders, a process."""

    container: Container
    name: str
    number: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        """Where it is in the network."""
        return address(self.number)

    def is_ready(self) -> bool:
        """Whether it answers, or says, that it is ready."""
        if self.container.port:
            return http_status(f"{self.address}:{self.container.port}", self.container.health) == OK
        return bool(SAYS_READY.search(self.log.read_text(errors="replace")))

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "log"

    def last_words(self) -> str:
        """The end of that."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])


class Engine:
    """Starts containers, and ends them politely or not."""

    def __init__(self, secrets: Path) -> None:
        self.secrets, self.names = secrets, Names(GATE)
        self._started = 0

    def start(
        self, container: Container, command: Sequence[str] = (), told: Mapping[str, str] | None = None
    ) -> Running:
        """Begin a container's life; no name stands for it yet (`publish`)."""
        self._started += 1
        name, user = f"{container.name}-{self._started}", _number_of(container.user)
        folder = HERE / "containers" / name
        folder.mkdir(parents=True)
        plug_in(name, self._started, address(self._started))
        self.names.add(name, address(self._started))
        (folder / "log").touch()
        (folder / "log").chmod(0o666)  # nginx opens its standard error anew, as its own user
        launch = ["nsenter", f"--net=/run/netns/{name}", "unshare", "--mount", "--uts", str(LAUNCHER), name, user]
        launch += [*self._places(container, folder, user), "--"]
        launch += [f"{key}={value}" for key, value in (OF_THE_IMAGE | container.environment | (told or {})).items()]
        with (folder / "log").open("ab") as output:
            process = subprocess.Popen(
                [*launch, *(command or container.command)],
                env={"PATH": os.environ["PATH"], "IMAGE": str(IMAGE)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Running(container, name, self._started, folder, process)

    def publish(self, running: Running, *names: str) -> None:
        """Let it be asked for, by the container's name and by others."""
        for name in (running.container.name, *names):
            self.names.add(name, running.address)

    def run(self, container: Container, command: Sequence[str] = (), told: Mapping[str, str] | None = None) -> str:
        """What a container says that comes to an end by itself. Raises NotWell if that is no good one."""
        running = self.start(container, command, told)
        if running.process.wait(LONGEST_COMMAND):
            raise NotWell(f"{running.name}:\n{running.last_words()}")
        return running.log.read_text()

    def lose(self, running: Running) -> None:
        """Its host is without power: nobody hears from it again, not even that a connection has ended."""
        run("ip", "link", "set", f"port{running.number}", "down")
        found = subprocess.run(["ip", "netns", "pids", running.name], capture_output=True, text=True, check=True)
        for pid in found.stdout.split():
            os.kill(int(pid), signal.SIGKILL)
        running.process.wait()

    def stop(self, *all_of: Running) -> None:
        """End them as engines do: no name stands for them any more, they are asked to end, and have time to."""
        for running in all_of:
            self.names.remove(running.address)
            running.process.terminate()
        for running in all_of:
            try:
                running.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.lose(running)

    def _places(self, container: Container, folder: Path, user: str) -> Iterator[str]:
        """What is mounted: its own secrets and no others, folders of its own, empty ones in memory."""
        secrets = folder / "secrets"
        secrets.mkdir()
        for name, source in container.secrets.items():
            owned = self.secrets / source
            shutil.copy2(owned, secrets / name)
            os.chown(secrets / name, owned.stat().st_uid, owned.stat().st_gid)
        yield f"{secrets}:/run/secrets"
        yield from (f":{place}" for place in dict.fromkeys(("/tmp", *container.temporary)))
        for place, source in container.binds.items():
            yield f"{ROOT / source}:{place}"
        for place, volume in container.volumes.items():
            own = folder / volume
            own.mkdir()
            os.chown(own, *map(int, user.split(":")))
            yield f"{own}:{place}"


def wait_for(running: Running, is_ready: Callable[[], bool]) -> None:
    """Wait until it is ready. Raises NotWell if it has ended, or is not ready in time."""

    def is_over() -> bool:
        return running.process.poll() is not None or is_ready()

    if not wait_until(is_over, PATIENCE, 0.2) or running.process.poll() is not None:
        raise NotWell(f"{running.name} is not ready:\n{running.last_words()}")


def address(number: int) -> str:
    """Where a container is, by the order in which they were started."""
    return f"10.64.{1 + number // 250}.{1 + number % 250}"


def _number_of(user: str) -> str:
    return user if ":" in user else f"{USERS[user]}:{USERS[user]}"
