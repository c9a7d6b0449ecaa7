"""Passwords that no name stands before: by their place on a command line, in a call, in settings of a device, in a line of logins."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, MEDIUM, Deferred, Detector, Evidence, Pattern, Shape, but
from enclave.dlp.secrets import passwords

LEAD = 120
_WORD = r"[ \t][!-~]{1,60}"
MORE = rf"(?:{_WORD}){{0,8}}?[ \t]{{1,2}}"
USER = r"[a-z0-9_.@\\\-]{1,40}"
QUOTE = r"[\"'`]"
STORE = r"(?<![a-z])-(?:src|dest)?(?:store|key)pass(?:word)?[ \t]{1,2}"
_WIFI = r"(?:(?<![a-z])psk|wpa[_-](?:psk|passphrase)|wi-?fi[ _-]?(?:key|password)|(?:wlan|wi-?fi|netzwerk)[ _-]?schl(?:ü|ue)ssel)"
ARGUMENTS = (
    STORE,
    r"(?<![a-z])-pass(?:in|out)?[ \t]{1,2}pass:",
    r"(?<![a-z])(?:un)?zip(?:[ \t]-[a-z0-9]{1,6}){0,3}[ \t]{1,2}-p[ \t]{1,2}",
    rf"(?<![a-z])7z[ar]?[ \t][a-z]{MORE}-p",
)
"""Of commands: passwords and nothing else, so that words count as well (`clear_places.py`)."""
_COMMAND = "|".join((
    *ARGUMENTS,
    rf"(?<![a-z])login{MORE}-p[ \t]{{1,2}}",
    rf"(?<![a-z])(?:sqlcmd|osql|bcp){MORE}-p[ \t]{{0,2}}",
    rf"(?<![a-z])mysql(?:dump|admin)?{MORE}-p",
    rf"(?<![a-z])https?[ \t]{{1,2}}(?:-a|--auth)[ \t=]{{1,2}}{USER}:",
    rf"(?<![a-z])net[ \t]user[ \t]{{1,2}}{USER}[ \t]{{1,2}}",
))
_JOINED = "|".join((
    rf"(?<![a-z])(?:smbclient|smbget|smbmap|rpcclient|winexe){MORE}(?:-u|--user)[ \t=]{{0,2}}{QUOTE}?{USER}%",
    rf"(?<![a-z])sqlplus[ \t]{{1,2}}(?:-[a-z][ \t]){{0,2}}{USER}/",
    rf"(?:user(?:name)?|benutzer(?:name)?|login|usuario|utilisateur|utente)/{passwords.WORDS}[ \t]?[:=][ \t]?{USER}/",
    rf"jdbc:oracle:(?:thin|oci8?):{USER}/",
))
"""Where the user and a sign stand directly before it."""
_BEHIND_SIGN = re.compile(r"(?<=[/%])[^\s\"'`,;<>()\[\]{}|\\$%*/~.=#][^\s\"'`,;<>()\[\]{}|\\]{5,99}")
_SHAPE_BEHIND_SIGN = Shape(but(" \t\n\r\"'`<>,;"), "(?<=[/%])[!-~]", 140)
_NET = r"(?:wi-?fi|wlan|vpn|router|hotspot)"
_DEVICE = "|".join((
    r"(?<![a-z])(?:requirepass|masterauth)[ \t]{1,2}",
    rf"(?<![a-z])username[ \t]{USER}(?:[ \t]privilege[ \t][0-9]{{1,2}})?[ \t](?:password|secret)[ \t](?:[05789][ \t])?",
    r"(?<![a-z])enable[ \t](?:secret|password)[ \t](?:[05789][ \t])?",
    r"(?<![a-z])snmp-server[ \t]community[ \t]",
    r"(?<![a-z])(?:tacacs|radius)(?:-server)?(?:[ \t]host[ \t][!-~]{1,40})?[ \t]key[ \t](?:[067][ \t])?",
    r"isakmp[ \t]key[ \t](?:[067][ \t])?", r"(?<![a-z])pre-?shared-?key[ \t](?:(?:ascii-text|local|remote|[067])[ \t])?",
))
_USERS = r"(?:user(?:name)?|login|benutzer|usuario|utilisateur|utente)"
_SAID = "|".join((
    rf"(?<![a-z]){_USERS}[ \t]?/[ \t]?(?:pass(?:word|wort|wd)?|pwd?|contraseña|senha|mot de passe)[ \t]?[:=][ \t]?{USER}[ \t]?/[ \t]?",
    r"(?:passw(?:or)?d|passwort|kennwort|contrase(?:ñ|n)a|clave|senha|wachtwoord|mot de passe|hasło)"
    rf"[ \t](?:[a-zü']{{2,6}}[ \t]){{0,3}}{_NET}"
    r"[ \t](?:is|ist|lautet|est|es|é|to)[ \t]",
    rf"{_WIFI}[ \t]{{0,2}}(?::|=|[ \t]is|[ \t]ist|[ \t]lautet)[ \t]{{0,2}}",
))
_LINE = rf"(?:^|\n)(?:[a-z0-9.\-]{{1,60}}|\*):(?:543[0-9]|6432|3306|\*):[a-z0-9_*\-]{{1,40}}:{USER}:"
"""Of PostgreSQL's and others' files of passwords."""
_PORT = r":(?:543[0-9]|6432|3306|\*):[A-Za-z0-9_*\-]{1,40}:[A-Za-z0-9_.@\\\-]{1,40}:"
_CHANGED = rf"(?:(?<![a-z])echo[ \t]{{1,2}}(?:-[ne][ \t])?{QUOTE}?|chpasswd[ \t]{{0,2}}<<<[ \t]{{0,2}}{QUOTE}?){USER}:"
_AS_USER = rf"(?<![a-z])(?:use|try|with|as|benutze|mit)[ \t]{USER}[ \t]/[ \t]"
_CALLS = (
    r"(?:networkcredentials?|passwordauthentication|usernamepassword[a-z]{0,24}|http(?:basic|digest)auth|pscredential"
    r"|basic_?auth(?:entication)?|plaintextauthprovider|(?<![a-z])login)"
)
_STRING = rf"(?:n|u|b|r|f|@)?\\?{QUOTE}"
_FIRST = rf"(?:\\?{QUOTE}[!-~]{{1,64}}{QUOTE}|[a-z_$][\w.$]{{0,40}}),[ \t]{{0,2}}"
_CALL = "|".join((
    rf"getconnection\([^()\n]{{1,120}},[ \t]{{0,2}}{_STRING}",
    rf"{_CALLS}\([ \t]{{0,2}}(?:some\()?{_FIRST}(?:some\()?\(?{_STRING}",
    rf"(?<![a-z])auth[ \t]{{0,2}}[=:][ \t]{{0,2}}[(\[][ \t]{{0,2}}{_FIRST}{_STRING}",
    rf"securestring[ \t]{{1,2}}-string[ \t]{{1,2}}{_STRING}",
    rf"{_WIFI}[ \t]{{0,2}}[:=][ \t]{{0,2}}{_STRING}",
    rf"env\.fetch\(?[ \t]{{0,2}}{QUOTE}[a-z0-9_]{{0,40}}(?:pass(?:word|wd)?|pwd?|secret){QUOTE},[ \t]{{0,2}}{_STRING}",
))


def _mentioned(text: str) -> int:
    """Of all kinds of characters, or long and of three kinds."""
    return passwords.chosen(text) or (passwords.told(text) if len(text) >= _LONG else 0)


_LONG = 12


def _pattern(
    link: str, why: str, accept: passwords.Accept, confidence: int,
    *, quoted: bool = False, quotable: bool = False, anchor: str = "",
) -> Pattern:
    """`quotable`: `link` says nothing of the quotes. `anchor`: what ends `link` and is rarer than what begins it."""
    exact, shape = (passwords.IN_QUOTES, passwords.SHAPE_IN_QUOTES) if quoted else (passwords.ALONE, passwords.SHAPE_ALONE)
    said = rf"(?:{link}){QUOTE}" if quotable else f"(?:{link})"
    return Pattern(
        anchor=(anchor or passwords.over_bytes(said)) + "[!-~]", reach=1, lead=LEAD, exact=exact, accept=accept, shape=shape, why=why,
        confidence=None, supported=confidence, evidence=Evidence(Deferred(rf"{said}\Z"), LEAD),
    )


DETECTOR = Detector(
    entity="password",
    id="password_by_place",
    title="password that no name stands before",
    about=(
        "What stands where commands, calls, devices and files have a password: behind `docker login -p`, `mysql -p`, `-storepass`, "
        "`snmp-server community`, `requirepass`, as the second argument of `NetworkCredential` or `auth=(...)`, as the last field of "
        "`.pgpass`, behind `user / pass: joe /`, as the key of a wireless network."
    ),
    patterns=(
        _pattern(_COMMAND, "an argument of a command, with letters and digits", passwords.bare, MEDIUM),
        _pattern(_COMMAND, "the same in quotes", passwords.strong, HIGH, quoted=True, quotable=True),
        _pattern(_DEVICE, "behind a word of a device's or a server's settings", passwords.bare, MEDIUM),
        _pattern(_SAID, "behind a user, or said to be the key of a wireless network", passwords.bare, MEDIUM),
        _pattern(_LINE, "the last field of a line of a file of passwords", passwords.bare, HIGH, anchor=_PORT),
        _pattern(_CHANGED, "behind a user in what is given to `chpasswd`, of all kinds of characters", passwords.chosen, MEDIUM),
        _pattern(_AS_USER, "behind a user and a slash, of many kinds of characters", _mentioned, MEDIUM, anchor="[ \\t]/[ \\t]"),
        Pattern(
            anchor=passwords.over_bytes(f"(?:{_JOINED})") + "[!-~]", reach=1, lead=LEAD, exact=_BEHIND_SIGN, accept=passwords.bare,
            shape=_SHAPE_BEHIND_SIGN, why="behind a user and a sign in an argument of a command", confidence=None, supported=MEDIUM,
            evidence=Evidence(Deferred(rf"(?:{_JOINED})\Z"), LEAD),
        ),
        _pattern(_CALL, "in quotes, where a call has it", passwords.strong, HIGH, quoted=True),
    ),
    source="manual pages of the programs named; PostgreSQL documentation, The Password File; Cisco IOS Security Command Reference",
    limits=("Words without a digit or a sign are not reported, nor are community strings such as `public`.",),
    positives=(
        "docker login -u ci -p «Tulpe7xx» registry.example.com", "mysql -u root -p'«Str0ngPa55»' -h db shop",
        "keytool -genkey -storepass «Wal7fisch!» -keystore a.jks", "openssl pkcs12 -in a.p12 -passin pass:«Xk29dmPq» -nodes",
        "sqlcmd -S db -U sa -P '«N0rd-See7»' -Q x", "requirepass «k8Zq2Lw9xx»\n", "snmp-server community «Gr33nWalnut» RO",
        "username admin privilege 15 password 0 «Garten4711»", "db1.corp.local:5432:crm:app:«Wiesel77!»\n",
        'new NetworkCredential("app", "«Qwertz99x»", "CORP");', "requests.get(url, auth=('joe', '«hunter22»'))",
        'DriverManager.getConnection(url, "app", "«Pa55-Wort»");', 'network={\n  ssid="x"\n  psk="«Sonne#Haus92»"\n}',
        "user / pass: jdoe / «Schalke04!»", "echo 'root:«Sommer#53x»' | chpasswd", "net user joe «Winter2031$» /add",
        "unzip -P «Xk29dmPq» b.zip", "smbclient //srv/d -U joe%«Tulpe7xx»", "WLAN-Schlüssel: «Sonne-Haus-92»",
        "ConvertTo-SecureString -String '«Drag0n!77»' -AsPlainText", "just use guest / «Wal7#fisch» to sign in",
        "sqlplus app/«Tulpe7xx»", "la clave del wifi es «orchid609»",
    ),
    negatives=(
        "docker run -p 8080:80 web2", "mysql -u root -p shop", "login -p 22", "net user administrator /active:yes",
        "requirepass foobared", "snmp-server community public RO", "auth=('user', 'pass')", "auth=(username, password)",
        'login("user", "password")', "getConnection(url, user, password)", "echo 'error:build2'", "main.go:1023:run:app:x1y2z3",
        "psk=${WIFI_PSK}", "user / pass: see below", "-storepass changeit", "unzip -p a.zip b2", "enable secret rotation",
        "use tcp / udp2", "NetworkCredential(user, pass)",
    ),
)
