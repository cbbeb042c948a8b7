"""Check a proof, a list of heads or a consistency proof of the journal, alone: one file, nothing to install.

`python verify.py FILE… [--key PUBLIC_KEY]`, on any Python from 3.10. It needs no database, no network and
nothing of the product: whoever doubts the product copies this file, reads it and runs it on files fetched
from the journal's page. Ends with 0 when everything fits, 1 when something does not, 2 when a file is none
of ours. Hashes by RFC 9162 §2.1, signatures by RFC 8032 (Ed25519); the formats are told in docs/journal.md.
"""

import argparse
import base64
import binascii
import hashlib
import itertools
import json
import sys
from collections.abc import Sequence
from typing import Any

PROOF, HEADS, CONSISTENCY = "journal-proof-1", "journal-heads-1", "journal-consistency-1"
ORIGIN = "akimfeedback journal 1"
LONGEST_PATH = 64


class Unreadable(Exception):
    """The file is not one of the journal's; the text is a sentence."""


def leaf_hash(record: bytes) -> bytes:
    """Return the hash of one act: SHA-256 of 0x00 and its bytes."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours: SHA-256 of 0x01 and both."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def canonical(value: object) -> bytes:
    """Return a record's bytes: JSON with sorted keys, without spaces, in UTF-8, numbers whole."""
    words = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return words.encode()


