"""Which adapter serves which channel, by the settings."""

from urllib.parse import urlsplit

from akimfeedback.core.settings import Settings
from akimfeedback.notifications.adapters import Adapter
from akimfeedback.notifications.adapters.mobizon import Mobizon
from akimfeedback.notifications.adapters.outbox import Outbox
from akimfeedback.notifications.adapters.smsc import Smsc
from akimfeedback.notifications.adapters.smtp import Smtp
from akimfeedback.notifications.rules import Channel


def adapters(settings: Settings) -> dict[Channel, Adapter]:
    """Return the way out of each channel that leaves the house."""
    return {Channel.SMS: _sms(settings), Channel.EMAIL: _mail(settings)}


def _sms(settings: Settings) -> Adapter:
    sms, secrets = settings.sms, settings.secrets
    if sms.adapter == "smsc":
        return Smsc(sms.host, secrets.sms_login, secrets.sms_password, sms.sender, sms.timeout_s)
    if sms.adapter == "mobizon":
        return Mobizon(sms.host, secrets.sms_api_key, sms.sender, sms.timeout_s)
    return Outbox()


def _mail(settings: Settings) -> Adapter:
    mail, product = settings.mail, settings.product
    if mail.adapter == "outbox":
        return Outbox()
    return Smtp(
        host=mail.host,
        port=mail.port,
        tls=mail.tls,
        sender=mail.sender,
        user=settings.secrets.smtp_user,
        password=settings.secrets.smtp_password,
        domain=urlsplit(product.base_url).hostname or "localhost",
        subjects={"kk": product.name_kk, "ru": product.name_ru, "en": product.name_en},
        timeout_s=mail.timeout_s,
    )
