"""Payment card numbers: issuer range, length and Luhn's check digit, in the groups that are printed on cards or in one piece."""

from __future__ import annotations

import re
from types import MappingProxyType

from enclave.dlp.detector import HIGH, LOW, MEDIUM, NO_FRACTION, NUMBER_ALPHABET, Detector, Evidence, Pattern, Shape
from enclave.dlp.keys import Keyed

_16_TO_19 = frozenset({16, 17, 18, 19})
ISSUERS: tuple[tuple[str, str, str, frozenset[int]], ...] = (
    # first and last prefix, scheme, lengths of the whole number
    ("1800", "1800", "JCB", frozenset({15})),
    ("2131", "2131", "JCB", frozenset({15})),
    ("2200", "2204", "Mir", _16_TO_19),
    ("2221", "2720", "Mastercard", frozenset({16})),
    ("300", "305", "Diners Club", frozenset({14})),
    ("3095", "3095", "Diners Club", frozenset({14})),
    ("34", "34", "American Express", frozenset({15})),
    ("3528", "3589", "JCB", _16_TO_19),
    ("36", "36", "Diners Club", frozenset({14})),
    ("37", "37", "American Express", frozenset({15})),
    ("38", "39", "Diners Club", frozenset({14, 16})),
    ("4", "4", "Visa", frozenset({13, 16, 19})),
    ("50", "50", "Maestro, Verve, Elo", frozenset(range(12, 20))),
    ("51", "55", "Mastercard", frozenset({16})),
    ("56", "58", "Maestro", frozenset(range(12, 20))),
    ("6011", "6011", "Discover", _16_TO_19),
    ("60", "60", "RuPay", frozenset({16})),
    ("62", "62", "UnionPay", _16_TO_19),
    ("63", "63", "Maestro, InterPayment", frozenset(range(12, 20))),
    ("644", "649", "Discover", _16_TO_19),
    ("65", "65", "Discover, Troy, RuPay", _16_TO_19),
    ("67", "67", "Maestro", frozenset(range(12, 20))),
    ("81", "82", "RuPay, UnionPay", frozenset({16})),
    ("8600", "8600", "Uzcard", frozenset({16})),
    ("9792", "9792", "Troy", frozenset({16})),
    ("9860", "9860", "Humo", frozenset({16})),
)

_GROUPED = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    r"[2-9][0-9]{3}([ .-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,4})?"
    r"|3[47][0-9]{2}([ .-])[0-9]{6}\2[0-9]{5}"
    r"|3[0689][0-9]{2}([ .-])[0-9]{6}\3[0-9]{4}"
    r")(?![A-Za-z0-9_])"
)
_UNTIL = r"(?:0[1-9]|1[0-2])[2-4][0-9](?![0-9])"  # month and year
_STANDING_ALONE = re.compile(rf"(?<![0-9A-Fa-f]{{4}} )(?<![0-9]{{3}} ){_GROUPED.pattern}(?! (?:(?!{_UNTIL})[0-9]{{4}}|[0-9]{{1,3}}[A-F]))")
"""No row of a table of four digits each, none of numbers, and none of a dump in hexadecimal."""
_ENDS = r"(?!-[0-9])" + NO_FRACTION
_PLAIN = re.compile(r"(?<![A-Za-z0-9_])(?<![0-9][.-])(?:[1-9][0-9]{13,15}|62[0-9]{17})(?![A-Za-z0-9_])" + _ENDS)
_LONG = re.compile(r"(?<![A-Za-z0-9_])(?<![0-9][.-])[1-9][0-9]{11,18}(?![A-Za-z0-9_])" + _ENDS)
_ANY = re.compile(r"(?<![A-Za-z0-9_])[0-9](?:[ .-]?[0-9]){11,18}(?![A-Za-z0-9_])")

