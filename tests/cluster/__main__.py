"""`python -m tests.cluster`: production on several hosts, all on this machine; people at work; the loss of each piece.

It runs as root in namespaces of its own, with which all of it is gone. Nothing of the machine is changed.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.cluster.trial import Trial
from tests.stack.front import nginx

INSIDE = "CLUSTER_ISOLATED"
APART = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
NEEDED = ("unshare", "nsenter", "ip", "chroot")


def main() -> None:
    """Start, try, lose, compare, tell; ends with 1 if anything is lost, repeated or wrong, or does not heal."""
    arguments = _arguments()
    if os.environ.get(INSIDE) != "yes":
        if os.geteuid() or not nginx() or not all(map(shutil.which, NEEDED)):
            sys.exit(f"make cluster 需要 root 权限，并需要 nginx 和以下命令：{'、'.join(NEEDED)}。")
        again = [*APART, sys.executable, "-m", "tests.cluster", *sys.argv[1:]]
        sys.exit(subprocess.run(again, env={**os.environ, INSIDE: "yes"}, check=False).returncode)
    sys.exit(0 if Trial(arguments).passes() else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="these losses, by a part of their names, with commas between")
    parser.add_argument("--no-journey", action="store_true", help="leave out the browser")
    parser.add_argument("--keep-logs", type=Path, help="copy the logs of the containers there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
