#!/usr/bin/env bash
# Puts nginx into .venv for its tests where the system has none: Debian's package, fetched and unpacked without becoming
# root, and nothing of it started. Never fails: without it these tests say that they were skipped.
set -uo pipefail
cd "$(dirname "$0")/../.."

HERE="$PWD/.venv/share/nginx"
command -v nginx >/dev/null && exit 0
"$HERE/nginx" -v 2>/dev/null && exit 0

fetched="$(mktemp -d)"
trap 'rm -rf "$fetched"' EXIT
if (cd "$fetched" && timeout 60 apt-get download nginx && dpkg-deb -x ./*.deb .) >/dev/null 2>&1; then
  install -D -m 0755 -t "$HERE" "$fetched/usr/sbin/nginx"
else
  echo "没有取得 nginx（Debian 软件包 nginx）：它的测试将被跳过。" >&2
fi