_NAMES = re.compile(
    r"(?<![a-z])(?:(?:credit|debit|payment|bank|visa)?cards?|(?:credit|debit|payment|bank)?card_?n(?:o|um|umber)|cardholder|(?<![0-9])ccn?(?![0-9])|credit|debit|visa|mastercard|amex"
    r"|american express|diners|discover|jcb|maestro|union ?pay|rupay|cvv2?|cvc2?|pan|kreditkarte(?:nnummer)?"
    r"|karten?(?:nummer|nr)?|carte|tarjeta"
    r"|carta|cart[aã]o|kaart|(?<![0-9\-])(?:kk|cb)(?![0-9\-])"
    r"|kart[ıay]|karty|kartnr|(?:kredit|betal|debet|bank)?kort(?:nummer|nr|et)?|korttinumero|(?:luotto|pankki|maksu)?kort(?:ti|in|tini)|kreditkaart(?:nummer)?"
    r"|(?:creditcard|debitcard|betaal)?kaart(?:nummer)?|platební|kártya(?:szám)?|kartı|karet)(?![a-z])"
    r"|信用卡|银行卡|卡号|カード|카드|карт[аыеу]|картк[аи]|بطاقة|بطاقه|כרטיס|אשראי|số thẻ|thẻ tín dụng|nomor kartu"
    r"|kartu kredit|บัตร|कार्ड|κάρτα"
)
EVIDENCE = Evidence(Keyed(_NAMES), gates=Evidence(_NAMES).needed, after=_NAMES)
_NUMBER_WORD = r"(?:[ _-]?(?:no|nr|num|number|nummer|numbers|details)\.?)?"
_DIRECT_NAMES = re.compile(
    rf"(?<![a-z])(?:cards?|(?:credit|debit|payment|bank)[ _-]?card|ccn?|visa|mastercard|amex|american express|diners|discover|jcb|maestro"
    rf"|pan|kreditkarten?|karten?|(?:kredit|betal|bank)?kort(?:et|nummer)?|(?:luotto|maksu)?kort(?:ti|in)|platební karty"
    rf"|carte(?: bancaire| bleue)?|tarjeta|carta(?: di credito)?|cart[aã]o|kaart|creditcard"
    rf"|numer karty|kortnummer|kart numarası|kart no|cb){_NUMBER_WORD}(?![a-z])"
    r"(?:[^0-9;!?.]{0,30}|[^0-9\n;!?.]{0,12}[?!.][^0-9;!?.]{0,36})\Z"
    r"|(?:信用卡|银行卡|卡号|カード|카드|карт[аыеу]|картк[аи]|بطاقة|بطاقه|כרטיס|אשראי|số thẻ|thẻ tín dụng"
    r"|nomor kartu|kartu kredit|บัตร|कार्ड|κάρτα)[^0-9]{0,24}\Z"
)
_DIRECTLY = Evidence(Keyed(_DIRECT_NAMES), 80, Evidence(_DIRECT_NAMES).needed)

_SHAPE = Shape(alphabet=NUMBER_ALPHABET, opening="[0-9]", length=40)
_GROUPS_OF_CARDS = r"\b[2-9][0-9]{3}[ .\-][0-9]{4}[ .\-][0-9]{4}[ .\-][0-9]{4}\b|\b3[0-9]{3}[ .\-][0-9]{6}[ .\-][0-9]{4}[0-9]?\b"
_ONE_PIECE = r"\b[1-9][0-9]{13}[0-9]?[0-9]?\b|\b62[0-9]{17}\b"
_LONG_PIECE = r"\b[1-9][0-9]{11,18}\b"
_SINGLY = r"[0-9](?:[ .-]?[0-9]){11,18}(?:[^0-9]|$)"


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right doubled, digit sums added, the total divisible by ten."""
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(int(digit) * 2 - (9 if digit > "4" else 0) for digit in digits[-2::-2])
    return total % 10 == 0


def _lengths() -> dict[str, frozenset[int]]:
    table: dict[str, frozenset[int]] = {}
    for first, last, _, lengths in ISSUERS:
        for prefix in range(int(first.ljust(4, "0")), int(last.ljust(4, "9")) + 1):
            table[str(prefix)] = table.get(str(prefix), frozenset()) | lengths
    return table


_LENGTHS = MappingProxyType(_lengths())
"""The first four digits -> lengths that some scheme issues."""
_SEPARATORS, _GROUPS = str.maketrans("", "", " .-"), re.compile("[0-9]+")
_NEXT = 100


def issued(digits: str) -> bool:
    """Whether some scheme issues numbers with this prefix and length."""
    return len(digits) in _LENGTHS.get(digits[:4], ())


def _is_number(text: str) -> bool:
    digits = text.translate(_SEPARATORS)
    return issued(digits) and luhn(digits) and not _is_row(text)


def _is_row(text: str) -> bool:
    """Groups that count up, as a table of characters does: `5070 5071 5072 5073`."""
    groups = list(map(int, _GROUPS.findall(text)))
    return len(groups) > 1 and groups == sorted(set(groups)) and groups[-1] - groups[0] < _NEXT


def accept(text: str) -> int:
    """The whole of it, or all but a last group (a security code or a year after the number)."""
    if len(set(text) & set(" .-")) > 1:
        return 0
    if _is_number(text):
        return len(text)
    head = text.rstrip("0123456789").rstrip(" .-")
    return len(head) if _is_number(head) else 0


def any_issuer(text: str) -> int:
    """Luhn's digit and a first digit of banks, whoever issued it; separators are of one kind, and twelve digits in fours."""
    digits = text.translate(_SEPARATORS)
    kinds = len(set(text) & set(" .-"))
    likely = digits.startswith(("2", "3", "4", "5", "6", "0604")) and len(set(digits)) > 1
    printed = kinds == 0 or (kinds == 1 and (len(digits) > 12 or len(text) == 14))
    return len(text) if likely and printed and luhn(digits) and not _is_row(text) else 0


