"""Where bytes are kept: the same promises of a folder and of a bucket."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmbot.store import files
from crmbot.store.files import BucketStore, FileStore, FolderStore, OverLimitError, Spool, StoreError, open_files
from tests.doubles.s3 import ACCESS_KEY, BUCKET, Bucket, bucket

LARGE = b"0123456789abcdef" * 400_000
"""More than one part."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Serve a bucket, and say in the environment where and for whom."""
    with bucket() as state:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the secret of the double")
        monkeypatch.setenv("AWS_REGION", "eu-central-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", state.url)
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        yield state


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """Give a store of either kind."""
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    request.getfixturevalue("served")
    return open_files(f"s3://{BUCKET}/crm")


def kept(store: FileStore, content: bytes) -> str:
    """Put bytes into a store, and return their key."""
    with Spool(100_000_000) as spool:
        for start in range(0, len(content), 100_000):
            spool.add(content[start : start + 100_000])
        return spool.keep(store).key


@pytest.mark.parametrize("content", [b"%PDF-1.7 words", LARGE, b""], ids=["small", "large", "empty"])
def test_bytes_when_kept(store: FileStore, content: bytes) -> None:
    """They come back as they were, under the sum of what they are."""
    key = kept(store, content)

    assert key == hashlib.sha256(content).hexdigest()
    assert store.exists(key)
    assert files.content(store, key) == content


def test_bytes_when_removed(store: FileStore) -> None:
    """They are there no more, and removing them again is no mistake."""
    key = kept(store, b"words")
    store.delete(key)
    store.delete(key)

    assert not store.exists(key)
    with pytest.raises(StoreError):
        files.content(store, key)


def test_bytes_when_kept_twice_in_a_folder(tmp_path: Path) -> None:
    """They are written once."""
    store = FolderStore(tmp_path)
    key = kept(store, b"words")
    before = (tmp_path / files.path_of(key)).stat().st_mtime_ns
    kept(store, b"words")

    assert (tmp_path / files.path_of(key)).stat().st_mtime_ns == before


def test_bytes_when_kept_twice_in_a_bucket(served: Bucket) -> None:
    """They are sent once; a small file is one request."""
    store = open_files(f"s3://{BUCKET}/crm/")
    key = kept(store, b"words")
    kept(store, b"words")

    assert [line for line in served.asked if line.startswith(("PUT", "POST"))] == [f"PUT /{BUCKET}/crm/{key[:2]}/{key}"]


def test_large_file_when_kept_in_a_bucket(served: Bucket) -> None:
    """It goes in parts, and nothing is seen of it before the last."""
    kept(open_files(f"s3://{BUCKET}"), LARGE)

    assert [line for line in served.asked if line.endswith("uploads")] != []
    assert list(served.objects.values()) == [LARGE]


def test_bucket_when_it_is_away(served: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is told in one way, whatever was asked."""
    monkeypatch.setattr(files, "RETRIES", {"max_retries": 0})
    store = BucketStore(BUCKET)
    served.is_down = True
    key = "a" * 64

    for ask in (lambda: store.exists(key), lambda: files.content(store, key), lambda: store.put(key, [b"x"])):
        with pytest.raises(StoreError):
            ask()


def broken() -> Iterator[bytes]:
    """Yield some bytes, and break off."""
    yield b"half"
    raise StoreError("the line is cut")


def test_bytes_when_broken_off(tmp_path: Path) -> None:
    """Nothing is left under the key, and no stray file."""
    store = FolderStore(tmp_path)
    with pytest.raises(StoreError):
        store.put("b" * 64, broken())

    assert not store.exists("b" * 64)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_folder_when_it_cannot_be_written(tmp_path: Path) -> None:
    """That is told, as what it is."""
    (tmp_path / "files").write_text("a file in the way")

    with pytest.raises(StoreError):
        kept(FolderStore(tmp_path / "files"), b"words")


def test_file_when_kept_in_a_folder(tmp_path: Path) -> None:
    """Only its owner reads it."""
    key = kept(FolderStore(tmp_path), b"words")

    assert stat.S_IMODE((tmp_path / files.path_of(key)).stat().st_mode) == 0o600


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_key_when_it_is_none(tmp_path: Path, key: str) -> None:
    """No text but the sum of a file leads to a place."""
    with pytest.raises(ValueError, match="no key"):
        FolderStore(tmp_path).exists(key)


def test_file_when_over_the_limit() -> None:
    """It is refused while it comes, not when it is there."""
    with Spool(10) as spool:
        spool.add(b"12345")
        with pytest.raises(OverLimitError):
            spool.add(b"678901")


@pytest.mark.parametrize(
    ("place", "kind"), [("files", FolderStore), ("/var/crm", FolderStore), ("s3://b/p", BucketStore)]
)
def test_place_when_opened(place: str, kind: type[object]) -> None:
    """A folder is a folder, and an address of a bucket is that."""
    assert isinstance(open_files(place), kind)
