"""Firms by the legal form behind their name."""

from __future__ import annotations

import re

from enclave.dlp.detector import LOW, MEDIUM, Deferred, Detector, Evidence, Pattern, Shape
from enclave.dlp.wording import CAPITALS, LETTER, LINE, SMALL, UPPER

DISTINCT = (
    "GmbH & Co. KG", "GmbH & Co. KGaA", "gGmbH", "mbH", "GmbH", "KGaA", "e.K.", "e.V.", "OHG", "LLC", "L.L.C.", "LLP", "Ltd.", "Ltd",
    "Limited", "Inc.",
    "Inc", "Incorporated", "Corp.", "Corporation", "PLC", "plc", "Pty Ltd", "Pte. Ltd.", "Pte Ltd", "Pvt. Ltd.", "Pvt Ltd", "S.A.S.",
    "SAS", "SARL",
    "S.à r.l.", "S.A.R.L.", "S.L.U.", "S.L.", "S.A.", "S.p.A.", "S.r.l.", "SpA", "Srl", "B.V.", "N.V.", "BV", "Ltda.", "Ltda", "A/S",
    "ApS", "AB",
    "Oyj", "Oy", "ASA", "Sp. z o.o.", "sp. z o.o.", "s.r.o.", "K.K.", "L.P.", "LP", "Pty Limited", "Private Limited", "GesmbH",
    "Ges.m.b.H.",
    "UG (haftungsbeschränkt)", "eG", "SASU", "EURL", "SCI", "S.N.C.", "S.A. de C.V.", "S. de R.L.", "S.R.L.", "S.a.s.", "Lda.", "Lda",
    "a.s.", "spol. s r.o.", "Kft.", "Kft", "Zrt.", "Nyrt.", "Bt.", "S.C.A.", "d.o.o.", "d.d.", "A.Ş.", "Ltd. Şti.", "VOF", "CVBA", "BVBA",
    "IVS", "P/S", "HB", "OÜ", "UAB", "SIA", "Tbk", "Sdn Bhd", "Sdn. Bhd.", "Berhad", "Co., Ltd.", "Co. Ltd", "Insurance Company",
)
SHARED = ("AG", "SE", "KG", "SA", "SL", "NV", "AS", "Co.", "Company", "Group", "Holding", "Holdings")
"""Legal forms that are abbreviations of other things too, and words that end the names of many firms."""

_WORD = rf"[{UPPER}0-9][{LETTER}0-9'’.&+\-]{{0,30}}"
_NAME = (
    rf"(?<![{LETTER}0-9_.@/\-])(?=[A-Z]|[{UPPER}][A-Za-z])(?!(?:The|A|An|Our|Your|This|That|Die|Der|Das|La|Le|El|Il) ){_WORD}(?:,? "
        rf"(?:{SMALL} )?{_WORD}){{0,3}}?"
)


def _forms(forms: tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form)))) + ")"


_TERMS = (
    r"company|employer|organi[sz]ation|firm|business(?: name)?|merchant|vendor|supplier|beneficiary|bank|insurer|insurance(?: company)?"
    r"|versicherung|versicherer|assureur|aseguradora|assicurazione|ubezpieczyciel|landlord|customer|client"
    r"|works? (?:at|for)|working (?:at|for)|employed (?:at|by)|worked (?:at|for)|calling from|on behalf of|employee of"
    r"|director of|ceo of|account of"
    r"|solicitors? (?:is|are)|firma|arbeitgeber|unternehmen|gesellschaft|auftraggeber|kunde|arbeite[tn]? (?:bei|für)|société"
    r"|entreprise|employeur"
    r"|travaille (?:chez|pour)|empresa|sociedad|empleador|trabaj[oa] (?:en|para)|azienda|società|datore di lavoro|lavor[oa] (?:per|presso)"
    r"|bedrijf|werkgever|werk(?:t)? bij|firmy?|pracodawca|pracuj[eę] w|empregador|trabalh[oa] (?:na|no|para)|företag"
    r"|arbetsgivare|virksomhed"
    r"|arbejdsgiver|arbeidsgiver|bedrift|yritys|yrityksen|työnantaja|zaměstnavatel|společnost|munkáltató|cég|angajator|şirket|işveren"
)
_NAMED = Evidence(re.compile(rf"(?<![a-z])(?:{_TERMS})(?![a-z])[^.;!?]{{0,24}}\Z"), 48)
"""Words directly before a firm that say whose it is."""


def _pattern(forms: tuple[str, ...], why: str) -> Pattern:
    stated = _forms(forms)
    return Pattern(
        anchor=f"[A-Za-z0-9.][,]? {stated}(?:[^A-Za-z0-9]|$)", reach=130, exact=Deferred(rf"{_NAME},? (?<!END ){stated}(?![{LETTER}0-9_])"),
        shape=Shape(LINE, CAPITALS, 180), why=why, confidence=LOW,
        supported=MEDIUM, evidence=_NAMED,
    )


DETECTOR = Detector(
    entity="organization",
    title="name of a firm",
    about="One to four capitalised words and the legal form behind them: GmbH, Inc., Ltd, LLC, S.A., S.p.A., B.V., Sp. z o.o. and others.",
    patterns=(
        _pattern(DISTINCT, "capitalised words and a legal form that is hardly anything else"),
        _pattern(SHARED, "capitalised words and a legal form that is the abbreviation of other things too, or `Group`, `Holding`"),
    ),
    source="ISO 20275, entity legal forms (GLEIF's list), those of the countries of the languages that the engine knows",
    limits=(
        "Firms are no secret and stand in every license: they are reported at 65, so a policy that hides them has to ask for that.",
        "A firm without its legal form, authorities, schools and clubs are not found; that needs a recogniser of named entities.",
        "Up to four words before the legal form belong to the name; a capitalised word at the beginning of the sentence may be one too "
            "many.",
    ),
    positives=(
        "from «Müller Maschinenbau GmbH» in Ulm", "«Acme Corp.» pays", "«Example Widgets, Inc.» and", "the «Northwind Traders Ltd» order",
        "«Weber & Söhne GmbH & Co. KG»", "«Transportes García S.L.» firma", "bei «Siemens AG»,", "«Rossi Impianti S.p.A.»",
        "«Van Dijk Logistics B.V.»",
        '"company": "«Contoso LLC»"',
    ),
    negatives=(
        "the limited edition", "Limited time only", "a group of people", "GmbH", "say inc", "class Foo extends Bar", "SAS and SPSS",
        "LLC cache",
        "acme inc.", "in AB testing", "ELSE NULL END AS [name]",
    ),
)
