"""Passwords: in assignments of programs and files, on command lines, in prose, and below the head of their column."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

from enclave.dlp.columns import ABOVE, Column
from enclave.dlp.detector import HIGH, LOW, MEDIUM, Deferred, Detector, Evidence, Pattern, Shape, but
from enclave.dlp.secrets.randomness import entropy, is_template, wordiness
from enclave.dlp.wording import LINE

WORDS = (
    r"(?:passw(?:or)?d|passphrase|passcode|pwd|passwort|kennwort|contrase(?:ñ|n)a|mot[ _]de[ _]passe|(?<![a-z])mdp|senha"
    r"|wachtwoord|l(?:ö|o)senord(?:et)?"
    r"|keymaterial|adgangskoden?|passord(?:et)?|kodeord(?:et)?|salasana(?:si)?|clave|palavra-passe|parola d'ordine|(?<![a-z])(?:parola"
    r"|(?:ş|s)ifre|heslo|jelsz(?:ó|o)|pw)|has(?:ł|l)o|пароль|парола|密码|密碼|口令|パスワード|暗証番号|비밀번호|كلمة المرور"
    r"|كلمة السر|סיסמה|סיסמא|mật khẩu|kata sandi|รหัสผ่าน|पासवर्ड|lozinka|parool|securestring"
    r"|(?<![a-z:])(?:client|app|jwt|session|cookie|django|shared|consumer)?_?secret|(?:mfa|otp|2fa)[ _-]?seed)"
)
"""Names for passwords, in lower case."""
_AFTER = r"(?:[_-]?(?:[0-9]{1,2}|prod|production|dev|test|staging|live|key|value|string))?"
_SHORTENED = (
    r"(?<![a-z])(?:db|user|root|admin|smtp|imap|mail|ftp|ssh|my|sql|mysql|redis|ldap|vpn|wifi|login|account|auth)?pass(?:[_-]?[0-9]{1,2})?"
)
_NAME = rf"(?:{WORDS}{_AFTER}|{_SHORTENED})"
_CLOSE = r"\\?[\"'`\])]{0,3}[ \t]{0,8}"
_VALUE_OF = r"(?:(?:,|:[ \t]?\{)?[ \t\r\n]{0,12}[\"'`]?value[\"'`]?)?"
_TYPE = r"(?:as[ \t]|:)?[ \t]{0,3}(?:optional[\[<])?(?:&(?:'static )?)?(?:str|string|secretstr|nsstring|text)[\]>?!]{0,2}[ \t]{0,3}="
_EQUALS = rf"(?::=|=>|={{1,3}}|:|\[[0-9]{{0,4}}\][ \t]{{0,3}}=|{_TYPE})"
_JOIN = rf"{_CLOSE}{_VALUE_OF}[ \t]{{0,8}}(?:{_EQUALS}|,|\(|[ \t]is:?|[ \t]was|[ \t]to)[ \t]{{0,8}}"
_QUOTED = (
    rf"(?:{_NAME}{_JOIN}|{WORDS}{_AFTER}[ \t]{{1,8}}|sshpass[ \t]{{1,2}}-p[ \t]{{0,2}}|identified[ \t]{{1,2}}by[ \t]{{1,2}}"
    rf"|\.login\([ \t]{{0,2}}[\"'][!-~]{{1,64}}[\"'],[ \t]{{0,2}})"
    rf"(?:(?:secret)?str(?:ing)?(?:::from|::new|\.of)\([ \t]{{0,2}})?(?:n|u|b|r|f|@)?\\?[\"'`]{{1,3}}"
)
_GIVEN = rf"{_NAME}{_CLOSE}{_VALUE_OF}[ \t]{{0,8}}{_EQUALS}[ \t]{{0,8}}(?:n|u|b|r|f|@)?\\?[\"'`]{{1,3}}"
_OTHER = r"[^\s.,:;!?0-9\"=]{1,16}"
_IS = r"(?:is|was|ist|lautet|luidt|est|es|è|é|jest|je|on|är|er|to|auf|para)"
_ANSWERED = (
    r"(?:[ \t]?\?[ \t]?[\r\n]{1,2}(?:[\[(][0-9:. ]{4,12}[\])][ \t]?)?(?:[a-z]{1,12}:[ \t]?)?"
    r"|\?[ \t](?:it is|it's|its|that's)[ \t]|[\"']\r?\n\r?\n)"
)
_INSIDE = (
    r"(?:text\">|:</(?:b|strong|td|th|dt|label|span)>[ \t]{0,2}|</(?:td|th|dt)>[ \t\r\n]{0,12}<(?:td|dd)>"
    r"|</(?:key|name|string)>[ \t\r\n]{0,12}<(?:string|value|data)>|>[ \t\r\n]{0,12}<value>)"
)
"""Of a list of properties, and of an element whose value is an element."""
_BARE = (
    rf"(?:{_NAME}(?:{_CLOSE}{_VALUE_OF}[ \t]{{0,8}}(?:\*{{0,2}}(?::|=|\||\t|[–—-] )\*{{0,2}}[ \t]{{0,8}}|>)|{_INSIDE}"
    rf"|[ \t]{_IS}:?[ \t]{{1,2}}|[ \t]?(?:是|为|は|：|는 |은 |هي |هو |היא |adalah |là ):?[ \t]?|{_ANSWERED})"
    rf"|(?<![a-z])--?(?:passw(?:or)?d|passphrase|pwd|pw)[ \t=]{{1,2}}|sshpass[ \t]{{1,2}}-p[ \t]{{0,2}}"
    rf"|mysql(?:dump|admin)?(?:[ \t][!-~]{{1,60}}){{0,4}}?[ \t]-p"
    rf"|curl(?:[ \t][!-~]{{1,60}}){{0,3}}?[ \t](?:-u|--user)[ \t=]{{1,2}}[\"']?[a-z0-9_.@-]{{1,40}}:"
    rf"|(?<![a-z])(?:set)?env[ \t]{{1,4}}[a-z0-9_]{{0,40}}{WORDS}{_AFTER}[ \t]{{1,4}}"
    rf"|net[ \t]use(?:[ \t][!-~]{{1,60}}){{0,3}}?[ \t]/user:[!-~]{{1,60}}[ \t]|redis-cli(?:[ \t][!-~]{{1,60}}){{0,4}}?[ \t]-a[ \t]"
    rf"|login[ \t]{{1,2}}[!-~]{{1,64}}[ \t\r\n]{{1,4}}password[ \t]{{1,2}})"
)
_GIVES = (
    rf"(?:{_NAME}{_CLOSE}{_VALUE_OF}[ \t]{{0,8}}(?:\*{{0,2}}[:=]\*{{0,2}}[ \t]{{0,8}}|>)|{_NAME}{_INSIDE}"
    rf"|(?<![a-z])--(?:passw(?:or)?d|passphrase|pwd|pw)[ \t=]{{1,2}})"
)
"""Nothing that is said in passing."""
_NO_VALUE = (
    r"(?!hash|digest|id\b|length|policy|version|chang|updat|expir|creat|rotat|reset on|must|should|may|can\b|field"
    r"|type|encod|algorithm|format|error|code\b|column)"
)
_FOR = rf"{_NAME}(?:[ \t]{_NO_VALUE}{_OTHER}){{1,5}}(?:[ \t]{_IS}:?|[ \t]?:)[ \t]{{1,2}}"
"""`the password for the shared mailbox is`."""
_FOR_SAID = rf"{_NAME}(?:[ \t]{_OTHER}){{1,5}}[ \t](?:{_IS}:|lautet:?|luidt:?)[ \t]{{1,2}}"
"""The same, said of nothing but a value."""
_MERE = rf"{WORDS}{_AFTER}[ \t]{{1,2}}"
_LEAD = 120
Accept: TypeAlias = Callable[[str], int]


_NOT_BEHIND = re.compile(r"\(\?<!\[[^\]]+\]\)")
"""What Hyperscan has not; the evidence looks again."""


def over_bytes(expression: str) -> str:
    """Without regard to case, which over bytes only ASCII has by itself."""
    expression = _NOT_BEHIND.sub("", expression)
    return "(?i)" + re.sub("[^\\x00-\\x7f]", lambda letter: f"(?:{letter[0]}|{letter[0].upper()})", expression)


def _before(link: str) -> Evidence:
    return Evidence(Deferred(rf"{link}\Z"), _LEAD)


IN_QUOTES = re.compile(r"(?<=[\"'`])(?![\"'`])[!-~](?:(?![\"'`\\]|\\[\"'`])\S|\\(?![\"'`])){3,99}(?=\\?[\"'`])")
_AND = r"&(?=[^\s&])(?![A-Za-z_][\w.\-]{0,30}=|#?[A-Za-z0-9]{2,8};)"
"""One that is neither the next member of a query, nor an escape, nor an operator."""
ALONE = re.compile(
    r"(?<=[ \t\n=:>p是为は：])[^\s\"'`,;<>()\[\]{}&|\\$%*/~.=@#]"
    rf"(?:[^\s\"'`,;<>()\[\]{{}}&|\\]|{_AND}){{5,99}}(?![^\s\"'`,;<>()\[\]{{}}&|])"
)
_CELL = re.compile(
    r"(?:(?<=[,;|\t\n>(\"'`])|(?<=[|,;] ))[^\s\"'`,;<>()\[\]{}|\\$%*/~.=][^\s\"'`,;<>|\\]{5,39}"
    r"(?=[\"'`]?[ \t]{0,3}(?:[,;|\t\r\n)]|</|\Z))"
)
_HEADS = re.compile(
    r"passw(?:or)?d|passwort|kennwort|contrase(?:ñ|n)a|mot[ _]de[ _]passe|senha|wachtwoord|passphrase"
    r"|(?:2fa|mfa|otp)[ _](?:secret|seed)|pwd|l(?:ö|o)senord|hasło|haslo|пароль|密码"
)
_BELOW = Evidence(
    Column(f"(?:{_HEADS.pattern}|(?<![a-z])(?:pass|pw)(?![a-z]))"), ABOVE,
    (*Evidence(_HEADS).needed, r"(?:^|[,;|\t\n][ ]?)[\"']?(?:pass|pw)[\"']?[ ]?(?:[,;|\t\r\n]|$)"),  # and not each text that has `passes`
)
_DOTTED = re.compile(r"[A-Za-z_][\w-]*(?:(?:\.|::|->|/)[A-Za-z_][\w-]*)+")
_NAMES = re.compile(
    r"[a-z]+(?:[_-](?:[a-z]+|v?[0-9]{1,2}))+|[a-z]+(?:[A-Z][a-z]+)+[0-9]?|[A-Z]+(?:_[A-Z0-9]+)+|(?:[A-Za-z]+:)?//.*|[./~].*|[A-Za-z]:\\.*|#(?:[A-Za-z_.-]*|[0-9A-Fa-f]{3,8})"
)
_SAID = re.compile(
    r"passw|pwd|kennwort|passphrase|your|example|placeholder|changeme|secret|arn:|vault:|keyvault|-----|^ref\+|^op:|sha[0-9]{1,3}:|(?-i:^(?:[a-z_.]{3,}|[A-Z_.]{3,})=[\w\"'$])|^[\w.-]+:[0-9]{2,5}$",
    re.IGNORECASE,
)
_DRAWN, _LONG = 16, 20
_NONE = 0.2
"""Wordiness of what is no name, though it begins like one (`mOvkLdSv`)."""
_ODD = re.compile(r"[!@#$^&*?+~]|%(?![a-z]\b)")
_SIGN_INSIDE = re.compile(r"[^\W_][!@#$^*?+~%]{1,3}[^\W_]")
_CODE = re.compile(r"[(){}\[\]<>|]|\\[dwsbxuU0]|\+\+|=>|==|&&")
_CALLED = re.compile(r"\(.*\)|\[.*\]|\{.*\}|<.*>|[a-z]{3}[(\[{]|\\[dwsbxuU0]|\+\+|=>|==|&&|\|")
_TYPES = re.compile(r"(?:u?int|float|sha|md|base|utf|varchar|char|string|aes|rsa|oauth|http|v|h|p|s|ipv|x|w)[-_]?[0-9]{1,4}", re.IGNORECASE)


def strong(text: str) -> int:
    """What a person would choose where digits and signs are asked for: not a name, a path, a type, code, a variable or a placeholder."""
    if len(text) < 6 or is_template(text) or _SAID.search(text) or (_CODE.search(text) and not (_is_made(text) or _is_drawn(text))):
        return 0
    if _names(text) and not (_is_tossed(text) and wordiness(text) < _NONE) and not _is_numbered(text):
        return 0
    if _is_tossed(text):
        return len(text)
    letters = any(map(str.isalpha, text))
    return len(text) if letters and (any(map(str.isdigit, text)) or _ODD.search(text[1:])) else 0


def related(text: str) -> int:
    """What is told, or worded, or of eight characters with two digits that are no date and no digest."""
    kept = text.rstrip(".,:?")
    numbered = len(kept) > 7 and sum(map(str.isdigit, kept)) > 1 and not _DATED.fullmatch(kept)
    return told(text) or worded(text) or (bare(kept) if numbered else 0)


_DATED = re.compile(r"[0-9]{2,4}[-/.][0-9]{1,2}[-/.].*|[0-9a-fA-F-]{16,}|[0-9.,:]+[a-zA-Z]{1,8}|v?[0-9]+\..*")


def varied(text: str) -> int:
    """Eight characters or more of three kinds."""
    kept = text.rstrip(".,:?")
    return told(kept) if len(kept) > 7 else 0


_PHRASE = re.compile(r"[A-Za-zà-ÿ]{4,}(?:[-+._~][A-Za-zà-ÿ]{4,}){2,}[-+._~]?[0-9]{0,4}[!?#*]?")
_OF_PAGES = re.compile(
    r"input|field|form|label|button|text|name|toggle|icon|group|control|error|hint|help|title|page|view|modal|dialog|login|reset|confirm|user"
    r"|auth|account|admin|service|config|default|prod|stag|test|database|postgres|mysql|redis|mongo|cluster|token|cred|value|type|http",
    re.IGNORECASE,
)


def is_phrase(text: str) -> bool:
    """Three words or more that are joined, none of which pages and settings are named with."""
    if "_" in text and text.islower():
        return False  # a variable
    return _PHRASE.fullmatch(text) is not None and len(set(re.split(r"[-+._~]", text))) > 2 and not _OF_PAGES.search(text)


def worded(text: str) -> int:
    """The same, and no placeholder."""
    kept = text.rstrip(".,:?")
    is_name = "." in kept and not _CAPITALS.fullmatch(kept)
    return len(kept) if is_phrase(kept) and not is_name and not is_template(kept) and not _SAID.search(kept) else 0


_CAPITALS = re.compile(r"[A-Z][a-z]+(?:\.[A-Z][a-z]+)+[0-9]{0,4}!?")


def defaulted(text: str) -> int:
    """Strong, or worded."""
    return strong(text) or worded(text)


def is_said_otherwise(text: str) -> bool:
    """A variable, a placeholder, a path, a type, a constant's name or code."""
    if is_template(text) or _SAID.search(text) or _TYPES.fullmatch(text) or _ELSEWHERE.fullmatch(text):
        return True
    if _DOTTED.fullmatch(text) and not _is_numbered(text):
        return True
    return _CODE.search(text) is not None and not _is_drawn(text)


