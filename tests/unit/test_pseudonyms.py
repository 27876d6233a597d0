"""One person has one pseudonym, and nobody without the key can make it."""

from __future__ import annotations

import hashlib
import hmac
import logging
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import SecretStr

from fugou.keys import KeyChangedError
from fugou.pseudonyms import KINDS, load_key, normalise, pseudonym, pseudonyms

KEY = b"a key that is long enough"


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "+86 138-0013-8000",
        "8613800138000",
        "008613800138000",
        "１３８００１３８０００",
        " 138 0013 8000 ",
    ],
)
def test_one_phone_is_one_number_however_it_is_written(written: str) -> None:
    assert normalise("phone", written) == "13800138000"


def test_86_stays_where_it_is_no_country_code() -> None:
    assert normalise("phone", "86123456") == "86123456"
    assert normalise("phone", "86138001380001") == "86138001380001"


def test_case_counts_for_ids_and_not_for_email() -> None:
    assert normalise("email", " Ｗang@Example.COM ") == "wang@example.com"
    assert normalise("openid", " oABCd ") == "oABCd"


def test_a_pseudonym_is_the_keyed_hash_of_kind_and_value() -> None:
    expected = hmac.new(KEY, b"phone:13800138000", hashlib.sha256).hexdigest()
    assert pseudonym(KEY, "phone", "+8613800138000") == expected


def test_key_and_kind_both_change_the_pseudonym() -> None:
    made = {pseudonym(key, kind, "1") for key in (KEY, b"other") for kind in KINDS}
    assert len(made) == 2 * len(KINDS)


@pytest.mark.parametrize("nothing", [None, "", "  ", "　"])
def test_nobody_has_no_pseudonym(nothing: str | None) -> None:
    assert pseudonym(KEY, "name", nothing) is None


def test_a_phone_without_digits_is_nobody() -> None:
    assert pseudonym(KEY, "phone", "未知") is None


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known: address, card"):
        pseudonym(KEY, "shoe_size", "44")


def test_a_column_keeps_order_nulls_and_repeats() -> None:
    column = pseudonyms(KEY, "name", pa.array(["王", None, "李", "王", ""], pa.string()))
    wang, li = pseudonym(KEY, "name", "王"), pseudonym(KEY, "name", "李")
    assert column.to_pylist() == [wang, None, li, wang, None]


def test_a_column_of_nulls_stays_one() -> None:
    assert pseudonyms(KEY, "name", pa.nulls(2, pa.string())).to_pylist() == [None, None]


def test_who_asks_is_told_each_value_that_was_replaced() -> None:
    told: list[tuple[str, str, str]] = []
    values = pa.array(["139-0000-0001", None, "未知", "139-0000-0001"], pa.string())
    pseudonyms(KEY, "phone", values, lambda *replaced: told.append(replaced))
    assert told == [("phone", pseudonym(KEY, "phone", "13900000001"), "13900000001")]


def test_a_configured_key_is_used_and_no_other_is_made(tmp_path: Path) -> None:
    assert load_key(tmp_path, SecretStr("sixteen letters!")) == b"sixteen letters!"
    assert [path.name for path in tmp_path.iterdir()] == [".pseudonym_key_fingerprint"]


def test_another_key_than_the_first_one_is_refused(tmp_path: Path) -> None:
    load_key(tmp_path, SecretStr("the key of the first day"))
    with pytest.raises(KeyChangedError, match="begin a new workspace"):
        load_key(tmp_path, SecretStr("the key of another day"))
    with pytest.raises(KeyChangedError):
        load_key(tmp_path, None)
    assert load_key(tmp_path, SecretStr("the key of the first day")) == b"the key of the first day"


def test_the_fingerprint_does_not_tell_the_key(tmp_path: Path) -> None:
    load_key(tmp_path, SecretStr("the key of the first day"))
    fingerprint = (tmp_path / ".pseudonym_key_fingerprint").read_text()
    assert len(fingerprint) == 64
    assert "first" not in fingerprint


def test_a_short_key_is_warned_about(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "fugou"):
        assert load_key(tmp_path, SecretStr("hunter2")) == b"hunter2"
    assert "fewer than 16" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_development_key_is_private_kept_and_warned_about(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "fugou"):
        key = load_key(tmp_path, None)
        assert load_key(tmp_path, None) == key
    assert len(key) == 64
    assert stat.S_IMODE((tmp_path / ".development_key").stat().st_mode) == 0o600
    assert caplog.text.count("do not match those of production") == 2
    assert key.decode() not in caplog.text


def test_a_key_half_written_by_a_killed_process_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / ".development_key.tmp").write_text("12")
    assert len(load_key(tmp_path, None)) == 64
    assert {path.name for path in tmp_path.iterdir()} == {
        ".development_key",
        ".pseudonym_key_fingerprint",
    }
