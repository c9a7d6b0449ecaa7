"""A label at the head of a column supports what stands below it, in every kind of table, and nothing beside it."""

from __future__ import annotations

from enclave.dlp.columns import ABOVE, Column, cells
from enclave.dlp.detector import LOW, MEDIUM
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner

BELOW = (
    "id,mrn\n7,",
    "id,mrn,name\n7,1,x\n8,", 'id,"mrn",name\n7,"', "name;mrn no;x\n\"a;b\";", "id\tpatient_mrn\n7\t",
    "| id | mrn |\n|---|---|\n| 7 | ", " id | mrn\n----+-----\n 7 | ", "mrn\n1\n2\n", "id,mrn (of the clinic)\n7,",
    "id,x\n7,8\n\nid,mrn\n7,",
    "<table><tr><th>id</th><th>mrn</th></tr><tr><td>7</td><td>", "<tr class='x'><td>id<td><b>mrn</b><tr><td>7<td>",
    "insert into p (id, mrn) values (7, '", "insert into p (id, `mrn`, x) values (7, '1', 'a(b'), (8, '",
)
BESIDE = (
    "mrn,id\n7,", "id,mrn\n", "id,mrns of all\n7,", "id,mrn,x\n7,8\n9,", "id,mrn\n\n7,", "id,mrn\nsome text\n7,", "the mrn\nwas lost on ",
    "<tr><th>id</th><th>mrn</th></tr><tr><td>", "<tr><td>7</td><td>", "insert into p (id, mrn) values (", "values (7, '", "id,xmrn\n7,",
)


def test_the_head_of_the_column_is_the_one_above() -> None:
    column = Column(r"(?<![a-z])mrn(?:s|[ _-]?no)?(?![a-z])")
    assert [before for before in BELOW if not column.search(before)] == []
    assert [before for before in BESIDE if column.search(before)] == []


def test_a_line_that_may_be_cut_off_is_no_head() -> None:
    column = Column("mrn")
    rows = "\n".join(["1,2"] * ABOVE)
    assert not column.search(("mrn,x\n" + rows + "\n")[:ABOVE])
    assert column.search("\nmrn,x\n" + "1,2\n" * 9)


def test_a_separator_in_quotes_is_none() -> None:
    assert cells('a,"b,c",d', ",") == ["a", '"b,c"', "d"]
    assert cells('"a,b","c', ",") == ['"a,b"', '"c']
    assert cells("(7, 'a,b', '", ",", "'") == ["(7", " 'a,b'", " '"]
    assert cells("", ",") == [""]


TABLES = (
    ("id,mrn,dob\n7,00123456,1980-03-12\n8,00123457,12.03.1980\n", 4), ("| id | cvv |\n|---|---|\n| 7 | 123 |\n| 8 | 4567 |\n", 2),
    ("passport_no\tzip\nC03005988\t10115\nYA1234567\t20095\n", 4), ("name,sin\nJoe,421764903\n", 1),
    ("id,plate\n7,AB12 CDE\n", 1), ("K1234567 is my passport number, 1980-03-12 (dob)", 2), ("90210 is the zip code of it", 1),
    ("D1234567 is her old driver's license. 123 ist meine Prüfnummer", 2), ("12345678 is the plate count, 123 my way", 0),
    ("invoice 12345678 is my passport to fame", 1), ("A1234567, mrn of the day 12345678", 0), ("id,total,mrn\n7,00123456,x\n", 0),
)


def test_values_are_found_and_streams_say_the_same_at_every_cut(scanner: Scanner) -> None:
    hide = dict.fromkeys(scanner.entities, LOW)
    for text, count in TABLES:
        found = [match for match in scanner.scan(text) if match.confidence >= MEDIUM]
        assert len(found) == count, (text, found)
        expected = redact(text, scanner.scan(text, hide))
        for pieces in (list(text), *([text[:place], text[place:]] for place in range(1, len(text), 3))):
            stream = StreamScanner(scanner, hide)
            assert "".join([*(stream.push(piece).text for piece in pieces), stream.finish().text]) == expected, (text, pieces)
