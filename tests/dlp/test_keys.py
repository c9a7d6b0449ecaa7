from __future__ import annotations

import json
import re
from random import Random

from enclave.dlp.detector import MEDIUM
from enclave.dlp.keys import Keyed, no_part
from enclave.dlp.scan import Scanner

WORDS = Keyed(re.compile("card|imei"))


def test_a_key_that_names_something_else_takes_the_words_away() -> None:
    for before in (
        'card {"order_id": "', "card txn=", 'visa card, "traceId": ', "card created_at=", '"card", "timeunixnano": "', "card {'count': ",
        'card_total{scheme="card"} ', 'card_total{scheme="card"} 12 ', "card ref=", "card payment.order=",
        "insert into cards (id, created_us) values (7, ", "insert into cards (id, x) values (7, 1), (", "card,order_id\nvisa,",
        '"imei_count": ', "card_rows=", "max_card_entries: ", '{"key": "db.card_rows", "value": {"intvalue": "',
        "card_id < ", "if (card_no > ", "card_limit     = ",
        "alter sequence card_seq restart with ", "card_id bigint identity(", "select setval('public.card_no_seq', ", "card limit ",
        "where card_ref between 4 and ", "the imei, acd 15; acn ",
        "the card table has ", "partition of cards values less than (", "imei_offset_ms: ",
    ):
        assert WORDS.search(before.lower()) is None, before


def test_others_leave_them() -> None:
    for before in (
        'card {"number": "', "card_id=", "card: ", "card order ", 'card {"value": ', "card no=", "card {a} ", "settings > card > ",
        "card discount ",
        "order: card ", 'card? {"message": "', "card {'request': '", "card\nevent: ", 'card {"account": ', 'card {"id": "',
        "the card of the order is ", "insert into cards (id, number) values (7, ", "insert into cards (id, imei_ref) values (7, ",
        "card,total\n", '{"key": "user.card", "value": {"stringvalue": "', "my card account: ", "cards <a> ", "card\n> ",
    ):
        assert WORDS.search(before.lower()), before


def test_telemetry_of_payments_is_hardly_found(scanner: Scanner) -> None:
    draw = Random("telemetry")
    names = ("card", "credit", "debit", "visa", "discover", "maestro", "pan", "payment", "passport", "phone", "imei", "swift")

    def number(length: int) -> int:
        return draw.randrange(10 ** (length - 1), 10**length)

    def lines() -> str:
        name = f"{draw.choice(names)}.{draw.choice(names)}"
        point = {"timeUnixNano": str(number(19)), "asInt": str(number(16)), "count": number(15), "sum": number(16)}
        event = {"service": name, "ts": number(16), "trace_id": number(16), "orderId": number(16), "merchant_id": number(15)}
        return (
            f'{json.dumps({"name": name, "sum": {"dataPoints": [point]}})}\n{json.dumps(event)}\n'
            f'{draw.choice(names)}_bytes_total{{service="{name}"}} {number(16)} {number(13)}\n'
            f"level=info component={name} txn={number(16)} ref={number(15)} batch={number(12)} amount_micros={number(16)}\n"
        )

    text = "".join(lines() for _ in range(150))
    found = [text[max(0, one.start - 40) : one.end] for one in scanner.scan(text) if one.confidence >= MEDIUM]
    assert found == []


def test_the_number_of_a_part_is_told_by_what_stands_directly_before_it() -> None:
    number = re.compile(f"{no_part()}[0-9]{{3}}")
    for before in ("part no. ", "Part No. ".capitalize(), "SKU: ", "P/N ", "Model-", "lot #"):
        assert number.match(before + "123", len(before)) is None, before
    for before in ("phone ", "no. ", "a party ", ""):
        assert number.match(before + "123", len(before)), before
