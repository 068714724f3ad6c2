"""Auth receives no messages yet; its worker hears what the others acknowledge."""

from services.auth.db import db
from shared.messaging.inbox import Consumers

consumers = Consumers("auth", db)
