"""The ways out: mail by SMTP, text messages by whatever the operator's own program makes of files in a folder."""

import json
import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from services.auth.db import db
from services.auth.operations.letters import Letter, claim, release
from shared.messaging.own_account import TextQueued
from shared.settings import settings

SECONDS = 15


def transmit(message: TextQueued) -> UUID:
    """Send what waits under this id, outside any transaction; raises what went wrong, and is asked again later."""
    with db.transaction() as session:
        letter = claim(session, message.text_id)
    if letter is not None:
        try:
            {"email": send_mail, "mobile": put_into_folder}[letter.kind](message.text_id, letter)
        except Exception:
            with db.transaction() as session:
                release(session, message.text_id)
            raise
    return message.text_id


def send_mail(text_id: UUID, letter: Letter) -> None:
    """By SMTP; the id of the mail is that of the text, by which a mail server knows one that it gets twice."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, letter.address, letter.subject
    mail["Message-ID"] = f"<{text_id}@{settings.mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.words)
    trusted, where = ssl.create_default_context(), (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=SECONDS, context=trusted)
    else:
        server = smtplib.SMTP(*where, timeout=SECONDS)
    with server:
        if settings.smtp_security == "starttls":
            server.starttls(context=trusted)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(mail)


def put_into_folder(text_id: UUID, letter: Letter) -> None:
    """One file for each text message, there whole or not at all; whoever sends them removes it."""
    folder = Path(settings.sms_outbox)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f".{text_id}"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"to": letter.address, "text": letter.words}, file, ensure_ascii=False)
    unfinished.rename(folder / f"{text_id}.json")
