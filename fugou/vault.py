"""The vault: the identifiers by which people can be written to, encrypted, and who read them.

Belongs here: entries, the log of accesses, sealed files. Does not belong here: who may be written
to (outreach), which files are sealed (retention).

No function here gives out a plain identifier or a plain file without a line in the log: the line
is on disk before anything is decrypted.
"""

from __future__ import annotations

import json
import os
import pwd
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from fugou.keys import VAULT_KEY, read_key
from fugou.workspace import Workspace, move_into_place, open_private, sync_folder

# Other kinds write to nobody and are not kept: what nobody needs, nobody can lose.
KINDS_KEPT = frozenset({"email", "external_userid", "openid", "phone", "unionid"})
ENTRIES = pa.schema(
    [
        ("kind", pa.string()),
        ("pseudonym", pa.string()),
        ("sealed", pa.binary()),
        ("_loaded_at", pa.timestamp("us")),
    ]
)
NONCE_BYTES = 12
TAG_BYTES = 16
CHUNK_BYTES = 2**20
UNFINISHED = ".tmp"


class SealBrokenError(RuntimeError):
    """A sealed value or file was changed, or sealed with another key."""


@dataclass(frozen=True)
class Access:
    """Why somebody reads what is encrypted.

    Args:
        reason: What for.
        subject: For which list, request or file; never a person.
    """

    reason: str
    subject: str


def log_file(workspace: Workspace) -> Path:
    """Tell where accesses are written down.

    Args:
        workspace: The workspace.

    Returns:
        Path of a file with one JSON object per line; it need not exist.
    """
    return workspace.vault / "access_log.jsonl"


def entries_folder(workspace: Workspace) -> Path:
    """Tell where the entries lie.

    Args:
        workspace: The workspace.

    Returns:
        Folder with one Parquet file per loaded file that brought new identifiers.
    """
    return workspace.vault / "entries"


def clear_rubbish(workspace: Workspace) -> None:
    """Remove what a killed ingest left: half-written files, entries of files never loaded.

    Args:
        workspace: The workspace, locked.
    """
    for path in entries_folder(workspace).glob("*"):
        data = workspace.bronze.joinpath(*path.stem.split(".")).with_suffix(".parquet")
        if path.name.startswith(".") or not data.exists():
            path.unlink()


