#!/usr/bin/env bash
# Puts a program into .venv/share where the system has none: Debian's package, fetched and unpacked without becoming
# root, and nothing of it started. `debian.sh nginx usr/sbin/nginx`, `debian.sh prometheus usr/bin/prometheus usr/bin/promtool`.
# Never fails: without it what needs it says so.
set -uo pipefail
cd "$(dirname "$0")/../.."

PACKAGE="$1"
HERE="$PWD/.venv/share/$PACKAGE"
command -v "$PACKAGE" >/dev/null && exit 0
[[ -x "$HERE/$PACKAGE" ]] && exit 0

fetched="$(mktemp -d)"
trap 'rm -rf "$fetched"' EXIT
if (cd "$fetched" && timeout 60 apt-get download "$PACKAGE" && dpkg-deb -x ./*.deb .) >/dev/null 2>&1; then
  (cd "$fetched" && install -D -m 0755 -t "$HERE" "${@:2}")
else
  echo "没有取得 Debian 软件包 $PACKAGE：需要它的测试将被跳过。" >&2
fi