_UNSPOKEN = re.compile("[bcdfghjklmnpqrstvwxz]{4}", re.IGNORECASE)
"""Consonants that no word has together, but some."""
_ELSEWHERE = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)+|(?:[A-Za-z]+:)?//.*|[./~].*|[A-Za-z]:\\.*")


def _names(text: str) -> bool:
    return any(names.fullmatch(text) for names in (_DOTTED, _NAMES, _TYPES))


_NUMBERED = re.compile(r"[A-Z][a-z]{2,}\.[a-z]{3,}[0-9]{2,4}")


def _is_numbered(text: str) -> bool:
    """Two words and a number, as people make them (`Velvet.comet993`), and no type with its width."""
    return _NUMBERED.fullmatch(text) is not None and not _TYPES.fullmatch(text.rpartition(".")[2])


def _is_made(text: str) -> bool:
    """A program made it of all signs, brackets among them, as Django makes its `SECRET_KEY`."""
    return len(text) >= 32 and entropy(text) >= 4.2 and wordiness(text) < 0.4 and any(map(str.isdigit, text))


def _is_drawn(text: str) -> bool:
    """A program drew it of all signs and brackets stand in it, but not in pairs, as in code: `m1H)axi+)x`."""
    kinds = (str.islower, str.isupper, str.isdigit)
    drawn = len(text) >= 8 and all(any(map(kind, text)) for kind in kinds) and wordiness(text) < 0.6
    return drawn and not _CALLED.search(text)


