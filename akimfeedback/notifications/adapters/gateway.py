"""One HTTP call to a gateway of text messages: time limits, and what a bad answer means."""

from typing import Any

import requests

from akimfeedback.notifications.adapters import SendFailed


def base_url(host: str) -> str:
    """Return the address of a gateway; a host without scheme is spoken to over TLS."""
    return (host if "://" in host else f"https://{host}").rstrip("/")


def call(url: str, fields: dict[str, str], *, timeout_s: float) -> dict[str, Any]:
    """POST a form and return the JSON object of the answer; raises SendFailed (not final) for anything else.

    A redirect is not followed: the form holds a password and somebody's number.
    """
    try:
        answer = requests.post(url, data=fields, timeout=timeout_s, allow_redirects=False)
    except requests.Timeout as slow:
        raise SendFailed("no-answer") from slow
    except requests.RequestException as broken:
        raise SendFailed("no-connection") from broken
    if answer.status_code != 200:
        raise SendFailed(f"http-{answer.status_code}")
    try:
        body = answer.json()
    except ValueError as strange:
        raise SendFailed("not-json") from strange
    if not isinstance(body, dict):
        raise SendFailed("not-json")
    return body
