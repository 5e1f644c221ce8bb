"""Where heads and bodies end, however their bytes come in."""

import pytest
from gunicorn.http.body import ChunkedReader, LengthReader  # type: ignore[import-untyped] # It carries no types.
from hypothesis import given
from hypothesis import strategies as st

from service.api.server.bounds import MAX_CHUNK_OVERHEAD_BYTES, MAX_HEAD_BYTES, MAX_SMALL_CHUNKS
from service.api.server.framing import ChunkedFraming, LengthFraming, build_framing, is_head_decided

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@given(st.lists(st.integers(1, len(HEAD) - 1), unique=True).map(sorted))
def test_head_is_decided_with_its_last_byte_however_it_is_cut(cuts: list[int]) -> None:
    searched = 0
    for end in cuts:
        assert not is_head_decided(HEAD[:end], searched)
        searched = end
    assert is_head_decided(HEAD, searched)


@pytest.mark.parametrize(
    ("held", "searched", "decided"),
    [
        (b"", 0, False),
        (b"GET / HTTP/1.1\n", 0, True),
        (b"GET / HTTP/1.1\n", 14, True),
        (b"GET / HTTP/1.1\r\n", 15, False),
        (b"GET / HTTP/1.1\r\nX: y\n", 16, True),
        (b"x" * MAX_HEAD_BYTES, 0, False),
        (b"x" * (MAX_HEAD_BYTES + 1), 0, True),
        (b"\r\n", 0, False),
        (b"\r\n\r\n", 0, True),
    ],
)
def test_head_is_decided_where_it_can_no_longer_become_right(held: bytes, searched: int, decided: bool) -> None:
    assert is_head_decided(held, searched) is decided


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=5), st.integers(1, 40))
def test_chunks_end_with_their_last_byte_however_they_are_cut(chunks: list[bytes], size: int) -> None:
    body = b"".join(b"%X;a=b\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\nX: y\r\n\r\n"
    framing = ChunkedFraming()
    for start in range(0, len(body), size):
        assert not framing.is_complete
        framing.feed(body[start : start + size])
    assert framing.is_complete
    assert framing.size == sum(map(len, chunks))
    assert not framing.has_excessive_overhead()


def test_chunks_end_before_the_next_request() -> None:
    framing = ChunkedFraming()
    framing.feed(b"1\r\na\r\n0\r\n\r\n" + HEAD)
    assert (framing.is_complete, framing.size) == (True, 1)


@pytest.mark.parametrize("body", [b"zz\r\n", b"-1\r\n", b"\r\n", b"1\r\na\r\nx\r\n", b"f" * 16 + b"\r\n"])
def test_chunks_that_are_wrong_are_for_the_parser_at_once(body: bytes) -> None:
    framing = ChunkedFraming()
    framing.feed(body)
    assert framing.is_complete


@pytest.mark.parametrize("body", [b"1\r\nx\r\n", b"1;" + b"e" * 100 + b"\r\nx\r\n", b"0\r\n" + b"X: y\r\n" * 10])
def test_chunks_that_are_mostly_overhead_are_wasteful(body: bytes) -> None:
    framing = ChunkedFraming()
    for _ in range(MAX_CHUNK_OVERHEAD_BYTES // len(body) * 2):
        framing.feed(body)
    assert framing.has_excessive_overhead()


@pytest.mark.parametrize(("size", "wasteful"), [(5, True), (100, True), (1_000, True), (2_000, False)])
def test_chunks_that_are_many_for_what_they_carry_are_wasteful(size: int, wasteful: bool) -> None:
    framing = ChunkedFraming()
    chunk = b"%X\r\n%b\r\n" % (size, b"x" * size)
    for _ in range(MAX_SMALL_CHUNKS):
        framing.feed(chunk)
    assert not framing.has_excessive_overhead()
    for _ in range(50 * MAX_SMALL_CHUNKS):
        framing.feed(chunk)
    assert framing.has_excessive_overhead() is wasteful


def test_wasteful_chunks_are_looked_at_no_further() -> None:
    framing = ChunkedFraming()
    framing.feed(b"5\r\nabcde\r\n" * (2 * MAX_SMALL_CHUNKS))
    assert framing.size < 6 * MAX_SMALL_CHUNKS


def test_length_ends_with_its_last_byte() -> None:
    framing, complete = LengthFraming(5), []
    for data in (b"abc", b"de" + HEAD):
        framing.feed(data)
        complete.append(framing.is_complete)
    assert complete == [False, True]
    assert LengthFraming(0).is_complete


def test_framing_follows_the_parser() -> None:
    assert isinstance(build_framing(ChunkedReader(None, None)), ChunkedFraming)
    assert build_framing(LengthReader(None, 7)).size == 7
