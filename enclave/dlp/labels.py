"""Values that nothing but their label tells: a form is reported only directly after words that name it.

The anchor is the label and the first digit behind it, so that text without labels costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from enclave.dlp.columns import ABOVE, Column
from enclave.dlp.detector import MEDIUM, Deferred, Evidence, Pattern, Search, Shape, alone, begins, whole
from enclave.dlp.forms import Form, pattern
from enclave.dlp.spellings import GAP, OWNERS, spellings

_OTHERS = (
    r"order|invoice|ticket|tracking|reference|item|sku|rechnung|bestell|auftrag|facture|pedido|fattura|page|version|build|case|issue"
    r"|error|port|line|row|step|room|amount|total|balance|betrag|since|until|with"
)
"""Words that name something else: what stands behind them is not the label's."""
_FILLERS = (
    r"is|was|are|the|of|for|on|file|to|be|as|my|your|his|her|their|our|this|follows|following|reads|equals|ending|in|used|issued|held|holder"
    r"|number|numbers|num|no|nr|nº|id|code|value|values|field|you|asked|requested|provided|given|gave|copied|enclosed|attached|shows|reported|listed|wanted|needed|text|string|us|usa|uk|gb|eu|american|british|german|french"
    r"|record|given as|listed as|right|correct|valid|är|er|jest|to|sob|sub|registrado|registrada|registrato|enregistré|eingetragen|é"
    r"|de|del|des|du|da|do|titular|cliente|kunden|client|patient|paciente|customer|applicant|claimant|saml|attribute|attributevalue"
    r"|hat|has|tiene|heeft|ist|war|lautet|die|der|das|den|meine|mein|ihre|ihr|nummer|est|le|la|mon|ma|votre|vos|es|el|su|mi|número|numero|è|il|mio|suo|mijn|uw|het|o|meu|seu"
    r"|will|should|must|auf|suivante?|para|till|til|na|a|con|en|af|av|til|je|on|olan|olarak|wijzigen|ändern|change|changed|updated?|клиента|заявителя|пациента|владельца"
    r"|td|th|tr|b|i|p|em|strong|span|div|li|dt|dd|code|pre|nbsp"
)
"""Words between a label and its value, and tags of tables."""
_OF = (
    r"(?<![^\W_])(?:(?:of|for|from|de|del|de la|di|du|da|do|von|van|för|för|til|des|der|af|av)[ \t](?:[^\W\d_][\w'’-]{0,19}[ \t]){1,3}"
    r"|(?:associated|linked|registered|connected|filed|used|together)[ \t](?:with|to|for|by|in|on)[ \t](?:[^\W\d_]{1,14}[ \t]){1,3})"
    r"(?=(?:is|was|reads|ist|war|lautet|est|es|era|è|é|är|er|to|jest)(?![^\W_]))"
)
"""Whose it is, or what it belongs to: `of Anna Berg is`, `associated with this request is`."""
_END = (
    r"(?:\.[^0-9a-z;!?.]{0,4}|[^\w\n;!?.]{0,3}\?[ \t\"']{0,3}[\r\n\x00]{1,4}(?:[^\W\d_]{1,12}:[ \t]?)?"
    r"(?:(?:sure|yes|ok|okay|it'?s|it is|that'?s|i have|we have|i see|sì|sí|ja|oui|klar|es ist|c'est|es)[,.:]?[ \t]){0,3}[\"'(]?"
    r"|(?:(?<=please)|(?<=bitte)|(?<=por favor)|(?<=per favore)"
    r"|(?<=plaît))[.!?]?[ \t\"']{0,3}[\r\n\x00]{1,4}(?:[^\W\d_]{1,12}:[ \t]?)?(?:it'?s[ \t])?"
    r"|[^\w\n;!?.]{0,3}[!?.][ \t]{1,2}(?:(?:sure|yes|ok|okay|ja|oui|sí|sì|sim|tak)[,.:]?[ \t])?"
    r"(?:it'?s|it is|is it|is it still|that'?s|that is|mine is|es ist|sie lautet|er lautet|c'est|es|è|é|het is|to)[,:]?[ \t][\"'(]?"
    r"|[^\w\n;!?.]{0,3}\?[ \t]{1,2}[^\W\d_]{1,12}:[ \t](?:(?:sure|yes|ok|okay|ja|oui|sí|sì|sim|tak)[,.:]?[ \t])?"
    r"(?:(?:it'?s|it is|that'?s|es ist|c'est|es|è)[ \t])?[\"'(]?)?(?<![(\[]#)"
    r"(?<!(?<!no)(?<!nr)\. #)(?<!\n:)(?<![a-z]\[)(?<![\w)] < )(?<![\w)] [<>]= )\Z"
)
"""Of what stands between: the point of an abbreviation, or the mark of a question that the next line answers; and no number of an issue
(`#39826` in brackets or behind a sentence) or of a process (`pin[39826]`), nor what something is compared with (`dni_id < 40000000`)."""
_FILLER = (
    rf"(?:\([^()\n]{{1,20}}\)|[ \t]{{2,40}}+|(?!---)[^\w;!?.]|;(?=[\"'])|\.{{3,40}}+"
    rf"|[是为為はがの는은]|{_OF}|(?<![^\W_])(?:{_FILLERS})(?![^\W_])|_){{0,24}}+"
)
_FILLED = _FILLER + _END
_LOOSE = rf"(?:(?!(?<![a-z])(?:{_OTHERS}))(?:[^0-9;!?.]|;(?=[\"'])|\.{{3,40}}+)){{0,24}}+{_END}"
_SUFFIX = r"(?:s|[ _-]?(?:no|nr|num|number|code|id)\.?)"
_SHORT = 3
"""Letters of a label that a random string may hold between digits too."""
AT_ONCE = 32
"""Labels in one anchor: of many more the engine makes an automaton that costs ten times as much on any text."""
LEAD = 80
"""Characters before a value in which its label stands."""

