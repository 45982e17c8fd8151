"""Files are whole or absent; a store entry that is not what it says is thrown away."""

import errno
import os
from pathlib import Path

import pytest

from sse_analysis.batch import files
from sse_analysis.batch.store import Store
from sse_analysis.errors import SetupError


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    file = tmp_path / "report.html"
    files.write(file, b"old")

    def full(self, data):
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError):
        files.write(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert file.read_bytes() == b"old"


def test_an_entry_comes_back_as_it_was(tmp_path):
    store = Store(tmp_path / "store")
    store.add("k1", {"a.txt": b"1", "tables/b.csv": b"2"})
    assert store.fetch("k1") == {"a.txt": b"1", "tables/b.csv": b"2"}
    assert store.fetch("k2") is None and list(store) == ["k1"]


@pytest.mark.parametrize("damage", ["changed", "cut", "deleted", "manifest", "moved"])
def test_a_corrupt_entry_is_thrown_away(tmp_path, damage):
    store = Store(tmp_path)
    store.add("k", {"a": b"1", "b": b"2"})
    if damage == "changed":
        (tmp_path / "k" / "a").write_bytes(b"X")
    elif damage == "cut":
        (tmp_path / "k" / "b").write_bytes(b"")
    elif damage == "moved":  # whole, but of other data: made under another key
        store.add("other", {"a": b"1", "b": b"2"})
        files.remove(tmp_path / "k")
        (tmp_path / "other").rename(tmp_path / "k")
    elif damage == "deleted":
        (tmp_path / "k" / "b").unlink()
    else:
        (tmp_path / "k" / "manifest.json").write_text("{")
    assert store.fetch("k") is None
    assert store.discarded == ["k"] and list(store) == []


def test_pruning_keeps_what_is_referred_to(tmp_path):
    store = Store(tmp_path)
    for key in ("a", "b", "c"):
        store.add(key, {"x": b""})
    assert store.prune({"b", "z"}) == ["a", "c"]
    assert list(store) == ["b"]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder nobody may write to")
def test_a_folder_that_cannot_be_written_is_named_with_the_reason():
    with pytest.raises(SetupError) as caught:
        files.must_be_writable(Path("/proc/outputs"))
    assert str(caught.value) == (
        "Nothing can be written to /proc/outputs: No such file or directory. "
        "Free space, correct its permissions, or set SSE_OUTPUTS to another folder."
    )
