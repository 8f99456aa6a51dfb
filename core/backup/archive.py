"""The file itself: a ZIP of one table per member and a manifest with their hashes, signed with the installation's keys."""
from __future__ import annotations

import hashlib
import hmac
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from core.backup.errors import RestoreRefused
from core.crypto import keyring
from core.texts import gettext as _

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LARGEST_MANIFEST = 1_000_000  # bytes
PURPOSE = "backup.manifest"


class Writer:
    """Takes tables one after another, then the manifest."""

    def __init__(self, path: Path) -> None:
        self._zip = ZipFile(path, "x", ZIP_DEFLATED, compresslevel=6)
        self.tables: dict[str, dict[str, Any]] = {}

    def add(self, name: str, lines: Iterable[str]) -> None:
        """Write a table's lines."""
        digest, count, size = hashlib.sha256(), 0, 0
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for line in lines:
                raw = f"{line}\n".encode()
                digest.update(raw)
                member.write(raw)
                count, size = count + 1, size + len(raw)
        self.tables[name] = {"rows": count, "bytes": size, "sha256": digest.hexdigest()}

    def close(self, about: dict[str, Any]) -> None:
        """Write and sign the manifest."""
        manifest = json.dumps({"format": FORMAT, **about, "tables": self.tables}, ensure_ascii=False, indent=1)
        self._zip.writestr(MANIFEST, manifest)
        self._zip.writestr(SIGNATURE, keyring().token(PURPOSE, manifest, int(about["community_id"])))
        self._zip.close()


class Reader:
    """An archive whose manifest carries our signature. Raises RestoreRefused; a table is judged when it was read through."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = ZipFile(path)
            self.manifest = self._signed()
        except (BadZipFile, KeyError, ValueError, OSError) as error:
            raise RestoreRefused(_("这不是社区备份文件，或者文件已经损坏。")) from error
        if self.manifest.get("format") != FORMAT:
            raise RestoreRefused(_("这份备份是别的版本写的，请用当时的版本恢复，再升级。"))
        if sorted(self._zip.namelist()) != sorted([MANIFEST, SIGNATURE, *map(_member, self.manifest["tables"])]):
            raise RestoreRefused(_("备份里多了或少了文件，已经被改过。请用原来的备份文件。"))

    def lines(self, name: str) -> Iterator[str]:
        """A table's lines, read as they are asked for."""
        said, digest, count = self.manifest["tables"][name], hashlib.sha256(), 0
        try:
            # No more than this is ever unpacked, so what is not ours cannot fill the memory before its hash is known.
            if self._zip.getinfo(_member(name)).file_size != said["bytes"]:
                raise self._spoilt(name)
            with self._zip.open(_member(name)) as member:
                for line in io.TextIOWrapper(member, "utf-8", newline="\n"):
                    digest.update(line.encode())
                    count += 1
                    yield line
        except (BadZipFile, KeyError, UnicodeDecodeError, EOFError, zlib.error) as error:
            raise self._spoilt(name) from error
        if (count, digest.hexdigest()) != (said["rows"], said["sha256"]):
            raise self._spoilt(name)

    @staticmethod
    def _spoilt(name: str) -> RestoreRefused:
        return RestoreRefused(_("备份里的 %(table)s 和清单对不上，文件已经损坏。", table=name))

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _signed(self) -> dict[str, Any]:
        with self._zip.open(MANIFEST) as member:
            raw = member.read(LARGEST_MANIFEST)
        found: dict[str, Any] = json.loads(raw)
        signature = self._zip.read(SIGNATURE) if self._zip.getinfo(SIGNATURE).file_size < 200 else b""
        known = keyring().tokens(PURPOSE, raw.decode(), int(found["community_id"]))
        if not any(hmac.compare_digest(signature, token) for token in known):
            raise RestoreRefused(_("备份的签名不对：文件被改过，或者是用别的密钥写的。请核对密钥文件。"))
        return found


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"
