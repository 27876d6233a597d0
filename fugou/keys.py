"""The secrets of a workspace: where they come from, and that they stay the same.

Belongs here: configured and development keys, their fingerprints. Does not belong here: what is
done with a key.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from fugou.workspace import move_into_place, open_private

SAFE_KEY_LENGTH = 16

logger = logging.getLogger("fugou")


class KeyChangedError(RuntimeError):
    """The key is not the one with which the workspace was begun, or serves two purposes."""


@dataclass(frozen=True)
class KeyPurpose:
    """What one key is for.

    Args:
        variable: Environment variable that sets it.
        name: How messages call it.
        development_file: Name of the file of the development key, below the home.
        fingerprint_file: Name of the file that remembers which key it was.
        if_weak: What follows from a short key.
        if_changed: What follows from another key.
        if_missing: What follows from the development key.
    """

    variable: str
    name: str
    development_file: str
    fingerprint_file: str
    if_weak: str
    if_changed: str
    if_missing: str


PSEUDONYM_KEY = KeyPurpose(
    variable="FUGOU_PSEUDONYM_KEY",
    name="pseudonym key",
    development_file=".development_key",
    fingerprint_file=".pseudonym_key_fingerprint",
    if_weak="who guesses it can undo the pseudonyms",
    if_changed="the same person would get another pseudonym",
    if_missing="its pseudonyms do not match those of production",
)
VAULT_KEY = KeyPurpose(
    variable="FUGOU_VAULT_KEY",
    name="vault key",
    development_file=".development_vault_key",
    fingerprint_file=".vault_key_fingerprint",
    if_weak="who guesses it can read the vault",
    if_changed="what the vault and the archive hold could not be read",
    if_missing="it lies beside what it protects, so it protects nothing",
)
_PURPOSES = (PSEUDONYM_KEY, VAULT_KEY)


def read_key(home: Path, purpose: KeyPurpose, secret: SecretStr | None) -> bytes:
    """Take the configured key, or make a development key that this workspace keeps.

    Call it under the workspace's lock.

    Args:
        home: Root folder of the workspace.
        purpose: Which of its keys.
        secret: The key from the settings, or None.

    Returns:
        The key.

    Raises:
        KeyChangedError: If the workspace was begun with another key, or has this one for
            another purpose.
    """
    key = _development_key(home, purpose) if secret is None else secret.get_secret_value().encode()
    if secret is not None and len(key) < SAFE_KEY_LENGTH:
        logger.warning(
            "The %s has fewer than %d characters: %s.",
            purpose.name,
            SAFE_KEY_LENGTH,
            purpose.if_weak,
        )
    fingerprint = hmac.digest(key, b"fingerprint of the key", "sha256").hex()
    for other in _PURPOSES:
        if other is not purpose and _read(home / other.fingerprint_file) == fingerprint:
            raise KeyChangedError(
                f"{purpose.variable} and {other.variable} are the same: whoever may read one of "
                "them could read everything. Set two different keys."
            )
    path = home / purpose.fingerprint_file
    if not path.exists():
        _write_secret(path, fingerprint)
    if _read(path) != fingerprint:
        raise KeyChangedError(
            f"{purpose.variable} is not the key with which this workspace was begun: "
            f"{purpose.if_changed}. Set the old key, or begin a new workspace."
        )
    return key


def _read(path: Path) -> str | None:
    return path.read_text(encoding="ascii") if path.exists() else None


def _development_key(home: Path, purpose: KeyPurpose) -> bytes:
    path = home / purpose.development_file
    if not path.exists():
        _write_secret(path, secrets.token_hex(32))
    logger.warning(
        "%s is not set: the development key %s is used; %s.",
        purpose.variable,
        path,
        purpose.if_missing,
    )
    return path.read_bytes()


def _write_secret(path: Path, value: str) -> None:
    unfinished = path.with_suffix(".tmp")
    with open_private(unfinished) as handle:
        handle.write(value.encode("ascii"))
    move_into_place(unfinished, path)
