"""Keyed pseudonyms of direct identifiers.

Belongs here: which kinds of identifier exist, how each is normalised, and the key. Does not
belong here: which columns hold them (the source declarations say so).
"""

from __future__ import annotations

import hmac
import logging
import os
import re
import secrets
import unicodedata
from pathlib import Path

import pyarrow as pa
from pydantic import SecretStr

from fugou.workspace import move_into_place

KINDS = frozenset(
    {
        "address",
        "card",
        "device",
        "email",
        "external_userid",
        "id_number",
        "name",
        "openid",
        "phone",
        "unionid",
    }
)
MOBILE_DIGITS = 11
SAFE_KEY_LENGTH = 16

logger = logging.getLogger("fugou")


class KeyChangedError(RuntimeError):
    """The key is not the one with which the workspace was begun."""


def normalise(kind: str, value: str) -> str:
    """Write an identifier the way every system would, so that one person has one pseudonym.

    Args:
        kind: One of `KINDS`.
        value: The identifier as a system wrote it.

    Returns:
        The normal form; empty if nothing identifies anybody.

    Raises:
        ValueError: If the kind is unknown.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of identifier {kind!r}; known: {', '.join(sorted(KINDS))}")
    text = unicodedata.normalize("NFKC", value).strip()
    if kind == "phone":
        digits = re.sub(r"[^0-9]", "", text)
        for prefix in ("0086", "86"):
            if digits.startswith(prefix) and len(digits) == len(prefix) + MOBILE_DIGITS:
                return digits.removeprefix(prefix)
        return digits
    return text.lower() if kind == "email" else text


def pseudonym(key: bytes, kind: str, value: str | None) -> str | None:
    """Replace one identifier by its keyed pseudonym.

    Args:
        key: The secret.
        kind: One of `KINDS`; it goes into the hash, so kinds never match each other.
        value: The identifier, or None.

    Returns:
        64 hexadecimal digits, or None if there is no identifier.

    Raises:
        ValueError: If the kind is unknown.
    """
    normal = normalise(kind, value or "")
    return hmac.digest(key, f"{kind}:{normal}".encode(), "sha256").hex() if normal else None


def pseudonyms(key: bytes, kind: str, values: pa.Array) -> pa.Array:
    """Replace a column of identifiers, hashing each distinct value once.

    Args:
        key: The secret.
        kind: One of `KINDS`.
        values: String array.

    Returns:
        String array of the same length.

    Raises:
        ValueError: If the kind is unknown.
    """
    encoded = values.dictionary_encode()
    hashed = [pseudonym(key, kind, value) for value in encoded.dictionary.to_pylist()]
    return pa.array(hashed, pa.string()).take(encoded.indices)


def load_key(home: Path, secret: SecretStr | None) -> bytes:
    """Take the configured key, or make a development key that this workspace keeps.

    Call it under the workspace's lock.

    Args:
        home: Root folder of the workspace.
        secret: The key from the settings, or None.

    Returns:
        The key of the pseudonyms.

    Raises:
        KeyChangedError: If the workspace has pseudonyms of another key: nobody who was known
            would be recognised.
    """
    key = _development_key(home) if secret is None else secret.get_secret_value().encode()
    if secret is not None and len(key) < SAFE_KEY_LENGTH:
        logger.warning(
            "The pseudonym key has fewer than %d characters: who guesses it can undo the"
            " pseudonyms.",
            SAFE_KEY_LENGTH,
        )
    fingerprint = hmac.digest(key, b"fingerprint of the key", "sha256").hex()
    path = home / ".pseudonym_key_fingerprint"
    if not path.exists():
        _write_secret(path, fingerprint)
    if path.read_text(encoding="ascii") != fingerprint:
        raise KeyChangedError(
            "FUGOU_PSEUDONYM_KEY is not the key with which this workspace was begun: the same "
            "person would get another pseudonym. Set the old key, or begin a new workspace."
        )
    return key


def _development_key(home: Path) -> bytes:
    path = home / ".development_key"
    if not path.exists():
        _write_secret(path, secrets.token_hex(32))
    logger.warning(
        "FUGOU_PSEUDONYM_KEY is not set: the development key %s is used; its pseudonyms do not"
        " match those of production.",
        path,
    )
    return path.read_bytes()


def _write_secret(path: Path, value: str) -> None:
    unfinished = path.with_suffix(".tmp")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(value)
    move_into_place(unfinished, path)
