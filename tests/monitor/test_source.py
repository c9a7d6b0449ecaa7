"""What columns are, whatever file they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.errors import InputError
from enclave.monitor.source import Table, kind_of

Files = Callable[..., tuple[Path, Path]]
ROWS = 60
COLUMNS = {
    "number": ([i * 1.5 % 7 for i in range(ROWS)], "numeric"),
    "holes": ([None if i % 3 else i % 5 for i in range(ROWS)], "numeric"),
    "truth": ([i % 2 == 0 for i in range(ROWS)], "categorical"),
    "word": ([("a", "b", "c")[i % 3] for i in range(ROWS)], "categorical"),
    "id": ([f"x{i}" for i in range(ROWS)], "identifier"),
    "row_id": ([(i * 37) % 61 for i in range(ROWS)], "identifier"),
    "counter": (list(range(ROWS)), "identifier"),
    "shuffled": ([(i * 37) % 61 for i in range(ROWS)], "numeric"),
    "prose": ([f"the customer number {i} called about the claim" for i in range(ROWS)], "text"),
    "when": ([f"2026-01-{1 + i % 28:02}" for i in range(ROWS)], "time"),
    "nothing": ([None] * ROWS, "empty"),
    "constant": ([4] * ROWS, "numeric"),
}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_kinds(files: Files, kind: str) -> None:
    columns = {name: values for name, (values, _) in COLUMNS.items() if not (kind == "parquet" and name == "nothing")}
    table = Table(files(columns, columns, kind)[0])
    facts = {name: table.facts(name) for name in columns}
    assert {name: kind_of(name, facts[name], facts[name]) for name in columns} == {name: COLUMNS[name][1] for name in columns}


def test_text_among_numbers_is_a_type_error_and_not_a_category(files: Files) -> None:
    values = [*range(40), *range(40), "broken", "NaN", "inf"]
    table = Table(files({"x": values}, {"x": values})[0])
    facts = table.facts("x")
    assert kind_of("x", facts, facts) == "numeric"
    floats, missing = table.floats("x"), table.missing("x")
    assert floats[:3].tolist() == [0, 1, 2]
    assert floats[-1] == float("inf")
    assert missing[-3:].tolist() == [False, True, False]


def test_categories_are_the_same_in_csv_and_parquet(files: Files) -> None:
    columns = {"x": [True, False, None, True], "y": [1.0, 2.5, 1.0, None]}
    for kind in ("csv", "parquet"):
        table = Table(files(columns, columns, kind)[0])
        assert table.categories("x") == {"true": 2, "false": 1}
        assert table.codes("x", ["true"]).tolist() == [0, 1, -1, 0]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        Table(tmp_path / "none.csv")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InputError, match="Parquet"):
        Table(broken)


def test_odd_names_and_values(files: Files) -> None:
    columns = {'a "quoted" name': ["it's", "b", "it's"], "select": [1, 2, 3]}
    table = Table(files(columns, columns, "parquet")[0])
    assert table.codes('a "quoted" name', ["it's"]).tolist() == [0, 1, 0]
    assert table.floats("select").tolist() == [1, 2, 3]


def test_no_row_of_a_csv_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for text, rows in (("x,y\n#1,2\n3,4\n", 2), ("x\n1\n\n3\n", 3), ("x\ty\n1\t2\n", 1), ("\ufeffx;y\r\n1;2\r\n", 1)):
        path.write_text(text, encoding="utf-8")
        assert Table(path).rows == rows, text
    for text in ("x,y\n1,2\n3\n4,5,6\n", "x,y\n" + "1,2\n" * 30_000 + "1,2,3\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            Table(path)


def test_what_is_neither_csv_nor_parquet_is_named(tmp_path: Path) -> None:
    for name, content, said in (
        ("a.feather", b"ARROW1\x00\x00....", "is Arrow"),
        ("a.json", b'[{"x": 1}]', "is JSON"),
        ("a.jsonl", b'{"x": 1}\n', "is JSON"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=said):
            Table(tmp_path / name)


def test_names_that_differ_in_case_only_are_two_columns(files: Files) -> None:
    columns = {"x": ["a", "b"], "X": ["c", "c"], "a.b": ["d", "e"]}
    table = Table(files(columns, columns, "parquet")[0])
    assert len(table.types) == 3
    assert {str(sorted(table.categories(name))) for name in table.types} == {"['a', 'b']", "['c']", "['d', 'e']"}


def test_a_column_without_a_name_and_one_that_repeats_it(files: Files) -> None:
    columns = {"": [1, 2, 2], "x": [3.5, 1.0, 2.0]}
    table = Table(files(columns, columns, "parquet")[0])
    assert table.floats("").tolist() == [1, 2, 2]
    assert table.floats("x").tolist() == [3.5, 1.0, 2.0]


def test_codes_are_the_places_of_values_whatever_they_hold(files: Files) -> None:
    values = ["", "it's", "Ä", "a", "A", "  a", "a\nb", "' OR 1=1 --", "💣", "None of them", "\\", '"', "%s", "\x01", "a" * 5000]
    reference, _ = files({"x": [*values, None, "new"]}, {"x": values}, "parquet")
    assert Table(reference).codes("x", values).tolist() == [*range(len(values)), -1, len(values)]
    assert Table(reference).codes("x", []).tolist() == [0] * len(values) + [-1, 0]
    many = [f"v{number}" for number in range(2_000)]
    reference, _ = files({"x": [*many[::-1], "new"]}, {"x": many}, "parquet")
    assert Table(reference).codes("x", many).tolist() == [*range(1_999, -1, -1), 2_000]


def test_a_decimal_comma_where_commas_do_not_end_values(tmp_path: Path) -> None:
    words = ["-1,5", "1.234,25", "1.000", "7", "", "n/v", *["0,125"] * 20]
    for mark, found in ((";", [-1.5, 1234.25, 1000.0, 7.0, None, None]), (",", [None, None, 1.0, 7.0, None, None])):
        path = tmp_path / "comma.csv"
        path.write_text(f"x{mark}c\n" + "".join(f'"{word}"{mark}12.{i % 3}\n' for i, word in enumerate(words)), encoding="utf-8")
        table = Table(path)
        assert [None if np.isnan(value) else value for value in table.floats("x")[:6]] == found, mark
        assert table.floats("c")[:3].tolist() == [12.0, 12.1, 12.2], "points stay"


def test_what_may_be_thousands_or_a_pair_is_not_taken_for_a_decimal(tmp_path: Path) -> None:
    path = tmp_path / "thousands.csv"
    path.write_text("x;d;p\n" + "".join(f"1,{i:03};{i % 28 + 1}.03.2026;{i},{i},1\n" for i in range(100, 160)), encoding="utf-8")
    table = Table(path)
    assert set(table.categories("x")) >= {"1,100", "1,159"}
    assert set(table.categories("d")) >= {"1.03.2026"}
    assert set(table.categories("p")) >= {"100,100,1"}


def test_a_parquet_file_whose_names_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"amount": [1.0, 2.0]}), path)
    path.write_bytes(path.read_bytes().replace(b"amount", b"am\xc8\xffnt"))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        Table(path)
