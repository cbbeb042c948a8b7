"""SMSC: POST /sys/send.php with a form in UTF-8, answer in JSON (fmt=3)."""

from dataclasses import dataclass

from akimfeedback.notifications.adapters import SendFailed, gateway

FINAL = {1: "bad-parameters", 5: "bad-date", 6: "forbidden-text", 7: "bad-number", 8: "cannot-be-delivered"}
PASSING = {2: "bad-password", 3: "no-money", 4: "address-blocked", 9: "too-many-calls"}


@dataclass(frozen=True)
class Smsc:
    """A gateway of the SMSC family.

    Our number goes along as `id`, so that both sides name a message alike.
    """

    host: str
    login: str
    password: str
    sender: str = ""
    timeout_s: float = 10
    keeps_text: bool = False

    def send(self, address: str, text: str, *, number: int, language: str) -> str | None:  # noqa: ARG002
        """Send one text message."""
        fields = {
            "login": self.login,
            "psw": self.password,
            "phones": address.removeprefix("+"),
            "mes": text,
            "id": str(number),
            "charset": "utf-8",  # else the gateway reads windows-1251
            "fmt": "3",
        }
        if self.sender:
            fields["sender"] = self.sender
        body = gateway.call(f"{gateway.base_url(self.host)}/sys/send.php", fields, timeout_s=self.timeout_s)
        if "error" in body or "error_code" in body:
            raise _failed(body.get("error_code"))
        return str(body["id"]) if "id" in body else None


def _failed(code: object) -> SendFailed:
    known = int(str(code)) if str(code).isdigit() else 0
    if known in FINAL:
        return SendFailed(f"smsc-{FINAL[known]}", final=True)
    return SendFailed(f"smsc-{PASSING.get(known, 'error')}")