def _is_tossed(text: str) -> bool:
    """Letters whose case changes as no name's does (`gOubsAFBvCNWW`)."""
    letters = text.replace("_", "").replace("-", "").rstrip("!0123456789")
    changes = sum(one.isupper() != other.isupper() for one, other in pairwise(letters))
    if not letters.isalpha() or len(text) < 8:
        return False
    return (len(letters) > 7 and changes > 3 and wordiness(text) < (0.6 if text == letters else 0.4)) or (
        changes > 1 and wordiness(text) < 0.5 and _UNSPOKEN.search(letters) is not None
    )


def bare(text: str) -> int:
    """The same without quotes, and without the end of the sentence: with digits, or letters of both cases and a sign between them."""
    kept = text.rstrip(".,:?")
    mixed = any(map(str.islower, kept)) and any(map(str.isupper, kept)) and _SIGN_INSIDE.search(kept)
    if _is_tossed(kept) and not is_template(kept):
        return len(kept)
    odd = mixed or (any(map(str.isdigit, kept)) and not kept.isdigit())
    return (strong(kept) if odd else 0) or worded(kept)


def chosen(text: str) -> int:
    """The same with capitals, small letters, digits and a sign between or at the end, or digits between letters that make no word: behind
    the mere word, only what can be nothing else."""
    kept = text.rstrip(".,:?")
    kinds = (str.islower, str.isupper, str.isdigit)
    if len(kept) < 8 or not all(any(map(kind, kept)) for kind in kinds):
        return drawn(text) if kept.isalnum() and len(kept) >= _LONG and wordiness(kept) < 0.25 else 0
    is_odd = len(re.findall("[A-Za-z](?=[0-9])", kept)) > 1 and wordiness(kept) < 0.4
    return strong(kept) if _SIGN_INSIDE.search(kept) or kept[-1] in "!@#$" or is_odd else 0


