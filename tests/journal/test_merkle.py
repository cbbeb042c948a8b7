"""The tree: the reference vectors of Certificate Transparency, a naive reading of RFC 9162 beside ours."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.journal import merkle, verify

LEAVES = [
    bytes.fromhex(words)
    for words in (
        "", "00", "10", "2021", "3031", "40414243",
        "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
# roots and paths of the eight-leaf tree that the logs of Certificate Transparency are tested with
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = [
    (0, 1, []),
    (0, 8, [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]),
    (5, 8, [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]),
]  # fmt: skip
BEGINNINGS = [
    (1, 1, []),
    (1, 8, [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]),
    (6, 8, [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]),
    (2, 5, [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]),
]  # fmt: skip

sizes = st.integers(1, 130)


class Grown:
    """A log grown leaf by leaf, with all its nodes."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[merkle.Spot, bytes] = {}
        self.leaves = [verify.leaf_hash(leaf) for leaf in leaves]
        self.edge = merkle.Edge(0, [])
        for place, leaf in enumerate(self.leaves):
            self.nodes[0, place] = leaf
            self.nodes |= {(node.level, node.place): node.hash for node in self.edge.append(leaf)}

    def path(self, place: int, size: int) -> list[bytes]:
        return [merkle.hash_of(span, self.nodes) for span in merkle.path_spans(place, size)]

    def consistency(self, first: int, second: int) -> list[bytes]:
        return [merkle.hash_of(span, self.nodes) for span in merkle.consistency_spans(first, second)]

    def root(self, size: int) -> bytes:
        return merkle.hash_of((0, size), self.nodes)


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root as §2.1.1 defines it, by recursion over the leaves' bytes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def some(count: int) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_the_reference_tree(size: int) -> None:
    assert Grown(LEAVES[:size]).edge.root().hex() == ROOTS[size - 1]
    assert Grown(LEAVES).root(size).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("place", "size", "path"), PATHS, ids=lambda value: str(value)[:3])
def test_paths_of_the_reference_tree(place: int, size: int, path: list[str]) -> None:
    grown = Grown(LEAVES)

    assert [step.hex() for step in grown.path(place, size)] == path
    assert (verify.root_of_path(grown.leaves[place], place, size, grown.path(place, size)) or b"").hex() == (
        ROOTS[size - 1]
    )


@pytest.mark.parametrize(("first", "second", "path"), BEGINNINGS, ids=lambda value: str(value)[:3])
def test_consistency_of_the_reference_tree(first: int, second: int, path: list[str]) -> None:
    grown = Grown(LEAVES)

    assert [step.hex() for step in grown.consistency(first, second)] == path
    roots = (bytes.fromhex(ROOTS[first - 1]), bytes.fromhex(ROOTS[second - 1]))
    assert verify.is_consistent(first, second, roots, grown.consistency(first, second))


def test_an_empty_log_has_the_root_of_nothing() -> None:
    assert merkle.Edge(0, []).root() == merkle.hash_of((0, 0), {}) == naive_root([])


@given(sizes)
def test_root_is_what_the_definition_says(size: int) -> None:
    grown = Grown(some(size))

    assert grown.edge.root() == grown.root(size) == naive_root(some(size))


@given(sizes, sizes)
def test_a_log_taken_up_again_grows_as_if_it_had_never_stopped(before: int, more: int) -> None:
    whole = Grown(some(before + more))
    edge = merkle.Edge(before, [whole.nodes[spot] for spot in merkle.spots_of((0, before))])

    made = [node for leaf in whole.leaves[before:] for node in edge.append(leaf)]

    assert edge.root() == whole.edge.root()
    assert all(whole.nodes[node.level, node.place] == node.hash for node in made)


@given(st.data(), sizes)
def test_every_path_leads_to_the_root_and_no_other(data: st.DataObject, size: int) -> None:
    grown = Grown(some(size))
    place = data.draw(st.integers(0, size - 1))
    path = grown.path(place, size)

    assert verify.root_of_path(grown.leaves[place], place, size, path) == grown.root(size)
    assert verify.root_of_path(verify.leaf_hash(b"another"), place, size, path) != grown.root(size)
    other = (place + 1) % size
    if other != place:
        assert verify.root_of_path(grown.leaves[place], other, size, path) != grown.root(size)
    assert verify.root_of_path(grown.leaves[place], place, size, [*path, path[0] if path else b""]) is None
    assert verify.root_of_path(grown.leaves[place], place, size, path[:-1]) != grown.root(size) or not path


@given(st.data(), sizes)
def test_every_log_begins_with_each_earlier_one_and_with_no_other(data: st.DataObject, size: int) -> None:
    grown = Grown(some(size))
    first = data.draw(st.integers(1, size))
    path, roots = grown.consistency(first, size), (grown.root(first), grown.root(size))

    assert verify.is_consistent(first, size, roots, path)
    assert not verify.is_consistent(first, size, (verify.leaf_hash(b"another"), roots[1]), path)
    assert not verify.is_consistent(first, size, (roots[0], verify.leaf_hash(b"another")), path)
    if path:
        assert not verify.is_consistent(first, size, roots, [*path[:-1], verify.leaf_hash(b"another")])
        assert not verify.is_consistent(first, size, roots, path[:-1])


@pytest.mark.parametrize(("place", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_path_to_a_leaf_that_is_not_there(place: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        merkle.path_spans(place, size)
    assert verify.root_of_path(b"", place, size, []) is None


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3)])
def test_no_log_begins_with_nothing_or_with_a_longer_one(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="no beginning"):
        merkle.consistency_spans(first, second)
    assert not verify.is_consistent(first, second, (b"", b""), [b""])
