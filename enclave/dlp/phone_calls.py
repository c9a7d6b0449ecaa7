"""How people give a telephone number in a sentence: they ask for a call, or say whose number it is. Apart from labels (`Tel.`), since the
number stands directly behind these words or is not theirs: `my number is 0161 496 0000`, `rufen Sie mich bitte unter 0171 3920045 an`."""

from __future__ import annotations

import re

from enclave.dlp.spellings import plain

PHRASES = (
    # English
    r"(?:call|dial|phone|ring|reach)(?: (?:me|us|him|her|them|back|now|today|instead|directly))*(?: (?:at|on))?",
    r"(?:my|our|his|her|their|your|'s) (?:new |old |direct |work |home |private |personal |other )?number(?: is|'s)(?: still| now)?",
    r"(?:me|us|him|her|them) (?:on|at)|(?:line|landline|contact|whatsapp) is",
    # German
    r"ruf(?:en sie|t|e|en)? (?:mich|uns|ihn|sie|dort)(?: (?:bitte|gern|gerne|einfach|jederzeit|doch|zurück|direkt|an|unter|auf|mal))*",
    r"(?:meld(?:en sie sich|e dich)|bin ich|sind wir|ich bin|wir sind)(?: (?:bitte|gern|gerne|auch|jederzeit))*(?: bei mir)? unter",
    r"(?:mein|unser|ihr|sein|dein|eur)e (?:neue |private |direkte )?nummer (?:ist|lautet)(?: jetzt| die)?"
    r"|(?:ruf|durchwahl|festnetz)nummer(?: ist| lautet)?",
    r"(?:mich|uns|ihn)(?: (?:bitte|gern|gerne|auch|immer|jederzeit|telefonisch))* unter|unter der nummer",
    # French
    r"(?:r?appel(?:le|er|ez)|contact(?:e|er|ez)|joign(?:ez|dre)|téléphon(?:e|er|ez))[ -](?:moi|nous|le|la)"
    r"(?: (?:vite|directement|plutôt))?(?: (?:au|sur le|sur|aux?))?"
    r"|(?:me|nous|le|la) (?:contacter|joindre|r?appeler|téléphoner)(?: directement)?(?: (?:au|sur le))?",
    r"(?:mon|notre|son|votre|leur) (?:nouveau )?numéro(?: est| c'est)?(?: le)?|(?:au|composez le|faites le) numéro(?: suivant)?",
    # Spanish, Catalan, Galician
    r"llám(?:a|e|en|ar|adme)(?:me|nos|le)(?: por favor)?(?: (?:al|a el|en el))?"
    r"|contáct(?:eme|enos|ame|anos)(?: (?:al|en|en el))?|marque(?: el)?|truqueu-me(?: al)?|trúqueu(?: al)?",
    r"(?:mi|nuestro|su|tu) (?:nuevo )?número(?: es)?(?: el)?|al (?:número|teléfono)",
    # Italian
    r"(?:chiam(?:a|ate|are|ar|i|ando)(?:mi|ci|lo)?|mi chiami|contatt(?:a|ate|are)(?:mi|ci))(?: pure)?(?: (?:al|allo|sul))?(?: numero)?",
    r"(?:mio|nostro|suo|tuo) (?:nuovo )?numero(?: è)?(?: il| lo)?|al numero|recapito(?: telefonico)?",
    # Portuguese
    r"(?:me )?lig(?:a|ue|ar|uem|uem-me|ue-me|a-me|ar-me)(?: (?:para|pra|pro|no|ao))?(?: (?:mim|o|número|nos))*"
    r"|(?:meu|nosso|seu) (?:novo )?número(?: é)?(?: o)?|pelo (?:número|telefone)",
    # Dutch
    r"(?:mobiele|vaste) nummer(?: is)?|(?:mijn|ons|zijn|haar|uw|je) (?:nieuwe )?nummer(?: is)?"
    r"|bel(?:t u)?(?: (?:mij|me|ons|even|naar|gerust|dan))*(?: (?:op|naar))?",
    # Swedish, Norwegian, Danish, Icelandic, Finnish, Estonian
    r"ringe?(?: (?:mig|mej|meg|oss|os|til|gärna|gerne))*(?: på)?|nå(?:s|r|r mig|r meg) på"
    r"|(?:mitt|mit|vårt|vores) (?:nye |nya )?nummer(?: är| er)?|træffes på|hringdu í(?: mig)?(?: í)?",
    r"soit(?:a|taa|takaa|tele)(?: (?:minulle|meille|numeroon))*|numeroni(?: on)?|numeroon|numerosta"
    r"|helista(?:ge)?(?: (?:mulle|meile|numbril))*|minu number on",
    # Polish, Czech, Slovak, Slovene, Croatian, Serbian
    r"(?:za|od)?dzwo(?:ń|nić|nią)(?:cie)?(?: (?:do mnie|do nas|pod|na))*(?: numer(?:em)?)?"
    r"|(?:mój|nasz|jej|jego) (?:nowy )?numer(?: to)?|pod numer(?:em)?",
    r"(?:za)?vol(?:ej|ejte|ajte|at)(?: (?:mi|nám|na|mne|prosím))*(?: (?:číslo|čísle))?"
    r"|(?:moje|naše|mé) (?:nové )?číslo(?: je)?|na čís(?:le|lo)",
    r"pokliči(?:te)?(?: (?:me|nas|na))*|nazovi(?:te)?(?: (?:me|nas|na))*|pozovi(?:te)?(?: (?:me|nas|na))*|moj broj(?: je)?|na broj",
    # Hungarian, Romanian, Turkish
    r"hív(?:j|jon|jatok|ható|hat)(?: (?:fel|a|az|bátran|engem|minket))*|(?:tele)?számom(?::| a| az)?",
    r"sun(?:ă|ați|ati|a)(?:-mă|-ne|ți-mă)?(?: la)?(?: numărul)?|numărul (?:meu|nostru)(?: este| e)?|la numărul",
    r"(?:beni|bizi|bana|bize|numaram|cebim|cep numaram)(?::| şu| şudur)?",
    # Indonesian, Malay, Vietnamese
    r"(?:hubungi|telepon|kontak)(?: (?:saya|kami|aku|di|ke|nomor))*|nomor(?: (?:saya|hp|wa|telepon|ku|kami))+(?: adalah)?",
    r"gọi(?: (?:cho|tôi|em|anh|chị|qua|số|mình))*|số(?: (?:của|tôi|em|mình|là|máy|di|động))+|liên hệ(?: (?:số|qua|tôi))*",
    # Greek
    r"(?:καλέστε|πάρτε|πάρε|κάλεσε|τηλεφωνήστε)(?: (?:με|μας|μου|στο|το))*|(?:ο )?αριθμός μου(?: είναι)?(?: το)?",
    # Russian, Ukrainian, Bulgarian
    r"(?:по|пере)?звони(?:те|ть)?(?: (?:мне|нам|по|на))*(?: номеру?)?|(?:мой|наш|его|её) номер|по номеру"
    r"|(?:за|пере)?(?:телефонуйте|дзвоніть)(?: (?:мені|нам|за))*(?: номером)?|мій номер"
    r"|обадете (?:ми )?се(?: на)?|номерът ми е",
    # Arabic, Hebrew, Persian
    r"(?:ا?تصلو?ا?|كلمني|راسلني)(?: (?:بي|بنا|على|ب))*(?: الرقم)?|رقمي(?: هو)?|على الرقم"
    r"|(?:ה?תתקשר(?:ו|י)?|התקשר(?:ו|י)?|חייג(?:ו|י)?)(?: (?:אליי|אלי|אלינו|ל))*|המספר שלי(?: הוא)?"
    r"|(?:تماس بگیرید|زنگ بزنید|شماره من|شماره‌ام)",
    # Hindi
    r"(?:मेरा|हमारा) नंबर(?: है)?|कॉल करें|संपर्क करें|नंबर",
    # Chinese, Japanese, Korean, Thai
    r"请?(?:拨打|致电|打给我|打我|联系我|撥打|請?致電|聯絡我)|我的号码(?:是|为)?|我的號碼(?:是|為)?",
    r"番号は|までお電話|連絡先は|(?:내|제|저희) 번호는|번호는|(?:โทรหา|ติดต่อ|เบอร์)(?:ผม|ฉัน|เรา|ที่|คือ)*",
)
"""By language; behind each the number follows."""


