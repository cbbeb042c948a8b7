"""What an installation for real people still lacks; said at the start of the web server."""

from urllib.parse import urlsplit

from akimfeedback.core.settings import Settings

LOOPBACK = (None, "localhost", "127.0.0.1", "::1")


def still_missing(settings: Settings) -> list[str]:
    """Return a sentence for each setting real people need; nothing outside production."""
    if not settings.is_production:
        return []
    product = settings.product
    checks = (
        (
            urlsplit(product.base_url).hostname in LOOPBACK,
            (
                "product.base_url leads to this machine, and so do the links in messages: "
                "set AKF_PRODUCT__BASE_URL to the public address."
            ),
        ),
        (
            not (product.operator_name and product.operator_bin),
            (
                "product.operator_name or operator_bin is not set, but consent names an operator with a "
                "BIN: set AKF_PRODUCT__OPERATOR_NAME and AKF_PRODUCT__OPERATOR_BIN."
            ),
        ),
        (
            settings.sms.adapter == "outbox",
            "sms.adapter keeps messages inside, so nobody gets a sign-in code: set AKF_SMS__ADAPTER.",
        ),
    )
    return [sentence for missing, sentence in checks if missing]
