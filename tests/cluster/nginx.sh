#!/bin/sh
# What the entry of the nginx image does: fill in the template from the environment, then become the server.
set -eu
resolvers=$(awk '$1 == "nameserver" { print $2 }' /etc/resolv.conf)
for template in /etc/nginx/templates/*.template; do
  sed -e "s|\${SERVER_NAME}|$SERVER_NAME|g" -e "s|\${GATEWAY}|$GATEWAY|g" -e "s|\${NGINX_LOCAL_RESOLVERS}|$resolvers|g" \
    "$template" >"/etc/nginx/conf.d/$(basename "$template" .template)"
done
exec nginx -g "daemon off;"
