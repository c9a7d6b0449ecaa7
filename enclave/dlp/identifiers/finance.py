"""Numbers of banks, bank accounts, cards' small print and securities."""

from __future__ import annotations

from enclave.dlp.detector import Detector
from enclave.dlp.identifiers.identifier import Form, Identifier
from enclave.dlp.identifiers.identifier import detector as identified
from enclave.dlp.identifiers.labelled import Labelled
from enclave.dlp.identifiers.labelled import detector as labelled

COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH "
    "CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN "
    "GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI "
    "LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
    "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD "
    "TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
"""ISO 3166-1, and Kosovo's code of banks."""


def business(compact: str) -> bool:
    """Letters five and six of a BIC are a country."""
    return compact[4:6] in COUNTRIES


IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "bic_swift", "business identifier code of a bank (BIC, SWIFT)", business, 3, Form.DIGITS,
        ("[A-Z]" * 6 + "[A-Z0-9]" * 2, "[A-Z]" * 6 + "[A-Z0-9]" * 5),
        ("bic", "swift", "swift code", "bank identifier code", "bic/swift", ":57a:", ":52a:", "swift bic", "swift/bic", "bicfi",
        "bic code", "fii+pb"),
        ("DEUTDEFF", "COBADEFF370", "BNPAFRPP"),
        ("DEUTQQFF", "ABCDEFGH", "CONTINUOUSLY"),
        "ISO 9362; countries by ISO 3166-1",
        (), ("swift_code", "bic"),
    ),
    Identifier(
        "us_routing_number", "routing number of a US bank (ABA)", "us.rtn", 11, Form.DIGITS,
        ("999999999", "9999-9999-9"),
        ("routing number", "routing no", "routing #", "aba", "rtn", "routing transit number", "transit number",
         "aba number", "routing code",
         "bank routing", "bank routing number", "fedwire", "aba routing"),
        ("141531399", "223672480", "1110-0002-5"),
        ("259217762", "344056029", "1110-0002-6"),
        "American Bankers Association: routing number policy; python-stdnum's module us.rtn",
        (), ("aba_routing",), ("routing",),
    ),
    Identifier(
        "es_ccc", "Spanish bank account number (CCC)", "es.ccc", 100, Form.DIGITS,
        ("9999-9999-99-9999999999",),
        ("ccc", "número de cuenta", "numero de cuenta", "cuenta bancaria", "código cuenta cliente"),
        ("60742265820936823560", "55489803470055378168", "0160 5297 17 0593382613"),
        ("09417792932963322599", "06184306634409702607", "54352970086109362541"),
        "python-stdnum's module es.ccc, which names the authority and the rules",
    ),
    Identifier(
        "nz_bank_account", "New Zealand bank account number", "nz.bankaccount", 11, Form.DIGITS,
        ("99-9999-9999999-99", "99-9999-9999999-999"),
        ("bank account", "account number", "account", "acct", "a/c"),
        ("01-0514-0588905-00", "01 0258 5528884 00", "01 0671 0461270 00"),
        ("01-0751-7559489-00", "010285260335200", "010389388271700"),
        "python-stdnum's module nz.bankaccount, which names the authority and the rules",
    ),
    Identifier(
        "cusip", "North American security number (CUSIP)", "cusip", 10, Form.DIGITS,
        ("999[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]9",),
        ("cusip", "security identifier",
         "cusip number"),
        ("671BLP758", "037833100", "862KX6UB7"),
        ("07960NM99", "5154ZFYX6", "770MRYPF1"),
        "ANSI X9.6; python-stdnum's module cusip",
    ),
    Identifier(
        "isin", "international securities number (ISIN)", "isin", 10, Form.MARKED,
        ("[A-Z][A-Z]" + "[A-Z0-9]" * 9 + "9",),
        ("isin", "international securities identification number", "wertpapierkennnummer",
         "isin code"),
        ("US0378331005", "US156MRKVTC6", "DE000BAY0017"),
        ("US440KYHKZV8", "US905LZ9NM33", "DE000BAY0018"),
        "ISO 6166; python-stdnum's module isin",
    ),
    Identifier(
        "lei", "legal entity identifier (LEI)", "lei", 97, Form.MARKED,
        ("[0-9A-Z]" * 18 + "99",),
        ("lei", "legal entity identifier",
         "lei code"),
        ("5493001KJTIIGC8Y1R12", "39510N7TURK6ZFZTAZ69", "4432LJ7X3WCT2GNP2M48"),
        ("5493001KJTIIGC8Y1R13", "72951T56WVCVE6SVYV08", "0189D4W298K3KWBVK761"),
        "ISO 17442; python-stdnum's module lei",
    ),
)

