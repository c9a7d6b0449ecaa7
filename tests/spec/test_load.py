"""Every problem at once, each with its place; and no file, however broken, gives anything but messages."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from enclave.errors import EnclaveError, InputError, InputErrors
from enclave.spec.load import MOST_MEANT, load

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
GOOD = sorted((HERE / "good").glob("*.yaml"))
PLACE = re.compile(r"enclave\.yaml:[1-9][0-9]*:[1-9][0-9]*")
JARGON = re.compile(r"pydantic|validation|Input should|dict|tuple|str\b|loc\b|https?://errors|Traceback|NoneType|object at 0x", re.I)


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_is_answered_with_these_lines(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    with pytest.raises(InputError) as caught:
        load(file.name)
    assert caught.value.exit_code == 2
    assert f"{caught.value}\n" == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_bad_file_has_its_answer_and_every_answer_its_file() -> None:
    assert {file.stem for file in (HERE / "bad").glob("*.txt")} == {file.stem for file in BAD}
    assert len(BAD) > 80


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_a_good_file_loads(file: Path) -> None:
    document = load(file)
    assert document.path == str(file)
    assert None not in (document.spec.hub.dlp.block, document.spec.hub.dlp.redact, document.spec.hub.dlp.log)
    assert None not in document.spec.hub.retention.model_dump().values()
    hub = document.spec.hub.budget
    assert None not in (hub.daily_usd, hub.monthly_usd, hub.request_tokens)


def test_where_points_at_the_line_that_a_person_would_open(bank: Path) -> None:
    document = load(bank)
    lines = bank.read_text(encoding="utf-8").splitlines()

    def at(*keys: str | int) -> str:
        file, line, column = document.where(*keys).rsplit(":", 2)
        assert file == str(bank)
        return lines[int(line) - 1][int(column) - 1 :]

    assert at("projects", "fraud-triage", "region").startswith("region: europe")
    assert at("projects", "fraud-triage", "access", 2).startswith("{group: 4444")
    assert at("projects", "fraud-triage", "access", 2, "role").startswith("role: auditor")
    assert at("hub", "dlp", "block", 1).startswith("us_ssn")
    assert at("hub", "dlp", "log").startswith("dlp:")
    assert at("nowhere", "at", "all") == lines[0]


def test_a_path_may_be_text_and_is_repeated_as_it_was_typed(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bank.parent)
    assert load("./enclave.yaml").where("name").startswith("./enclave.yaml:")


def test_nothing_is_concluded_from_what_could_not_be_read(tmp_path: Path, bank: Path) -> None:
    text = bank.read_text(encoding="utf-8")
    file = tmp_path / "enclave.yaml"

    def answer(old: str, new: str) -> list[str]:
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(InputErrors) as caught:
            load(file)
        return [part.message for part in caught.value.parts()]

    assert answer("location: westeurope", "loction: westeurope") == ["unknown key `loction` in `europe`"]
    assert answer("models: [gpt-4o,", "models: [gpt 4o,") == ["`models` cannot be `gpt 4o`"]
    assert answer("  models:", "  modles:") == ["unknown key `modles` in `hub`"]
    assert answer("hub: #", "hub: [] #\nold: #") == ["`hub` must be a group of keys, not a list", "unknown key `old` in the file"]
    assert answer("compliance: [hipaa, soc-2, fedramp]", "compliance: hipaa") == ["`compliance` must be a list, not `hipaa`"]


def test_shape_and_meaning_are_told_together(tmp_path: Path, bank: Path) -> None:
    file = tmp_path / "enclave.yaml"
    text = bank.read_text(encoding="utf-8")
    text = text.replace("role: contributor", "role: owner", 1).replace("daily_usd: 50,", "daily_usd: 5000,").replace("westus3", "westus33")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        load(file)
    messages = [part.message for part in caught.value.parts()]
    assert [part for part in ("westus33", "owner", "5000") if any(part in message for message in messages)] == ["westus33", "owner", "5000"]
    assert len(messages) == 3


def test_nobody_reads_thousands_of_hints(tmp_path: Path, bank: Path) -> None:
    """Every unknown key is told, but what was meant by it is looked for only while a file can be a misspelt one."""
    file = tmp_path / "enclave.yaml"
    file.write_text(bank.read_text(encoding="utf-8") + "".join(f"hubs{number}: {number}\n" for number in range(3 * MOST_MEANT)), "utf-8")
    with pytest.raises(InputErrors) as caught:
        load(file)
    parts = list(caught.value.parts())
    assert len(parts) == 3 * MOST_MEANT
    assert [bool(part.hint) for part in parts] == [True] * MOST_MEANT + [False] * (2 * MOST_MEANT)


def paths(value: Any, keys: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in below for found in ((*keys, key), *paths(item, (*keys, key)))]


DATA = json.loads(json.dumps(YAML(typ="safe").load((HERE.parent.parent / "examples" / "bank" / "enclave.yaml").read_text()), default=str))
PATHS = paths(DATA)
SPANNERS = (b"\t", b": ", b"- ", b"[", b"{", b"&a *a", b"---\n", b"'", b"\n", b"!!x ", b"? ", b"|\n", b"%YAML 1.1\n", b"# ")
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.just([]), st.just({}),
    st.lists(st.text(max_size=5), max_size=2), st.dictionaries(st.text(max_size=8), st.integers(), max_size=2),
)
STEPS = st.tuples(st.sampled_from(PATHS), st.sampled_from(("delete", "rename", "double", "replace")), JUNK)


def mutate(data: Any, keys: tuple[str | int, ...], step: str, junk: Any) -> None:
    parent = data
    for key in keys[:-1]:
        try:
            parent = parent[key]
        except (KeyError, IndexError, TypeError):
            return
    last = keys[-1]
    if isinstance(parent, dict) and last in parent:
        value = parent[last]
        if step in ("delete", "rename"):
            del parent[last]
        if step in ("rename", "double"):
            parent[f"{last}x"] = value
        if step == "replace":
            parent[last] = junk
    elif isinstance(parent, list) and isinstance(last, int) and last < len(parent):
        value = parent[last]
        parent[last:last + 1] = {"delete": [], "rename": [[value]], "double": [value, value], "replace": [junk]}[step]


def only_messages(file: Path) -> tuple[EnclaveError, ...]:
    """Load a file: it is good, or everything that is said of it is a message for a person."""
    parts: tuple[EnclaveError, ...] = ()
    try:
        load(file)
    except InputError as error:
        parts = error.parts()
    for part in parts:
        where = part.where.removeprefix(f"{file.parent}/")
        assert PLACE.fullmatch(where) or where == "enclave.yaml", part
        assert part.message
        assert not part.message.endswith(".")
        assert not JARGON.search(re.sub(r"`[^`]*`", "", f"{part.message} {part.hint}")), part
        str(part).encode("utf-8")
    return parts


@given(st.lists(STEPS, min_size=1, max_size=3))
def test_any_mutation_of_the_bank_gives_messages_only(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, str, Any]]) -> None:
    data = copy.deepcopy(DATA)
    for keys, step, junk in steps:
        mutate(data, keys, step, junk)
    file = tmp_path_factory.getbasetemp() / "enclave.yaml"
    file.write_text(json.dumps(data, indent=1), encoding="utf-8")
    only_messages(file)


@pytest.mark.parametrize("step", [pytest.param("delete", marks=pytest.mark.long), "rename"])
def test_any_key_deleted_or_renamed_gives_messages_only(tmp_path: Path, step: str) -> None:
    file = tmp_path / "enclave.yaml"
    for keys in PATHS:
        if not isinstance(keys[-1], str):
            continue
        data = copy.deepcopy(DATA)
        mutate(data, keys, step, None)
        file.write_text(json.dumps(data), encoding="utf-8")
        parts = only_messages(file)
        if step == "rename" and keys[0] not in ("regions", "projects"):
            assert any(f"unknown key `{keys[-1]}x`" in part.message for part in parts), keys


@given(st.data())
def test_any_damage_to_the_text_of_the_bank_gives_messages_only(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    raw = (HERE.parent.parent / "examples" / "bank" / "enclave.yaml").read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    length = data.draw(st.integers(0, 60))
    inserted = data.draw(st.one_of(st.binary(max_size=12), st.sampled_from(SPANNERS)))
    file = tmp_path_factory.getbasetemp() / "enclave.yaml"
    file.write_bytes(raw[:start] + inserted + raw[start + length :])
    only_messages(file)


def test_a_file_of_prices_is_read_with_the_file(tmp_path: Path, bank: Path) -> None:
    path = tmp_path / "enclave.yaml"
    path.write_text(bank.read_text(encoding="utf-8") + "\nledger: {prices: own.json}\n", encoding="utf-8")
    with pytest.raises(InputErrors, match=r"`own\.json` cannot be read: no such file"):
        load(path)
    (tmp_path / "own.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InputErrors, match=r"`own\.json` is not UTF-8"):
        load(path)
    (tmp_path / "own.json").write_text("x" * 900_001)
    with pytest.raises(InputErrors, match="900001 characters"):
        load(path)
    (tmp_path / "own.json").write_text("[]")
    ledger = load(path).spec.ledger
    assert ledger is not None
    assert ledger.price_table == "[]"