def drawn(text: str) -> int:
    """Sixteen characters or more, digits among them, that make no words."""
    kept = text.rstrip(".,:?")
    likely = len(kept) >= _DRAWN and sum(map(str.isdigit, kept)) > 2 and wordiness(kept) < 0.4
    return strong(kept) if likely else 0


def stated(text: str) -> int:
    """Anything in quotes that is no variable, path or placeholder."""
    return 0 if is_template(text) or _SAID.search(text) or _CODE.search(text) or _DOTTED.fullmatch(text) else len(text)


def told(text: str) -> int:
    """The same behind more words: of three kinds of characters at least."""
    kept = text.rstrip(".,:?")
    kinds = (any(map(str.islower, kept)), any(map(str.isupper, kept)), any(map(str.isdigit, kept)), _ODD.search(kept) is not None)
    return strong(kept) if len(kept) > 7 and sum(kinds) > 2 else drawn(text)


_VARIABLE = r"default\s{1,12}=\s?\"[!-~]"
_DEFAULT = Evidence(
    Deferred(
        r"variable\s+\"[a-z0-9_.\-]*(?:passw(?:or)?d|passphrase|pwd|secret|api_?key|token)[a-z0-9_.\-]*\"\s*\{[^{}]{0,240}(?<![a-z_])default\s+=\s?\"\Z"
    ), 300,
)
SHAPE_IN_QUOTES = Shape(but(" \t\n\r\"'`"), "(?<=[\"'`])[!-~]", 140)
SHAPE_ALONE = Shape(but(" \t\n\r\"'`<>,;"), r"(?<=[ \t\n=:>p是为は：])[!-~]", 140)
_SHAPE_OF_CELL = Shape(
    LINE,
    r"(?:(?<=[,;|\t\n>(\"'`])|(?<=[|,;] ))[^\s\"'`,;<>()\[\]{}|\\$%*/~.=]"
    r"(?:[^\s\"'`,;<>|\\]{0,39}\Z|(?=[^\s\"'`,;<>|\\]{0,39}[0-9!@#$^*?+~%-])[^\s\"'`,;<>|\\]{5,39}[\"'`]?[ \t]{0,3}<?\Z)", 46,
)

