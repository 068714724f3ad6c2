#!/usr/bin/env bash
# Finds or installs Chromium and a Chinese font for the browser tests; prints the browser's path as its last line.
# Fails if no browser can be started. Chromium without windows does the same for less (docs/decisions/0072).
set -uo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=stack/setup/apt.sh
source stack/setup/apt.sh

system_browser() {
  command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
}

own_browser() {
  .venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)'
}

starts() {
  [[ -n "$1" && -x "$1" ]] && .venv/bin/python - "$1" <<'PYTHON' >/dev/null 2>&1
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"]).close()
PYTHON
}

has_chinese_font() {
  [[ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ]]
}

starts "$(system_browser)" || starts "$(own_browser)" ||
  apt_install chromium-headless-shell >&2 || apt_install chromium >&2 || echo "无法用 apt-get 安装 Chromium。" >&2
has_chinese_font ||
  apt_install fontconfig fonts-noto-cjk >&2 || echo "无法用 apt-get 安装中文字体。" >&2
has_chinese_font || echo "没有中文字体：页面上的汉字会显示为方框，测试结果不受影响。" >&2

if ! starts "$(system_browser)" && ! starts "$(own_browser)"; then
  echo "正在下载 Playwright 自带的 Chromium……" >&2
  .venv/bin/playwright install chromium >&2
fi
for browser in "$(system_browser)" "$(own_browser)"; do
  if starts "$browser"; then
    echo "$browser"
    exit 0
  fi
done
exit 1
