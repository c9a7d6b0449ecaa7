from __future__ import annotations

import json

import pytest

from enclave.errors import InputError
from enclave.importers.documents import documents


@pytest.mark.parametrize(
    "text", ['{"a": 1}\n{"b": 2}\n', '\ufeff{"a": 1} {"b": 2}', '{"a": 1},\n// and\n{"b": 2}', '{\n "a": 1\n}\n\n{\n "b": 2\n}']
)
def test_documents_one_after_the_other(text: str) -> None:
    assert documents(text, "x") == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "", "[1]", 'id,name\n"{","}"', '{"a": 1}\nERROR: x\n{"b": 2}', '{"a": 1}\n{"b": 2', '{"a": "}{"}', "1 2"]
)
def test_what_is_not_made_of_several(text: str) -> None:
    assert documents(text, "x") == []


def test_a_mistake_in_one_of_them_is_told_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        documents('{"a": 1}\n{\n "b": 2\n}\n{"c": 3,\n "d" 4}\n', "x.json")
    assert caught.value.where == "x.json:6:6"


def test_many_lines_take_no_longer_than_as_many_of_a_list() -> None:
    rows = [{"id": f"/x/{number}", "text": "{[" * 20} for number in range(2_000)]
    assert documents("\n".join(map(json.dumps, rows)), "x") == rows