_LINKS = ("is", "was", "are", "as", "ist", "war", "als", "est", "es", "è", "é", "comme", "como", "come", "is:", "=")
_OWNERS = tuple(re.findall(
    r"\S+",
    "my his her their our your the a an meine mein seine sein ihre ihr die der das mon ma son sa votre le la mi su tu el il mio mia suo "
    "sua mijn zijn haar het meu minha seu",
))
_KINDS = tuple(re.findall(
    r"\S+",
    "right correct registered valid real us u.s uk german french british american new old own current full personal "
    "patient customer numéro número numero de di du del",
))
"""What stands between a value and its label behind it: `... is my old passport number`."""
_NOT_ITSELF = r"(?![a-z])(?![ _-](?:count|size|limit|length|field|format|error|office|page|table|column|row|check|type|policy|status|of))"


def batched(terms: tuple[str, ...], size: int = AT_ONCE) -> Iterator[tuple[str, ...]]:
    """The terms, so many at once."""
    return (terms[start : start + size] for start in range(0, len(terms), size))


@cache
def label(*terms: str) -> str:
    """Expression of whole words in lower case; a space also stands for `-`, `_` or nothing."""
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    forms = "|".join(
        ("(?<![0-9%])" if len(term) <= _SHORT else "") + re.escape(term.lower()).replace(r"\ ", GAP)
        + (r"(?!=\[\Z)" if len(term) <= _SHORT and term.isalpha() else "") for term in ordered
    )
    return rf"(?<![a-z]){OWNERS}(?:{forms})(?:{_SUFFIX}|[ _-]?(?:n?\.?[°º]|№|#))?(?![a-z])"


class _Directly:
    """Words directly before a value; not the head of the last column of a table in the line above, whose row begins with the value, nor
    the end of a path there."""

    def __init__(self, expression: str) -> None:
        self._words = Deferred(expression)

    def search(self, string: str, /) -> re.Match[str] | None:
        """See `Search`."""
        found = self._words.search(string)
        if found and "\n" in found[0] and (
            string.endswith("/", 0, found.start()) or _HEAD.search(string, string.rfind("\n", 0, found.start()) + 1, found.start())
        ):
            return None
        return found


_HEAD = re.compile(r"[\t|;]|,[^\s]")


@cache
def directly(*terms: str) -> Evidence:
    """Evidence of words directly before the value: only a few small words, signs and tags stand between."""
    return Evidence(_Directly(label(*terms) + _FILLED), LEAD, _gates(terms))


def shortly(*terms: str) -> Evidence:
    """Evidence of words shortly before the value: no digit, no sentence and no word for something else stands between."""
    return Evidence(Deferred(label(*terms) + _LOOSE), window=LEAD)


_AND = r"[ \t]?(?:[,;/&、]|\b(?:and|or|und|et|ou|y|e|en|og|och|i|ja)\b)[ \t]?"
_ENDS_OF_AND = (*",;/&、", "and", "or", "und", "et", "ou", "y", "e", "en", "og", "och", "i", "ja")
"""Most values have none of these before them, which is seen at once."""


class _Either:
    """The first of several searches that finds something."""

    def __init__(self, *searches: Search) -> None:
        self._searches = searches

    def search(self, string: str, /) -> re.Match[str] | None:
        """See `Search`."""
        return next((found for one in self._searches if (found := one.search(string))), None)


class _Listed:
    """A label and one value or more of the same form before this one: `Dx: E11.9, I10`."""

    def __init__(self, label: str, body: str) -> None:
        self._values = Deferred(rf"{label}{_FILLER}(?:(?i:{body}){_AND}){{1,8}}\Z")

    def search(self, string: str, /) -> re.Match[str] | None:
        """See `Search`."""
        return self._values.search(string[-2 * LEAD :]) if string.rstrip(" \t").endswith(_ENDS_OF_AND) else None


