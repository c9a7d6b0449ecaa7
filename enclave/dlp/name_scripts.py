"""Names of people in Greek, Cyrillic and scripts without capitals, where the text says that a name follows."""

from __future__ import annotations

import re
from functools import partial

from enclave.dlp.detector import HIGH, MEDIUM, Deferred, Evidence, Expression, Pattern, Shape
from enclave.dlp.labels import batched
from enclave.dlp.name_parts import (
    BEGUN_UNCASED,
    CASED_LETTER,
    HAN,
    HANGUL,
    KANA,
    OTHER,
    OTHER_OPENING,
    UNCASED,
    UNCASED_LETTER,
    accept,
    signs,
)
from enclave.dlp.name_words import SCRIPT_FIELDS, SCRIPT_REGARDS, SCRIPT_SAYINGS, SIGN_SAYINGS
from enclave.dlp.wording import LINE

_AT_ONCE = 32
_WINDOW = 48
_SIGN = r"[\s\"'`*_)\]]{0,4}(?:[:=|>\t：]|,(?![ \n])|;(?! )|</[a-z0-9]{1,8}>)(?:[\s\"'`*_(\[|>:：]|<[a-z0-9]{1,8}>){0,6}"
_GAP = r"(?:[\s\"'`*_)\](\[|>:=,;]|\xef\xbc\x9a|\xe3\x80\x80|</?[A-Za-z0-9]{1,8}>){1,10}"
_CASED_LEAD, _LEAD = r"[\xcd-\xd3]", r"[\xd6-\xed]"


def _any(terms: tuple[str, ...]) -> str:
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return "|".join(re.escape(term) for term in ordered)


def _over_bytes(terms: tuple[str, ...]) -> str:
    def either(letter: re.Match[str]) -> str:
        upper = letter[0].upper()
        return letter[0] if upper == letter[0] or len(upper) > 1 else f"(?:{letter[0]}|{upper})"

    return "(?:" + re.sub("[^\x00-\x7f]", either, _any(terms)) + ")"


_SHAPE = Shape(LINE, OTHER_OPENING, 140)
_END = r"(?![\w@])"
_CASED_EXACT = Deferred(f"{OTHER}{_END}")
_AFTER_SIGN = r"(?:(?<=[:=|>\"'\t,：])|(?<=[:=|>：] ))"
_FIELD_EXACT = Deferred(rf"{_AFTER_SIGN}{UNCASED}(?![{UNCASED_LETTER}0-9])")
_FIELD_SHAPE = Shape(LINE, f"{_AFTER_SIGN}{BEGUN_UNCASED}", 90)
_ENDS = rf"(?![{HAN}{KANA}])|(?=今年|来自|是|的|住|我|和|在|です|と|といい|は|、)"
_SPOKEN = (
    rf"(?:[{HAN}]{{2,4}}?(?:{_ENDS})|[{HAN}][{HAN}{KANA}]{{1,6}}?(?:{_ENDS})|[{HANGUL}]{{2,4}}?(?=입니다|이고|이에요|예요|이라고|라고|씨|님|이며|[^{HANGUL}]|\Z)"
    rf"|[\u0620-\u0652\u0671-\u06d3]{{2,20}} (?:(?:بن|ابن|بنت|عبد|أبو|آل) )?[\u0620-\u0652\u0671-\u06d3]{{3,20}}"
    r"|(?!הוא |היא )[\u05d0-\u05ea]{2,20} (?:בן |בר )?[\u05d0-\u05ea]{2,20}|[\u0900-\u0963]{2,20}(?: (?!है)[\u0900-\u0963]{2,20}){0,2}"
    r"|[\u0e01-\u0e4e]{2,20}(?: [\u0e01-\u0e4e]{2,20})?)"
)


def _behind(terms: tuple[str, ...]) -> str:
    return "(?:" + "|".join(f"(?<={re.escape(term)})" for term in sorted(terms, key=len, reverse=True)) + ")"


_SPOKEN_EXACT = Deferred(f"{_behind(SIGN_SAYINGS)}{_SPOKEN}")
_SPOKEN_SHAPE = Shape(LINE, rf"{_behind(SIGN_SAYINGS)}(?:[{UNCASED_LETTER}](?: ?[{UNCASED_LETTER}]){{0,44}})? ?\Z", 60)
_NAMED_POLITELY = Deferred(
    rf"(?<![{HAN}{KANA}])(?![^様さ女]{{0,6}}[者客皆社御部各])[{HAN}]{{1,4}}[ \u3000]?[{HAN}{KANA}]{{1,4}}?(?=様|さん|さま|女士)"
)


