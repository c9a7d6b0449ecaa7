"""Numbers of Asia, Africa and Oceania that are told by their label: their form, digits mostly, says nothing by itself."""

from __future__ import annotations

from enclave.dlp.detector import HIGH, Detector
from enclave.dlp.identifiers.identifier import passes
from enclave.dlp.identifiers.labelled import Labelled, detector

_STDNUM = "python-stdnum's module {}, which names the authority and the rules"
_OF_PATIENTS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_WEIGHTS_OF_KUWAIT = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def patient(text: str) -> bool:
    """New Zealand: three letters of 24 and three digits, weighted 7 to 2, and a check digit by eleven; or, of the form with two letters at
    the end, a check letter by 24."""
    values = [_OF_PATIENTS.find(one) + 1 if one.isalpha() else int(one) for one in text.upper()]
    total = sum(value * (7 - place) for place, value in enumerate(values[:6]))
    if text[-1].isalpha():
        return _OF_PATIENTS[(23 - total % 24) % 24] == text[-1].upper()
    return total % 11 != 0 and (11 - total % 11) % 10 == values[6]


def kuwaiti(text: str) -> bool:
    """The century (2 or 3), a day of birth, and a check digit by eleven."""
    *body, last = map(int, text)
    found = 11 - sum(one * weight for one, weight in zip(body, _WEIGHTS_OF_KUWAIT, strict=True)) % 11
    return found == last and 1 <= int(text[3:5]) <= 12 and 1 <= int(text[5:7]) <= 31


def iranian(text: str) -> bool:
    """Nine digits weighted 10 to 2, by eleven."""
    *body, last = [int(one) for one in text if one.isdecimal()]
    rest = sum(one * (10 - place) for place, one in enumerate(body)) % 11
    return (rest if rest < 2 else 11 - rest) == last and len(set(text)) > 2


