"""Keyed pseudonyms of direct identifiers.

Belongs here: which kinds of identifier exist, how each is normalised and replaced. Does not
belong here: which columns hold them (the source declarations say so), where keys come from.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from pydantic import SecretStr

from fugou.keys import PSEUDONYM_KEY, read_key

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


Replaced = Callable[[str, str, str], None]


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
        digits = text if text.isascii() and text.isdigit() else re.sub(r"[^0-9]", "", text)
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
    return _hashed(key, kind, normal) if normal else None


def person_key(key: bytes) -> str:
    """Give the text that goes into every `user_id` of a workspace.

    It lies in bronze, so that a build needs no secret; the key does not follow from it.

    Args:
        key: The secret.

    Returns:
        64 hexadecimal digits.
    """
    return _hashed(key, "user_id", "")


def user_id(key: bytes, kind: str, identifier: str) -> str:
    """Give the id of a person as the macro `user_id` does.

    Args:
        key: The secret.
        kind: Kind of the person's oldest identifier.
        identifier: That identifier.

    Returns:
        12 characters: letters, digits, `.` and `_`.
    """
    named = f"{person_key(key)}|{kind}|{identifier}"
    digest = hashlib.md5(named.encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest[:9], altchars=b"._").decode()


def _hashed(key: bytes, kind: str, normal: str) -> str:
    return hmac.digest(key, f"{kind}:{normal}".encode(), "sha256").hex()


def pseudonyms(
    key: bytes, kind: str, values: pa.Array, on_replaced: Replaced | None = None
) -> pa.Array:
    """Replace a column of identifiers, hashing each distinct value once.

    Args:
        key: The secret.
        kind: One of `KINDS`.
        values: String array.
        on_replaced: Told kind, pseudonym and normal form of each distinct value.

    Returns:
        String array of the same length.

    Raises:
        ValueError: If the kind is unknown.
    """
    encoded = values.dictionary_encode()
    hashed: list[str | None] = []
    for value in encoded.dictionary.to_pylist():
        normal = normalise(kind, value)
        hashed.append(_hashed(key, kind, normal) if normal else None)
        if normal and on_replaced is not None:
            on_replaced(kind, str(hashed[-1]), normal)
    return pa.array(hashed, pa.string()).take(encoded.indices)


def load_key(home: Path, secret: SecretStr | None) -> bytes:
    """Take the key of the pseudonyms; see `fugou.keys.read_key`.

    Args:
        home: Root folder of the workspace.
        secret: The key from the settings, or None for a development key.

    Returns:
        The key of the pseudonyms.

    Raises:
        fugou.keys.KeyChangedError: If the workspace has pseudonyms of another key: nobody who
            was known would be recognised.
    """
    return read_key(home, PSEUDONYM_KEY, secret)
