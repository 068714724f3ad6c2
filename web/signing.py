"""The key that signs the gateway's own cookie and the tokens of forms, and changes while forms are open."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from shared.keys import live_secrets


class Generations:
    """All generations of the key as they are now, each time anew: the last one signs, every one is believed."""

    def __iter__(self) -> Iterator[bytes]:
        return reversed(live_secrets("web"))


class _WithoutAge(URLSafeTimedSerializer):
    """Believes what is signed, whenever that was.

    Flask's own asks for its age, and one of the future has none: between two gateways whose clocks differ by a second,
    or after a clock was set back, the form's token and what a page wanted to say would be lost. In the cookie is
    nothing that grants anything; how long a session lives is known to auth.
    """

    def loads(self, s: str | bytes, *_: Any, salt: str | bytes | None = None, **_asked: Any) -> Any:
        """What was signed; raises BadSignature."""
        return super().loads(s, salt=salt)


class Cookies(SecureCookieSessionInterface):
    """Flask's own, under the generations of now; Flask itself would read them once, when it starts."""

    def get_signing_serializer(self, _: Flask) -> URLSafeTimedSerializer | None:
        """What signs a cookie and reads one; nothing does without the key, and /readyz says that it is missing."""
        try:
            keys = list(Generations())
        except FileNotFoundError:
            return None
        return _WithoutAge(
            keys,
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
        )


def sign(app: Flask) -> None:
    """Have cookies and the tokens of forms signed so."""
    app.config["WTF_CSRF_SECRET_KEY"] = Generations()
    app.session_interface = Cookies()
