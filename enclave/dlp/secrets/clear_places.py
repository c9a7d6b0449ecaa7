"""Passwords where only a password can stand, whatever they are made of: statements of SQL, arguments of commands, calls that log in,
steps of tests of a page, files of users. There a word counts, too.
"""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, MEDIUM, Deferred, Detector, Evidence, Pattern, Shape
from enclave.dlp.secrets import passwords
from enclave.dlp.secrets.logins import ARGUMENTS, LEAD, MORE, QUOTE, USER
from enclave.dlp.wording import LINE

_STRING = rf"(?:n|u|b|r|f|@)?\\?{QUOTE}"
_FEW = r"(?:[ \t][!-~]{1,60}){0,4}?[ \t]{1,2}"
_ARGUMENT = rf"(?:{QUOTE}[!-~]{{0,80}}{QUOTE}|[a-z_$][\w.$]{{0,40}}),[ \t]{{0,2}}"

_STATEMENT = "|".join((
    r"identified[ \t]{1,2}(?:with[ \t]{1,2}[a-z0-9_]{1,32}[ \t]{1,2})?by[ \t]{1,2}(?:password[ \t]{1,2})?",
    r"sp_add(?:linkedsrv)?login[ \t]{1,2}(?:@[a-z]{1,16}[ \t]?=[ \t]?)?n?'[^'\n]{1,40}',[ \t]{0,2}(?:@[a-z]{1,16}[ \t]?=[ \t]?)?",
    r"(?<![a-z])(?:role|user|login)[ \t]{1,2}[^\s;]{1,60}[ \t]{1,2}(?:[a-z]{1,12}[ \t]{1,2}){0,6}"
    r"(?:encrypted[ \t]{1,2})?password[ \t]{0,2}=?[ \t]{0,2}",
    r"(?<![a-z])set[ \t]{1,2}(?:[^\n;]{0,60},[ \t]{0,2})?[\"`\[]?(?:user_?)?pass(?:word|wd)?[\"`\]]?[ \t]{0,2}=[ \t]{0,2}"
    r"(?:(?:md5|sha1|sha2|password|crypt|encrypt)\([ \t]{0,2})?",
    r"set[ \t]{1,2}password(?:[ \t]{1,2}for[ \t]{1,2}[^\s;]{1,60})?[ \t]{0,2}=[ \t]{0,2}",
))
"""Of SQL; what follows is in quotes."""
_CALL = "|".join((
    rf"(?:getconnection|mysqli?(?:_connect)?|new[ \t]pdo|dbi[ \t]?->[ \t]?connect|\.open|odbc_connect|pg_connect)"
    rf"[ \t]?\(?[ \t]{{0,2}}{_ARGUMENT}{_ARGUMENT}",
    rf"basic_auth\([ \t]{{0,2}}{_ARGUMENT}some\([ \t]{{0,2}}", r"[ \t]:[ \t](?:psk|eap|xauth)[ \t]{1,4}",
    rf"(?<![a-z])user(?:name)?,[ \t]?pass(?:word|wd)?[ \t]?:?=[ \t]?{_ARGUMENT}",
    rf"\.connect\([ \t]?{_ARGUMENT}[0-9]{{1,5}},[ \t]?{_ARGUMENT}",
    rf"plainauth\([ \t]{{0,2}}{_ARGUMENT}{_ARGUMENT}",
    rf"(?<![a-z])(?:login|basic_?auth|setbasicauth|networkcredentials?|passwordauthentication|usernamepassword[a-z]{{0,24}})"
    rf"\([ \t]{{0,2}}{_ARGUMENT}",
    rf"(?<![a-z])auth[ \t]{{0,2}}[=:][ \t]{{0,2}}[(\[][ \t]{{0,2}}{_ARGUMENT}",
    r"securestring[ \t]{1,2}(?:-string[ \t]{1,2})?",
    r"define\([ \t]{0,2}[\"'](?:[a-z0-9_]{0,30}_)?pass(?:word|wd)?[\"'],[ \t]{0,16}",
    r"(?:pass(?:word|wd)?|pwd)[\"'\])]{0,4}\)?\.(?:fill|type|send_?keys|set_?value|input|enter)\([ \t]{0,2}",
    r"\.(?:fill|type|setvalue|fill_in)\([ \t]{0,2}[\"'][^\"'\n]{0,30}(?:pass(?:word|wd)?|pwd)[^\"'\n]{0,4}[\"'],[ \t]{0,2}",
))
"""Whose argument a password is; what follows is in quotes."""
_COMMAND = "|".join((
    *ARGUMENTS,
    r"(?<![a-z])(?:pgpassword|mysql_pwd|sshpass|rediscli_auth|mariadb_root_password|mysql_root_password|postgres_password)=",
    r"(?<![a-z])sshpass[ \t]{1,2}-p[ \t]{0,2}",
    rf"(?<![a-z])(?:docker|podman|oc|az|skopeo|helm[ \t]registry|nerdctl|buildah)[ \t]login{MORE}(?:-p|--password)[ \t=]{{1,2}}",
    rf"(?<![a-z])ldap(?:search|modify|add|delete|passwd|whoami){MORE}-w[ \t]{{1,2}}",
    rf"(?<![a-z])(?:[xw]|sdl-)?freerdp(?:3)?{MORE}/p:",
    r"(?<![a-z])redis[^\s>]{0,24}>[ \t]auth[ \t](?:default[ \t])?",
    r"(?<![a-z])ssh-keygen(?:[ \t][!-~]{1,60}){0,6}?[ \t]-n[ \t]{1,2}",
    r"(?<![a-z])openssl[ \t]enc(?:[ \t][!-~]{1,60}){0,8}?[ \t]-(?:k|pass)[ \t]{1,2}",
    rf"(?<![a-z])snmp[a-z]{{2,10}}{_FEW}-[ax][ \t]{{1,2}}",
    rf"(?<![a-z])schtasks{MORE}/rp[ \t]{{1,2}}",
    r"(?<![a-z])nmcli(?:[ \t][!-~]{1,60}){1,6}?[ \t](?:password|wifi-sec\.psk)[ \t]{1,2}",
    r"(?<![a-z])set[ \t]passwd[ \t]{1,2}", r"(?<![a-z])331[ ][^\n]{0,40}\r?\npass[ \t]",
    r"\nuser[ ][^\s]{1,40}\r?\n(?:[^\n]{0,60}\n)?pass[ ]",
    rf"(?<![a-z])[a-z]?[0-9]{{1,4}}[ ]login[ ]{USER}[ ]",
    r"(?<![a-z])rootpw(?:[ \t]--[a-z]{1,12}){0,2}[ \t]{1,2}",
    rf"(?<![a-z])net[ \t]use[ \t]{USER}:?[ \t]\\\\[!-~]{{1,80}}[ \t]{{1,2}}",
    rf"(?<![a-z])htpasswd[ \t]-[a-z0-9]{{0,6}}b[a-z0-9]{{0,6}}(?:[ \t]-[a-z0-9]{{1,4}}){{0,3}}[ \t][!-~]{{1,60}}[ \t]{USER}[ \t]{{1,2}}",
    rf"(?<![a-z])htpasswd[ \t]-[a-z]{{0,4}}n[a-z]{{0,4}}[ \t]{USER}[ \t]", r"(?<![a-z])wpa-psk[ \t]ascii[ \t](?:[07][ \t])?",
    rf"(?<![a-z])x11vnc{_FEW}-passwd[ \t]{{1,2}}",
    r"(?<![a-z])(?:input|fill|type)[ \t](?:password|secret|text)[ \t]{2,8}[^\s]{0,30}pass[^\s]{0,12}[ \t]{2,8}",
    rf"(?<![a-z])chpasswd:[ \t]{{0,2}}\n(?:[ \t][^\n]{{0,40}}\n){{0,3}}[ \t]{{1,8}}(?:-[ \t])?{USER}:[ \t]?",
    rf"(?<![a-z])login[ \t]{{1,2}}{USER}[ \t\r\n]{{1,8}}password[ \t]{{1,2}}",
    rf"(?<![a-z])user[ \t]set[ \t](?:\[find[ \t][^\]\n]{{1,40}}\]|{USER})[ \t]password=",
))
"""Before an argument without quotes."""
_LOGIN = (
    r"(?:(?:user|log)[ _-]?(?:name|in|id)?|account|benutzer(?:name)?|anmeldename|utilisateur|identifiant|nom d'utilisateur|usuario"
    r"|utilizador|usu(?:á|a)rio|nome[ ]utente|utente|gebruikers?(?:naam)?|u(?:ż|z)ytkownik|nazwa u(?:ż|z)ytkownika|anv(?:ä|a)ndar(?:e|namn)"
    r"|bru[gk]er(?:navn)?"
    r"|e-?mail)"
)
_BESIDE = (
    rf"(?<![a-z]){_LOGIN}[ \t]?[:=][ \t]{{0,4}}{USER}(?:[ \t]?[,;/|][ \t]?|[ \t]{{1,4}}|[ \t]?\r?\n[ \t]{{0,12}})"
    rf"{passwords.WORDS}[ \t]?[:=][ \t]{{0,4}}"
)
"""`login: joe, password: `."""
_FLAG = (
    r"(?<![a-z])(?!mysql|mariadb)[a-z0-9_.\-]{2,24}(?:[ \t][!-~]{1,60}){0,8}?[ \t]-(?:u|user|username|l)[ \t=]{0,2}[!-~]{1,40}"
    r"(?:[ \t][!-~]{1,60}){0,3}?[ \t]-(?:p|pw|pass)[ \t]{1,2}"
)
"""Of any command that was given a user; `mysql -p` takes none behind a space."""
_ACCOUNT = (
    r"(?:credentials?|creds|log-?ins?|zugangsdaten|anmeldedaten|logindaten|identifiants|acc(?:è|e)s|codes|credenciales|acceso|credenziali|credenciais"
    r"|acesso|inloggegevens|dane logowania|inloggningsuppgifter)"
)
_SAID = "|".join((
    rf"(?<![a-z]){_ACCOUNT}(?:[ \t][a-z]{{1,12}}){{0,3}}(?:[ \t]?[:=]|[ \t](?:are|is|sind|sont|son))"
    rf"[ \t\r\n]{{1,2}}(?:-[ \t])?{USER}[ \t]?[/:|,][ \t]?",
    rf"(?<![a-z])user(?:name)?[ \t]{USER},?[ \t](?:and[ \t])?pass(?:word|wd)?[ \t]",
    rf"(?<![a-z]){_LOGIN}[ \t:=]{{1,3}}{USER},[ \t]{passwords.WORDS}[ \t:=]{{1,3}}",
    rf"(?<![a-z])(?:log(?:ged)?[ -]?in|sign(?:ed)?[ -]?in|anmelden|einloggen|use|try|with|as|benutze|mit|avec|con|met|com)"
    rf"[ \t]{USER}[ \t]/[ \t]",
    r"(?<![a-z])(?:vpn|ssh|s?ftp|rdp|db|database|server|router|wi-?fi|jira|sap|citrix|admin|root|portal|mail|web)[ ]?:[ ]"
    rf"{USER}[ ]?/[ ]",
    r"(?<![a-z])(?:with|using|mit|avec|con|met|com|z)[ ](?:the[ ]|dem[ ]|le[ ])?"
    r"(?:password|passwort|kennwort|mot[ ]de[ ]passe|contraseña|senha|wachtwoord|hasłem)[ ]",
    r"(?:mot[ ]de[ ]passe|mdp)(?:[ \t][a-z']{1,12}){0,4},?[ \t]c'est[ \t]",
))
"""What people say before a user and a password."""
_WORDS = re.compile(
    r"(?:user|name|pass|passw|login|admin|root|test|guest|my|your|the|some|new|old|db|app|service|default|sample|example|fake|dummy|mock|foo|bar"
    r"|baz|qux|secret|password|passwort|kennwort|contraseña|senha|wachtwoord|heslo|hasło|string|value|field|input|text|label|none|null"
    r"|undefined|required|optional|missing|invalid|incorrect|wrong|empty|hidden|hashed|encrypted|changeit|change|changeme|here|database|dbname"
    r"|host|port|server|localhost|authentication|external|peer|trust|reject|disable|disabled|enable|enabled|expire|expired|prompt|interactive"
    r"|file|stdin|random|generated|and|or|for|not|is|in|to|of|a)",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+|[0-9]+")
_LEAST = 6


def clear(text: str) -> int:
    """Anything that is no placeholder, no variable, no path and no option, and not made of the words that stand for one."""
    kept = text.rstrip(".,:?;")
    if len(kept) < _LEAST or kept[0] in "-/$%<{[(" or passwords.is_said_otherwise(kept):
        return 0
    pieces = _PIECE.findall(kept)
    return len(kept) if pieces and not all(piece.isdigit() or _WORDS.fullmatch(piece) for piece in pieces) else 0


def beside(text: str) -> int:
    """The same, and no other name for a password, as translations have it."""
    kept = text.rstrip(".,:?;")
    return 0 if _NAME.fullmatch(kept.lower()) else clear(text)


_NAME = re.compile(passwords.WORDS)


def _mentioned(text: str) -> int:
    """Of many kinds of characters, or three words and more that are joined."""
    kept = text.rstrip(".,:?;")
    return passwords.told(kept) or (len(kept) if passwords.is_phrase(kept) else 0) or (passwords.bare(kept) if len(kept) >= 8 else 0)


def _place(link: str, why: str, accept: passwords.Accept, confidence: int, *, quoted: bool = False, anchor: str = "") -> Pattern:
    exact, shape = (passwords.IN_QUOTES, passwords.SHAPE_IN_QUOTES) if quoted else (passwords.ALONE, passwords.SHAPE_ALONE)
    said = rf"(?:{link}){_STRING}" if quoted else f"(?:{link})"
    return Pattern(
        anchor=(anchor or passwords.over_bytes(said)) + "[!-~]", reach=1, lead=LEAD, exact=exact, accept=accept, shape=shape, why=why,
        confidence=None, supported=confidence, evidence=Evidence(Deferred(rf"{said}\Z"), LEAD),
    )


_ECHOED = "(?:" + "|".join(f"(?<={begun}{quote})" for begun in ("echo ", "echo -n ", "printf ") for quote in ("", "\"", "'")) + ")"
"""Any other word of a stream would be held back for what may stand behind it."""
_PIPED = re.compile(
    _ECHOED + r"[^\s\"'`$|<>(){}-][^\s\"'`|<>(){}$]{5,80}"
    r"(?=[\"']? \| (?:sudo -S\b|(?:sudo )?[!-~]{1,40}[^|\n]{0,80}(?:-stdin|secrets? [a-z-]{1,20}[^|\n]{0,60}--data-file=-)))"
)
"""What is piped to a command that reads a password."""

DETECTOR = Detector(
    entity="password",
    id="password_in_clear_place",
    title="password where only one can stand",
    about=(
        "Whatever stands where SQL, commands, calls and people have a password and nothing else, words too: `IDENTIFIED BY '...'`, "
        "`mysqli(host, user, '...')`, `fill('#password', '...')`, `docker login -p`, `7z -p...`, `/p:`, behind `credentials: joe /`."
    ),
    patterns=(
        _place(_STATEMENT, "in quotes in a statement of SQL, with letters and digits or signs", passwords.strong, HIGH, quoted=True),
        _place(_STATEMENT, "the same, a word or some", clear, MEDIUM, quoted=True),
        _place(_CALL, "in quotes where a call has it, with letters and digits or signs", passwords.strong, HIGH, quoted=True),
        _place(_CALL, "the same, a word or some", clear, MEDIUM, quoted=True),
        _place(_COMMAND, "an argument of a command", clear, MEDIUM),
        _place(_COMMAND, "the same in quotes", clear, MEDIUM, quoted=True),
        _place(_BESIDE, "behind a user and a name for a password", beside, MEDIUM),
        _place(_FLAG, "behind the flags of a user and of a password", _mentioned, MEDIUM, anchor="[ \\t]-[Pp](?:w|ass)?[ \\t]{1,2}"),
        _place(_FLAG, "the same in quotes", _mentioned, MEDIUM, quoted=True, anchor="[ \\t]-[Pp](?:w|ass)?[ \\t]{1,2}[\"'`]"),
        _place(_SAID, "behind a user and a slash or a colon, of many kinds of characters or three words", _mentioned, MEDIUM),
        Pattern(
            anchor=r"(?:-stdin|--data-file=-|sudo -S)", reach=240, exact=_PIPED, accept=clear, shape=Shape(LINE, f"{_ECHOED}[!-~]", 260),
            confidence=MEDIUM, why="piped to a command that reads a password",
        ),
    ),
    source="manual pages of the programs named; the statements of MySQL, PostgreSQL, Oracle and SQL Server that make users",
    limits=("Words that stand for a password (`changeme`, `your_password`, `test`) are not reported.",),
    positives=(
        "CREATE USER 'x'@'%' IDENTIFIED BY '«letmeinnow»';", "ALTER ROLE app WITH LOGIN PASSWORD '«otter-river-lamp»';",
        "UPDATE users SET password = '«otterlamp»' WHERE id = 7;", "$db = new mysqli('localhost', 'app', '«otterlamp»', 'shop');",
        '$pdo = new PDO("mysql:host=h", "app", "«Otter77»");', 'smtp.PlainAuth("", "joe", "«otterlamp»", host)',
        "await page.fill('#password', '«otterlamp»');", 'driver.find_element(By.ID, "password").send_keys("«otterlamp»")',
        "docker login -u ci -p «otterlamp» reg", "7z a -p«otterlamp» out.7z x", "xfreerdp /v:h /u:joe /p:«Otter77!»",
        "rootpw --plaintext «otterlamp»\n", "htpasswd -b -c f admin «otterlamp»\n", "Zugangsdaten: joe / «Otter77!»",
        "creds: joe:«Otter77!»", "log in with joe / «Otter-Lamp-77» now", "echo «otterlamp» | docker login -u ci --password-stdin",
        "chpasswd:\n  list: |\n    ubuntu:«otterlamp»\n", "ldapsearch -x -D cn=a -w «otterlamp» -b x",
        "net use Z: \\\\s\\d «otterlamp» /user:joe", "le mot de passe du wifi, c'est «Otter77!»", "PGPASSWORD=«otterlamp» psql -h db",
        "user joe pass «Otter777» fails",
    ),
    negatives=(
        "IDENTIFIED BY 'password'", "IDENTIFIED BY '<your-password>'", "ALTER ROLE app PASSWORD NULL",
        "UPDATE users SET password = ? WHERE id = 7", "UPDATE users SET password = 'changeme'",
        "new mysqli($host, $user, $password, $db)", "new mysqli('localhost', 'user', 'password', 'db')",
        "page.fill('#password', process.env.PW)", "send_keys(password)", "docker login -u ci -p $TOKEN",
        "docker login -u user -p password", "7z a -p out.7z", "xfreerdp /v:h /p:$PASS", "rootpw --iscrypted $6$abc",
        "htpasswd -b -c file user $PASS", "credentials: see below / wiki", "log in with docker / podman",
        "echo $TOKEN | docker login --password-stdin", "echo done | tee --stdin", 'ldapsearch -w "$PASS"',
        "net use Z: \\\\s\\d /user:joe", "auth=('user', 'pass')", "user is logged in", "the login user password reset",
        "define('DB_PASSWORD', getenv('X'))", "user app password authentication failed", "user joe password expired", "login: true/false",
        "auth = ('user', 'password')",
    ),
)