_LINK, _OWNER, _KIND = (f"(?:{'|'.join(map(re.escape, said))})" for said in (_LINKS, _OWNERS, _KINDS))
_SMALL = ("that", "this", "it", "which", *_LINKS, *_OWNERS, *_KINDS)
_OPENS = rf"\A[^\w\n]{{0,6}}(?:(?:{'|'.join(map(re.escape, _SMALL))})[ \t]+){{0,5}}(?:\Z|{begins(*_SMALL)}\Z|"


def _says(terms: tuple[str, ...]) -> str:
    """What is said behind a value that one of the terms names."""
    return (
        rf"\A[^\w\n]{{0,3}}(?:(?:(?:that|this|it|which)[ \t]+)?"
        rf"{_LINK}[ \t]+(?:{_OWNER}[ \t]+){{0,2}}|[,–—\-][ \t]*{_OWNER}[ \t]+|\([ \t]*(?:{_OWNER}[ \t]+)?)"
        rf"(?:{_KIND}[ \t]+){{0,2}}{label(*terms)}{_NOT_ITSELF}"
    )


def _may_say(terms: tuple[str, ...]) -> str:
    """What may become that."""
    return rf"{_OPENS}{begins(*(term.lower().partition(' ')[0] for term in terms))})"


@cache
def afar(*terms: str, body: str = "") -> Evidence:
    """Evidence of the head of a column above the value, of words that say behind it what it is, or of a label before other values of
    the form `body` before it."""
    named = label(*terms)
    words = _Either(Column(named), _Listed(named, body)) if body else Column(named)
    return Evidence(words, ABOVE, _gates(terms), Deferred(partial(_says, terms)), Deferred(partial(_may_say, terms)))


_ENDS_ALONE = r"(?:$|[^a-z]|(?-i:ſ)|s|n(?:[oru]|[^a-z])|co|id)"
"""What stands behind a short label: no letter, or the beginning of `_SUFFIX` or of `n°` (`region` does not hold `reg`)."""


@cache
def _gates(terms: tuple[str, ...]) -> tuple[str, ...]:
    forms = {term: re.escape(term.lower()).replace(r"\ ", GAP) for term in terms}
    return tuple(
        alone(form, "a-z") + (_ENDS_ALONE if form.isalpha() else "") if term.isascii() and len(term) <= _SHORT else form
        for term, form in forms.items()
    )


def heads(terms: Iterable[str]) -> tuple[str, ...]:
    """Gates: the terms where they may be the head of a column, with a sign that parts cells, or the end of the line, behind them."""
    return tuple(
        re.escape(term.lower()).replace(r"\ ", GAP) + r"[ _.\-a-z0-9#()°º]{0,12}[\"'`]?[ \t]{0,2}(?:[,;|\t\r\n<)]|$)" for term in terms
    )


@cache
def anchor(*terms: str) -> str:
    """Hyperscan expression: one of the words and the first digit behind it. Over bytes, which know upper case of ASCII only."""
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return rf"(?i)(?:{'|'.join(_bytes(term.lower()) for term in ordered)}){_SUFFIX}?(?:[^a-z0-9][^0-9]*)?[0-9]"


def _bytes(term: str) -> str:
    escaped = re.escape(term).replace(r"\ ", GAP)
    return re.sub("[^\\x00-\\x7f]", lambda letter: f"(?:{letter[0]}|{letter[0].upper()})", escaped)


def _checked(check: Callable[[str], bool], text: str) -> int:
    return len(text) if check(text) else 0


def labelled(
    notation: str, terms: tuple[str, ...], why: str, *, confidence: int = MEDIUM, check: Callable[[str], bool] | None = None
) -> Pattern:
    """A pattern of a printed form directly after its label. Raises ValueError for a notation (see `enclave/dlp/forms.py`) without a
    place that only a digit fits."""
    form, terms = Form.of(notation), spellings(terms)
    if not form.lead:
        raise ValueError(f"`{notation}`: no digit that must stand in it")
    return Pattern(
        anchor=anchor(*terms), reach=form.lead, lead=LEAD,
        exact=Deferred(rf"(?<![A-Za-z0-9_])(?<![A-Za-z0-9][\-/]){form.body}(?![A-Za-z0-9_])(?![.\-/][0-9])"),
        shape=Shape(form.alphabet, form.opening, form.length + 2),
        why=why, confidence=None, supported=confidence, evidence=directly(*terms), accept=partial(_checked, check) if check else whole,
    )


def unanchored(
    notations: Iterable[str], terms: tuple[str, ...], *, confidence: int = MEDIUM, check: Callable[[str], bool] | None = None
) -> tuple[Pattern, ...]:
    """Patterns of printed forms below the label of their column, or before words that say what they are."""
    terms = spellings(terms)
    return tuple(
        pattern(
            notation, "the same forms below a head of a table that names it, or directly before words that do (`... is my ...`)",
            confidence=None, supported=confidence, evidence=afar(*terms, body=Form.of(notation).body), check=check,
        )
        for notation in notations
    )
