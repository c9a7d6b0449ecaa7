"""The words that names of people follow, and those that no name of a person holds."""

from __future__ import annotations

import re

SAYINGS: tuple[str, ...] = (
    "my name is", "my name's", "name is", "full name", "first name", "last name", "family name", "i am called", "people call me",
    "this is dr", "ich heiße", "ich heisse", "mein name ist",
    "ich bin herr",
    "ich bin frau", "je m'appelle", "mon nom est", "me llamo", "mi nombre es", "mi chiamo", "il mio nome è", "mijn naam is", "ik heet",
    "meu nome é", "me chamo", "chamo-me", "patient name is", "patient named", "a man named", "a woman named", "namens",
    "nazywam się", "mam na imię", "jag heter", "mitt namn är", "jeg hedder", "mit navn er", "jeg heter", "mitt navn er", "nimeni on",
    "minun nimeni on",
    "jmenuji se", "mé jméno je", "volám sa", "benim adım", "adım", "mă numesc", "numele meu este", "a nevem", "zovem se",
    "moje ime je", "nama saya",
    "tên tôi là", "io sono", "mi nombre completo es", "on behalf of", "im auftrag von", "au nom de", "a nombre de",
)
FIELDS: tuple[str, ...] = (
    "first name", "firstname", "fname", "last name", "lastname", "lname", "full name", "fullname", "given name", "givenname",
    "family name",
    "middle name", "maiden name", "surname", "forename", "legal name", "patient", "patient name", "customer name", "client name",
    "employee name", "contact name", "contact person", "account holder", "accountholder", "cardholder", "card holder", "cardholder name",
    "name on card", "beneficiary", "beneficiary name", "applicant", "applicant name", "student name", "passenger", "passenger name",
    "guest name", "recipient name", "sender name", "employee", "attn", "attention", "signed by", "next of kin", "emergency contact",
    "spouse",
    "vorname", "nachname", "familienname", "geburtsname", "kundenname", "ansprechpartner", "ansprechpartnerin", "kontoinhaber",
    "karteninhaber", "versicherter", "patientin", "prénom", "prenom", "nom de famille", "nom complet", "nom du patient", "titulaire",
    "nombre",
    "apellido", "apellidos", "nombre completo", "nombre y apellidos", "paciente", "titular", "cognome", "nome e cognome", "paziente",
    "intestatario", "voornaam", "achternaam", "volledige naam", "sobrenome", "apelido", "nome completo",
    "account holder name", "policy holder", "policyholder", "insured name",
    "payee name", "payer name",
    "attending physician", "provider name", "legal representative",
    "zu händen", "z. hd", "versicherungsnehmer", "patientenname",
    "vor und nachname", "vorname nachname", "name vorname",
    "nom et prénom", "nom prénom", "nom du titulaire", "nom du client", "assuré",
    "nombre del titular", "nombre del paciente", "asegurado",
    "nominativo", "assistito", "titular da conta", "nome do titular",
    "naam patiënt", "patiënt", "contactpersoon", "rekeninghouder", "klantnaam", "begunstigde",
    "imię i nazwisko", "imię", "nazwisko", "pacjent", "pacjentka", "posiadacz rachunku",
    "förnamn", "efternamn", "fullständigt namn", "kontaktperson", "fornavn", "etternavn", "efternavn", "fulde navn", "pasient",
    "etunimi", "sukunimi", "koko nimi", "potilas", "jméno a příjmení", "příjmení", "křestní jméno", "meno a priezvisko",
    "adı soyadı", "ad soyad", "soyadı", "hasta adı", "nume și prenume", "nume complet", "prenume", "teljes név", "vezetéknév",
    "ime i prezime", "prezime", "nama lengkap", "họ và tên",
)
NAMES: tuple[str, ...] = (
    "nom", "nome", "naam", "namn", "navn", "nimi", "jméno", "nume", "név", "nama", "patient", "herr",
    "frau",
)
"""Name, in other languages: of things too, so only two words or more at the beginning of a line or record are a person's."""
ROLES: tuple[str, ...] = (
    "patient", "patiente", "patientin", "paciente", "paziente", "patiënt", "pacjent", "pacjentka", "pasient", "full name", "contact person",
    "account holder", "cardholder", "nombre completo", "nome completo", "nom complet", "nome e cognome", "imię i nazwisko", "titulaire",
    "titular", "intestatario", "kontoinhaber", "contactpersoon", "rekeninghouder", "kontaktperson",
)
"""Who is named directly behind, by two words or more."""
TITLES: tuple[str, ...] = (
    "mr", "mrs", "ms", "miss", "mister", "dr", "prof", "professor", "herr", "herrn", "frau", "monsieur", "madame", "mme", "mlle", "señor",
    "señora", "señorita", "sr", "sra", "signor", "signora", "sig", "sig.ra", "dott", "dott.ssa", "dhr", "mevr", "mevrouw", "meneer",
    "senhor",
    "senhora", "sir",
)
SALUTATIONS: tuple[str, ...] = (
    "dear", "liebe", "lieber", "cher", "chère", "querido", "querida", "estimado", "estimada", "gentile", "egregio", "caro", "cara",
    "beste",
    "prezado", "prezada", "caro sr", "sehr geehrter", "sehr geehrte",
)
GREETINGS: tuple[str, ...] = ("hi", "hello", "hey", "hallo", "bonjour", "hola", "ciao", "hoi", "olá", "good morning", "good afternoon")
REGARDS: tuple[str, ...] = (
    "regards", "kind regards", "best regards", "warm regards", "sincerely", "yours sincerely", "sincerely yours", "yours faithfully",
    "yours truly", "best wishes", "all the best", "cheers", "thanks", "many thanks", "thank you", "mit freundlichen grüßen",
    "mit freundlichen grüssen", "freundliche grüße", "viele grüße", "beste grüße", "liebe grüße", "herzliche grüße", "cordialement",
    "bien cordialement", "bien à vous", "sincères salutations", "saludos", "un saludo", "saludos cordiales", "atentamente",
    "cordiali saluti", "distinti saluti", "met vriendelijke groet", "met vriendelijke groeten", "groeten", "atenciosamente",
    "cumprimentos",
    "signed",
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
    "credentials credential bootstrap handshake cert certificate",
)) | frozenset(TITLES) | {greeting for greeting in (*GREETINGS, "dear") if " " not in greeting} | (
    frozenset(word for field in FIELDS for word in field.split()) - ARTICLES
)
"""Roles, greetings, places in forms, days, months and firms, small."""