LABELLED: tuple[Labelled, ...] = (
    Labelled(
        "cn_uscc", "Chinese credit code of an organisation (USCC)", ("[1-9A-Y][1-9]999999" + "[0-9A-Z]" * 10,),
        ("统一社会信用代码", "社会信用代码", "信用代码", "uscc", "unified social credit code", "统一信用代码"),
        ("91310115MK1209357N", "91310115ML1475662R"),
        ("91310115MK1209357P",), _STDNUM.format("cn.uscc"), HIGH, passes("cn.uscc"),
    ),
    Labelled(
        "tw_ubn", "Taiwanese company number (統一編號)", ("99999999",), ("統一編號", "統編", "ubn", "unified business number",
        "tax id number taiwan"),
        ("33292561", "58198584"), ("33292562",), _STDNUM.format("tw.ubn"), HIGH, passes("tw.ubn"),
    ),
    Labelled(
        "jp_corporate_number", "Japanese corporate number", ("9-9999-9999-9999", "T9999999999999"),
        ("法人番号", "corporate number", "登録番号", "インボイス番号", "会社法人等番号"),
        ("9629161012473", "2914834730453"), ("9629161012474",),
        "python-stdnum's module jp.cn; with `T` the number of a qualified invoice issuer", HIGH,
        lambda text: passes("jp.cn")(text.lstrip("Tt")),
    ),
    Labelled(
        "jp_residence_card", "Japanese residence card number", ("[A-Z][A-Z]99999999[A-Z][A-Z]",),
        ("在留カード番号", "在留カード", "residence card number", "residence card"), ("AB12345678CD",), ("AB1234567CD",),
        "Immigration Services Agency of Japan",
    ),
    Labelled(
        "kr_driver_license", "Korean driving licence number", ("99-99-999999-99",), ("운전면허번호", "운전면허", "면허번호", "운전면허증",
        "korean driver's license"),
        ("11-22-345678-90",), ("11-22-34",), "Korean National Police Agency: region, year, serial, check",
    ),
    Labelled(
        "id_npwp", "Indonesian tax number (NPWP)", ("99.999.999.9-999.999", "999999999999999", "9999999999999999"),
        ("npwp", "nomor pokok wajib pajak", "no npwp", "nomor npwp"), ("07.798.229.6-951.000", "052025624143826"), ("07.798.229",),
        "Directorate General of Taxes of Indonesia: NPWP of 15 and 16 digits",
    ),
    Labelled(
        "id_bpjs", "Indonesian health insurance or family card number", ("9999999999999", "9999999999999999"), ("bpjs", "no bpjs",
        "bpjs kesehatan", "kartu keluarga", "no kk", "nomor kk", "nomor kartu keluarga"),
        ("0001234567891", "3171012345670001"), ("00012",), "BPJS Kesehatan; Ministry of Home Affairs of Indonesia",
    ),
    Labelled(
        "bd_nid", "Bangladeshi national identity number", ("9999999999", "99999999999999999", "9999999999999"),
        ("nid", "nid number", "nid no", "national id", "জাতীয় পরিচয়পত্র", "এনআইডি", "smart card no", "জাতীয় পরিচয়পত্র নম্বর",
        "এনআইডি নম্বর", "national id bangladesh"),
        ("4809333162", "19852691234567890"), ("48093",), "Election Commission of Bangladesh: 10, 13 or 17 digits",
    ),
    Labelled(
        "lk_nic", "Sri Lankan identity card number (NIC)", ("999999999[VvXx]", "[12][09]9999999999"),
        ("nic", "nic number", "nic no", "national identity card", "ජාතික හැඳුනුම්පත", "தேசிய அடையாள அட்டை", "sri lankan id",
        "nic sri lanka"),
        ("723576948V", "196031130677"), ("72357694V",), "Department for Registration of Persons of Sri Lanka: old and new NIC",
    ),
    Labelled(
        "np_citizenship", "Nepalese citizenship certificate or identity number", ("99-99-99-99999", "99-99-99-999999?", "999-999-999-9"),
        ("citizenship no", "citizenship number", "citizenship certificate", "नागरिकता नम्बर", "नागरिकता", "nagarikta"),
        ("27-01-75-04512", "123-456-789-0"), ("27-01",), "Department of National ID and Civil Registration of Nepal",
    ),
    Labelled(
        "mm_nrc", "identity card number of Myanmar (NRC)", ("99?/" + "[A-Za-z]" * 6 + "-[(][NPEnpe][)]999999",), ("nrc", "nrc number",
        "nrc no", "မှတ်ပုံတင်"), ("12/OUKAMA(N)123456", "9/MAKANA(N)654321"), ("12/OU",),
        "Ministry of Immigration and Population of Myanmar",
    ),
    Labelled(
        "in_vid", "Indian virtual number of Aadhaar (VID)", ("9999-9999-9999-9999",), ("vid", "virtual id", "aadhaar vid",
        "aadhaar virtual id"),
        ("6906402197209857", "5595 3808 7277 6324"), ("6906402197209858",), _STDNUM.format("in_.vid"), HIGH, passes("in_.vid"),
    ),
    Labelled(
        "in_uan", "Indian provident fund number (UAN)", ("999999999999", "9999-9999-9999"), ("uan", "uan number", "uan no",
        "epf uan", "pf uan"), ("100123456789", "1009 0412 3456"), ("1001",),
        "Employees' Provident Fund Organisation of India: twelve digits",
    ),
    Labelled(
        "in_abha", "Indian health account number (ABHA)", ("99-9999-9999-9999",), ("abha", "abha number", "abha no", "abha id",
        "health id", "ayushman bharat health account"), ("91-2345-6789-0123", "14123456789012"), ("91-23",),
        "National Health Authority of India: fourteen digits",
    ),
    Labelled(
        "in_ifsc", "Indian code of a bank's branch (IFSC)", ("[A-Z][A-Z][A-Z][A-Z]0[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]",),
        ("ifsc", "ifsc code", "ifs code", "rtgs/neft ifsc", "ifsc no"), ("HDFC0001234", "SBIN0000456"), ("HDFC1001234",),
        "Reserve Bank of India: four letters, 0, six characters",
    ),
    Labelled(
        "th_tax_number", "Thai tax number", ("9-9999-99999-99-9",), ("เลขประจำตัวผู้เสียภาษี", "เลขประจำตัวผู้เสียภาษีอากร", "thai tax id",
        "tax id thailand"), ("0495133263950", "0-9150-21335-78-4"), ("0495133263951",), _STDNUM.format("th.moa"), HIGH,
        passes("th.tin"),
    ),
    Labelled(
        "sg_uen", "Singaporean entity number (UEN)", ("999999999[A-Z]", "99999999[A-Z]", "[TSR]99[A-Z][A-Z]9999[A-Z]"), ("uen",
        "unique entity number", "acra uen", "gst reg no", "uen no"), ("201562584C", "07311069L"), ("201562584D",),
        _STDNUM.format("sg.uen"), HIGH,
        passes("sg.uen"),
    ),
    Labelled(
        "nz_nhi", "New Zealand patient number (NHI)", ("[A-HJ-NP-Za-hj-np-z]" * 3 + "9999",
        "[A-HJ-NP-Za-hj-np-z]" * 3 + "99" + "[A-HJ-NP-Za-hj-np-z]" * 2),
        ("nhi", "nhi number", "nhi no", "national health index", "nhi #"), ("KKG5886", "JLU7133", "ZZZ0016", "ZZZ00AX"), ("KKG5887",),
        "HISO 10046, Consumer Health Identity Standard of New Zealand", HIGH, patient,
    ),
    Labelled(
        "kw_civil_id", "Kuwaiti civil number", ("[23]99999999999",), ("civil id", "civil id no", "civil number", "الرقم المدني",
        "البطاقة المدنية", "kuwait id"), ("285041212343",), ("285041212344",),
        "Public Authority for Civil Information of Kuwait", HIGH, kuwaiti,
    ),
    Labelled(
        "qa_qid", "Qatari, Bahraini or Omani identity number", ("[23]9999999999", "999999999", "99999999"), ("qid", "qatar id",
        "qatari id", "bahrain cpr", "cpr number", "cpr no", "الرقم الشخصي", "omani id", "oman civil number", "رقم البطاقة الشخصية"),
        ("28512345678", "850412345"), ("2851",),
        "Ministry of Interior of Qatar; Information and eGovernment Authority of Bahrain; Royal Oman Police",
    ),
    Labelled(
        "ir_national_code", "Iranian national code", ("999-999999-9",), ("کد ملی", "کدملی", "شماره ملی", "national code", "melli code",
        "code melli"), ("0499370899", "123-456789-1"), ("0499370898",),
        "Civil Registration Organization of Iran: weights 10 to 2 by eleven", HIGH,
        iranian,
    ),
    Labelled(
        "iq_national_id", "Iraqi or Jordanian national number", ("999999999999", "9999999999"), ("الرقم الوطني", "رقم البطاقة الوطنية",
        "jordanian national number", "jordan national number", "iraqi national id", "الرقم القومي الموحد"), ("199012345678", "9851012345"),
        ("1990",),
        "Ministries of Interior of Iraq and of Jordan",
    ),
    Labelled(
        "ng_bvn", "Nigerian bank verification number (BVN)", ("[12]9999999999",), ("bvn", "bank verification number", "bvn number"),
        ("22588699937",), ("2258869993",), "Central Bank of Nigeria: eleven digits",
    ),
    Labelled(
        "ng_tin", "Nigerian tax number", ("99999999-9999", "9999999999"), ("firs tin", "nigerian tin", "nigeria tin",
        "jtb tin"), ("12345678-0001", "1023456789"), ("1234",), "Joint Tax Board of Nigeria",
    ),
    Labelled(
        "gh_card", "Ghanaian identity card number or tax number", ("GHA-999999999-9", "[PCGQV]00[0-9X]9999999"), ("ghana card",
        "ghana card no", "ghana card number", "ghana card pin", "nia number", "gra tin", "ghana tin", "national id"), ("GHA-443930731-9",
        "C0019506503"),
        ("GHA-44393",), "National Identification Authority and Ghana Revenue Authority",
    ),
    Labelled(
        "ke_national_id", "Kenyan national identity number", ("99999999", "9999999"), ("kenyan national id", "kenya id", "kenyan id",
        "nambari ya kitambulisho", "kitambulisho", "maisha namba", "huduma number", "id number kenya"), ("27654321",), ("276",),
        "National Registration Bureau of Kenya",
    ),
    Labelled(
        "ug_nin", "Ugandan identity number (NIN)", ("C[MF]99" + "[0-9A-Z]" * 10,), ("nin", "national id number", "ugandan nin",
        "uganda nin", "national identification number"), ("CM85012345ABCD", "CF90A12BC34D5E"), ("CM85",),
        "National Identification and Registration Authority of Uganda",
    ),
    Labelled(
        "tz_nin", "Tanzanian identity number (NIDA)", ("99999999-99999-99999-99",), ("nida", "nida number", "nida no", "nambari ya nida",
        "nin", "namba ya nida", "namba ya kitambulisho"), ("19850412-14125-00001-23",), ("19850412",),
        "National Identification Authority of Tanzania",
    ),
    Labelled(
        "rw_nid", "Rwandan identity number", ("1-9999-9-9999999-9-99",), ("rwandan id", "indangamuntu", "nid rwanda", "rwanda national id",
        "national id rwanda"), ("1 1985 8 0123456 0 12", "1198580123456012"), ("1 1985",), "National Identification Agency of Rwanda",
    ),
    Labelled(
        "zm_nrc", "Zambian registration card or Zimbabwean identity number", ("999999/99/9", "99-9999999?[A-Z]99"), ("nrc", "nrc number",
        "nrc no", "national registration card", "zimbabwean id", "national id", "id number"), ("123456/78/1", "63-1234567A42"),
        ("123456/7",),
        "Department of National Registration of Zambia; Registrar General of Zimbabwe",
    ),
    Labelled(
        "ma_cin", "Moroccan identity card number or company number (CIN, ICE)", ("[A-Z][A-Z]99999", "[A-Z]99999", "[A-Z][A-Z]?999999",
        "999999999999999"), ("cin", "cnie", "carte nationale", "carte d'identité nationale", "رقم البطاقة الوطنية",
        "identifiant commun de l'entreprise"), ("BK123456", "J234567", "276150976344979"), ("B1",),
        "Direction Générale de la Sûreté Nationale and Office Marocain de la Propriété Industrielle",
    ),
    Labelled(
        "tn_identifier", "Tunisian identity card or tax number (CIN, matricule fiscal)", ("99999999",
        "9999999/?[A-Z]/?[ABDNP]/?[CMNPE]/?999"), ("matricule fiscal", "matricule fiscale", "cin tunisie", "بطاقة التعريف الوطنية",
        "المعرف الجبائي", "cin tunisien"), ("1709995Q/A/M/000", "8057048NAM000", "01234567"), ("1709",),
        "Ministry of Interior and Direction Générale des Impôts of Tunisia",
    ),
    Labelled(
        "dz_nif", "Algerian tax number (NIF) or national number (NIN)", ("999999999999999", "999999999999999999"), ("nif",
        "numéro d'identification fiscale", "nin", "رقم التعريف الجبائي", "رقم التعريف الوطني"), ("006031873348786", "109850412345670001"),
        ("0060",), "Direction Générale des Impôts and Ministry of Interior of Algeria",
    ),
    Labelled(
        "et_tin", "Ethiopian tax or Fayda number", ("9999999999", "9999-9999-9999-9999", "9999-9999-9999"), ("ethiopian tin", "fayda",
        "fayda number", "fayda fin", "የግብር ከፋይ መለያ ቁጥር"), ("0012345678", "6140 7981 2345 6012"), ("0012",),
        "Ministry of Revenues and National ID Program of Ethiopia",
    ),
    Labelled(
        "mz_nuit", "Mozambican or Angolan tax number (NUIT, NIF, BI)", ("999999999", "999999999[A-Z][A-Z]999", "999999999999[A-Z]"),
        ("nuit", "número único de identificação tributária", "bilhete de identidade", "número do bi"), ("180329951", "003456789LA042",
        "110102345678B"), ("18032",), "Autoridade Tributária de Moçambique; Direcção Nacional de Identificação of Angola",
    ),
    Labelled(
        "mu_nid", "Mauritian identity number", ("[A-Z]999999999999[A-Z0-9]",), ("nid", "national identity card", "nic", "mauritian id",
        "nic number"), ("B110674706614B", "B070973781048G"), ("B110674",), _STDNUM.format("mu.nid"), HIGH, passes("mu.nid"),
    ),
    Labelled(
        "sn_ninea", "Senegalese or Ivorian company number, West African identity card", ("9999999-9[A-Z]9", "999999999",
        "9-99-99999999-99999-9"), ("ninea", "cni cedeao", "carte d'identité cedeao"), ("168097428", "0055987-2G3"), ("1680",),
        "Agence Nationale de la Statistique et de la Démographie of Senegal",
    ),
    Labelled(
        "za_tax_number", "South African tax number", ("[01239]999999999",), ("tax reference", "tax ref no", "income tax number",
        "sars tax number", "tax reference number", "sars number", "itr number"), ("0720871144", "0260301932"), ("0720871145",),
        _STDNUM.format("za.tin"), HIGH, passes("za.tin"),
    ),
    Labelled(
        "kh_id", "Cambodian identity number", ("999999999",), ("khmer id", "cambodian id", "អត្តសញ្ញាណប័ណ្ណ"), ("010123456",), ("0101",),
        "General Department of Identification of Cambodia",
    ),
)

DETECTORS: tuple[Detector, ...] = tuple(map(detector, LABELLED))
