"""Encryption of single fields: a lost database file gives away no phone number, and two communities share no key."""
from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from click import ClickException
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

from core.tenancy.current import current_id

AES_GCM = 1  # first byte of every ciphertext, so that another cipher (SM4-GCM) can take over row by row
NONCE_BYTES = 12
TOKEN_BYTES = 16
KEY_BYTES = 32
RELOAD_SECONDS = 2.0  # how often a process looks whether the key file has changed
SEALS = "audit.chain"  # purpose of the audit's seals, which outlive the key that they were made with

_log = logging.getLogger("linli.keys")


class KeyFileError(ClickException):
    """The key file is missing, damaged, or readable by others."""


class CannotDecrypt(RuntimeError):
    """A ciphertext was moved to another row, damaged, or its key is gone."""


class Cell(NamedTuple):
    """Where a ciphertext lives; it opens there and nowhere else."""

    table: str
    column: str
    community_id: int
    row_id: int

    def bound(self) -> bytes:
        return f"{self.table}|{self.column}|{self.community_id}|{self.row_id}".encode()


@dataclass
class KeyRing:
    """All keys of an installation by id (1-255). Decrypts with any of them and encrypts with the newest.

    newest: the id to write with; 0 for the highest. seals: what is left of removed keys, by key id and community, to
    check the audit with. Derived keys are kept in memory: 2 x 32 bytes for each community and key id in use.
    """

    keys: dict[int, bytes]
    newest: int = 0
    seals: dict[tuple[int, int], bytes] = field(default_factory=dict, repr=False)
    _ciphers: dict[tuple[int, int], AESGCM] = field(default_factory=dict, repr=False)
    _token_keys: dict[tuple[int, int, str], bytes] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not self.keys or any(not 1 <= i <= 255 or len(k) != KEY_BYTES for i, k in self.keys.items()):
            raise KeyFileError("a key ring needs at least one key of 32 bytes with an id from 1 to 255")
        self.newest = self.newest or max(self.keys)
        if self.newest not in self.keys:
            raise KeyFileError(f"the newest key is said to be {self.newest}, which is not there")

    def encrypt(self, text: str, cell: Cell) -> bytes:
        """`seal` for text."""
        return self.seal(text.encode(), cell)

    def decrypt(self, blob: bytes, cell: Cell) -> str:
        """The clear text; raises CannotDecrypt."""
        return self.open(blob, cell).decode()

    def seal(self, data: bytes, cell: Cell) -> bytes:
        """cipher id | key id | nonce | ciphertext and tag, under the newest key, bound to its cell."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = self._cipher(self.newest, cell.community_id).encrypt(nonce, data, cell.bound())
        return bytes((AES_GCM, self.newest)) + nonce + body

    def open(self, blob: bytes, cell: Cell) -> bytes:
        """What was sealed; raises CannotDecrypt."""
        if len(blob) < 2 + NONCE_BYTES or blob[0] != AES_GCM or blob[1] not in self.keys:
            raise CannotDecrypt(f"{cell.table}.{cell.column}: unknown cipher or key")
        cipher = self._cipher(blob[1], cell.community_id)
        try:
            return cipher.decrypt(blob[2 : 2 + NONCE_BYTES], blob[2 + NONCE_BYTES :], cell.bound())
        except InvalidTag:
            raise CannotDecrypt(f"{cell.table}.{cell.column}: not the ciphertext of this row") from None

    def is_current(self, blob: bytes) -> bool:
        """Whether a ciphertext or a token was made under the newest key; rotation rewrites the others."""
        return (blob[1] if len(blob) > TOKEN_BYTES + 1 else blob[0]) == self.newest

    def token(self, purpose: str, value: str, community_id: int | None = None) -> bytes:
        """A searchable stand-in for `value`: key id and 16 bytes of HMAC, different in every community and purpose."""
        return self._token(self.newest, purpose, value, current_id() if community_id is None else community_id)

    def tokens(self, purpose: str, value: str, community_id: int | None = None) -> list[bytes]:
        """The tokens under every key, newest first: what a search must look for while keys are being rotated."""
        where = current_id() if community_id is None else community_id
        removed = {key_id for key_id, community in self.seals if community == where} if purpose == SEALS else set()
        return [self._token(key_id, purpose, value, where) for key_id in sorted({*self.keys, *removed}, reverse=True)]

    def seal_key(self, key_id: int, community_id: int) -> bytes:
        """What checks the seals of one community that were made with one key, and opens nothing."""
        kept = self.seals.get((key_id, community_id))
        return kept or self._derive(key_id, f"token|{SEALS}|{community_id}")

    def _token(self, key_id: int, purpose: str, value: str, community_id: int) -> bytes:
        slot = (key_id, community_id, purpose)
        key = self._token_keys.get(slot)
        if key is None:
            sealing = purpose == SEALS
            key = self.seal_key(key_id, community_id) if sealing else self._derive(key_id, f"token|{purpose}|{community_id}")
            self._token_keys[slot] = key
        return bytes((key_id,)) + hmac.digest(key, value.encode(), hashlib.sha256)[:TOKEN_BYTES]

    def _cipher(self, key_id: int, community_id: int) -> AESGCM:
        cipher = self._ciphers.get((key_id, community_id))
        if cipher is None:
            cipher = self._ciphers[key_id, community_id] = AESGCM(self._derive(key_id, f"field|{community_id}"))
        return cipher

    def _derive(self, key_id: int, info: str) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"linli|{info}".encode()).derive(self.keys[key_id])


def make_key_file(path: Path) -> None:
    """Write a key file with one fresh key, readable by its owner only; raises FileExistsError, never overwrites."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, KeyRing({1: secrets.token_bytes(KEY_BYTES)}))


