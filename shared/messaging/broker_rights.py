"""What a service may do at the broker: take from its own queues, add to those of others, and nothing else.

Who steals the password of one service reads and removes no messages of another; what is added in another's name is
refused by its signature. Written as users of Redis ACL (Redis 7 and Valkey 8 or later; <https://redis.io/docs/latest/
operate/oss_and_stack/management/security/acl/>).
"""

from hashlib import sha256

from shared.messaging.broker_keys import KEY_PREFIX
from shared.messaging.contracts import QUEUES

CONNECTING = "+ping +hello +auth +select +client|setinfo +client|setname"
IN_ONE_STEP = "+watch +unwatch +multi +exec +discard"
# What kombu does with a queue, with what was taken from it and not yet finished, and with the lock of who puts it back:
ON_ITS_OWN = (
    "+brpop +rpop +lpush +rpush +llen +hset +hget +hdel +hlen +zadd +zrange +zrem +get +set +del +pexpire"
    " +evalsha +script|load +sadd"
)


def user(service: str, password: str) -> str:
    """The line of a Redis configuration (or ACL file) that lets a service in with this password.

    Only the password's SHA-256 stands in it.
    """
    own = " ".join(f"~{KEY_PREFIX}{queue}*" for queue, owner in QUEUES.items() if owner == service)
    others = " ".join(f"%W~{KEY_PREFIX}{queue}" for queue, owner in QUEUES.items() if owner != service)
    bindings = f"~{KEY_PREFIX}_kombu.binding*.{service}"  # kombu notes there which queues it serves; nobody reads it
    may = f"resetchannels -@all {CONNECTING} {IN_ONE_STEP} {ON_ITS_OWN} {own} {bindings}"
    digest = sha256(password.encode()).hexdigest()
    return f"user {service} reset on #{digest} {may} (+lpush +rpush +llen {others})"
