"""Encryption of single fields: a lost database file gives away no phone number, and two communities share no key."""
from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
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

    Derived keys are kept in memory: 2 x 32 bytes for each community and key id in use.
    """

    keys: dict[int, bytes]
    _ciphers: dict[tuple[int, int], AESGCM] = field(default_factory=dict, repr=False)
    _token_keys: dict[tuple[int, int, str], bytes] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not self.keys or any(not 1 <= i <= 255 or len(k) != KEY_BYTES for i, k in self.keys.items()):
            raise KeyFileError("a key ring needs at least one key of 32 bytes with an id from 1 to 255")
        self.newest = max(self.keys)

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
        return [self._token(key_id, purpose, value, where) for key_id in sorted(self.keys, reverse=True)]

    def _token(self, key_id: int, purpose: str, value: str, community_id: int) -> bytes:
        slot = (key_id, community_id, purpose)
        key = self._token_keys.get(slot)
        if key is None:
            key = self._token_keys[slot] = self._derive(key_id, f"token|{purpose}|{community_id}")
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
    _write(path, {1: secrets.token_bytes(KEY_BYTES)}, os.O_EXCL)


def add_key(path: Path) -> int:
    """Put a new key on the ring for rotation and return its id; what exists stays readable under the older keys."""
    keys = load_key_file(path).keys
    fresh = max(keys) + 1
    beside = path.with_name(path.name + ".new")
    _write(beside, {**keys, fresh: secrets.token_bytes(KEY_BYTES)}, os.O_EXCL)
    beside.replace(path)
    return fresh


def load_key_file(path: Path) -> KeyRing:
    """Read a key file; raises KeyFileError with what to do about it."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path} can be read by other users: chmod 600 it")
        held: dict[str, Any] = json.loads(path.read_text())
        return KeyRing({int(key_id): b64decode(key) for key_id, key in held["keys"].items()})
    except FileNotFoundError:
        make = f"""python -c 'from core.crypto import *; make_key_file(Path("{path}"))'"""
        said = f"{path} does not exist; restore it from its backup, or make one for a new site: {make}"
        raise KeyFileError(said) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(f"{path} is damaged: {error}") from error


def _write(path: Path, keys: dict[int, bytes], flag: int) -> None:
    body = json.dumps({"keys": {str(i): b64encode(key).decode() for i, key in keys.items()}}, indent=1)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600), "w") as file:
        file.write(body + "\n")


def init_app(app: Flask, key_file: Path) -> None:
    """Give the app its key ring; raises KeyFileError."""
    app.extensions["linli.keyring"] = load_key_file(key_file)


def keyring() -> KeyRing:
    """The key ring of the running app."""
    ring: KeyRing = current_app.extensions["linli.keyring"]
    return ring