DETECTOR = Detector(
    entity="credit_card",
    title="payment card number",
    about=(
        "Numbers of payment cards of the large schemes. The prefix and the length must be ones that a scheme issues, "
        "and the last digit must be the one that Luhn's algorithm asks for. Evidence is a word such as card, Visa, CVV, "
        "Kreditkarte, tarjeta or 卡号 in the 300 characters before the number, or behind it in the same sentence."
    ),
    patterns=(
        Pattern(
            anchor=_GROUPS_OF_CARDS, reach=19, exact=_STANDING_ALONE, shape=_SHAPE, accept=accept,
            why="the groups that are printed on cards, a prefix and length that a scheme issues, Luhn's check digit; high with evidence",
            confidence=MEDIUM, supported=HIGH, evidence=EVIDENCE,
        ),
        Pattern(
            anchor=_GROUPS_OF_CARDS, reach=19, exact=_GROUPED, shape=_SHAPE, accept=accept,
            why="the same beside other groups of four, as tables and numbers of parcels have; high within 30 characters of evidence",
            confidence=LOW, supported=HIGH, near=30, evidence=EVIDENCE,
        ),
        Pattern(
            anchor=_ONE_PIECE, reach=19, exact=_PLAIN, shape=_SHAPE, accept=accept,
            why="14 to 16 digits (UnionPay: 19) in one piece that a scheme issues, with Luhn's digit, which one in ten has by chance",
            confidence=LOW, supported=HIGH, evidence=EVIDENCE,
        ),
        Pattern(
            anchor=_LONG_PIECE, reach=19, exact=_LONG, shape=_SHAPE, accept=accept,
            why="12 to 19 digits in one piece that a scheme issues: only with evidence, because timestamps look like it",
            confidence=None, supported=MEDIUM, evidence=EVIDENCE,
        ),
        Pattern(
            anchor=_SINGLY, reach=40, exact=_ANY, shape=_SHAPE, accept=any_issuer,
            why="12 to 19 digits with Luhn's digit, single separators of one kind anywhere: only directly after words that name a card",
            confidence=None, supported=MEDIUM, evidence=_DIRECTLY,
        ),
    ),
    source="ISO/IEC 7812-1 (numbering, Luhn); the schemes' published issuer identification ranges",
    limits=(
        "Luhn's digit is right by chance in one of ten numbers, and many begin like a card: of 1,000 random order "
            "numbers of 16 digits in one piece about 40 are reported, at 65, and of those with 14 or 15 digits about 10.",
        "Numbers of 12, 13, 17, 18 and 19 digits (UnionPay's 19 apart) in one piece are not reported without evidence: timestamps "
            "in milliseconds and the identifiers of many services look like them.",
        "Digits that are spaced one by one, and numbers that no listed scheme issues, are found directly after words for a card only; "
            "those in words and with an exponent: `credit_card_otherwise`.",
    ),
    positives=(
        "Process this payment: «4111-1111-1111-1111»", "«4111 1111 1111 1111», until 12/29", "the number is «378282246310005» (Amex)",
        "«3782 822463 10005»", "Diners «3056 930902 5904»", "卡号«6222020200112230»。", "JCB «3530111333300000»",
        "card,«5555555555554444»,123", '{"pan": "«4222222222222»"}', "visa «4111111111111111» and then 12 more words",
        "my card is «4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1» ok", "Mastercard «2223.0031.2200.3222».", "«4111 1111 1111 1111» 123",
        "UnionPay «6212345678901234569»?", "«4111 1111 1111 1111» 0926 123", "card_number\n«4111111111111111».0\n",
    ),
    negatives=(
        "4111-1111-1111-1112", "created_at 1755302400123 updated 1755302400999", "order 9876543210987654",
        "20241231235959 and 20250101000000", "0.4111111111111111", "ISBN 978-3-16-148410-0", "EAN 4006381333931",
        "IMEI 490154203237518", "a4111111111111111f", "row 4 8 15 16 23 42 4 8 15 16 23 42", "55e8a4b2-4111-1111-1111-111111111111",
        "id_4111111111111111", "1234567890123456", "CARTESIAN_POINT('',(48.963350651,173.838249644))",
    ),
)
