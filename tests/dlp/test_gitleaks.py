"""Rules in the format of gitleaks: every feature of it, what of it has no meaning here, and how mistakes are told."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from enclave.dlp.gitleaks import load
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner
from enclave.errors import InputError, InputErrors

ASSIGNED = r"""[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}"""
END = r"""(?:[\x60'"\s;]|\\[nr]|$)"""
FILE = rf"""
title = "all features"
minVersion = "v8.25.0"

[extend]
useDefault = true
disabledRules = ["generic-api-key"]

[allowlist]
description = "global"
paths = ['''go\.sum$''']
regexes = ['''^\${{(?:[A-Z_]+|[a-z_]+)}}$''', '''^(?i:a+|b+)$''']
stopwords = ["EXAMPLE"]

[[allowlists]]
targetRules = ["prefixed"]
regexes = ['''dddd$''']

[[rules]]
id = "assigned"
description = "a key that an assignment names"
regex = '''(?i)[\w.-]{{0,50}}?(?:acme|initech)(?:[ \t\w.-]{{0,20}}){ASSIGNED}([a-z0-9]{{16}}){END}'''
keywords = ["acme", "initech"]
entropy = 2
tags = ["key"]

[[rules]]
id = "prefixed"
regex = '''\b(ack_(?i)[a-z0-9]{{20,}}={{0,2}}){END}'''
keywords = ["ack_"]

[[rules]]
id = "grouped"
regex = '''(user)=(\w+);pin=(\d{{4,6}})\b'''
secretGroup = 3

[[rules]]
id = "whole"
regex = '''hooks\.acme\.test/([a-z]{{2}}-){{2}}[0-9]{{6}}'''
path = '''\.ya?ml$'''

[[rules]]
id = "nearby"
regex = '''\b[0-9a-f]{{40}}\b'''
keywords = ["umbrella"]

[[rules]]
id = "two"
regex = '''(?:first=([a-z]{{8}})|second=([0-9]{{8}}))\b'''

[[rules]]
id = "allowed"
regex = '''(?:pub|sec)ret_key=([a-z0-9]{{8,12}}){END}'''
[[rules.allowlists]]
regexTarget = "match"
regexes = ['''^pub''']
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''^#''']
[[rules.allowlists]]
condition = "AND"
regexes = ['''^[a-z]+$''']
stopwords = ["about", "action"]
[[rules.allowlists]]
condition = "AND"
paths = ['''x''']
regexes = ['''.''']

[[rules]]
id = "old-style"
regex = '''old_[a-z]{{6}}'''
[rules.allowlist]
stopwords = ["secret"]

[[rules]]
id = "private-key"
regex = '''(?i)-----BEGIN[ A-Z0-9_-]{{0,100}}PRIVATE KEY(?: BLOCK)?-----[\s\S-]{{64,}}?KEY(?: BLOCK)?-----'''
keywords = ["-----begin"]

[[rules]]
id = "only-a-path"
path = '''(?i)\.p12$'''

[[rules]]
id = "generic-api-key"
[[rules.allowlists]]
stopwords = ["client"]

[[rules]]
id = "helper"
regex = '''username'''
skipReport = true

[[rules]]
id = "composite"
regex = '''cmp_[a-z0-9]{{12}}'''
[[rules.required]]
id = "helper"
withinLines = 5
"""
RULES = load(FILE, "rules.toml")
SCANNER = Scanner(None, RULES.detectors)
HEX = "0123456789abcdef0123456789abcdef01234567"


def found(text: str) -> list[tuple[str, str]]:
    return [(match.detector, text[match.start : match.end]) for match in SCANNER.scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('my.acme_token = "a1b2c3d4e5f6g7h8";', [("assigned", "a1b2c3d4e5f6g7h8")]),
        ("INITECH := a1b2c3d4e5f6g7h8", [("assigned", "a1b2c3d4e5f6g7h8")]),
        ("acme=a1b2c3d4e5f6g7h8\\n", [("assigned", "a1b2c3d4e5f6g7h8")]),
        ("acme=a1b2c3d4e5f6g7h8i", []),
        ("acme=aaaaaaaaaaaaaaab", []),  # too little entropy
        ("apex=a1b2c3d4e5f6g7h8", []),
        ("ack_ABCdef0123456789wxyz== ack_ABCdef0123456789wxyzdddd", [("prefixed", "ack_ABCdef0123456789wxyz==")]),
        ("user=joe;pin=1234 user=joe;pin=12", [("grouped", "1234")]),
        ("see hooks.acme.test/ab-cd-123456", [("whole", "hooks.acme.test/ab-cd-123456")]),
        (f"umbrella corp {HEX}", [("nearby", HEX)]),
        (f"commit {HEX}", []),
        (f"umbrella {'x ' * 200}{HEX}", []),
        ("first=abcdefgh second=12345678", [("two", "abcdefgh"), ("two", "12345678")]),
        ("secret_key=abc123def4", [("allowed", "abc123def4")]),
        ("pubret_key=abc123def4", []),
        ("x\n# secret_key=abc123def4", []),
        ("secret_key=aboutabout", []),
        ("secret_key=about12345", [("allowed", "about12345")]),
        ("old_abcdef old_secret", [("old-style", "old_abcdef")]),
        ("old_example", [("old-style", "old_exampl")]),
        ("cmp_a1b2c3d4e5f6", [("composite", "cmp_a1b2c3d4e5f6")]),
        ("username generic client", []),
    ],
)
def test_every_feature(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_key_over_many_lines() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQ\n" * 40 + "-----END RSA PRIVATE KEY-----"
    assert found(f"x\n{key}\ny") == [("private-key", key)]


def test_what_has_no_meaning_here_is_told() -> None:
    assert RULES.notes == (
        "`extend.useDefault`: gitleaks' own rules are not here; the scanner's detectors of `api_key` stand for them",
        "`extend.disabledRules` switches nothing off: the scanner's own detectors have other names",
        "the rule `only-a-path` is left out: it has no `regex`",
        "the rule `generic-api-key` is left out: it has no `regex`",
        "the rule `helper` is left out: it only serves others (`skipReport`)",
        "the rule `composite` is taken without the others that it requires",
        "4 conditions on paths and commits are left out: there are none in a conversation",
    )
    assert {detector.entity for detector in RULES.detectors} == {"api_key"}


STREAMED = (
    'my.acme_token = "a1b2c3d4e5f6g7h8";', "ack_ABCdef0123456789wxyz== no", "user=joe;pin=12345\n1", "# secret_key=abc123def4",
    "secret_key=abc123def4\\n", "first=abcdefgh second=12345678", "old_abcdef old_secret", "acme: é a1b2c3d4e5f6g7h8",
)


@pytest.mark.parametrize("text", STREAMED)
def test_the_answer_does_not_depend_on_how_a_text_was_cut(text: str) -> None:
    hide = {"api_key": 65}
    expected = redact(text, SCANNER.scan(text, hide))
    for places in (*combinations(range(1, len(text)), 2), tuple(range(1, len(text)))):
        stream = StreamScanner(SCANNER, hide)
        out = ""
        for start, end in pairwise((0, *places, len(text))):
            out += stream.push(text[start:end]).text
            assert expected.startswith(out), (text, places)
        assert out + stream.finish().text == expected, (text, places)


def test_words_are_held_back_and_not_more(prose: str) -> None:
    stream = StreamScanner(SCANNER, {"api_key": 65})
    held = []
    for start in range(0, len(prose), 4):
        stream.push(prose[start : start + 4])
        held.append(stream.held)
    held.sort()
    assert held[len(held) // 2] < 8
    assert held[len(held) * 99 // 100] < 64


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("title = ", "not valid TOML", ""),
        ("titel = 'x'", "unknown key `titel` in the file", "did you mean `title`?"),
        ("[[rules]]\nregex = 'a'", "rule 1 has no `id`", "log"),
        ("[[rules]]\nid = 'x'", "the rule `x` has neither `regex` nor `path`", "regex"),
        ("[[rules]]\nid = 'x'\nregex = 'a'\nsecretGrop = 1", "unknown key `secretGrop` in the rule `x`", "did you mean `secretGroup`?"),
        ("[[rules]]\nid = 'x'\nregex = 'a'\nsecretGroup = 1", "the rule `x` is not taken: there is no group 1", "count"),
        ("[[rules]]\nid = 'x'\nregex = '(a)+'\nsecretGroup = 1", "the group 1 stands in a repetition", "into the group"),
        ("[[rules]]\nid = 'x'\nregex = '(?=a)'", "the rule `x` is not taken: look-ahead `(?=` is not taken (character 1)", "\\b"),
        ("[[rules]]\nid = 'x'\nregex = 'a*'", "the rule `x` is not taken: the pattern matches the empty text", "at least one"),
        ("[[rules]]\nid = 'x'\nregex = 'a'\nentropy = 'high'", "`entropy` of the rule `x` must be a number from 0 to 8", ""),
        ("[[rules]]\nid = 'x'\nregex = 'a'\nkeywords = 'a'", "`keywords` of the rule `x` must be a list of texts", ""),
        ("[[rules]]\nid = 'x'\nregex = 'a'\n[[rules.allowlists]]\nregexes = ['(?=a)']", "an expression of an allowlist of", ""),
        ("[[rules]]\nid = 'x'\nregex = 'a'\n[[rules.allowlists]]\ncondition = 'XOR'", "`condition` of an allowlist of the rule `x`", ""),
        ("[[rules]]\nid = 'x'\nregex = 'a'\n[[rules.allowlists]]\nregexTarget = 'file'", "`regexTarget` of an allowlist", ""),
        ("[[rules]]\nid = 'x'\nregex = 'a'\n[[rules]]\nid = 'x'\nregex = 'b'", "the rule `x` stands there twice", "keep one"),
        ("[extend]\npath = 'base.toml'", "`extend.path` is not followed", "name that file in `rules`"),
        ("rules = 1", "`rules` of the file must be tables, `[[rules]]`", ""),
        ("[[allowlist]]\nregexes = ['a']", "`allowlist` of the file must be a table", ""),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_the_rule(text: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        load(text, "own.toml")
    (problem,) = caught.value.parts()
    assert problem.where.startswith("own.toml")
    assert message in problem.message
    assert hint in problem.hint


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputErrors) as caught:
        load("[[rules]]\nid = 'x'\nregex = 'a*'\n[[rules]]\nid = 'y'\nregex = '(?<=a)b'", "own.toml")
    assert len(caught.value.parts()) == 2


FORMS = (
    # expression, a text that it finds, the value; the ways of writing that gitleaks' own rules use
    (rf"(?i)[\w.-]{{0,50}}?(?:(?-i:ACME|[Aa]cme)|(?-i:Zork))(?:[ \t\w.-]{{0,20}}){ASSIGNED}([a-z0-9]{{8}}){END}|\b(ZT1[A-Z]{{6}}){END}",
     "ACME_KEY=a1b2c3d4;", "a1b2c3d4"),

       (rf"[\w.-]{{0,50}}?(?i:[\w.-]{{0,50}}?(?:(?-i:[Mm]oon|MOON))(?:[ \t\w.-]{{0,20}})[\s'\"]{{0,3}})[=:]\s{{0,5}}([0-9a-f]{{10}}){END}",
     "MOON_TOKEN: 0123456789\n", "0123456789"),
    (rf"\b((?:aa|bb)_(?i)[a-z0-9]{{5,30}}\.(?-i:mid)[_-][a-z0-9-]{{10,32}}){END}", "bb_ABCDE12.mid-0123456789x ",
     "bb_ABCDE12.mid-0123456789x"),
    (r"(?:^|[\\'\"\x60\s>=:(,)])([a-zA-Z0-9_~.]{3}\dZ~[a-zA-Z0-9_~.-]{12,14})(?:$|[\\'\"\x60\s<),])", 'x="abc1Z~0123456789ab"',
     "abc1Z~0123456789ab"),
    (r"\bfetch\b(?:.*|.*(?:[\r\n]{1,2}.*){1,5})[ \t\n\r](?:-u|--user)(?:=|[ \t]{0,5})('([^:']{3,}:[^']{3,})')(?:\s|\z)",
     "fetch -s \\\n  -u 'anna:tulip9' ", "'anna:tulip9'"),
    (r"\b(sha9~[\w-]{12})(?:[^\w-]|\z)", "token sha9~abcdefABCDEF", "sha9~abcdefABCDEF"),
    (r"(?i)<add key=\"(?:(?:ClearText)?Pin)\"\s*value=\"(.{8,})\"\s*/>", '<add key="Pin" value="a b c d 1" />',
     '<add key="Pin" value="a b c d 1" />'),
    (r"\bQQ(?:(?P<one>aGJH)|(?P<two>aGNI))[a-zA-Z0-9\/\\_+\-\r\n]{20,}={0,2}", "QQaGNIabcdefghijklmnopqrstuv==",
     "QQaGNIabcdefghijklmnopqrstuv=="),
    (r"(?i)(?:\bkind:[ \t]*[\"']?\bvault\b[\"']?(?s:.){0,200}?\bdata:(?s:.){0,100}?\s+([\w.-]+:[ \t]*[a-z0-9+/]{10,}={0,3}))",
     "kind: Vault\nname: x\ndata:\n  pin: aGVsbG8gd29ybGQ=\n", "pin: aGVsbG8gd29ybGQ="),
    (r"(?i)-----OPEN[ A-Z0-9_-]{0,100}SHARED KEY-----[\s\S-]{16,}?KEY-----",
     "-----OPEN SHARED KEY-----\nabcdefghijkl\n-----SHUT SHARED KEY-----",
     "-----OPEN SHARED KEY-----\nabcdefghijkl\n-----SHUT SHARED KEY-----"),
    (r"\b(mp-[a-f0-9]{8})(?:[\x60'\"\s;]|\\[nr]|$|\b)", "mp-0a1b2c3d, ok", "mp-0a1b2c3d"),
    (r"(?:https?://)?drop\.acme\.test/(?:in|out)/[A-Za-z0-9+/]{12,16}", "to https://drop.acme.test/in/abcdEFGH1234",
     "https://drop.acme.test/in/abcdEFGH1234"),
    (r"(?i)\b(\b(tt_(?:[a-f0-9]{6}|local)_[a-f0-9]{8}|[a-f0-9]{44})\b)(?:\s|$)", "tt_local_0a1b2c3d ", "tt_local_0a1b2c3d"),
    (r"[^:]+:(?:[^]]{2}x|\$?{{[^}]+}})=(K[0-9]{6})", "ab:cdx=K123456", "K123456"),
)


def test_every_way_in_which_gitleaks_writes_its_rules() -> None:
    for expression, text, value in FORMS:
        found = load(f"[[rules]]\nid = \"form\"\nregex = '''{expression}'''\n", "rules.toml")
        scanner = Scanner(detectors=found.detectors)
        assert [text[match.start : match.end] for match in scanner.scan(text)] == [value], expression


def test_a_file_of_the_size_and_the_ways_of_gitleaks_own(root: Path) -> None:
    """Each rule of the file seven times, by other names, as 250 rules of one scanner."""
    text = (root / "tests" / "dlp" / "rules_like_gitleaks.toml").read_text(encoding="utf-8")
    rules = load(text, "rules.toml")
    assert len(rules.notes) == 2, "a rule for files, and conditions on paths"
    alone = Scanner(detectors=rules.detectors)
    examples = [(rule["id"], example) for rule in tomllib.loads(text)["rules"] for example in rule.get("examples", ())]
    assert len(examples) > len(rules.detectors) > 35
    head, _, body = text.partition("[[rules]]")
    many = [body.replace("\nid = \"", f"\nid = \"{name}-").replace("zork", f"zork{name}").replace("zw", f"zw{name}") for name in "abcdefg"]
    all_ = Scanner(detectors=load(head + "".join(f"[[rules]]{one}" for one in many), "rules.toml").detectors)
    assert len({detector.id for detector in all_.detectors}) == 7 * len(rules.detectors)
    for name, example in examples:
        said = example.replace("«", "").replace("»", "")
        found = [(match.start, match.end) for match in alone.scan(said)]
        assert found == ([(example.index("«"), example.index("»") - 1)] if "«" in example else []), name
        if "zork" not in said and "zw" not in said:
            assert [(match.start, match.end) for match in all_.scan(said)] == found, name


def test_keys_of_other_versions_are_taken_or_told() -> None:
    text = """
    maxTargetMegabytes = 5
    [[rules]]
    id = "user"
    regex = 'user=([a-z]{4,8})'
    report = false
    [[rules]]
    id = "pin"
    regex = 'pin=([0-9]{6})'
    examples = ['pin=123456']
    [[rules.requires]]
    id = "user"
    withinLines = 2
    [rules.verify]
    httpVerb = "GET"
    url = "https://pin.acme.test/"
    """
    rules = load(text, "rules.toml")
    assert [detector.id for detector in rules.detectors] == ["pin"]
    assert [next(word for word in ("skipReport", "requires", "verify") if word in note) for note in rules.notes] == [
        "skipReport", "requires", "verify",
    ]
