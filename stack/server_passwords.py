"""Changing the passwords of the embedded servers while all goes on.

PostgreSQL knows one password of a role: processes read two while it changes, and try the second when the first is
refused. Valkey knows several: the old one opens until nobody can be on the way with it any more.
"""

import time

from shared.settings import SERVICES
from stack.environment import database_variable, remember, remembered
from stack.layout import Layout
from stack.postgres import SUPERUSER, Postgres
from stack.services import CommandFailed
from stack.valkey import Valkey

SETTLED_AFTER = 60  # seconds; longer than it takes to connect with what was read


def rotate(layout: Layout) -> dict[str, list[str]]:
    """Give everybody who enters an embedded server another password; says whom."""
    environment, changed = remembered(layout), []
    postgres, valkey = Postgres(layout.data, layout.postgres_port), Valkey(layout.data, layout.valkey_port)
    own = [one for one in SERVICES if postgres.is_own(environment[database_variable(one)], one)]
    for role in (*own, SUPERUSER) if own else ():
        postgres.change_password(role)
        changed.append(f"postgres:{role}")
    if valkey.is_own(environment["REDIS_URL"]):
        for user in ("", *SERVICES):
            valkey.change_password(user)
            changed.append(f"valkey:{user or 'default'}")
        environment["REDIS_URL"] = valkey.url
    addresses = {database_variable(service): postgres.url(service) for service in own}
    remember(layout, environment | addresses)
    return {"changed": changed}


def retire(layout: Layout) -> dict[str, list[str]]:
    """Let nobody in any more with a password of before. Raises CommandFailed while somebody may be on the way."""
    valkey = Valkey(layout.data, layout.valkey_port)
    if not valkey.is_own(remembered(layout)["REDIS_URL"]):
        return {"removed": []}
    left = valkey.changed_at + SETTLED_AFTER - time.time()
    if left > 0:
        raise CommandFailed(f"更换密码后还需等待 {int(left) + 1} 秒。")
    return {"removed": [f"valkey:{name}" for name in valkey.forget_old_passwords()]}
