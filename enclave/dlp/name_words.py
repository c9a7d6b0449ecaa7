"""The words that names of people follow, and those that no name of a person holds."""

from __future__ import annotations

import re

SAYINGS: tuple[str, ...] = (
    "my name is", "my name's", "name is", "full name", "first name", "last name", "family name", "i am called", "people call me",
    "this is dr", "ich heiße", "ich heisse", "mein name ist", "ich bin herr", "ich bin frau", "je m'appelle", "mon nom est", "me llamo",
    "mi nombre es", "mi chiamo", "il mio nome è", "mijn naam is", "ik heet", "meu nome é", "me chamo", "chamo-me", "patient name is",
    "patient named", "a man named", "a woman named", "namens", "nazywam się", "mam na imię", "jag heter", "mitt namn är", "jeg hedder",
    "mit navn er", "jeg heter", "mitt navn er", "nimeni on", "minun nimeni on", "jmenuji se", "mé jméno je", "volám sa", "benim adım",
    "adım", "mă numesc", "numele meu este", "a nevem", "zovem se", "moje ime je", "nama saya", "tên tôi là", "tôi tên là",
    "họ tên tôi là", "saya bernama", "ismim", "benim ismim", "a nevem az, hogy", "mitt fullständiga namn är", "volám se", "moje meno je",
    "ime mi je", "mano vardas", "minu nimi on", "mani sauc", "jina langu ni", "minun nimi on", "eg heiter", "you can call me",
    "they call me", "everyone calls me", "name's", "signed,", "signed by", "written by", "prepared by", "represented by", "seen by dr",
    "examined by", "referred by", "witnessed by", "married to", "wife of", "husband of", "son of", "daughter of", "mother of",
    "father of", "the applicant,", "the claimant,", "the defendant,", "the plaintiff,", "the deceased,", "der antragsteller",
    "der beschwerdeführer", "der beschuldigte", "die beschuldigte", "der angeklagte", "le requérant,", "la requérante,", "el demandante",
    "el acusado", "la acusada", "il ricorrente", "vertreten durch", "représenté par", "représentée par", "representado por",
    "representada por", "rappresentato da", "unterzeichnet von", "signé par", "firmado por", "firmato da", "assinado por",
    "mi nombre completo es", "on behalf of", "im auftrag von", "au nom de", "a nombre de",
)
FIELDS: tuple[str, ...] = (
    "first name", "firstname", "fname", "last name", "lastname", "lname", "full name", "fullname", "given name", "givenname",
    "family name", "middle name", "maiden name", "surname", "forename", "legal name", "patient", "patient name", "customer name",
    "client name", "employee name", "contact name", "contact person", "account holder", "accountholder", "cardholder", "card holder",
    "cardholder name", "name on card", "beneficiary", "beneficiary name", "applicant", "applicant name", "student name", "passenger",
    "passenger name", "guest name", "recipient name", "sender name", "employee", "attn", "attention", "signed by", "next of kin",
    "emergency contact", "spouse", "vorname", "nachname", "familienname", "geburtsname", "kundenname", "ansprechpartner",
    "ansprechpartnerin", "kontoinhaber", "karteninhaber", "versicherter", "patientin", "prénom", "prenom", "nom de famille",
    "nom complet", "nom du patient", "titulaire", "nombre", "apellido", "apellidos", "nombre completo", "nombre y apellidos", "paciente",
    "titular", "cognome", "nome e cognome", "paziente", "intestatario", "voornaam", "achternaam", "volledige naam", "sobrenome",
    "apelido", "nome completo", "account holder name", "policy holder", "policyholder", "insured name", "payee name", "payer name",
    "attending physician", "provider name", "legal representative", "zu händen", "z. hd", "versicherungsnehmer", "patientenname",
    "vor und nachname", "vorname nachname", "name vorname", "nom et prénom", "nom prénom", "nom du titulaire", "nom du client", "assuré",
    "nombre del titular", "nombre del paciente", "asegurado", "nominativo", "assistito", "titular da conta", "nome do titular",
    "naam patiënt", "patiënt", "contactpersoon", "rekeninghouder", "klantnaam", "begunstigde", "imię i nazwisko", "imię", "nazwisko",
    "pacjent", "pacjentka", "posiadacz rachunku", "förnamn", "efternamn", "fullständigt namn", "kontaktperson", "fornavn", "etternavn",
    "efternavn", "fulde navn", "pasient", "etunimi", "sukunimi", "koko nimi", "potilas", "jméno a příjmení", "příjmení", "křestní jméno",
    "meno a priezvisko", "adı soyadı", "ad soyad", "soyadı", "hasta adı", "nume și prenume", "nume complet", "prenume", "teljes név",
    "vezetéknév", "ime i prezime", "prezime", "nama lengkap", "họ và tên", "họ tên", "nama pasien", "nama belakang", "nama depan",
    "family", "given", "nm", "given names", "other names", "preferred name", "birth name", "father's name", "mother's name",
    "mother's maiden name", "spouse name", "spouse's name", "guardian name", "parent name", "doctor name", "physician name",
    "holder name", "card holder name", "owner name", "author name", "driver name", "insured", "claimant name", "subscriber name",
    "member name", "beneficiary full name", "debtor name", "creditor name", "ordering customer", "print name", "printed name",
    "employee full name", "candidate name", "candidate", "tenant name", "buyer name", "seller name", "signatory", "signatory name",
    "ansprechpartner/in", "name des patienten", "name des kunden", "mitarbeiter", "mitarbeitername", "mitarbeiterin", "kundin",
    "empfängername", "absendername", "bewerber", "bewerberin", "antragsteller", "antragstellerin", "vollständiger name", "rufname",
    "nom de l'assuré", "nom de naissance", "nom d'usage", "salarié", "employé", "bénéficiaire", "prénom et nom", "médecin traitant",
    "primer apellido", "segundo apellido", "nombre del cliente", "nombre del empleado", "beneficiario", "empleado", "solicitante",
    "médico tratante", "nome del paziente", "nome paziente", "nome cliente", "dipendente", "richiedente", "beneficiaria",
    "nome do paciente", "nome do cliente", "funcionário", "beneficiário", "nome próprio", "werknemer", "medewerker", "aanvrager",
    "geboortenaam", "roepnaam", "naam patient", "imiona", "imię pacjenta", "nazwisko i imię", "pracownik", "wnioskodawca", "odbiorca",
    "patientnamn", "kundnamn", "anställd", "kundenavn", "pasientnavn", "medarbejder", "ansatt", "potilaan nimi", "asiakkaan nimi",
    "työntekijä", "jméno pacienta", "pacient", "zaměstnanec", "nume pacient", "numele", "angajat", "titularul contului", "páciens",
    "beteg neve", "keresztnév", "számlatulajdonos", "ügyfél neve", "hesap sahibi", "müşteri adı", "çalışan adı", "kart sahibi",
    "ime pacijenta", "cognome e nome", "cognome nome", "cust name", "cust nm", "client nm", "emp name", "pt name", "subscr name",
    "priimek", "eesnimi", "perekonnanimi", "vardas", "pavardė", "vārds", "uzvārds", "nama pelanggan",
)
NAMES: tuple[str, ...] = (
    "nom", "nome", "naam", "namn", "navn", "nimi", "jméno", "nume", "név", "nama", "patient", "herr", "frau", "meno", "ime", "adı",
    "isim", "tên", "witness", "suspect", "victim", "driver", "other party", "claimant", "plaintiff", "defendant", "tenant", "landlord",
    "lessee", "lessor", "buyer", "seller", "owner", "author", "doctor", "physician", "attending", "surgeon", "nurse", "gp", "pcp",
    "consultant", "therapist", "from", "manager", "supervisor", "teacher", "student", "parent", "guardian", "father", "mother",
    "reporting officer", "officer", "payee", "payer", "payor", "shipper", "consignee", "recipient", "sender", "signature",
    "patient's signature", "prepared by", "approved by", "reviewed by", "interviewer", "interviewee", "assigned to", "reported by",
    "caller", "borrower", "co borrower", "guarantor", "trustee", "executor", "beneficiary 1", "beneficiary 2", "insured person",
    "policy owner", "dependent", "spouse", "partner", "child", "primary contact", "contact", "referring physician", "referring provider",
    "primary care physician", "attending doctor", "provider", "dictated by", "authored by", "electronically signed by", "requested by",
    "submitted by", "bill to", "ship to", "sold to", "deliver to", "zeuge", "zeugin", "fahrer", "fahrerin", "arzt", "ärztin", "hausarzt",
    "hausärztin", "mieter", "vermieter", "käufer", "verkäufer", "empfänger", "absender", "auftraggeber", "geschädigter", "beschuldigter",
    "halter", "fahrzeughalter", "kontakt", "sachbearbeiter", "unterschrift", "bearbeiter", "témoin", "conducteur", "médecin", "locataire",
    "bailleur", "destinataire",
    "expéditeur", "acheteur", "vendeur", "signataire", "testigo", "conductor", "médico", "médica", "doctora", "arrendatario",
    "destinatario", "remitente", "comprador", "vendedor", "firma", "contacto de urgencia", "contacto de emergencia",
    "persona de contacto", "testimone", "conducente", "medico", "medico curante", "inquilino", "mittente", "venditore", "acquirente",
    "firmato", "getuige", "bestuurder", "arts", "huisarts", "huurder", "ontvanger", "afzender", "koper", "verkoper", "ondertekend",
    "świadek", "kierowca", "lekarz", "najemca", "nadawca", "podpis", "testemunha", "motorista", "destinatário", "remetente", "vittne",
    "läkare", "mottagare", "avsändare", "vidne", "læge", "modtager", "afsender", "vitne", "lege", "mottaker", "avsender", "todistaja",
    "lääkäri", "vastaanottaja", "lähettäjä", "svědek", "lékař", "příjemce", "odesílatel", "tanú", "orvos", "címzett", "feladó", "martor",
    "medic", "destinatar", "expeditor", "tanık", "doktor", "alıcı", "gönderen", "kimden", "kime",
)
"""Name, in other languages: of things too, so only two words or more at the beginning of a line or record are a person's."""
ROLES: tuple[str, ...] = (
    "patient", "patiente", "patientin", "paciente", "paziente", "patiënt", "pacjent", "pacjentka", "pasient", "full name",
    "contact person", "account holder", "cardholder", "versicherter", "versicherte", "halter", "halterin", "fahrzeughalter",
    "kontoinhaberin",
    "policyholder", "nombre completo", "nome completo", "nom complet", "nome e cognome",
    "imię i nazwisko", "titulaire", "titular", "intestatario", "kontoinhaber", "contactpersoon", "rekeninghouder", "kontaktperson",
)
"""Who is named directly behind, by two words or more."""
HEADS: tuple[str, ...] = (
    "employee", "student", "teacher", "witness", "passenger", "resident", "inmate", "defendant", "claimant", "policy holder name",
    "doctor", "physician", "nurse", "therapist", "caregiver", "next of kin name", "emergency contact name", "contact person name",
    "versicherte person", "schüler", "schülerin", "lehrer", "arzt", "élève", "médecin", "alumno", "alumna", "médico", "alunno",
    "studente", "leerling", "uczeń", "lekarz", "elev", "lärare", "žák", "lékař", "öğrenci", "doktor",
)
"""Heads of columns below which one word is a name too."""
MAYBE_HEADS: tuple[str, ...] = (
    "name", "names", "nom", "nome", "nombre", "naam", "namn", "navn", "nimi", "jméno", "meno", "nume", "név", "nama", "ime", "adı",
    "isim", "tên", "imię", "nazwa", "customer", "client", "owner", "author", "contact", "manager", "holder", "payee", "payer", "sender",
    "recipient", "member", "user name", "person", "assignee", "assigned to", "driver", "tenant", "subscriber", "guest",
    "supplier contact", "kunde", "empfänger", "absender", "mieter", "bearbeiter", "zuständig", "cliente", "klant", "klient", "kund",
    "asiakas", "zákazník", "müşteri", "inhaber", "besteller", "destinataire", "destinatario", "ontvanger", "odbiorca", "имя", "клиент",
    "имя клиента", "име", "όνομα", "πελάτης",
)
"""Heads of columns below which two words are a name, of a person or of something else."""
SCRIPT_FIELDS: tuple[str, ...] = (
    "фио", "ф.и.о.", "ф. и. о.", "фамилия", "фамилия и имя", "имя и фамилия", "отчество", "полное имя", "имя пациента", "пациент",
    "пациентка", "сотрудник", "сотрудница", "заказчик", "владелец", "получатель", "отправитель", "плательщик", "застрахованный",
    "контактное лицо", "врач", "лечащий врач", "директор", "подпись", "водитель", "свидетель", "потерпевший", "пострадавший",
    "подозреваемый", "истец", "ответчик", "держатель карты", "владелец счета", "заявитель", "работник", "студент", "ученик", "имя",
    "клиент", "имя клиента", "піб", "п.і.б.", "ім'я", "ім’я", "прізвище", "прізвище та ім'я", "по батькові", "пацієнт", "пацієнтка",
    "клієнт", "працівник", "лікар", "одержувач", "отримувач", "заявник", "свідок", "водій", "контактна особа", "име", "име и фамилия",
    "трите имена", "презиме", "служител", "титуляр", "титуляр на сметката", "лекар", "получател", "подател", "свидетел", "име и презиме",
    "пацијент", "запослени", "прималац", "ονοματεπώνυμο", "όνομα", "επώνυμο", "επίθετο", "πατρώνυμο", "ασθενής", "πελάτης", "δικαιούχος",
    "υπάλληλος", "ιατρός", "γιατρός", "κάτοχος", "κάτοχος λογαριασμού", "παραλήπτης", "αποστολέας", "οδηγός", "μάρτυρας", "υπογραφή",
    "εργαζόμενος", "ασφαλισμένος", "姓名", "名字", "真实姓名", "客户姓名", "客户名称", "患者姓名", "患者", "病人姓名", "员工姓名",
    "学生姓名", "联系人", "收件人", "寄件人", "持卡人",
    "持卡人姓名", "户名", "申请人", "负责人", "经办人", "收款人", "付款人", "主治医生", "医生", "投保人", "被保险人", "当事人", "证人",
    "法定代表人", "紧急联系人", "聯絡人", "收件者", "申請人",
    "戶名", "病人", "病患", "病患姓名", "客戶姓名", "負責人", "氏名", "お名前", "名前", "患者名", "患者氏名", "顧客名", "担当者",
    "担当者名", "受取人", "口座名義", "名義人", "契約者", "契約者名",
    "申込者", "代表者", "代表者名", "主治医", "担当医", "従業員名", "社員名", "フリガナ", "ふりがな", "本人氏名", "被保険者",
    "緊急連絡先氏名", "カード名義", "이름", "성명", "성함", "환자", "환자명",
    "환자 이름", "고객명", "고객 이름", "예금주", "담당자", "담당자명", "신청인", "신청자", "수취인", "받는 사람", "받는 분",
    "보내는 사람", "직원명", "사원명", "주치의", "대표자", "피보험자",
    "계약자", "카드 소유자", "보호자", "الاسم", "الاسم الكامل", "الاسم الأول", "الاسم الثلاثي", "اسم المريض", "اسم العميل", "اسم الموظف",
    "اسم الطالب", "المريض", "العميل", "الموظف", "صاحب الحساب", "اسم صاحب الحساب", "المستفيد", "اسم المستفيد", "اللقب", "اسم العائلة",
    "اسم الأب", "اسم حامل البطاقة", "حامل البطاقة", "الطبيب", "الطبيب المعالج", "الشاهد", "السائق", "المرسل", "المستلم", "جهة الاتصال",
    "مقدم الطلب", "نام", "نام و نام خانوادگی", "نام خانوادگی", "שם", "שם מלא", "שם פרטי", "שם משפחה", "שם פרטי ומשפחה", "שם המטופל",
    "שם המטופלת", "שם הלקוח", "שם העובד", "מטופל", "מטופלת", "לקוח", "בעל החשבון", "שם בעל החשבון", "שם בעל הכרטיס", "מוטב", "רופא",
    "רופא מטפל", "איש קשר", "עד", "נהג", "חתימה", "מבוטח", "שם האב", "नाम", "पूरा नाम", "मरीज का नाम", "रोगी का नाम", "ग्राहक का नाम",
    "पिता का नाम", "খাতাধারক", "নাম", "பெயர்", "ชื่อ", "ชื่อ-นามสกุล", "ชื่อ-สกุล", "ชื่อและนามสกุล", "นามสกุล", "ชื่อผู้ป่วย",
    "ชื่อลูกค้า", "ผู้ป่วย", "ชื่อบัญชี",
)
"""Fields and heads for a person's name in scripts other than Latin."""
SCRIPT_SAYINGS: tuple[str, ...] = (
    "меня зовут", "мое имя", "моё имя", "его зовут", "её зовут", "ее зовут", "по имени", "мене звати", "моє ім'я", "його звати",
    "її звати", "казвам се", "името ми е", "зовем се", "моје име је", "се викам", "на имя", "на име", "от имени", "гражданин",
    "гражданка", "гр.", "господин", "госпожа", "г-н", "г-жа", "доктор", "д-р", "пан", "пані", "уважаемый", "уважаемая", "дорогой",
    "дорогая", "шановний", "шановна", "уважаеми", "уважаема", "поштовани", "поштована", "пациент", "пациентка", "пацієнт", "пацієнтка",
    "истец", "ответчик", "ονομάζομαι", "με λένε", "το όνομά μου είναι", "λέγομαι", "ο κ.", "η κα", "κ.", "κα", "κος", "κύριος", "κυρία",
    "κύριε", "αγαπητέ", "αγαπητή", "αξιότιμε κύριε", "αξιότιμη κυρία", "ασθενής", "δρ.", "δρ",
)
"""Words directly before a name in Greek and Cyrillic letters."""
SCRIPT_REGARDS: tuple[str, ...] = (
    "с уважением", "с наилучшими пожеланиями", "искренне ваш", "искренне ваша", "всего доброго", "спасибо", "з повагою",
    "з найкращими побажаннями", "дякую", "с уважение", "поздрави", "с поштовањем", "με εκτίμηση", "με σεβασμό", "φιλικά", "ευχαριστώ",
    "με φιλικούς χαιρετισμούς",
)
"""Complimentary closes in Greek and Cyrillic letters."""
SIGN_SAYINGS: tuple[str, ...] = (
    "我叫", "我的名字是", "我的名字叫", "名叫", "本人", "患者", "我的姓名是", "姓名是", "我係", "私の名前は", "名前は", "氏名は",
    "私は", "わたしは", "僕は", "担当の", "제 이름은 ", "내 이름은 ",
    "이름은 ", "저는 ", "나는 ", "성함은 ", "환자 ", "고객 ", "اسمي ", "إسمي ", "انا اسمي ", "أدعى ", "السيد ", "السيدة ", "الدكتور ",
    "الدكتورة ",
    "الأستاذ ", "الأستاذة ", "المريض ", "المريضة ", "عزيزي ", "عزيزتي ", "المدعو ", "קוראים לי ", "שמי ", "שמי הוא ", "השם שלי הוא ",
    "שמו ", "שמה ", "מר ", "גב' ", "גברת ", "ד\"ר ", "לכבוד ", "המטופל ", "המטופלת ", "मेरा नाम ", "श्री ", "श्रीमती ", "ผมชื่อ",
    "ดิฉันชื่อ", "ฉันชื่อ", "ชื่อของฉันคือ", "คุณ", "นาย", "นางสาว",
)
"""What ends directly before a name in a script without capitals."""
NOT_NAMES_IN_SIGNS = re.compile(
    "姓名|名字|氏名|名前|電話|이름|电话|身份证|地址|号码|日期|性别|年龄|邮箱|手机|职位|部门|備考|備註|备注|金额|電話|住所|生年"
    "|性別|年齢|番号|メール|전화|주소|생년|이메일|번호|성별|나이|부서|직급|هاتف|جوال|عنوان|تاريخ|بريد|رقم|טלפון|כתובת|תאריך"
    "|מייל|מספר|गमोबाइल|पता|โทร|ที่อยู่|วันที่|公司|株式会社|有限|集团|銀行|银行|大学|大學|医院|病院|先生|女士|小姐|老师|客户"
    "|用户|会员|必填|输入|选填|无|先方|学生|会社|会員|日本人|お客|皆様|様|さん|です|ます|ません|とは|から|まで|した|ある|する"
    "|서비스|관리|상담|지원|센터|은행|대학|병원|회사|고객|회원|사용자|학생|입니다|합니다|입력|필수|شركة|بنك|جامعة|مستشفى|مطلوب|בע\"מ|בנק|חובה|חברה|บริษัท"
    "|โรงพยาบาล|กรุณา|कंपनी|बैंक"
)
TITLES: tuple[str, ...] = (
    "mr", "mrs", "ms", "miss", "mister", "dr", "prof", "professor", "herr", "herrn", "frau", "monsieur", "madame", "mme", "mlle", "señor",
    "señora", "señorita", "sr", "sra", "signor", "signora", "sig", "sig.ra", "dott", "dott.ssa", "dhr", "mevr", "mevrouw", "meneer",
    "senhor", "senhora", "sir", "mx", "messrs", "sgt", "capt", "rev", "atty", "cpl", "fru", "frk", "dra", "doña", "maître", "docteur",
    "docteure", "doctor", "avv", "geom", "pani", "pana", "panu", "panią", "sayın", "bayan", "domnul", "doamna", "herra", "rouva",
    "rechtsanwalt", "rechtsanwältin", "richter", "richterin", "dr med", "dr. med", "prof. dr", "prof dr", "dipl.-ing",
    "monsieur le docteur", "shri", "shrimati", "encik",
)
RANKS: tuple[str, ...] = (
    "judge", "justice", "officer", "detective", "sergeant", "captain", "lieutenant", "colonel", "major", "inspector", "constable",
    "reverend", "father", "sister", "brother", "nurse", "lord", "lady", "attorney", "counsel", "solicitor", "barrister", "senator",
    "congressman", "congresswoman", "councillor", "mayor", "prosecutor", "pharmacist", "applicant", "applicant's wife",
    "applicant's husband", "claimant", "plaintiff", "defendant", "appellant", "respondent", "deceased", "victim", "suspect", "witness",
    "the driver", "a driver", "bus driver", "taxi driver", "truck driver", "lorry driver", "delivery driver", "tenant", "employee",
    "client",
    "policyholder", "subscriber", "cardholder", "borrower", "passenger", "beneficiary", "dr",
    "@author", "@maintainer", "i,", "zeuge", "zeugin", "mandant", "mandantin", "kläger", "klägerin", "beklagte", "beklagter",
    "angeklagte", "angeklagter", "beschuldigter", "antragsteller", "kunde", "kundin", "mitarbeiter", "mitarbeiterin", "bewerber",
    "témoin", "juge", "testigo", "juez", "jueza", "giudice", "getuige", "rechter", "świadek", "sędzia", "wife", "husband", "son",
    "daughter", "colleague", "boss", "neighbour", "neighbor", "landlord", "roommate", "friend", "manager", "supervisor", "assistant",
    "lawyer", "accountant", "dentist", "statement of", "estate of", "matter of", "names of", "applicants", "calls himself",
    "calls herself",
)
"""What a person is, before two words or more."""
SALUTATIONS: tuple[str, ...] = (
    "dear", "liebe", "lieber", "cher", "chère", "querido", "querida", "estimado", "estimada", "gentile", "egregio", "caro", "cara",
    "beste", "geachte heer", "geachte mevrouw", "kære", "hej", "kjære", "hei", "bästa", "vážený pane", "vážená paní", "milý", "milá",
    "drogi", "droga", "szanowny panie", "szanowna pani", "tisztelt", "kedves", "stimate domnule", "stimată doamnă", "dragă", "sevgili",
    "hyvä", "poštovani", "prezado", "prezada", "caro sr", "sehr geehrter", "sehr geehrte",
)
GREETINGS: tuple[str, ...] = ("hi", "hello", "hey", "hallo", "bonjour", "hola", "ciao", "hoi", "olá", "good morning", "good afternoon")
REGARDS: tuple[str, ...] = (
    "regards", "kind regards", "best regards", "warm regards", "sincerely", "yours sincerely", "sincerely yours", "yours faithfully",
    "yours truly", "best wishes", "all the best", "cheers", "thanks", "many thanks", "thank you", "mit freundlichen grüßen",
    "mit freundlichen grüssen", "freundliche grüße", "viele grüße", "beste grüße", "liebe grüße", "herzliche grüße", "cordialement",
    "bien cordialement", "bien à vous", "sincères salutations", "saludos", "un saludo", "saludos cordiales", "atentamente",
    "cordiali saluti", "distinti saluti", "met vriendelijke groet", "met vriendelijke groeten", "groeten", "atenciosamente",
    "cumprimentos", "signed", "best,", "thx,", "love,", "yours,", "warmly,", "respectfully", "respectfully yours", "cordially",
    "with thanks", "br,", "rgds,", "take care,", "talk soon,", "speak soon,", "with best wishes", "with kind regards", "yours",
    "with gratitude", "hochachtungsvoll", "gruß", "lg,", "vg,", "mfg,", "mfg", "beste grüsse", "viele grüsse", "liebe grüsse", "gruss",
    "schöne grüße", "amicalement", "bien à toi", "salutations distinguées", "meilleures salutations", "veuillez agréer mes salutations",
    "un cordial saludo", "reciba un cordial saludo", "un abrazo", "gracias", "saluti", "un saluto", "grazie", "cordialmente",
    "hoogachtend", "mvg", "groetjes", "met hartelijke groet", "com os melhores cumprimentos", "melhores cumprimentos", "obrigado",
    "obrigada", "abraços", "z poważaniem", "pozdrawiam", "z wyrazami szacunku", "serdecznie pozdrawiam", "med vänliga hälsningar",
    "vänliga hälsningar", "med vänlig hälsning", "hälsningar", "mvh", "mvh,", "venlig hilsen", "med venlig hilsen", "vennlig hilsen",
    "med vennlig hilsen", "hilsen", "bedste hilsner", "ystävällisin terveisin", "terveisin", "parhain terveisin", "s pozdravem",
    "s úctou", "děkuji", "s pozdravom", "tisztelettel", "üdvözlettel", "köszönettel", "cu stimă", "cu respect", "toate cele bune",
    "saygılarımla", "saygılar", "iyi çalışmalar", "sevgiler", "s poštovanjem", "lijep pozdrav", "lep pozdrav", "pagarbiai", "ar cieņu",
    "lugupidamisega", "hormat saya", "salam", "trân trọng",
)
ARTICLES: frozenset[str] = frozenset(re.findall(r"\S+", "le la les el los las il lo gli i de het den der die das o os as"))
"""Small words that begin some surnames when they are capitalised, and sentences."""
NOT_NAMES: frozenset[str] = frozenset(re.findall(
    r"\S+",
    "sir madam sirs customer customers client clients team all everyone everybody friend friends colleague colleagues member members user "
    "users hiring manager recruiter committee editor support sales service services department board reader readers parents students "
    "president minister chairman speaker judge ambassador secretary director world there folks guys valued santa diary god "
    "damen herren kunde kunden kundin team kollegen kolleginnen mitarbeiter freunde eltern mitglieder zusammen welt "
    "messieurs mesdames client clients équipe tous toutes collègues monde "
    "señores cliente clientes equipo todos todas amigos colegas mundo signori signore clienti tutti colleghi amici mondo "
    "many big special ihr ihre dein deine euer eure unser votre notre nuestro nuestra uw namedtuple "
        "count select "
    "heer klant klanten collega's allemaal wereld the a an our your this that my we i it is on in at not yes no none null true false "
    "string str text varchar char int integer number required optional unknown n/a na tbd test example sample name names first last full "
    "date address street phone email mail age sex gender id number account invoice order re subject from to cc monday tuesday wednesday "
    "thursday friday saturday sunday january february april june july august september october november december "
    "inc ltd llc gmbh ag corp company bank university hospital clinic group holdings street avenue road "
    "developer engineer manager analyst architect software consultant designer specialist advisor administrator officer lead head "
        "executive "
    "new ditto likewise removed renamed fixed added updated portal management records information system systems data api server database "
    "service application project report care center centre safety experience protection affordable act rights records network privacy "
    "secret "
    "credentials credential bootstrap handshake cert certificate "
    "emeritus emerita island islands command commands control protocol endpoint endpoints closed request requests patch revision licensee "
    "licensor filename arguments major minor "
    "дата телефон адрес почта инн паспорт сумма снилс τηλέφωνο ημερομηνία διεύθυνση iban bic swift adresse adresa adres adress anschrift "
    "dirección direccion indirizzo endereço morada osoite cím adresi telefon telefono "
    "teléfono téléphone telefone telefoon puhelin tel mobile mobil handy cell fax e-mail email mail geburtsdatum birthdate dob born "
    "betrag amount balance verwendungszweck status department abteilung role salary gender city country state zip postcode plz ort "
    "notes note comment remarks value type description details total quantity price product item policy claim group plan dose "
    "date fecha datum data datenaissance naissance nacimiento nascita geboortedatum rodné číslo pesel bsn ssn dni nif cpf nif curp "
    "mrn npi vin plate license licence passport account routing konto kontonummer card karte number phonenumber",
)) | frozenset(TITLES) | {greeting for greeting in (*GREETINGS, "dear") if " " not in greeting} | (
    frozenset(word for field in FIELDS for word in field.split()) - ARTICLES
)
"""Roles, greetings, places in forms, days, months and firms, small."""
