"""Passwords by their place: in commands, calls, settings of devices and files of logins; what stands there and is none."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import logins

SCANNER = Scanner(detectors=[logins.DETECTOR])


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text) if match.confidence >= 75]


@pytest.mark.parametrize("written", [
    "az login --service-principal -u app -p {} --tenant x", "helm registry login -u me -p {} reg.example", "bcp t in f -S s -U u -P {}",
    "zip -P {} a.zip b", "7z x -p{} a.7z", "http -a joe:{} GET https://h", "openssl rsa -passout pass:{} -in k", "-keypass {} x",
    "masterauth {}\n", "enable secret 0 {}", "tacacs-server host 10.1.1.1 key {}", "crypto isakmp key {} address 0.0.0.0",
    "Benutzer / Passwort: anna / {}", "*:5432:*:app:{}\n", "rpcclient -U dom\\joe%{} 10.1.1.1", "sqlplus -s app/{}",
    "Password of the hotspot? wifi key: {}", "das Passwort fürs WLAN ist {}", 'basic_auth("joe", Some("{}"))',
    "HTTPBasicAuth(user, '{}')", 'new UsernamePasswordCredentials("a", "{}")', "auth: ['joe', '{}']", "wpa_passphrase='{}'",
    "New-Object PSCredential('joe', ('{}' | ConvertTo-SecureString))", "ENV.fetch('DB_PASSWORD', '{}')",
])
@pytest.mark.parametrize("value", ["S3cr3t-Pa55", "hunter22x", "Tulpe7xQ"])
def test_passwords_by_their_place(written: str, value: str) -> None:
    assert found(written.format(value)) == [value]


@pytest.mark.parametrize("text", [
    "az login --use-device-code -p $SECRET", "docker run -p 8080:80 img1", "login -p 2222 host", "zip -r a1.zip b2", "net user joe *",
    "enable password encryption", "use udp / tcp4", "snmp-server community private RW", "auth = (user1, password1)",
    'login("user1", "password")',
    "echo 'build:release-2024'", "file.go:5432:func:name:note", "HTTPBasicAuth('user', '${PASSWORD}')", "psk=<your key>", "sqlplus /nolog",
    "mysql -h db -p 3306", "key exchange 1234abcd", "the wifi is free",
])
def test_what_is_none(text: str) -> None:
    assert found(text) == []