def root_of_path(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root a path leads to from a leaf (RFC 9162 §2.1.3.2); None: it fits no such tree."""
    if not 0 <= place < size:
        return None
    at, last, found = place, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(first: int, second: int, roots: tuple[bytes, bytes], path: Sequence[bytes]) -> bool:
    """Say whether the smaller tree is the beginning of the larger one (RFC 9162 §2.1.4.2)."""
    if first == second:
        return not path and roots[0] == roots[1]
    if not 0 < first < second or not path:
        return False
    steps = list(path) if first & (first - 1) else [roots[0], *path]
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == roots


def head_text(head: dict[str, Any]) -> bytes:
    """Return what is signed of a head."""
    return (
        f"{ORIGIN}\nsize {head['size']}\nroot {head['root']}\nbefore {head['before'] or 'none'}\n"
        f"sealed-at {head['sealed_at']}\nkey {head['key']}\n"
    ).encode()


def head_hash(head: dict[str, Any]) -> str:
    """Return the hash by which the next head names this one."""
    return hashlib.sha256(head_text(head)).hexdigest()


def fingerprint(public: bytes) -> str:
    """Return the short name of a public key: the first 16 bytes of its SHA-256, in hex."""
    return hashlib.sha256(public).hexdigest()[:32]


# Ed25519, checking only, after RFC 8032 §5.1 and §6: slow and plain, so that it can be read
_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _add(one: _Point, two: _Point) -> _Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % _P, (one[1] + one[0]) * (two[1] + two[0]) % _P
    c, d = 2 * one[3] * two[3] * _D % _P, 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _add(found, point)
        point, factor = _add(point, point), factor >> 1
    return found


def _same(one: _Point, two: _Point) -> bool:
    return (one[0] * two[2] - two[0] * one[2]) % _P == 0 and (one[1] * two[2] - two[1] * one[2]) % _P == 0


def _x_of(y: int, sign: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if square == 0:
        return None if sign else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P:
        return None
    return _P - x if x & 1 != sign else x


def _point(packed: bytes) -> _Point | None:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _x_of(_BASE_Y, 0) or 0
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def is_signed(public: bytes, words: bytes, signature: bytes) -> bool:
    """Say whether the holder of a key signed the words."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= _Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + words).digest()
    return _same(_times(s, _BASE), _add(r, _times(int.from_bytes(digest, "little") % _Q, key)))


def head_faults(head: dict[str, Any], keys: dict[str, bytes]) -> list[str]:
    """Return what does not fit of one head: the signature, or a key nobody named."""
    public = keys.get(head["key"])
    if public is None:
        return [f"head {head['size']}: signed with the key {head['key']}, which is not among the keys given"]
    if not is_signed(public, head_text(head), base64.b64decode(head["signature"])):
        return [f"head {head['size']}: the signature does not fit"]
    return []


def proof_faults(proof: dict[str, Any], keys: dict[str, bytes]) -> list[str]:
    """Return what does not fit of an inclusion proof; an erased record is proved up to its leaf."""
    faults, leaf = [], bytes.fromhex(proof["leaf"])
    if proof["record"] is not None and leaf_hash(canonical(proof["record"])) != leaf:
        faults.append("the record does not give the leaf: it was changed after it was sealed")
    path = [bytes.fromhex(step) for step in proof["path"]]
    if len(path) > LONGEST_PATH:
        raise Unreadable("the path is longer than any tree is high")
    root = root_of_path(leaf, proof["place"], proof["head"]["size"], path)
    if root is None or root.hex() != proof["head"]["root"]:
        faults.append("the path does not lead from the leaf to the root of the head")
    return faults + head_faults(proof["head"], keys)


def heads_faults(heads: Sequence[dict[str, Any]], keys: dict[str, bytes]) -> list[str]:
    """Return what does not fit of heads, newest first: signatures, sizes, and the chain between them."""
    faults = [fault for head in heads for fault in head_faults(head, keys)]
    for newer, older in itertools.pairwise(heads):
        if newer["before"] != head_hash(older):
            faults.append(f"head {newer['size']}: does not name the head {older['size']} as the one before")
        if newer["size"] <= older["size"]:
            faults.append(f"head {newer['size']}: is not larger than the head {older['size']}")
    return faults


def consistency_faults(proof: dict[str, Any], keys: dict[str, bytes]) -> list[str]:
    """Return what does not fit between two heads: the larger tree must begin with the smaller one."""
    first, second = proof["first"], proof["second"]
    roots = bytes.fromhex(first["root"]), bytes.fromhex(second["root"])
    path = [bytes.fromhex(step) for step in proof["path"]]
    faults = head_faults(first, keys) + head_faults(second, keys)
    if len(path) > LONGEST_PATH * 2 or not is_consistent(first["size"], second["size"], roots, path):
        faults.append(f"the log of {second['size']} acts does not begin with the log of {first['size']}")
    return faults


def faults_of(read: object, given: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Return one line on what was read and the faults found; keys given count instead of those in the file.

    Raises Unreadable.
    """
    if not isinstance(read, dict):
        raise Unreadable("this is no file of the journal")
    try:
        named = list(given) or [str(one["public"]) for one in read["keys"]]
        keys = {fingerprint(raw): raw for raw in (base64.b64decode(one, validate=True) for one in named)}
        kind = read["format"]
        if kind == PROOF:
            line = f"act at place {read['place']} in the log of {read['head']['size']} acts"
            return line, proof_faults(read, keys)
        if kind == HEADS:
            return f"{len(read['heads'])} heads", heads_faults(read["heads"], keys)
        if kind == CONSISTENCY:
            line = f"log of {read['first']['size']} acts and log of {read['second']['size']} acts"
            return line, consistency_faults(read, keys)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise Unreadable(f"a part is missing or has the wrong shape ({type(error).__name__})") from error
    raise Unreadable("the format is unknown")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def main(arguments: Sequence[str]) -> int:
    """Check each file and print one line each; return 0, 1 for faults, 2 for a file that cannot be read."""
    parser = argparse.ArgumentParser(description="Check files of the journal.")
    parser.add_argument("files", nargs="+", help="proof, heads or consistency file (JSON)")
    parser.add_argument("--key", action="append", default=[], help="public key you trust (base64)")
    asked = parser.parse_args(arguments)
    worst = 0
    for name in asked.files:
        try:
            with open(name, encoding="utf-8") as file:
                line, faults = faults_of(json.load(file), asked.key)
        except (OSError, ValueError, RecursionError, Unreadable) as error:
            _say(f"{name}: cannot be read: {error}")
            worst = 2
            continue
        for fault in faults:
            _say(f"{name}: DOES NOT FIT: {fault}")
        if faults:
            worst = max(worst, 1)
        else:
            _say(f"{name}: fits: {line}")
    if not asked.key:
        _say("The keys were taken from the files: compare them with the published ones, or use --key.")
    return worst


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
