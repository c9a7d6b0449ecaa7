"""A policy's rules for text: all texts of a document are scanned as one, and only their own places are touched."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.event import MOST_SEEN
from enclave.dlp.anchors import Anchors
from enclave.dlp.custom import detector
from enclave.dlp.redact import redact
from enclave.dlp.scan import is_hidden
from enclave.dlp.views.breaks import PLACES
from enclave.errors import InputError
from enclave.gateway import guard, strict_json
from enclave.gateway.guard import SEPARATOR, WALL, Guard
from enclave.spec.handling import Action, Handling
from enclave.spec.policy import Policy

ACTIONS = {"credit_card": Action.BLOCK, "email": Action.REDACT, "phone": Action.REDACT, "us_ssn": Action.LOG}
GUARD = Guard(Policy(dlp={entity: Handling.of(action, 65) for entity, action in ACTIONS.items()}))
CARD, MAIL = "4111 1111 1111 1111", "jane.doe@example.com"
PHONE = "call +1 212 555 0134 now"
PIECES = st.sampled_from(["hello", MAIL, "a", " ", "ö", "🏦", "\x00", "\n", PHONE, "call", "4111", "1111 1111", "@example.com"])
TEXTS = st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=6)


def fields(texts: list[str]) -> tuple[list[str], list[strict_json.Field]]:
    holder = list(texts)
    return holder, [strict_json.Field(holder, index, text) for index, text in enumerate(texts)]


@given(TEXTS)
def test_scanning_all_as_one_hides_at_least_what_scanning_each_hides(texts):
    holder, found = fields(texts)
    examined = GUARD.examine(found)
    assert examined.chars == sum(map(len, texts))
    for before, after in zip(texts, holder, strict=True):
        hidden = [match for match in GUARD.scanner.scan(before, GUARD.hide) if is_hidden(match, GUARD.hide)]
        if not hidden:
            continue
        assert after != before
        assert all(before[match.start : match.end] not in after for match in hidden)
    if examined.outcome == "pass":
        assert holder == texts


@given(st.lists(st.sampled_from(["hello", MAIL, "x " + MAIL, "write to a@b.example.org or c@d.example.org!"]), max_size=6))
def test_redaction_of_plain_values_is_that_of_each_text(texts):
    holder, found = fields(texts)
    GUARD.examine(found)
    assert holder == [redact(text, GUARD.scanner.scan(text)) for text in texts]


def test_outcomes_and_counts():
    holder, found = fields(["hello", f"{MAIL} and {MAIL}"])
    examined = GUARD.examine(found)
    assert (examined.outcome, examined.redactions, examined.found.counts) == ("redact", 2, {"email": 2})
    assert holder[1] == "[REDACTED-EMAIL] and [REDACTED-EMAIL]"
    verdict = examined.verdict("dlp")
    assert (verdict.stage, verdict.outcome, verdict.scanned_chars) == ("dlp", "redact", 50)
    holder, found = fields([MAIL, f"card {CARD}"])
    examined = GUARD.examine(found)
    assert examined.outcome == "refuse"
    assert examined.blocked == [("[1]", "credit_card")]
    assert holder == [MAIL, f"card {CARD}"], "what is refused is not rewritten"
    holder, found = fields(["ssn 536-22-8726"])
    examined = GUARD.examine(found)
    assert (examined.outcome, examined.found.counts) == ("pass", {"us_ssn": 1})
    assert GUARD.examine([]).outcome == "pass"


def test_a_value_in_parts_of_neighbouring_texts_is_blocked():
    holder, found = fields(["card 4111 1111", "1111 1111", "hello"])
    assert GUARD.examine(found).outcome == "refuse"
    assert holder == ["card 4111 1111", "1111 1111", "hello"]


def test_a_value_in_parts_of_neighbouring_messages_or_parts_is_seen_whatever_stands_between():
    guard, halves = Guard(Policy(dlp={"credit_card": Handling.of(Action.BLOCK)})), ("my card is 4111 1111", "1111 1111, yes")
    parts = [{"type": "text", "text": half} for half in halves]
    conversations = (
        [{"role": "user", "content": half} for half in halves],
        [{"role": "user", "name": name, "content": half} for name, half in zip(("ann", "bob"), halves, strict=True)],
        [{"role": "user", "content": parts}],
        [{"role": "user", "content": [part]} for part in parts],
        [{"role": "assistant", "content": halves[0], "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f"}}]},
         {"role": "tool", "tool_call_id": "call_1", "content": [parts[1]]}],
        [{"role": "user", "content": [parts[0], {"type": "image_url", "image_url": {"url": "https://a.test/x.png"}}, parts[1]]}],
    )
    for messages in conversations:
        body, fields = strict_json.read(json.dumps({"model": "m", "messages": messages, "user": "someone"}).encode())
        assert guard.examine(fields, body).outcome == "refuse", messages
    body, fields = strict_json.read(json.dumps({"messages": [{"role": "user", "content": half} for half in reversed(halves)]}).encode())
    assert guard.examine(fields, body).outcome == "pass", "these are no halves of one value"


@given(st.text("abcXYZ-_=/+%~@.", min_size=1), st.text("abcXYZ-_=/+%~@.", min_size=1))
def test_between_other_texts_is_no_break_that_would_have_them_read_again(one, other):
    breaks = re.compile("|".join(PLACES))
    assert breaks.search(f"{one}\n{other}") or not one[-1].isalnum()
    assert breaks.search(one) or breaks.search(other) or not breaks.search(f"{one}{WALL}{other}")


def test_nothing_stands_for_a_part_of_a_value(monkeypatch):
    guard = Guard(Policy(dlp={"email": Handling.of(Action.TOKENISE)}))
    holder, found = fields(["abc", "def", MAIL])

    class Reaching:
        def scan(self, text, hide):
            from enclave.dlp.scan import Match

            over = len("abc") + len(SEPARATOR) + 1
            return [Match(1, over, "email", 85, "email"), Match(text.index(MAIL), len(text), "email", 85, "email")]

    monkeypatch.setattr(guard, "scanner", Reaching())
    guard.examine(found, stand_for=lambda match, value: f"<{len(value)}>")
    assert holder == ["a[REDACTED-EMAIL]", "[REDACTED-EMAIL]ef", f"<{len(MAIL)}>"]


def test_something_stands_only_for_values_that_are_tokenised():
    dlp = {"email": Handling.of(Action.TOKENISE), "us_ssn": Handling.of(Action.REDACT), "phone": Handling.of(Action.LOG)}
    guard = Guard(Policy(dlp=dlp))
    assert guard.tokenises_any
    assert not GUARD.tokenises_any
    holder, found = fields([f"{MAIL}, 536-22-8726, +1 212 555 0123"])
    guard.examine(found, stand_for=lambda match, value: match.entity)
    assert holder == ["email, [REDACTED-US_SSN], +1 212 555 0123"]


def test_if_one_did_reach_over_both_ends_would_be_hidden(monkeypatch):
    holder, found = fields(["abc", "def", "ghi"])
    start = 1
    end = len("abc") + len(SEPARATOR) + len("def") + len(SEPARATOR) + 1

    class Reaching:
        def scan(self, text, hide):
            from enclave.dlp.scan import Match

            return [Match(start, end, "email", 85, "email")]

    monkeypatch.setattr(GUARD, "scanner", Reaching())
    GUARD.examine(found)
    assert holder == ["a[REDACTED-EMAIL]", "[REDACTED-EMAIL]", "[REDACTED-EMAIL]hi"]


def test_a_key_is_hidden_like_a_value():
    document, found = strict_json.read(msgspec.json.encode({"x": {MAIL: {MAIL: f"see {MAIL}"}}}))
    GUARD.examine(found)
    assert document == {"x": {"[REDACTED-EMAIL]": {"[REDACTED-EMAIL]": "see [REDACTED-EMAIL]"}}}


def test_an_entity_that_nobody_finds_is_an_error_at_the_start():
    with pytest.raises(InputError, match="no detector finds"):
        Guard(Policy(dlp={"shoe_size": Handling.of(Action.BLOCK, 65)}))


def test_what_policy_does_not_name_is_not_looked_for():
    assert Guard(Policy()).examine(fields([CARD, MAIL])[1]).found.counts == {}


def test_what_is_told_of_a_finding_is_where_it_stands_and_never_the_value():
    body = {"model": "x", "messages": [{"role": "user", "content": f"ÄÖ {MAIL}"}, {"role": "user", MAIL: {"note": ["a", CARD]}}]}
    document, found = strict_json.read(msgspec.json.encode(body))
    examined = GUARD.examine(found, document)
    assert sorted(msgspec.structs.astuple(seen) for seen in examined.verdict("dlp").seen) == [
        ("credit_card", 75, "messages[1].*.*[1]", 0, 19),
        ("email", 85, "messages[0].content", 3, 23),
        ("email", 85, "messages[1].*", 0, 20),
    ]
    assert examined.blocked == [("messages[1].*.*[1]", "credit_card")]
    assert "jane" not in str(examined.verdict("dlp"))


def test_findings_are_told_one_by_one_up_to_a_number_and_counted_all():
    _, found = fields([MAIL] * (2 * MOST_SEEN))
    verdict = GUARD.examine(found).verdict("dlp")
    assert (len(verdict.seen), verdict.findings) == (MOST_SEEN, {"email": 2 * MOST_SEEN})


def test_each_action_holds_from_its_confidence():
    plain, dashed = "536 22 8726", "536-22-8726"  # 65 and 75; with evidence 85
    handling = Handling(log=75, tokenise=85)
    guard = Guard(Policy(dlp={"us_ssn": handling}))
    for text, outcome, count in ((plain, "pass", 0), (dashed, "pass", 1), (f"ssn {dashed}", "redact", 1)):
        examined = guard.examine(fields([text])[1])
        assert (examined.outcome, sum(examined.found.counts.values())) == (outcome, count)
    [match] = guard.scanner.scan(f"ssn {dashed}")
    assert guard.tokenises(match)
    assert not Guard(Policy(dlp={"us_ssn": Handling(redact=85)})).tokenises(match)
    assert Guard(Policy(dlp={"us_ssn": Handling(redact=75, block=85)})).examine(fields([f"ssn {dashed}"])[1]).outcome == "refuse"


@given(TEXTS)
def test_as_long_as_nothing_makes_tokens_what_a_token_may_stand_for_is_hidden(texts):
    tokenises = Guard(Policy(dlp={"email": Handling.of(Action.TOKENISE, 65)}))
    redacts = Guard(Policy(dlp={"email": Handling.of(Action.REDACT, 65)}))
    one, other = fields(texts), fields(texts)
    tokenises.examine(one[1])
    redacts.examine(other[1])
    assert one[0] == other[0]


def test_a_value_that_ends_the_call_is_not_lost_to_a_longer_one_that_is_hidden():
    line = detector("card_line", r"card: [0-9 ]{19}!", confidence=85)
    policy = Policy(dlp={"credit_card": Handling.of(Action.BLOCK), "card_line": Handling.of(Action.REDACT)})
    guard = Guard(policy, (line,))
    assert guard.examine(fields([f"card: {CARD}!"])[1]).blocked == [("[0]", "credit_card")]
    holder, found = fields(["card: 1111 1111 1111 1112!"])
    assert guard.examine(found).outcome == "redact"
    assert holder == ["[REDACTED-CARD_LINE]"]


@given(st.lists(st.one_of(PIECES, st.sampled_from([SEPARATOR, WALL, CARD, "x" * 40, "password: hunter2xyz\n"])), max_size=40).map("".join))
def test_a_long_text_says_in_pieces_what_it_says_at_once(text):
    at_once = GUARD.scanner.scan(text, GUARD.hide)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "LONG", 8)
        assert GUARD._matches(text, GUARD.hide) == at_once


def test_others_get_on_while_a_long_text_is_scanned(monkeypatch):
    read = []  # characters of each look at a text: nobody else gets on in the middle of one

    def counted(look):
        def count(self, text, *rest, **more):
            read.append(len(text))
            return look(self, text, *rest, **more)

        return count

    for name in ("seen", "places", "ends"):
        monkeypatch.setattr(Anchors, name, counted(getattr(Anchors, name)))
    text = f"one word after the other, 17 times, and {MAIL}\n" * 8_000
    holder, found = fields([text, text])
    assert GUARD.examine(found).redactions == 16_000
    assert sum(read) >= len(text) * 2
    assert max(read) < 32_768
    assert MAIL not in holder[1]
