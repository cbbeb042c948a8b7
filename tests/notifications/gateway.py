"""Small local servers with the shapes of the gateways: HTTP that answers as told, SMTP that keeps letters."""

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Gateway:
    """What was asked and what is answered next: (status, body, seconds to wait); the last one for ever."""

    url: str = ""
    port: int = 0
    answers: list[tuple[int, object, float]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)

    def answer(self) -> tuple[int, object, float]:
        """Return the next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def http_gateway(*answers: tuple[int, object], wait: float = 0) -> Iterator[Gateway]:
    """Run an HTTP server on loopback for the time of the block."""
    gateway = Gateway(answers=[(status, body, wait) for status, body in answers])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = parse_qs(self.rfile.read(length).decode("utf-8"), keep_blank_values=True)
            gateway.asked.append((self.path, {name: values[0] for name, values in form.items()}))
            status, body, pause = gateway.answer()
            time.sleep(pause)
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(BrokenPipeError):  # whoever asked has stopped waiting
                self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Keep quiet."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler), gateway):
        yield gateway


@contextmanager
def smtp_server(recipient_answer: str = "250 ok") -> Iterator[Gateway]:
    """Run a mail server on loopback that keeps every letter it takes."""
    gateway = Gateway()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 local")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(" ")[0].upper()
                if verb == "DATA":
                    self.say("354 go on")
                    gateway.letters.append(self.letter())
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say(recipient_answer if verb == "RCPT" else "250 ok")

        def letter(self) -> str:
            lines = []
            while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
                lines.append(line)
            return "".join(lines)

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), gateway):
        yield gateway


@contextmanager
def _served(server: socketserver.TCPServer, gateway: Gateway) -> Iterator[None]:
    gateway.port = int(server.server_address[1])
    gateway.url = f"http://127.0.0.1:{gateway.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
