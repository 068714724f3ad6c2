#!/usr/bin/env bash
# Makes .venv from uv.lock with whatever Python >= 3.11 this machine has.
set -euo pipefail
cd "$(dirname "$0")/../.."

UV_VERSION=0.13.9

find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3.13 python3 python3.14; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  echo "需要 Python 3.11 或更高版本，但没有找到。请先安装，例如：apt-get install python3 python3-venv" >&2
  return 1
}

# Debian keeps ensurepip, which `venv` needs, in a package of its own.
install_venv_package() {
  local package
  package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  # shellcheck source=stack/setup/apt.sh
  source stack/setup/apt.sh
  if ! apt_install "$package"; then
    echo "Python 缺少 venv 模块。请由管理员安装：apt-get install $package，然后重试。" >&2
    return 1
  fi
}

if ! .venv/bin/python -c '' 2>/dev/null; then
  python="$(find_python)"
  "$python" -c 'import ensurepip, venv' 2>/dev/null || install_venv_package "$python"
  echo "正在建立虚拟环境 .venv（$("$python" --version)）……"
  "$python" -m venv --clear .venv
fi

if [[ "$(.venv/bin/uv --version 2>/dev/null)" != "uv $UV_VERSION"* ]]; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
fi

echo "正在按 uv.lock 安装依赖……"
# --inexact: uv itself lives in this environment and is not in the lock; compiled here by all processors at once,
# or each process would do it again where Python is told to write no bytecode
.venv/bin/uv sync --frozen --inexact --compile-bytecode --quiet --no-python-downloads --python .venv/bin/python

stack/setup/fonts.sh
