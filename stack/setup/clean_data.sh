#!/usr/bin/env bash
# Removes all data of the stack in var/, after asking.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ ! -e var ]]; then
  echo "没有数据：var/ 不存在。"
  exit 0
fi
read -r -p "将停止系统并删除 var/ 中的全部数据，无法恢复。输入 yes 确认：" answer || true
if [[ "${answer:-}" != yes ]]; then
  echo "没有删除任何数据。"
  exit 1
fi
if [[ -x .venv/bin/zhicheng ]]; then
  .venv/bin/zhicheng down
fi
# As root the cluster may lie elsewhere, with a link to it from here.
if [[ -L var/postgres ]]; then
  rm -rf -- "$(readlink -f var/postgres)"
fi
rm -rf -- var
echo "已删除。"
