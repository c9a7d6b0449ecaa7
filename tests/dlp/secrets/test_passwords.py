"""Passwords in the ways that languages, files, commands and people write them; variables, types, names and placeholders stay."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import DETECTORS, passwords

SCANNER = Scanner(["password"], DETECTORS)


def found(text: str, least: int = 75) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text) if match.confidence >= least]


@pytest.mark.parametrize("written", [
    'password = "{}"', "password='{}'", 'String password = "{}";', 'const password: string = "{}"', 'var dbPassword = `{}`',
    'password := "{}"',
    '$password = "{}";', '"password": "{}"', "'password' => '{}'", ":password => '{}'", "password: '{}'", "DB_PASSWORD={}",
    "export DB_PASSWORD={}",
    "password: {}", "spring.datasource.password={}", "<password>{}</password>", '<property name="password" value="{}"/>',
    '<add key="password" value="{}" />',
    "PASSWORD {}".replace(" ", "="), "--password {}", "--password={}", "-e POSTGRES_PASSWORD={} postgres",
    'environment:\n  - MYSQL_ROOT_PASSWORD={}',
    "my password is {}", "The password is: {}.", "Passwort: {}", "contraseña: {}", "mot de passe : {}", "Пароль: {}", "密码: {}",
    "senha = '{}'",
    'setPassword("{}")', '.password("{}")', "IDENTIFIED WITH PASSWORD '{}'", 'ConvertTo-SecureString "{}" -AsPlainText',
    "https://x.example/login?user=a&password={}&x=1",
    'password="{}",', "{{'password': '{}'}}", '{{\\"password\\": \\"{}\\"}}', "machine h login me password {}", "sshpass -p {} ssh h",
    "admin_password  =  \"{}\"",
    '- name: DB_PASSWORD\n  value: "{}"', "passphrase = '{}'", 'client_secret = "{}"', "[db]\nuser = app\npwd = {}\n",
    "password: String = \"{}\"", 'var password string = "{}"', 'let password: &str = "{}";', 'char password[] = "{}";',
])
@pytest.mark.parametrize("value", ["S3cr3t-Pa55", "hunter22", "Tulpe7xQ", "wal7Fisch99", "x81kQ0mmP9"])
def test_passwords_in_every_hand(written: str, value: str) -> None:
    assert found(written.format(value)) == [value]


@pytest.mark.parametrize("value", ["Pa$$w0rd-7x", "N0rd!See#22", "a'b".replace("'", "*") + "7xyz!", "p@55Phrase", "Größe77!x"])
def test_signs_in_quotes(value: str) -> None:
    assert found(f'password = "{value}"') == [value]


@pytest.mark.parametrize("text", [
    "password = request.form['password']", "password = os.getenv('DB_PASSWORD')", "password: str = ''", "password=None",
    "password: Optional[str] = None",
    "password: ${DB_PASSWORD}", "password: $DB_PASSWORD", "password: {{ .Values.password }}", 'password = "${var.password}"',
    "password: <your password>",
    'password = "your-password"', 'password = "changeme"', "password = '********'", "DB_PASSWORD=", "password = var.db_password",
    'password = local.passwords["db1"]',
    "password = random_password.main.result", "password: VARCHAR(255)", "password varchar2(64) not null",
    '"password": "Forgot your password?"',
    "Password must contain 1 digit", "type PasswordHash256 = string", "password = generate_password(16)", "if password == user.password2:",
    "passwordKey: password1", "secretName: db-secret-1", "secretKeyRef: {name: db, key: password2}", "PWD=/home/user1/project",
    "pwd: /var/lib/x2",
    "password_reset_token_expires_in: 3600s", "labels.password: i18n.password.label1", "password = await hash256(password)",
    "bypass=yes1234", "compass: 12north34",
    "password: arn:aws:secretsmanager:eu-1:1:secret:x", "password = vault:secret/data/db#password1", "the password was changed in 2024",
    "Passwords: 12 accounts",
    "password: string; // 8-64 characters", 'placeholder="Password1 here"', "password: int32", "PASSWORD_HASHERS = [", "getPassword()",
    "password: sha256",
    "password={password}", "password=%s", "password=%(password)s", "password=$1", "password=@Password", "password: !vault |",
    "password: *default1",
])
def test_what_is_no_password(text: str) -> None:
    assert found(text) == []


def test_a_word_in_quotes_is_reported_low() -> None:
    assert found('password = "letmein"') == []
    assert found('password = "letmein"', 65) == ["letmein"]


def test_strong_and_bare() -> None:
    assert passwords.strong("hunter22") == 8
    assert passwords.strong("config.db2.password") == 0
    assert passwords.bare("hunter22.") == 8
    assert passwords.bare("12345678") == 0
    assert passwords.stated("${x}") == 0


def test_below_the_head_of_their_column() -> None:
    assert found("user,password\nalice,Winter!Snow42\nbob,x9$Lq27vT\n") == ["Winter!Snow42", "x9$Lq27vT"]
    assert found("id\tlogin\tpasswd\n1\troot\tt00r-Kf82!aa\n2\tadm\thunter22") == ["t00r-Kf82!aa", "hunter22"]
    assert found("| login | Passwort |\n|---|---|\n| joe | Tulpe7xx |\n") == ["Tulpe7xx"]
    assert found("INSERT INTO users (name, password) VALUES ('joe', 'Tulpe7xx'), ('ann', 'hunter22');") == ["Tulpe7xx", "hunter22"]
    assert found("<table><tr><th>user</th><th>password</th></tr><tr><td>joe</td><td>Tulpe7xx</td></tr></table>") == ["Tulpe7xx"]
    assert found("user,password_changed_at,host\njoe,2024-01-02,web12\nann,2024-01-03,web13\n") == []
    assert found("login(user, password, retries2, timeout30)\nother(user2, name2, retries2, timeout30)") == []


def test_an_and_is_a_part_unless_it_joins_members_of_a_query() -> None:
    assert found("password: tr0ub4dor&3x\n") == ["tr0ub4dor&3x"]
    assert found("?password=hunter22&user=joe") == ["hunter22"]
    assert found("export DB_PASSWORD=hunter22 && run") == ["hunter22"]
