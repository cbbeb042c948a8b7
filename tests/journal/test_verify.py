"""The verifier that stands alone: its own Ed25519 against a library's, and files that are none."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from akimfeedback.journal import verify

# RFC 8032 §7.1, tests 1 and 3
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        ("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555f"
        "b8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        ("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("public", "words", "signature"), VECTORS, ids=["empty", "two bytes"])
def test_signatures_of_the_standard_fit(public: str, words: str, signature: str) -> None:
    key, said, signed = (bytes.fromhex(one) for one in (public, words, signature))

    assert verify.is_signed(key, said, signed)
    assert not verify.is_signed(key, said + b"!", signed)
    assert not verify.is_signed(key, said, signed[:-1] + bytes([signed[-1] ^ 1]))


@settings(max_examples=12, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_it_agrees_with_the_library(seed: bytes, words: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(words)
    broken = bytearray(signature)
    broken[bit // 8] ^= 1 << bit % 8

    assert verify.is_signed(public, words, signature)
    assert not verify.is_signed(public, words, bytes(broken))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "cannot be read"),
        ("[]", "no file of the journal"),
        ("{}", "a part is missing"),
        ('{"format": "other", "keys": []}', "the format is unknown"),
        ('{"format": "journal-proof-1", "keys": [], "record": null, "leaf": 5}', "a part is missing"),
        ('{"format": "journal-heads-1", "keys": ["x"], "heads": []}', "a part is missing"),
    ],
    ids=["empty", "a list", "nothing in it", "another format", "wrong shape", "no key"],
)
def test_what_is_no_file_of_the_journal_is_refused_in_a_sentence(
    words: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "proof.json"
    file.write_text(words, encoding="utf-8")

    assert verify.main([str(file)]) == 2
    assert said in capsys.readouterr().out


def test_a_head_signed_by_somebody_else_does_not_fit() -> None:
    own, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = own.public_key().public_bytes_raw()
    values = {
        "size": 1, "root": "00" * 32, "before": None, "sealed_at": "2026-09-15T07:00:00Z",
        "key": verify.fingerprint(public),
    }  # fmt: skip
    signature = base64.b64encode(other.sign(verify.head_text(values))).decode()
    heads = {"format": verify.HEADS, "heads": [values | {"signature": signature}], "keys": []}

    given_key = base64.b64encode(public).decode()
    assert verify.faults_of(json.loads(json.dumps(heads)), [given_key])[1] == [
        "head 1: the signature does not fit"
    ]
