"""Parts of a backup: what a program writes, encrypted on its way to the disk in the format of age, and back again."""

import hashlib
import subprocess
from collections.abc import Iterable, Sequence
from io import BufferedIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pyrage
from pyrage.x25519 import Identity, Recipient

from stack.child import Command

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class BackupFailed(Exception):
    """The message is for the operator."""


class _Counted(BufferedIOBase):
    """A file that is written, its bytes counted and summed up."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.bytes = 0
        self.sum = hashlib.sha256()

    def write(self, data: "ReadableBuffer") -> int:
        self.sum.update(data)
        self.bytes += memoryview(data).nbytes
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


def recipients_of(texts: Iterable[str]) -> list[Recipient]:
    """The public keys that people typed; raises BackupFailed."""
    try:
        return [Recipient.from_str(text.strip()) for text in texts]
    except pyrage.RecipientError as error:
        raise BackupFailed("备份公钥不正确：应当以 age1 开头，由 zhicheng backup-key 生成。") from error


def identity_in(path: Path) -> Identity:
    """The private key in a file that `zhicheng backup-key` or `age-keygen` made; raises BackupFailed."""
    lines = [line for line in path.read_text().splitlines() if line.startswith("AGE-SECRET-KEY-")]
    try:
        return Identity.from_str(lines[0])
    except (IndexError, pyrage.IdentityError) as error:
        raise BackupFailed(f"{path} 中没有备份私钥（AGE-SECRET-KEY-…）。") from error


def seal(command: Command, path: Path, recipients: Sequence[Recipient], *, most_code: int = 0) -> dict[str, object]:
    """Run a program and write what it prints, encrypted, to a new file; returns the file's size and checksum.

    Raises BackupFailed with the program's last words if it ends with a code above `most_code`.
    """
    with path.open("xb") as file, _running(command, stdout=subprocess.PIPE) as program:
        counted = _Counted(file)
        try:
            pyrage.encrypt_io(cast(BufferedIOBase, program.stdout), counted, recipients)
        except (OSError, pyrage.EncryptError) as error:
            program.kill()
            raise BackupFailed(f"无法写入 {path}：{error}") from error
        _ended_well(program, path, most_code)
    return {"file": path.name, "bytes": counted.bytes, "sha256": counted.sum.hexdigest()}


def unseal(path: Path, command: Command, identity: Identity) -> None:
    """Decrypt a file into a program that reads it; raises BackupFailed."""
    with path.open("rb") as file, _running(command, stdin=subprocess.PIPE) as program:
        assert program.stdin is not None
        try:
            pyrage.decrypt_io(file, cast(BufferedIOBase, program.stdin), [identity])
            program.stdin.close()
        except (OSError, pyrage.DecryptError) as error:
            program.kill()
            raise BackupFailed(f"无法解开 {path}：私钥不对，或文件损坏，或磁盘已满（{error}）。") from error
        _ended_well(program, path)


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _running(command: Command, **pipes: int) -> "subprocess.Popen[bytes]":
    options = command.options() | {"stderr": subprocess.PIPE} | pipes
    return subprocess.Popen(command.arguments, **options)  # noqa: S603 - tar, or PostgreSQL's own


def _ended_well(program: "subprocess.Popen[bytes]", path: Path, most_code: int = 0) -> None:
    said = program.stderr.read().decode(errors="replace").strip() if program.stderr else ""
    if not 0 <= program.wait() <= most_code:
        raise BackupFailed(f"{path.name} 没有完成：{said}")
