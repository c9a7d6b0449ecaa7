"""Passwords of any kind where only a password can stand, and what stands there instead of one."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import DETECTORS, clear_places, passwords

SCANNER = Scanner(["password"], DETECTORS)
PLACES = (
    "CREATE USER 'report'@'%' IDENTIFIED BY '{}';", "ALTER ROLE app WITH LOGIN PASSWORD '{}';", "CREATE LOGIN etl WITH PASSWORD = N'{}';",
    "UPDATE users SET password = '{}' WHERE login = 'anna';", "GRANT ALL ON crm.* TO 'app'@'h' IDENTIFIED BY \"{}\";",
    "$db = new mysqli('localhost', 'app', '{}', 'crm');", "$pdo = new PDO('mysql:host=db1;dbname=crm', 'app', '{}');",
    'my $h = DBI->connect("dbi:mysql:crm", "app", "{}");', 'conn.Open "DSN=crm", "app", "{}"', "requests.get(url, auth=('svc', '{}'))",
    'smtp.PlainAuth("", "mailer", "{}", "smtp.example.com")', 'DriverManager.getConnection(url, "app", "{}");',
    'ConvertTo-SecureString "{}" -AsPlainText -Force', "define('DB_PASSWORD', '{}');", "await page.fill('#password', '{}');",
    "cy.get('[name=password]').type('{}')", 'driver.find_element(By.ID, "password").send_keys("{}")',
    "7z a -p{} out.7z data/", "docker login -u ci -p {} reg", "docker login reg -u ci --password '{}'",
    "ldapsearch -x -D cn=a -w {} -b dc=a",
    "xfreerdp /v:10.0.0.4 /u:admin /p:{}", "rootpw --plaintext {}\n", "net use Z: \\\\srv1\\share {} /user:ACME\\joe",
    "htpasswd -b -c .htpasswd admin {}\n", "chpasswd:\n  list: |\n    ubuntu:{}\n", "echo {} | docker login -u ci --password-stdin",
    'echo "{}" | passwd --stdin deploy', "PGPASSWORD='{}' psql -h db1", "sshpass -p '{}' ssh h", "keytool -genkey -storepass {} -alias a",
    "machine ftp.example.com\n  login deploy\n  password {}\n", "login: joe, password: {}\n", "Utente: mrossi\nPassword: {}\n",
    "Input Password    id:password    {}\n",
)


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text) if match.confidence >= 75]


@pytest.mark.parametrize("place", PLACES)
def test_a_word_counts_where_only_a_password_stands(place: str) -> None:
    for value in ("kettleriver", "otter-kettle-river", "Kettle77!x", "zNDVrobj"):
        assert found(place.format(value)) == [value]


@pytest.mark.parametrize("place", PLACES)
def test_a_placeholder_does_not(place: str) -> None:
    for value in ("password", "changeme", "$PASSWORD", "<password>", "${DB_PASSWORD}", "your_password", "********", "DB_PASSWORD",
    "secret"):
        assert found(place.format(value)) == [], value


@pytest.mark.parametrize("text", [
    "username: Benutzername\npassword: Kennwort\n", "login: login, password: contraseña", "user: string\npassword: string\n",
    "FROM docker.io/library/credentials:1.2@sha256:975c75100cbce31c596a2efca1f825eb5029d2c95981823afb10c1f8133e5be0",
    "user 01a9326d password openai session", "username and password combination wrong", "log in with docker / podman", "login -p 22",
    "mysql -u root -p shop", "password: reset-password-form", "password = 'login-form-field'", "secret: my-tls-secret-name",
    "password: postgres-auth-credentials", "the password is state-of-the-art", "password: ${{ secrets.DB_PASSWORD }}",
    "password: *** hidden ***",
    "**Password:** required, at least 8 characters", "<key>Password</key>\n<string></string>", "<password><value>${pw}</value></password>",
    '"password": "Passwort"', "password: required", "password: !secret db_password", "auth=('user', 'pass')",
    "auth=HTTPBasicAuth(user, password)",
    "| Option | Password |\n|---|---|\n| length | required |\n", "user,password\njoe,n/a\n", "password_hash, password_salt = split(line)",
    "UPDATE users SET password = crypt($1, gen_salt('bf'))", "ALTER USER x PASSWORD EXPIRE", "echo $PW | docker login --password-stdin",
])
def test_what_is_no_password(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", [
    "DB_PASSWORD=«kettle-otter-river»\n", "* **Password:** «Kettle1973#»\n", "<key>Password</key>\n<string>«Kettle93#»</string>",
    "<AdministratorPassword><Value>«k96D6M?E95h9*»</Value></AdministratorPassword>",
    "| User | Passwort |\n|---|---|\n| joe | `«IkA2r?uAiQ!»` |\n",
    "host\tuser\tpass\nsrv1\troot\t«Summer19!!»\n", "Benutzer;Kennwort;Rolle\nmueller;«geUnp!vNAs»;admin\n",
    '{"username":"jdoe","password":"«mOvkLdSv»"}', "Use these credentials: svc_backup / «Guitar90!x»",
    "user jdoe pass «Orange98» does not work",
    "jdbc:oracle:thin:scott/«Rocket1998!»", "smbclient //srv/share -U 'jdoe%«Purple1989!»'", "la clave de acceso es «kettle-otter-river»",
])
def test_found_at_second_sight(text: str) -> None:
    value = text[text.index("«") + 1 : text.index("»")]
    assert found(text.replace("«", "").replace("»", "")) == [value]


def test_varied_values_of_assignments_are_sure() -> None:
    text = "DB_PASSWORD=Kettle!77x\n"
    assert [match.confidence for match in SCANNER.scan(text)] == [85]
    assert [match.confidence for match in SCANNER.scan("DB_PASSWORD=kettle77\n")] == [75]


def test_checks() -> None:
    assert clear_places.clear("kettleriver") == 11
    assert clear_places.clear("test-user-1") == clear_places.clear("-v") == clear_places.clear("kettl") == 0
    assert clear_places.beside("Kennwort") == 0
    assert passwords.worded("kettle-otter-river9") == 19
    assert passwords.worded("login-form-field") == passwords.worded("kettle-kettle-kettle") == 0


@pytest.mark.parametrize("text", [
    "ALTER USER 'root'@'h' IDENTIFIED WITH mysql_native_password BY '«U7abPacV»';", "EXEC sp_addlogin 'joe', '«kettle8919»', 'crm';",
    "redis> AUTH «tjKGwHue»\n", "psexec \\\\srv -u ACME\\joe -p «gt3ja8e1lmsr» cmd\n",
    "schtasks /create /tn x /ru joe /rp «kettle22797» /sc daily",
    "echo '«Fjord-Kettle-Tundra»' | sudo -S apt update", "openssl enc -aes-256-cbc -k «Bei2__dSiFwR» -in a -out b",
    "ssh-keygen -t rsa -N '«Kettle!violet841»' -f k", "mosquitto_sub -h h -u joe -P «kettle41048» -t x",
    "snmpwalk -v3 -u joe -A «Kettle-zebra350» h",
    "twine upload -u __token__ -p «Nebel_kettle658» dist/*", "nmcli dev wifi connect Home password «kettle43287»",
    "az sql server create -n s -g g -u sqladmin -p '«Lantern!kettle199»'", '"adminPassword": {\n  "value": "«Mistral#kettle469»"\n}',
    "<keyMaterial>«kettle81595»</keyMaterial>", 'joe : EAP "«F4lk3P3pp3r!»"', ".basic_auth(\"joe\", Some(\"«Cobalt-Kettle-Tundra»\"))",
    "mysql_connect('h', 'root', '«Kettle#marble560»');", 'Const PWD As String = "«u9lf80ztafds»"',
    "login admin, mot de passe «kettle53812»",
    "a senha do banco é «kettle12512»", "Пароль от сервера: «kettle82670»", "The passphrase for the key is «12fjjp1cf9ae»",
    "Password provvisoria: «kettle71750»", "WLAN-Passwort: «Saturn.kettle429»", "ADMIN_PW=«Tundra.Kettle.Saturn»\n",
    "<td>Password</td><td>«C0m3tK3ttl3»</td>", "<b>Password:</b> «Zebra#kettle258»<br>", "331 ok\nPASS «ajp9a5bq6g3k»\n230 in",
    "Benutzer/Passwort: joe/«kettle99154»", '<wsse:Password Type="x#PasswordText">«kettle#apfel272»</wsse:Password>',
    "hi, db creds are app:«kettle41893»",
    'variable "db_password" {\n  default = "«Velvet_Kettle_Violet»"\n}',
    "define('AUTH_PASSWORD',         '«kettleriver»');", 'USER, PASSWORD = "svc", "«H@rb0r27!»"',
    'c.connect("h", 22, "root", "«M@pl391!»")',
    "htpasswd -nb admin «esi6YQ17knWTVe»", "UPDATE wp_users SET user_pass = MD5('«Meadow$2986»')",
    "identifiant jmartin, mot de passe «drJplDy5»",
    "wpa-psk ascii «Forest!7475»", "  VPN: pshah / «brickbridge260»\n", "I use postgres with password «anchordesert211»",
])
def test_found_at_third_sight(text: str) -> None:
    value = text[text.index("«") + 1 : text.index("»")]
    assert value in found(text.replace("«", "").replace("»", ""))


@pytest.mark.parametrize("text", [
    "docker run -u 1000 -p 8080:80 web", "docker run -u joe -p 127.0.0.1:8080:80 web2", "mysql -u root -p production2024",
    "ssh -l joe -p 2222 host12",
    "password = Settings.Default.Password1", "password: user.password2", "Password = Convert.ToBase64", "password: Crypto.sha256",
    "the password hash for joe is 5f4dcc3b5aa765d61d8327deb882cf99", "Password last changed on: 2026-01-02T10:11",
    "password policy for users is bcrypt12",
    "the password for the account expires 2026-01-02", "password = HTTPSProxy", "AUTH required", "auth login failed", "set passwd mode 2",
    "the login user joined", "user joe, password required", "<td>Password</td><td>required</td>", "<b>Password:</b> at least 8",
    "echo $X | sudo -S ls",
    "password: Acme.Login.FormField", "class Password As String = ", "openssl enc -k $KEY", "PASS test_password_reset_42\n",
    "the creds are stored/kept in vault2",
    "protected with password authentication", "with password reset2 enabled", "server: nginx / apache2", "s.connect('tcp', 5432, 'public')",
    "db: postgres / mysql8", "SET user_pass = MD5(?)", "USER, PASSWORD = range(2)",
    "util._assertion_pass = call_assertion_pass_hook", "arn:aws:secretsmanager:us-west-2:1:secret:greengrass-windfarm1-auth-1ABCDE",
    '"AWS::SecretsManager::Secret": "c85175a4ebcce361"',
])
def test_neighbours_of_those_are_quiet(text: str) -> None:
    assert found(text) == []
