"""What is encrypted in the database, and the keys that open it."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from wijkzorg import embedded
from wijkzorg.encryption import CannotDecrypt, check_keys, decrypt, encrypt, keyed_hash, keyed_hashes, renewed

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def one_key(settings: Settings) -> Settings:
    settings.WIJKZORG_FIELD_KEYS = [OLD]
    return settings


@pytest.mark.parametrize("text", ["123456782", "", "Łukasz ✓", "a" * 10_000])
def test_what_is_encrypted_comes_back_and_shows_nothing_of_itself(one_key: Settings, text: str) -> None:
    stored = encrypt(text)
    assert decrypt(stored) == text
    assert stored.isascii() and (not text or text not in stored)
    assert encrypt(text) != stored


def test_an_altered_value_is_refused_without_showing_it(one_key: Settings) -> None:
    stored = encrypt("123456782")
    for wrong in (stored[:-4] + "AAAA", "", "niets", "é"):
        with pytest.raises(CannotDecrypt) as caught:
            decrypt(wrong)
        assert not wrong or wrong not in str(caught.value)


def test_a_new_key_writes_and_the_old_one_still_reads_until_all_is_renewed(one_key: Settings) -> None:
    stored = encrypt("123456782")
    one_key.WIJKZORG_FIELD_KEYS = [NEW, OLD]
    again = renewed(stored)
    assert decrypt(stored) == decrypt(again) == "123456782"
    one_key.WIJKZORG_FIELD_KEYS = [NEW]
    assert decrypt(again) == "123456782"
    with pytest.raises(CannotDecrypt):
        decrypt(stored)


def test_the_keyed_hash_finds_a_value_again_and_needs_the_key(one_key: Settings) -> None:
    found = keyed_hash("123456782")
    assert len(found) == 32
    assert keyed_hash("123456782") == found != keyed_hash("123456783")
    one_key.WIJKZORG_FIELD_KEYS = [NEW, OLD]
    assert keyed_hash("123456782") != found
    assert keyed_hashes("123456782") == [keyed_hash("123456782"), found]


@pytest.mark.parametrize("keys", [[], ["geen sleutel"], ["c2hvcnQ="], [OLD, "x"]])
def test_without_good_keys_nothing_starts(settings: Settings, keys: list[str]) -> None:
    settings.WIJKZORG_FIELD_KEYS = keys
    (error,) = check_keys()
    assert "WIJKZORG_FIELD_KEYS" in error.msg
    assert all(key not in error.msg for key in keys)
    with pytest.raises(ImproperlyConfigured):
        encrypt("x")


def test_the_data_folder_keeps_a_key_of_its_own_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("WIJKZORG_DATA", str(tmp_path))
    key = embedded.field_key()
    assert embedded.field_key() == key != embedded.secret_key()
    assert (tmp_path / "field-key").stat().st_mode & 0o777 == 0o600
    settings.WIJKZORG_FIELD_KEYS = [key]
    assert check_keys() == []
