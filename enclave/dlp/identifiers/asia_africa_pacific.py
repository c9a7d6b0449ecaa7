"""Identifiers that states of Asia, Africa and the Pacific give out."""

from __future__ import annotations

from stdnum.cn import ric

from enclave.dlp.detector import Detector
from enclave.dlp.identifiers.identifier import Form, Identifier, detector

_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_SERIES = {"S": (0, "JZIHGFEDCBA"), "T": (4, "JZIHGFEDCBA"), "F": (0, "XWUTRQPNMLK"), "G": (4, "XWUTRQPNMLK"), "M": (3, "KLJNPQRTUWX")}
"""First letter -> what is added to the weighted sum, and the check letters in the order of the remainder by eleven."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""Taiwanese registration offices in the order of their numbers, from 10 on."""


def _chinese(compact: str) -> bool:
    """As cn.ric says, which breaks at a county of a known province that its list lacks: nobody was given such a number."""
    try:
        return bool(ric.is_valid(compact))
    except KeyError:
        return False


def singaporean(compact: str) -> bool:
    """The check letter of a NRIC or FIN."""
    added, letters = _SERIES[compact[0]]
    return letters[(added + sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, compact[1:8], strict=True))) % 11] == compact[8]


def taiwanese(compact: str) -> bool:
    """The number of the first letter and the nine digits, weighted, are divisible by ten."""
    place = _LETTERS.index(compact[0]) + 10
    digits = [int(digit) for digit in compact[1:]]
    return (place // 10 + place % 10 * 9 + sum((8 - at) * digit for at, digit in enumerate(digits[:8])) + digits[8]) % 10 == 0


IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier(
        "au_tfn", "Australian tax file number", "au.tfn", 11, Form.DIGITS,
        ("999-999-999",),
        ("tfn", "tax file number", "tax file",
         "tax file no", "australian tax"),
        ("239 948 174", "774545688", "609 240 612"),
        ("239 948 574", "774545188", "609 248 612"),
        "python-stdnum's module au.tfn, which names the authority and the rules",
    ),
    Identifier(
        "au_abn", "Australian business number", "au.abn", 89, Form.DIGITS,
        ("99-999-999-999",),
        ("abn", "australian business number"),
        ("83 825 322 720", "31300706330", "25 587 239 802"),
        ("83 825 322 726", "31300706300", "25 587 239 402"),
        "python-stdnum's module au.abn, which names the authority and the rules",
    ),
    Identifier(
        "cn_resident_id", "Chinese resident identity number", _chinese, 11, Form.DISTINCT,
        ("99999919999999999[0-9Xx]", "99999920999999999[0-9Xx]"),
        ("身份证", "居民身份证", "公民身份号码", "identity card", "id card", "resident id"),
        ("110101197112124585", "11010119431110919X", "110101198207103394"),
        ("110101197112124582", "11010119431110999X", "110101198207103494"),
        "python-stdnum's module cn.ric, which names the authority and the rules",
    ),
    Identifier(
        "id_nik", "Indonesian identity number", "id.nik", 2, Form.DIGITS,
        ("9999999999999999",),
        ("nik", "ktp", "nomor induk kependudukan", "kependudukan",
         "no ktp", "nomor ktp", "indonesian id", "nomor induk"),
        ("3171230506692298", "3171231306632687", "3171231207525024"),
        (),
        "python-stdnum's module id.nik, which names the authority and the rules",
    ),
    Identifier(
        "il_id", "Israeli identity number", "il.idnr", 10, Form.DIGITS,
        ("99999999-9", "9999999[-]9"),
        ("ת.ז", "ת\"ז", "ת״ז", "תעודת זהות", "מספר זהות", "teudat zehut", "mispar zehut", "israeli id", "identity number",
         "israel id", "israeli identity", "מספר ת.ז"),
        ("66216680 0", "474261526", "42524955-4"),
        ("66216688 0", "474269526", "42524355-4"),
        "python-stdnum's module il.idnr, which names the authority and the rules",
    ),
    Identifier(
        "in_aadhaar", "Indian Aadhaar number", "in_.aadhaar", 10, Form.DIGITS,
        ("[2-9]999-9999-9999",),
        ("aadhaar", "aadhar", "uidai", "आधार", "uid",
         "aadhaar no", "आधार संख्या", "आधार कार्ड", "aadhar card"),
        ("4835 3255 9216", "754034174311", "3034 6378 7178"),
        ("4835 3255 9296", "754034174319", "3034 6378 7778"),
        "python-stdnum's module in_.aadhaar, which names the authority and the rules",
    ),
    Identifier(
        "in_pan", "Indian permanent account number", "in_.pan", 1, Form.DISTINCT,
        ("[A-Z][A-Z][A-Z][ABCFGHJLPT][A-Z]9999[A-Z]",),
        ("pan", "permanent account number", "pan card", "income tax",
         "pan no", "pan number", "पैन", "पैन नंबर"),
        ("PVABG0080B", "EMRJJ9490T", "QQGGG1222Y"),
        ("PVABG0000B",),
        "python-stdnum's module in_.pan, which names the authority and the rules",
        ("[a-z][a-z][a-z][abcfghjlpt][a-z]9999[a-z]",),
    ),
    Identifier(
        "jp_my_number", "Japanese individual number", "jp.in_", 11, Form.DIGITS,
        ("9999-9999-9999",),
        ("マイナンバー", "個人番号", "my number", "individual number",
         "kojin bango", "kojin bangou", "mynumber", "マイナンバーカード"),
        ("5130 3744 6294", "069739225167", "1322-0839-2984"),
        ("5130 3744 0294", "069739225667", "1322-0839-0984"),
        "python-stdnum's module jp.in_, which names the authority and the rules",
    ),
    Identifier(
        "kr_rrn", "Korean resident registration number", "kr.rrn", 11, Form.DIGITS,
        ("999999-[0-9]999999",),
        ("주민등록번호", "주민번호", "rrn", "resident registration",
         "주민등록 번호", "주민 번호", "주민등록", "korean rrn", "jumin", "resident number"),
        ("611028-1049002", "5012171293586", "561215-1935164"),
        ("612328-1049002", "501217"),
        "python-stdnum's module kr.rrn, which names the authority and the rules; without a check digit since October 2020",
        ("99[01]9[0-3]9-[1-8]999999",),
    ),
    Identifier(
        "my_nric", "Malaysian identity number", "my.nric", 4, Form.DIGITS,
        ("999999-99-9999",),
        ("mykad", "nric", "ic no", "kad pengenalan", "identity card", "ic number",
         "no kp", "malaysian id", "malaysian nric", "no ic"),
        ("550328-42-0672", "520818471599", "750308-74-1122"),
        (),
        "python-stdnum's module my.nric, which names the authority and the rules",
    ),
    Identifier(
        "nz_ird", "New Zealand tax number", "nz.ird", 11, Form.DIGITS,
        ("99-999-999", "999-999-999"),
        ("ird", "ird number", "inland revenue", "tax number",
         "nz tax", "ird no"),
        ("37 668 451", "039387336", "65-154-455"),
        ("37 664 451", "039387536", "65-154-555"),
        "python-stdnum's module nz.ird, which names the authority and the rules",
    ),
    Identifier(
        "pk_cnic", "Pakistani identity number", "pk.cnic", 2, Form.DIGITS,
        ("[1-7]9999-9999999-9",),
        ("cnic", "nic", "شناختی کارڈ", "nadra", "identity card",
         "pakistani id", "pakistani cnic"),
        ("76697-7464095-1", "1653982183321", "49467-8400402-4"),
        ("76697-7464095-0", "1653982183320", "49467-8400402-0"),
        "python-stdnum's module pk.cnic, which names the authority and the rules",
    ),
    Identifier(
        "sg_nric", "Singaporean identity number", singaporean, 11, Form.MARKED,
        ("[STFGMstfgm]9999999A",),
        ("nric", "fin", "identity card", "ic number", "nric no",
         "singapore id", "singapore nric", "identity card no"),
        ("F1866605R", "M2378509Q", "G9113242M"),
        ("F1866505R", "M2378504Q", "G9113272M"),
        "Immigration and Checkpoints Authority of Singapore: NRIC and FIN; check letters by weights 2, 7, 6, 5, 4, 3, 2",
    ),
    Identifier(
        "th_national_id", "Thai identity number", "th.pin", 10, Form.DIGITS,
        ("[1-8]-9999-99999-99-9",),
        ("เลขประจำตัวประชาชน", "บัตรประชาชน", "thai id", "citizen id", "national id",
         "thai national", "ประชาชน"),
        ("1 4338 76371 51 6", "3601393028364", "1-3761-75088-50-1"),
        ("1 4338 76378 51 6", "3601393028354", "1-3761-75084-50-1"),
        "python-stdnum's module th.pin, which names the authority and the rules",
    ),
    Identifier(
        "tw_national_id", "Taiwanese identity number", taiwanese, 10, Form.MARKED,
        ("[A-Za-z][12]99999999",),
        ("身分證", "身份證字號", "身份證號碼", "身份證號", "統一編號", "national id", "taiwan id",
         "tw id", "taiwanese id", "taiwanese national id", "身分證號碼", "身份证号"),
        ("R268829897", "F233304048", "K135103836"),
        ("R268829877", "F233304008", "K135103806"),
        "Ministry of the Interior of Taiwan: national identification number; letters stand for 10 to 35, weights 1, 9, 8 to 1",
    ),
    Identifier(
        "za_id", "South African identity number", "za.idnr", 10, Form.DIGITS,
        ("999999-9999-99-9",),
        ("id number", "identity number", "rsa id", "south african id", "sa id", "id no", "identiteitsnommer",
         "id nommer", "south african identity"),
        ("580708 4714 04 0", "7501067115105", "661013 8393 11 1"),
        ("580708 4714 04 1", "7501067115145", "661013 8393 81 1"),
        "python-stdnum's module za.idnr, which names the authority and the rules",
    ),
)

DETECTORS: tuple[Detector, ...] = tuple(map(detector, IDENTIFIERS))
