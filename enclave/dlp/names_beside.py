"""Names of people told by what stands directly behind them: a mail address, a telephone number, a birthday; and in the lines of mails
and of source code that say who wrote them.
"""

from __future__ import annotations

from functools import partial

from enclave.dlp.detector import MEDIUM, Deferred, Pattern, Shape, begins
from enclave.dlp.name_parts import MORE, NAME, accept
from enclave.dlp.wording import LETTER, LINE, RUN_ENDS, RUN_ON, UPPER

_BORN = (
    ", born ", " (born ", ", d.o.b", " (d.o.b", ", DOB", " (DOB", ", dob ", " (dob", ", aged ", ", age ", " (age ", ", SSN", " (SSN",
    ", geb. ", ", geboren ", " (geb. ", ", née ", ", né le ", ", née le ", " né le ", " née le ", ", nacido ", ", nacida ", ", nato ",
    ", nata ", ", geboren op ", ", ur. ", ", född ", ", født ", ", nascido ", ", nascida ", ", narozen", ", wohnhaft ", ", demeurant ",
    ", residing at ", ", of no fixed ", ", national of ", ", a national of ", ", passport no", " (passport", ", phone ", ", tel", " (tel",
    ", Tel", " (Tel", ", mobile ", ", cell ", " calling from ", " speaking,", " speaking from ", " aka ", " a.k.a. ", ", aka ",
    ", M.D.", ", MD,", ", MD\n", ", RN", ", Esq", ", PhD", ", Ph.D", ", D.O.", ", DDS", ", J.D.", ", CPA",
)
"""What is said of persons only."""
_CALLED = (" at +", " on +", " at 0", " on 0", " at (", " on (", ", +", " (+", " (0", ", 0", " - +", ": +", " – +")
"""A telephone number."""
_ADDRESS = r"[A-Za-z0-9._%+\-]"


_ESCAPES = str.maketrans({one: f"\\{one}" for one in ".()+*?[]|"} | {"\n": "\\n"})
_LAST = r"[A-Za-z'.\-\x80-\xff]"
"""Over bytes: what a name ends with. More of it would cost the engine more than the few places that the expression refuses."""
_TWO_TO_FOUR = f"{NAME}{MORE}{{1,3}}"
_RUN = rf"(?<![{LETTER}0-9_])[{UPPER}][{LETTER}0-9'’./&+\-]*+{RUN_ON}{{0,12}}"


def _shape(*tails: str) -> Shape:
    return Shape(LINE, f"{_RUN}(?:{RUN_ENDS}|{'|'.join(tails)})", 220)


def _literal(terms: tuple[str, ...]) -> str:
    return "|".join(term.translate(_ESCAPES) for term in terms)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        anchor=rf" <{_ADDRESS}{{1,64}}@", reach=240,
        exact=Deferred(rf"{_TWO_TO_FOUR}(?= <{_ADDRESS}{{1,64}}@)"), shape=_shape(rf" <{_ADDRESS}{{0,64}}\Z"),
        why="two words or more directly before a mail address in angle brackets", confidence=MEDIUM, accept=partial(accept, least=2),
    ),
    Pattern(
        anchor=rf"{_LAST}(?:{_literal(_BORN)})", reach=180, exact=Deferred(rf"{_TWO_TO_FOUR}(?={_literal(_BORN)})"),
        shape=_shape(begins(*_BORN) + r"\Z"),
        why="two words or more directly before what is said of persons (`, born `, `, aged `, `, M.D.`)",
        confidence=MEDIUM, accept=partial(accept, least=2),
    ),
    Pattern(
        anchor=rf"{_LAST}(?:{_literal(_CALLED)})[0-9]", reach=180,
        exact=Deferred(rf"{_TWO_TO_FOUR}(?=(?:{_literal(_CALLED)})[0-9])"), shape=_shape(begins(*_CALLED) + r"\Z"),
        why="two words or more directly before a telephone number", confidence=MEDIUM, accept=partial(accept, least=2),
    ),
)
"""For `person_name.py`."""
