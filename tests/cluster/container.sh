#!/bin/sh
# Become a container: `container.sh NAME USER:GROUP PLACE... -- [VARIABLE=VALUE...] COMMAND...`, in namespaces of its own.
# The image ($IMAGE) is read-only; a PLACE is a folder that is not: `FROM:TO`, or `:TO` for an empty one in memory.
set -eu
name=$1 user=$2
shift 2
hostname "$name"
while [ "$1" != -- ]; do
  from=${1%%:*} to=$IMAGE${1#*:}
  if [ -n "$from" ]; then mount --bind "$from" "$to"; else mount -t tmpfs -o mode=1777 tmpfs "$to"; fi
  shift
done
shift
exec chroot --userspec="$user" --groups= "$IMAGE" env -i --chdir=/data "$@"
