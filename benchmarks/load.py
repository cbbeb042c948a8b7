"""Requests over kept connections from a few threads of other processes: cheap ones."""

import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import Queue

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PROCESSES = 2


@dataclass(frozen=True)
class Load:
    """What came of a load."""

    per_second: float
    done: int
    p95_ms: float
    statuses: dict[int, int]


def request(method: str, path: str, *, cookie: str = "", body: bytes = b"", more: str = "") -> bytes:
    """Return a whole HTTP request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: br, gzip"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *([more] if more else []), "", ""]).encode() + body


def send(connection: socket.socket, wanted: bytes) -> tuple[int, bytes, bytes]:
    """Send one request, return status, head and body of the answer."""
    connection.sendall(wanted)
    held = b""
    while b"\r\n\r\n" not in held:
        held += _some(connection)
    head, _, body = held.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        more = _some(connection)
        body, missing = body + more, missing - len(more)
    return int(head[9:12]), head, body


def _some(connection: socket.socket) -> bytes:
    found = connection.recv(65536)
    if not found:
        raise ConnectionError("the server closed the connection")
    return found


def fetch(port: int, wanted: bytes) -> tuple[int, bytes, bytes]:
    """Send one request on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        return send(connection, wanted)


def run(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, *, again: bool = True
) -> Load:
    """Send requests for some seconds; each once only when not `again`."""
    context = get_context("fork")
    found: Queue[tuple[float, list[float], dict[int, int]]] = context.Queue()
    shares = [requests if again else requests[place::PROCESSES] for place in range(PROCESSES)]
    begin = time.time() + 0.3
    clients = [
        context.Process(
            target=_client, args=(port, share, connections // PROCESSES, (begin, seconds), again, found)
        )
        for share in shares
    ]
    for client in clients:
        client.start()
    parts = [found.get(timeout=seconds + 60) for _ in clients]
    for client in clients:
        client.join()
    times = sorted(one for _, part, _ in parts for one in part)
    statuses: dict[int, int] = {}
    for _, _, counted in parts:
        for status, times_seen in counted.items():
            statuses[status] = statuses.get(status, 0) + times_seen
    rate = sum(len(part) / lasted for lasted, part, _ in parts if lasted)
    return Load(rate, len(times), 1000 * times[int(len(times) * 0.95)] if times else 0.0, statuses)


def _client(
    port: int, requests: Sequence[bytes], connections: int, when: tuple[float, float], again: bool,  # noqa: FBT001
    found: "Queue[tuple[float, list[float], dict[int, int]]]",
) -> None:  # fmt: skip
    times: list[float] = []
    statuses: dict[int, int] = {}
    begin, seconds = when
    source = _endless(requests) if again else iter(requests)
    lock = threading.Lock()
    time.sleep(max(0.0, begin - time.time()))
    started = time.perf_counter()

    def talk() -> None:
        connection = socket.create_connection(("127.0.0.1", port), 30)
        while time.perf_counter() - started < seconds:
            with lock:
                wanted = next(source, None)
            if wanted is None:
                break
            sent = time.perf_counter()
            status, head, _ = send(connection, wanted)
            times.append(time.perf_counter() - sent)
            statuses[status] = statuses.get(status, 0) + 1
            if b"\r\nconnection: close" in head.lower():
                connection.close()
                connection = socket.create_connection(("127.0.0.1", port), 30)
        connection.close()

    threads = [threading.Thread(target=talk) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.put((time.perf_counter() - started, times, statuses))


def _endless(requests: Sequence[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests
