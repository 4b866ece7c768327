"""Many paths in little memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regnet_studio.data.paths import Paths

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=12)


@given(TEXTS, st.slices(12))
def test_it_is_the_list_it_was_made_of(texts: list[str], part: slice) -> None:
    paths = Paths(texts)
    assert list(paths) == texts
    assert [paths[i] for i in range(len(texts))] == texts
    assert paths[part] == texts[part]
    assert [paths[-i - 1] for i in range(len(texts))] == texts[::-1]
    assert paths == texts
    assert paths == Paths(texts)
    assert Paths(texts) != Paths([*texts, "x"])


def test_its_end() -> None:
    for place in (2, -3):
        with pytest.raises(IndexError):
            Paths(["a", "b"])[place]


def test_names_that_are_no_utf8() -> None:
    assert Paths(["caf\udce9/\udcff.png"])[0] == "caf\udce9/\udcff.png"


def test_eight_bytes_more_than_the_text() -> None:
    texts = [f"class_{n % 7}/{n:06}.jpg" for n in range(1000)]
    assert Paths(texts).nbytes == sum(map(len, texts)) + 8 * 1000