_ACCOUNT = (
    "account number", "account no", "acct", "bank account", "checking account", "savings account", "deposit account", "kontonummer",
    "konto nr",
    "numéro de compte", "compte bancaire", "número de cuenta", "numero de cuenta", "cuenta bancaria", "numero di conto", "conto corrente",
    "rekeningnummer", "número da conta", "a/c no", "account #", "account:", "account num", "beneficiary account", "acct no", "acct #",
    "acc no",
    "account no.", "a/c", "bban", "basic bank account number", "bank acct", "konto", "kontonr", "bankkonto", "rekening", "rekeningnr",
    "bankrekening", "numer konta", "nr konta", "numer rachunku", "číslo účtu", "tilinumero", "kontonumero", "bankszámlaszám", "számlaszám",
    "hesap no", "hesap numarası", "cont bancar", "număr de cont", "conta bancária", "conta corrente",
    "n. conto", "номер счета", "номер счёта", "расчетный счет", "расчётный счёт", "номер рахунку", "αριθμός λογαριασμού",
    "账号", "账户", "银行账号", "银行账户", "帳號", "口座番号", "銀行口座", "계좌번호", "계좌", "رقم الحساب", "מספר חשבון", "חשבון בנק",
    "số tài khoản", "nomor rekening", "no rekening", "เลขที่บัญชี", "เลขบัญชี", "खाता संख्या",
)

LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "us_bank_account", "bank account number", ("9999999" + "9?" * 10, "99[0-9]?[0-9]?[ -]9999" + "9?" * 6,
        "99[0-9]?[0-9]?[ -]9999?9?9?9?9?[ -]99?9?9?9?"), _ACCOUNT,
        ("000123456789", "4831027765", "12345678", "021-334455"), ("123456", "1-56", "123456789012345678"),
        "NACHA Operating Rules: account numbers have up to 17 characters; most banks print 8 to 12 digits",
        aliases=("bank_account", "us_bank_number"), far=("99999999", "999999999", "9999999999", "99999999999", "999999999999"),
        weak=("account", "konto", "compte", "cuenta", "conto"),
    ),
    Labelled(
        "gb_sort_code", "sort code of a British bank", ("99-99-99",), ("sort code", "sortcode", "branch sort code"),
        ("20-00-00", "60 16 13", "309089"), ("20-00-0", "2-00-00-1"), "Pay.UK: sort codes; six digits, printed in pairs",
    ),
    Labelled(
        "card_cvv", "security code of a payment card", ("9999?",),
        ("cvv", "cvc", "cvv2", "cvc2", "security code", "code on the back",
         "digits on the back", "card verification value", "card verification",
         "prüfnummer", "prüfziffer", "kartenprüfnummer",
         "cryptogramme", "code de sécurité", "código de seguridad", "codice di sicurezza", "csc",
         "sicherheitscode", "kartenprüfnr", "code cvv", "code cvc", "card code", "card security code",
         "verification code on the card", "card verification code", "veiligheidscode", "kod cvv", "código cvv",
         "код безопасности", "安全码", "セキュリティコード", "güvenlik kodu", "cvn", "cid code", "credit card cvv",
         "creditcardcvv", "card cvv",
        "cardcvv"),
        ("123", "0431"), ("12", "12345", "1.5"), "ISO/IEC 7813 and the schemes' rules: three digits, American Express four",
        aliases=("cvv",),
    ),
    Labelled(
        "card_expiry", "expiry date of a payment card", ("[01]9[/-][2-4]9", "[01]9[/-]20[2-4]9", "[01]9 [/] [2-4]9"),
        ("exp", "expiry", "expiration", "expiry date", "expiration date", "exp date", "valid thru", "valid until", "good thru", "expires",
         "expiring", "expiring on", "expires on", "expire en", "expire le", "expira", "expira en", "ablaufdatum", "läuft ab",
         "gültig bis", "expire fin", "fecha de vencimiento", "caducidad", "vence", "scadenza", "vervaldatum", "validade", "exp."),
        ("12/29", "01/2031", "09-27", "04 / 28"), ("13/29", "12/19", "2029-12-01", "00/27"),
        "ISO/IEC 7813: month and year; the groups that are printed on cards", check=lambda text: 1 <= int(text[:2]) <= 12,
    ),
)

DETECTORS: tuple[Detector, ...] = (*map(identified, IDENTIFIERS), *map(labelled, LABELLED))