def _spelled() -> str:
    return "|".join(dict.fromkeys(form for phrase in PHRASES for form in (phrase, plain(phrase))))


NAMED = rf"(?<![a-z])(?:{_spelled()})(?![(\"'+])[ \t:：,\"'(+«“]{{0,4}}\Z"
"""Expression, in lower case, of what stands directly before a number."""
_OTHER = re.compile("[^\\x00-\\x7f]")
ANCHOR = "(?i)(?:" + _OTHER.sub(lambda one: f"(?:{one[0]}|{one[0].upper()})", _spelled()) + r")[^0-9a-z\n]*[0-9]"
"""The same with the number's first digit, over bytes, which know upper case of ASCII only. Without a bound on what stands between them:
counting is dear, and `NAMED` looks again."""
_NO_NUMBER = re.compile(r"[0-9]{4}[-/.][0-9]{2}[-/.][0-9]{2}(?![0-9])|[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{4}(?![0-9])|1[4-9][0-9]{8}\Z")
"""A day, or a point in time as machines count it."""
_LEAST, _LEAST_ALONE, _SHORT, _GROUPS = 9, 10, 8, 2
"""Digits; countries whose numbers have eight write them in three groups or four."""


def is_dialled(number: str) -> bool:
    """Whether it is written as a number with its area is: in groups or with its prefix, or as long as such a one."""
    digits = sum(map(str.isdigit, number))
    apart = len(number) - digits
    least = _SHORT if apart >= _GROUPS else _LEAST if apart or number[:1] == "0" else _LEAST_ALONE
    return digits >= least and _NO_NUMBER.match(number) is None