def _pattern(
    why: str, anchor: str, evidence: Evidence, confidence: int, *, exact: Expression = _CASED_EXACT, shape: Shape = _SHAPE, least: int = 1,
    is_cased: bool = True,
) -> Pattern:
    return Pattern(
        anchor=anchor, reach=2, lead=_WINDOW, exact=exact, shape=shape, why=why, confidence=None, supported=confidence, evidence=evidence,
        accept=partial(accept if is_cased else signs, least=least),
    )


def _field(terms: tuple[str, ...]) -> Evidence:
    alone = tuple(term for term in terms if re.match(f"[{CASED_LETTER}]", term))
    other = tuple(term for term in terms if term not in alone)
    either = [rf"(?<![^\W_])(?:{_any(alone)})"] if alone else []
    return Evidence(Deferred(rf"(?:{'|'.join([*either, *([_any(other)] if other else [])])})(?: ?[0-9№]{{1,2}})?{_SIGN}\Z"), _WINDOW)


_CASED_FIELDS = tuple(term for term in SCRIPT_FIELDS if re.match(f"[{CASED_LETTER}]", term))
_SIGN_FIELDS = tuple(term for term in SCRIPT_FIELDS if term not in _CASED_FIELDS)

PATTERNS: tuple[Pattern, ...] = (
    *(
        _pattern("in a field for a person's name in Greek or Cyrillic letters (ФИО, пациент, ονοματεπώνυμο)",
                 _over_bytes(some) + _GAP + _CASED_LEAD, _field(some), HIGH)
        for some in batched(_CASED_FIELDS, _AT_ONCE)
    ),
    *(
        _pattern("directly after words that introduce a name in Greek or Cyrillic letters (меня зовут, ονομάζομαι, г-н)",
                 _over_bytes(some) + r",?[ \xc2\xa0]{1,2}" + _CASED_LEAD,
                 Evidence(Deferred(rf"(?<![^\W_])(?:{_any(some)}),?[ \u00a0]{{1,2}}\Z"), _WINDOW), MEDIUM)
        for some in batched(SCRIPT_SAYINGS, _AT_ONCE)
    ),
    _pattern("in the line below a complimentary close (С уважением, Με εκτίμηση)",
             _over_bytes(SCRIPT_REGARDS) + r"[,.!]?[ \t]*\r?\n\s*" + _CASED_LEAD,
             Evidence(Deferred(rf"(?:{_any(SCRIPT_REGARDS)})[,.!]?[ \t]*\r?\n\s{{0,4}}\Z"), _WINDOW), MEDIUM),
    *(
        _pattern("in a field for a person's name in a script without capitals (姓名, 氏名, 이름, الاسم, שם מלא)",
                 _over_bytes(some) + _GAP + _LEAD, _field(some), HIGH, exact=_FIELD_EXACT, shape=_FIELD_SHAPE, is_cased=False)
        for some in batched(_SIGN_FIELDS, _AT_ONCE)
    ),
    Pattern(
        anchor=r"[\xe3-\xe9][\x80-\xbf]{2}(?:様|さん|さま|女士)", reach=12, exact=_NAMED_POLITELY, confidence=MEDIUM, accept=signs,
        shape=Shape(LINE, rf"(?<![{HAN}{KANA}])[{HAN}][{HAN}{KANA} \u3000]{{0,9}}\Z", 14),
        why="Chinese and Japanese signs directly before a form of address (様, さん, 女士)",
    ),
    _pattern("directly after words that introduce a name in such a script (我叫, 私の名前は, 제 이름은, اسمي, קוראים לי)",
             _over_bytes(SIGN_SAYINGS) + _LEAD,
             Evidence(Deferred(rf"(?:{_any(SIGN_SAYINGS)})(?<![{HANGUL}](?:저는|나는|고객|환자) )\Z"), _WINDOW), MEDIUM,
             exact=_SPOKEN_EXACT, shape=_SPOKEN_SHAPE, is_cased=False),
)
"""For `person_name.py`."""