def add_key(path: Path) -> int:
    """Put a new key on the ring and return its id; it opens and finds, but nothing is written under it yet."""
    ring = load_key_file(path)
    fresh = max(*ring.keys, *(key_id for key_id, _community in ring.seals), 0) + 1
    _replace(path, KeyRing({**ring.keys, fresh: secrets.token_bytes(KEY_BYTES)}, ring.newest, ring.seals))
    return fresh


def write_under_newest(path: Path) -> None:
    """Have everything written under the key that was added last, once every process has read the file again."""
    ring = load_key_file(path)
    _replace(path, KeyRing(ring.keys, max(ring.keys), ring.seals))


def drop_key(path: Path, key_id: int, communities: Iterable[int]) -> None:
    """Forget a key; what checks the seals that these communities made with it is kept."""
    ring = load_key_file(path)
    seals = ring.seals | {(key_id, here): ring.seal_key(key_id, here) for here in communities}
    _replace(path, KeyRing({i: key for i, key in ring.keys.items() if i != key_id}, ring.newest, seals))


def load_key_file(path: Path) -> KeyRing:
    """Read a key file; raises KeyFileError with what to do about it."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path} can be read by other users: chmod 600 it")
        held: dict[str, Any] = json.loads(path.read_text())
        keys = {int(key_id): b64decode(key) for key_id, key in held["keys"].items()}
        seals = {
            (int(key_id), int(here)): b64decode(key)
            for key_id, by_community in held.get("seals", {}).items()
            for here, key in by_community.items()
        }
        return KeyRing(keys, int(held.get("newest", 0)), seals)
    except FileNotFoundError:
        make = f"""python -c 'from core.crypto import *; make_key_file(Path("{path}"))'"""
        said = f"{path} does not exist; restore it from its backup, or make one for a new site: {make}"
        raise KeyFileError(said) from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}; it must belong to the user that runs the site") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(f"{path} is damaged: {error}; restore it from its backup") from error


def _replace(path: Path, ring: KeyRing) -> None:
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # of a change that was killed
    _write(beside, ring)
    beside.replace(path)


def _write(path: Path, ring: KeyRing) -> None:
    body: dict[str, Any] = {"keys": {str(i): b64encode(key).decode() for i, key in ring.keys.items()}}
    if ring.newest != max(ring.keys):
        body["newest"] = ring.newest
    for (key_id, here), key in ring.seals.items():
        body.setdefault("seals", {}).setdefault(str(key_id), {})[str(here)] = b64encode(key).decode()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(json.dumps(body, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())


class WatchedKeys:
    """The ring of a running process, read again when its file was exchanged: a rotation reaches all processes."""

    def __init__(self, path: Path) -> None:
        self.path, self.ring = path, load_key_file(path)
        self._seen, self._looked = self._stamp(), time.monotonic()

    def now(self) -> KeyRing:
        """The ring; looks at the file every RELOAD_SECONDS and keeps what it has when the file is not usable."""
        if time.monotonic() - self._looked > RELOAD_SECONDS:
            self._looked = time.monotonic()
            try:
                stamp = self._stamp()
                if stamp != self._seen:
                    self.ring, self._seen = load_key_file(self.path), stamp
            except (OSError, KeyFileError):
                _log.exception("the key file was not read again; the keys from before stay in use")
        return self.ring

    def _stamp(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_ino, status.st_mtime_ns


def init_app(app: Flask, key_file: Path) -> None:
    """Give the app its key ring; raises KeyFileError."""
    app.extensions["linli.keys"] = WatchedKeys(key_file)


def keyring() -> KeyRing:
    """The key ring of the running app."""
    keys: WatchedKeys = current_app.extensions["linli.keys"]
    return keys.now()
