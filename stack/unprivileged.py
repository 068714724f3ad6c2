"""PostgreSQL refuses to run as root. Then it runs as `nobody`, who must be able to reach its programs and its data."""

import os
import pwd
import tempfile
from pathlib import Path

OPEN_PLACE = Path("/var/lib/zhicheng")  # for root whose own folders, like /root, are closed to others


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to become to run PostgreSQL; None if we are not root and can stay who we are."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def is_open(path: Path) -> bool:
    """Whether any user can go to this place."""
    here = path.resolve()
    return all(place.stat().st_mode & 0o001 for place in (here, *here.parents))


def open_place() -> Path:
    """A folder of ours where any user can go, made at its first use."""
    OPEN_PLACE.mkdir(parents=True, exist_ok=True)
    OPEN_PLACE.chmod(0o755)
    return OPEN_PLACE


def make_own_folder(path: Path) -> None:
    """Make an empty folder for the unprivileged user, or a link to one elsewhere if it could not come here."""
    user = unprivileged_user()
    if user is None or is_open(path.parent):
        path.mkdir(mode=0o700)
    else:
        path.symlink_to(tempfile.mkdtemp(prefix=f"{path.name}-", dir=open_place()))
    give_away(path)


def give_away(path: Path) -> None:
    """Make the unprivileged user the owner, if there is need of one."""
    user = unprivileged_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
