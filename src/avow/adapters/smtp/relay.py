"""The way out through an SMTP relay, as AVOW_SMTP_URL names it: smtp://host:25, smtp://user:password@host:587, smtps://host:465."""

from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from avow.jobs.outbox import Undeliverable


class RelayError(Exception):
    """the relay's address cannot be used"""


class Relay:
    """Implements `jobs.outbox.Mailer`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise RelayError("AVOW_SMTP_URL is no mail server: write one such as smtp://127.0.0.1:25")
        self._host = parts.hostname
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, message: EmailMessage, sender: str, to: str) -> None:
        """Hand one message to the relay. Raises Undeliverable for a lasting refusal, OSError to be tried again."""
        try:
            await aiosmtplib.send(
                message, sender=sender, recipients=[to], hostname=self._host, port=self._port,
                username=self._user, password=self._password, use_tls=self._tls, start_tls=None, timeout=30,
            )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(500 <= one.code < 600 for one in error.recipients):
                raise Undeliverable from error
            raise OSError("the relay refused the recipient for now") from error
        except aiosmtplib.SMTPResponseException as error:
            raise OSError(f"the relay answered {error.code}") from error
        except aiosmtplib.SMTPException as error:
            raise OSError("the relay cannot be reached") from error
