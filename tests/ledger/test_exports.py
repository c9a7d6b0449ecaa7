"""The files of an invoice: other encodings, other packing, and parts that are missing."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from enclave.errors import InputError
from enclave.ledger.exports import parts
from enclave.ledger.invoice import read_invoice

from .test_invoice import EA, write


def pack(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def in_parts() -> dict[str, bytes]:
    header, first, *rest = EA.splitlines(keepends=True)
    manifest = {
        "manifestVersion": "2024-04-01", "blobCount": 2, "dataRowCount": 4, "runInfo": {"runId": "x"},
        "blobs": [
            {"blobName": "costs/run/part_0_0001.csv", "byteCount": 1, "dataRowCount": 1},
            {"blobName": "costs/run/part_1_0001.csv.gz", "byteCount": 1, "dataRowCount": len(rest)},
        ],
    }  # fmt: skip
    return {
        "run/manifest.json": json.dumps(manifest).encode("utf-8-sig"),
        "run/part_0_0001.csv": (header + first).encode("utf-8-sig"),
        "run/part_1_0001.csv.gz": gzip.compress((header + "".join(rest)).encode("utf-16")),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_encodings_and_tabs(tmp_path: Path, encoding: str, is_packed: bool) -> None:
    whole = read_invoice(write(tmp_path, EA))
    for text in (EA, EA.replace(",", "\t"), EA.replace("x,", '"x\nof ""two"" lines",'), EA.replace("\n", "\r\n")):
        data = text.encode(encoding)
        file = tmp_path / "other.csv"
        file.write_bytes(gzip.compress(data) if is_packed else data)
        assert read_invoice(file) == whole, text
    data = b"\xfe\xff" + EA.encode("utf-16-be")
    file.write_bytes(data)
    assert read_invoice(file) == whole
    for broken in (data[:-1], EA.encode("utf-16-le"), b"\xff\xfe\x00\xd8" + data[2:]):
        file.write_bytes(broken)
        with pytest.raises(InputError, match=r"cannot read the invoice|no column"):
            read_invoice(file)


def test_a_zip_and_a_folder_are_alike(tmp_path: Path) -> None:
    whole = read_invoice(write(tmp_path, EA))
    assert read_invoice(pack(tmp_path / "one.zip", in_parts())) == whole
    for name, data in in_parts().items():
        file = tmp_path / "export" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    assert read_invoice(tmp_path / "export") == whole
    assert [part.name.rsplit("/", 1)[1] for part in parts(tmp_path / "one.zip")] == ["part_0_0001.csv", "part_1_0001.csv.gz"]


def test_a_part_that_is_missing_or_short_is_told(tmp_path: Path) -> None:
    members = in_parts()
    del members["run/part_1_0001.csv.gz"]
    with pytest.raises(InputError, match=r"`part_1_0001\.csv\.gz` of the export is missing") as error:
        read_invoice(pack(tmp_path / "one.zip", members))
    assert error.value.where.endswith("one.zip/run")
    members = in_parts()
    header, first, *_ = EA.splitlines(keepends=True)
    members["run/part_0_0001.csv"] = (header + first + first).encode()
    with pytest.raises(InputError, match=r"has 2 rows, and `manifest\.json` says 1"):
        read_invoice(pack(tmp_path / "two.zip", members))
    with pytest.raises(InputError, match="the manifest of the export cannot be read"):
        read_invoice(pack(tmp_path / "three.zip", in_parts() | {"run/manifest.json": b"{"}))


def test_a_damaged_or_locked_zip_is_told(tmp_path: Path) -> None:
    file = pack(tmp_path / "one.zip", in_parts())
    data = bytearray(file.read_bytes())
    at = data.index(b"part_0_0001.csv") + 40
    data[at] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(InputError, match=r"zip cannot be unpacked|cannot read the invoice"):
        read_invoice(file)
    locked = bytearray(pack(tmp_path / "two.zip", {"a.csv": EA.encode()}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag that says so
        locked[locked.index(mark) + place] |= 1
    file.write_bytes(locked)
    with pytest.raises(InputError, match="zip cannot be unpacked"):
        read_invoice(file)
