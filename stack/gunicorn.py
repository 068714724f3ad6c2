"""How every HTTP process is served, here and in production: `gunicorn --config python:stack.gunicorn`."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
preload_app = False
timeout = 30
graceful_timeout = 10
keepalive = 75  # longer than a proxy's own, so that it is never the server who hangs up on a reused connection
control_socket_disable = True  # it would be one for all processes of a user
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = "info"