DETECTOR = Detector(
    entity="password",
    id="password_assignment",
    title="password",
    about=(
        "What is given to a name for a password (`password`, `pwd`, `passphrase`, `DB_PASS`, `client_secret`, Kennwort, contraseña, mot de "
        "passe, пароль, 密码 and others): in quotes in source code, JSON and XML, without in environment files, YAML, command lines and "
        "prose. Variables (`${PASSWORD}`), placeholders (`your_password`), types, names and paths are none."
    ),
    patterns=(
        Pattern(
            anchor=over_bytes(_QUOTED) + "[!-~]", reach=1, lead=_LEAD, exact=IN_QUOTES, accept=strong, shape=SHAPE_IN_QUOTES,
            why="in quotes, with letters and digits or signs", confidence=None, supported=HIGH, evidence=_before(_QUOTED),
        ),
        Pattern(
            anchor=_VARIABLE, reach=1, lead=_LEAD, exact=IN_QUOTES, accept=defaulted, shape=SHAPE_IN_QUOTES, confidence=None,
            supported=HIGH, why="the default of a variable of Terraform whose name says so", evidence=_DEFAULT,
        ),
        Pattern(
            anchor=over_bytes(_GIVES) + "[!-~]", reach=1, lead=_LEAD, exact=ALONE, accept=varied, shape=SHAPE_ALONE,
            confidence=None, supported=HIGH, evidence=_before(_GIVES),
            why="without quotes in an assignment, of three kinds of characters or more that are no name",
        ),
        Pattern(
            anchor=over_bytes(_QUOTED) + "[!-~]", reach=1, lead=_LEAD, exact=IN_QUOTES, accept=worded, shape=SHAPE_IN_QUOTES,
            why="in quotes, three words that are joined", confidence=None, supported=MEDIUM, evidence=_before(_QUOTED),
        ),
        Pattern(
            anchor=over_bytes(_BARE) + "[!-~]", reach=1, lead=_LEAD, exact=ALONE, accept=bare, shape=SHAPE_ALONE,
            confidence=None, supported=MEDIUM, evidence=_before(_BARE),
            why="without quotes, with letters and digits, or letters of both cases and signs",
        ),
        Pattern(
            anchor=over_bytes(_MERE) + "[!-~]", reach=1, lead=_LEAD, exact=ALONE, accept=chosen, shape=SHAPE_ALONE,
            why="behind the mere word, with capitals, small letters, digits and a sign", confidence=None, supported=MEDIUM,
            evidence=_before(_MERE),
        ),
        Pattern(
            anchor=over_bytes(_FOR.replace("{1,16}", "{1,32}").replace(_NO_VALUE, "")) + "[!-~]", reach=1, lead=_LEAD, exact=ALONE,
            accept=related,
            shape=SHAPE_ALONE, confidence=None, supported=MEDIUM, evidence=_before(_FOR),
            why="behind what it is for (`the password for the mailbox is ...`), with three kinds of characters, or three words joined",
        ),
        Pattern(
            anchor=over_bytes(_FOR_SAID.replace("{1,16}", "{1,32}")) + "[!-~]", reach=1, lead=_LEAD, exact=ALONE, accept=bare,
            shape=SHAPE_ALONE, confidence=None, supported=MEDIUM, evidence=_before(_FOR_SAID),
            why="the same with a colon (`lautet:`), with letters and digits",
        ),
        Pattern(
            anchor=r"[0-9](?:[^0-9]|$)", reach=41, exact=_CELL, accept=bare, shape=_SHAPE_OF_CELL,
            why="in a column of a table whose head says so, with letters and digits", confidence=None, supported=MEDIUM, evidence=_BELOW,
        ),
        Pattern(
            anchor=r"[!@#$^*?+~%\-][A-Za-z]*[\"'`]? ?(?:[,;|\t<)]|\r?\n|$)", reach=46, exact=_CELL, accept=bare,
            shape=_SHAPE_OF_CELL, why="the same with a sign, or of three words", confidence=None, supported=MEDIUM, evidence=_BELOW,
        ),
        Pattern(
            anchor=over_bytes(_GIVEN) + "[!-~]", reach=1, lead=_LEAD, exact=IN_QUOTES, accept=stated, shape=SHAPE_IN_QUOTES,
            why="in quotes, a word", confidence=None, supported=LOW, evidence=_before(_GIVEN),
        ),
    ),
    source="the assignments of programming languages and configuration formats; OWASP, Secrets Management Cheat Sheet",
    limits=(
        "Passwords with spaces or quotes in them, and words without quotes (`password: hunter`), are not reported.",
        "Below the head of their column in a table, those with a digit are found, up to 1,000 characters below.",
        "A word in quotes (`password = \"letmein\"`) is reported at 65: labels and test data look like that too.",
    ),
    positives=(
        'password = "«S3cr3t!Pa55»"', "DB_PASSWORD=«hunter22»\n", '{"user": "app", "password": "«Tulpe7!xx»"}',
        "spring:\n  datasource:\n    password: «Wiesel77»\n", "<password>«Qwertz99»</password>", "mysqldump --password=«Sommer2024!» main",
        'conn.setPassword("«Xk29dmPq»");', "my password is «hunter22», please help",
        "the password for the shared mailbox is «Gr33n!Walnut_88», please",
        "Das Passwort fürs WLAN ist «Sonne#Haus92»", "curl -u admin:«S3cr3t-Panda-77» https://api.example.com", "password: «tr0ub4dor&3x»",
        "https://example.com/?password=«hunter22»&user=joe", "user,password\nalice,«Winter!Snow42»\nbob,x",
        "| user | password |\n|---|---|\n| joe | «Xk29dmPq» |", "id\tlogin\tpasswd\n1\troot\t«t00r-Kf82!aa»\n",
        "mein Passwort lautet «Garten4711»", "Passwort: «knZeKc+eGrqfw»\n",
        "what is the password?\nuser: «hunter22»", "| password | «hunter22» |", "lösenord: «Sommar77»", "the password «Q8Cm7z+7wwYes», now",
        "var pwd = '«p@ssw-rd!»';".replace("p@ssw-rd!", "Z@ng-rd!"), 'client_secret: "«k8Zq2Lw9»"',
        "machine db.example.com login app password «Wal7fisch»", "Kennwort: «Garten-4711»", "sshpass -p «Tulpe7xx» ssh me@host",
        "sshpass -p '«Pa55phrase!9»' ssh root@host", 'variable "db_password" {\n  default = "«Dragon5698!»"\n}',
        'variable "admin_pwd" {\n  type      = string\n  default   = "«zLkpIH_tVQf4Z»"\n}',
        "mysql -u root -p«Str0ngPa55w0rd» -h db app", 'password => "«letmein»"', "ALTER USER app WITH PASSWORD '«N0rd-See»';",
        '<add key="DbPassword" value="«Xk29dmPq»"/>', "пароль: «zima2024x»", "密码是«Xk29dmPq»",
        "Username: kjones\nPassword: «gOubsAFBvCNWW»", "use the temporary password «SfA3umK5S», now", "senha «Gqntjy16!».",
        'SECRET_KEY = "«tLxEV0_sEgg0z)MONME*0LPko5o)1^izvq#def%Eibn)H$Nplh»"', "ALTER USER app IDENTIFIED BY '«jpy^EX71cl»';",
        "setenv PASSWD «Winter2031$»", "smtp.login('robot', '«kna^XG08hf»')", "redis-cli -h db -a «3Rg9xtBzxKvJXM» ping",
        'client(password="«nJYMUkoSOR»")', "DB_PASS='«m1H)axi+)x»'",
        "net use Z: \\\\srv\\share /user:corp\\svc «jao%OR57uu»",
        "סיסמה: «Xk29dmPq»", '{\\"password\\":\\"«Xk29dmPq»\\"}',
    ),
    negatives=(
        "password: ${DB_PASSWORD}", 'password = os.environ["DB_PASSWORD"]', "password: string", 'password: "{{ vault_password }}"',
        "password = getpass()", "DB_PASSWORD=\n", "password=changeme", 'type="password" placeholder="Enter it"',
        "password = config.database.password2",
        "the password was reset on 2024-01-02", '"password": "your_password_here"', "passwordField: PasswordInput2", "pwd=/home/user1",
        "Password must have 8 characters", "password: VARCHAR2(64)", "the password Field-Id7 and password hunter22",
        "secretKeyRef:\n  name: db-secret1\n  key: password1", 'help="password, 8 to 64 characters"', "bypass = 'ok12345'",
        "one has to pass `NO_TLSv1`", "docker run -u 1000:1000 app2", "mysql -u root -p db2main", "mysql -h db --port 3306 -p",
        "the password for the server is required", "password: FieldValueName", "password NSStringValue", "identified by the number 'x2'",
        "user,password_changed_at,host\njoe,2024-01-02,web1", "password=abc && run2", "the password for this is letters only",
    ),
)