class Vault:
    """The vault of one workspace, with its key.

    Args:
        workspace: The workspace, locked by whoever writes.
        secret: The key from the settings, or None for a development key.

    Raises:
        fugou.keys.KeyChangedError: By whatever needs the key, if it is not the key with which
            the vault was begun, or is that of the pseudonyms.
    """

    def __init__(self, workspace: Workspace, secret: SecretStr | None) -> None:
        self._workspace = workspace
        self._secret = secret

    @cached_property
    def _key(self) -> bytes:
        return read_key(self._workspace.home, VAULT_KEY, self._secret)

    @cached_property
    def _entry_cipher(self) -> AESGCM:
        return AESGCM(_derived(self._key, b"entries"))

    @cached_property
    def _file_key(self) -> bytes:
        return _derived(self._key, b"files")

    @cached_property
    def _known(self) -> set[bytes]:
        known: set[bytes] = set()
        for _, table in self._parts(["pseudonym"]):
            known.update(map(_digest, table.column("pseudonym").to_pylist()))
        return known

    def newcomers(self, loaded_at: datetime) -> Newcomers:
        """Begin the entries of one file that is being loaded.

        Args:
            loaded_at: `_loaded_at` of the file, UTC without zone.

        Returns:
            A collection that takes up each identifier once in the life of the vault.
        """
        return Newcomers(self._known, self._entry_cipher, loaded_at)

    def write(self, newcomers: Newcomers, name: str) -> Path | None:
        """Write the entries of one file, whole or not at all.

        Args:
            newcomers: What it brought.
            name: `<source>.<table>.<content>.parquet`, as its load record.

        Returns:
            The file; None if there was nothing new.
        """
        if not newcomers.entries:
            return None
        folder = entries_folder(self._workspace)
        _private_folder(self._workspace.vault)
        _private_folder(folder)
        target = folder / name
        self._replace(target, newcomers.to_table())
        return target

    def known_since(self, pseudonyms: Collection[str]) -> dict[str, datetime]:
        """Tell since when identifiers are in the vault, without opening it.

        Args:
            pseudonyms: Pseudonyms, known or not.

        Returns:
            Pseudonym to `_loaded_at` of the file that brought it, for those that are known.
        """
        return {row["pseudonym"]: row["_loaded_at"] for row in self._find(pseudonyms, "_loaded_at")}

    def reveal(self, pseudonyms: Collection[str], access: Access) -> dict[str, str]:
        """Give out plain identifiers; the log says so before the first one is decrypted.

        Args:
            pseudonyms: Pseudonyms, known or not.
            access: Why, and for which list.

        Returns:
            Pseudonym to identifier in its normal form, for those that are in the vault.

        Raises:
            SealBrokenError: If an entry was tampered with.
            OSError: If the access cannot be logged; nothing is decrypted then.
        """
        rows = list(self._find(pseudonyms, "kind", "sealed"))
        self._log(access, len(rows))
        return {row["pseudonym"]: self._open(row) for row in rows}

    def forget(self, pseudonyms: Collection[str]) -> int:
        """Remove entries, so that no byte of them stays in the files.

        Args:
            pseudonyms: Whose.

        Returns:
            Number of entries removed.
        """
        removed = 0
        values = pa.array(sorted(pseudonyms), pa.string())
        for path, table in self._parts(ENTRIES.names):
            kept = table.filter(pc.invert(pc.is_in(table.column("pseudonym"), values)))
            if kept.num_rows == table.num_rows:
                continue
            removed += table.num_rows - kept.num_rows
            if kept.num_rows:
                self._replace(path, kept)
            else:
                path.unlink()
                sync_folder(path.parent)
        return removed

    def seal_file(self, source: Path, target: Path, name: str) -> None:
        """Encrypt a file under another name, whole or not at all.

        Args:
            source: A file that stays as it is.
            target: Where to; gets its time of modification.
            name: What it is; only who knows it can open the file.
        """
        _private_folder(target.parent)
        nonce = os.urandom(NONCE_BYTES)
        encryptor = Cipher(AES(self._file_key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(name.encode())
        unfinished = target.with_name(f".{target.name}{UNFINISHED}")
        status = source.stat()
        with source.open("rb") as plain, open_private(unfinished) as sealed:
            sealed.write(nonce)
            while chunk := plain.read(CHUNK_BYTES):
                sealed.write(encryptor.update(chunk))
            sealed.write(encryptor.finalize() + encryptor.tag)
        os.utime(unfinished, ns=(status.st_atime_ns, status.st_mtime_ns))
        move_into_place(unfinished, target)

    def open_files(self, files: dict[Path, str], access: Access) -> Iterator[tuple[str, IO[bytes]]]:
        """Decrypt sealed files, one after the other; the log says so before the first one.

        Args:
            files: Sealed file to the name with which it was sealed.
            access: Why.

        Yields:
            Name and content; the content has no name in the file system and is gone when closed.

        Raises:
            SealBrokenError: If a file was tampered with.
            OSError: If the access cannot be logged; nothing is decrypted then.
        """
        self._log(access, len(files))
        for path, name in files.items():
            with tempfile.TemporaryFile(dir=path.parent) as plain:
                self._unseal_file(path, name, plain)
                plain.seek(0)
                yield name, plain

    def seal_text(self, text: str) -> bytes:
        """Encrypt a short text.

        Args:
            text: The text.

        Returns:
            What `open_text` takes.
        """
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._entry_cipher.encrypt(nonce, text.encode(), b"text")

    def open_text(self, sealed: bytes, access: Access) -> str:
        """Decrypt a short text; the log says so before.

        Args:
            sealed: What `seal_text` gave.
            access: Why.

        Returns:
            The text.

        Raises:
            SealBrokenError: If it was tampered with.
            OSError: If the access cannot be logged; nothing is decrypted then.
        """
        self._log(access, 1)
        return _decrypt(self._entry_cipher, sealed, b"text").decode()

    def _parts(self, columns: list[str]) -> Iterator[tuple[Path, pa.Table]]:
        for path in sorted(entries_folder(self._workspace).glob("[!.]*.parquet")):
            yield path, pq.read_table(path, columns=columns)

    def _find(self, pseudonyms: Collection[str], *columns: str) -> Iterator[dict[str, Any]]:
        values = pa.array(sorted(pseudonyms), pa.string())
        for _, table in self._parts(["pseudonym", *columns]):
            yield from table.filter(pc.is_in(table.column("pseudonym"), values)).to_pylist()

    def _open(self, row: dict[str, Any]) -> str:
        context = f"{row['kind']}:{row['pseudonym']}".encode()
        return _decrypt(self._entry_cipher, row["sealed"], context).decode()

    def _unseal_file(self, path: Path, name: str, plain: IO[bytes]) -> None:
        left = path.stat().st_size - NONCE_BYTES - TAG_BYTES
        try:
            with path.open("rb") as sealed:
                decryptor = Cipher(AES(self._file_key), GCM(sealed.read(NONCE_BYTES))).decryptor()
                decryptor.authenticate_additional_data(name.encode())
                for start in range(0, left, CHUNK_BYTES):
                    plain.write(decryptor.update(sealed.read(min(CHUNK_BYTES, left - start))))
                decryptor.finalize_with_tag(sealed.read())
        except (InvalidTag, ValueError) as broken:
            raise SealBrokenError(f"{path.name} was changed, or has another key") from broken

    def _replace(self, target: Path, table: pa.Table) -> None:
        unfinished = target.with_name(f".{target.name}{UNFINISHED}")
        with open_private(unfinished) as handle:
            pq.write_table(table, handle, compression="zstd")
        move_into_place(unfinished, target)

    def _log(self, access: Access, entries: int) -> None:
        _private_folder(self._workspace.vault)
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": _user(),
            "why": access.reason,
            "for": access.subject,
            "entries": entries,
        }
        file = log_file(self._workspace)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as handle:
            handle.write(json.dumps(line, ensure_ascii=False) + "\n")
            handle.flush()
            os.fsync(handle.fileno())


@dataclass
class Newcomers:
    """Entries of one file that is being loaded.

    Args:
        known: Digests of what the vault has; grows when the file is in place.
        cipher: Of the vault.
        loaded_at: `_loaded_at` of the file.
        entries: Pseudonym to kind and sealed value.
    """

    known: set[bytes]
    cipher: AESGCM
    loaded_at: datetime
    entries: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def add(self, kind: str, pseudonym: str, normal: str) -> None:
        """Take up an identifier unless the vault has it, or never keeps its kind.

        Args:
            kind: Kind of identifier.
            pseudonym: What replaces it.
            normal: Its normal form.
        """
        if kind not in KINDS_KEPT or pseudonym in self.entries or _digest(pseudonym) in self.known:
            return
        # Bound to its pseudonym: swapping two entries is noticed.
        context = f"{kind}:{pseudonym}".encode()
        nonce = os.urandom(NONCE_BYTES)
        self.entries[pseudonym] = (
            kind,
            nonce + self.cipher.encrypt(nonce, normal.encode(), context),
        )

    def to_table(self) -> pa.Table:
        """Give the entries as they are written."""
        kinds, sealed = zip(*self.entries.values(), strict=True)
        instant = pa.scalar(self.loaded_at, ENTRIES.field("_loaded_at").type)
        return pa.Table.from_arrays(
            [
                pa.array(kinds),
                pa.array(list(self.entries)),
                pa.array(sealed),
                pa.repeat(instant, len(kinds)),
            ],
            schema=ENTRIES,
        )

    def settle(self) -> None:
        """Count the entries as known: their file is in place."""
        self.known.update(map(_digest, self.entries))


def _derived(key: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"fugou vault " + use).derive(key)


def _digest(pseudonym: str) -> bytes:
    # Half of a pseudonym tells it from all others and takes half the memory.
    return bytes.fromhex(pseudonym[:32])


def _decrypt(cipher: AESGCM, sealed: bytes, context: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except InvalidTag as broken:
        raise SealBrokenError("an entry was changed, or sealed with another key") from broken


def _user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number without a name
        return str(os.getuid())


def _private_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
