"""Mail over SMTP: plain text, the product's name as subject, the same Message-ID at each try."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime

from akimfeedback.core import clock
from akimfeedback.notifications.adapters import SendFailed


@dataclass(frozen=True)
class Smtp:
    """A mail server. A repeat carries the same Message-ID, so that a mailbox may show it once."""

    host: str
    port: int
    tls: str  # starttls | tls | none
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    domain: str = "localhost"
    subjects: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 20
    keeps_text: bool = False

    def send(self, address: str, text: str, *, number: int, language: str) -> str | None:
        """Send one letter."""
        letter = EmailMessage()
        letter["Subject"] = self.subjects.get(language, "")
        letter["From"] = self.sender
        letter["To"] = address
        letter["Message-ID"] = f"<message-{number}@{self.domain}>"
        letter["Date"] = format_datetime(clock.now())
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text, cte="base64")
        try:
            self._deliver(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise SendFailed("smtp-no-such-mailbox", final=all(code >= 500 for code in codes)) from refused
        except smtplib.SMTPResponseException as answer:
            raise SendFailed(f"smtp-{answer.smtp_code}") from answer
        except (smtplib.SMTPException, OSError) as broken:
            raise SendFailed("no-connection") from broken
        return str(letter["Message-ID"])

    def _deliver(self, letter: EmailMessage) -> None:
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout_s, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        with server:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(letter)
