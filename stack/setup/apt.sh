# To be sourced. apt_install PACKAGE…: installs as root or with a sudo that asks nothing; says what; fails if it can't.
# shellcheck shell=bash
apt_install() {
  local become=()
  command -v apt-get >/dev/null || return 1
  if [[ $EUID -ne 0 ]]; then
    sudo -n true 2>/dev/null || return 1
    become=(sudo -n)
  fi
  echo "正在用 apt-get 安装：$*"
  "${become[@]}" apt-get update -qq >/dev/null || true # an old list may still do
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
