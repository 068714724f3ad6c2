#!/usr/bin/env bash
# `make test`: the linters and all tests. Without any browser the browser tests are named at the end as not run;
# with REQUIRE_BROWSER=1 that is a failure.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Two processes at once: one drives the browser while the other asks the databases.
# The order of tests is random, another with each commit, and the same for all who run that commit.
SEED=$((16#$(git rev-parse --short=7 HEAD 2>/dev/null || echo 1)))
RUN=(.venv/bin/pytest -n 2 --no-loadscope-reorder --randomly-seed="$SEED")

make --no-print-directory --jobs=2 --output-sync lint
stack/setup/debian.sh nginx usr/sbin/nginx

if CHROMIUM="$(stack/setup/browser.sh | tail -n 1)" && [[ -n "$CHROMIUM" ]]; then
  echo "浏览器测试使用：$CHROMIUM"
  export CHROMIUM
  exec "${RUN[@]}"
fi

if [[ "${REQUIRE_BROWSER:-}" == 1 ]]; then
  echo "没有可用的浏览器，而 REQUIRE_BROWSER=1 要求运行浏览器测试。" >&2
  exit 1
fi
"${RUN[@]}" -m "not browser and not long"
echo "没有可用的浏览器，以下测试未运行："
.venv/bin/pytest -m browser --collect-only -q | grep '::' || true
