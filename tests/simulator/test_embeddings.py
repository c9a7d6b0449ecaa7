from __future__ import annotations

import base64
import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.simulator.embeddings import embed, vector
from enclave.simulator.errors import RejectedError
from enclave.simulator.tokens import count


def ask(model: str = "text-embedding-3-large", **request: Any) -> Any:
    return json.loads(embed(json.dumps(request).encode(), model)[0])


@given(st.text(max_size=20), st.integers(1, 300))
def test_vectors_have_length_one_and_depend_on_the_text_only(text: str, size: int) -> None:
    values = vector(text, size)
    assert len(values) == size
    assert math.isclose(math.sqrt(sum(value * value for value in values)), 1, rel_tol=1e-5)
    assert vector(text, size) == values
    assert vector(text + "x", size + 64) != vector(text, size + 64)


def test_dimensions_follow_the_model_and_the_request() -> None:
    assert len(ask(input="a")["data"][0]["embedding"]) == 3072
    assert len(ask("my-deployment", input="a")["data"][0]["embedding"]) == 1536
    whole, cut = (ask(input="a", dimensions=size)["data"][0]["embedding"] for size in (3072, 8))
    scale = whole[0] / cut[0]
    assert all(math.isclose(left, right * scale, rel_tol=1e-4) for left, right in zip(whole, cut, strict=False))


def test_base64_is_the_same_vector_in_little_endian_floats() -> None:
    plain = ask(input=["a", "b"], dimensions=16)["data"]
    coded = ask(input=["a", "b"], dimensions=16, encoding_format="base64")["data"]
    for left, right in zip(plain, coded, strict=True):
        assert left["embedding"] == pytest.approx(struct.unpack("<16f", base64.b64decode(right["embedding"])))


def test_usage_counts_texts_and_tokens() -> None:
    texts = ["one two", "three"]
    assert ask(input=texts)["usage"]["prompt_tokens"] == sum(map(count, texts))
    assert ask(input=[1, 2, 3])["usage"] == {"prompt_tokens": 3, "total_tokens": 3}
    assert len(ask(input=[[1, 2], [3]])["data"]) == 2
    assert "usage" not in json.loads(embed(b'{"input": "a"}', "m", usage=False)[0])


@pytest.mark.parametrize(
    ("request_", "param"),
    [
        ({}, "input"), ({"input": ""}, "input"), ({"input": []}, "input"), ({"input": ["a", 1]}, "input"), ({"input": {"a": 1}}, "input"),
        ({"input": "a", "dimensions": 0}, "dimensions"), ({"input": "a", "dimensions": 4000}, "dimensions"),
        ({"input": "a", "encoding_format": "hex"}, "encoding_format"), ({"input": "word " * 9000}, "input"), ({"input": "a", "x": 1}, "x"),
    ],
)  # fmt: skip
def test_wrong_requests_name_the_parameter(request_: dict[str, Any], param: str) -> None:
    with pytest.raises(RejectedError) as caught:
        ask(**request_)
    assert (caught.value.status, caught.value.param) == (400, param)
