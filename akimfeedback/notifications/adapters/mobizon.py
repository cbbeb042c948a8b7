"""Mobizon: POST /service/Message/SendSmsMessage with an API key, answer {code, data, message}."""

from dataclasses import dataclass

from akimfeedback.notifications.adapters import SendFailed, gateway

TAKEN = {0, 100}  # 100: taken into a background queue
FINAL = {1: "bad-parameters", 10: "missing-parameter"}
PASSING = {8: "bad-key", 30: "too-many-calls"}


@dataclass(frozen=True)
class Mobizon:
    """A gateway of the Mobizon family."""

    host: str
    api_key: str
    sender: str = ""
    timeout_s: float = 10
    keeps_text: bool = False

    def send(self, address: str, text: str, *, number: int, language: str) -> str | None:  # noqa: ARG002
        """Send one text message."""
        fields = {
            "apiKey": self.api_key,
            "recipient": address.removeprefix("+"),
            "text": text,
            "output": "json",
        }
        if self.sender:
            fields["from"] = self.sender
        address_of_call = f"{gateway.base_url(self.host)}/service/Message/SendSmsMessage"
        body = gateway.call(address_of_call, fields, timeout_s=self.timeout_s)
        code = body.get("code")
        if code in TAKEN:
            data = body.get("data")
            return str(data["messageId"]) if isinstance(data, dict) and "messageId" in data else None
        if code in FINAL:
            raise SendFailed(f"mobizon-{FINAL[code]}", final=True)
        raise SendFailed(f"mobizon-{PASSING.get(code, 'error') if isinstance(code, int) else 'error'}")
