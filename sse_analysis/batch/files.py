"""Write whole files or nothing: a temporary name in the same folder, then a rename. And locks."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.errors import SetupError

_MARK = ".writing-"


def write(file: Path, data: bytes) -> None:
    """Replace a file in one step; a reader sees the old bytes or the new ones, never a part."""
    with staged({file: data}) as put:
        put(file)


@contextmanager
def staged(contents: Mapping[Path, bytes]) -> Iterator[Callable[[Path], None]]:
    """Write files under temporary names beside their own; what is yielded puts one of them in its place.

    A disk that is full is noticed before anything has been replaced. What was not put is deleted.
    """
    waiting: dict[Path, Path] = {}
    try:
        for file, data in contents.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            waiting[file] = file.with_name(f"{_MARK}{secrets.token_hex(6)}")
            waiting[file].write_bytes(data)
        yield lambda file: os.replace(waiting.pop(file), file)
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink()


def write_json(file: Path, value: Any) -> None:
    """Write JSON with sorted keys, so that the same value gives the same bytes."""
    write(file, json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """Return what :func:`write_json` writes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def read_json(file: Path) -> dict[str, Any] | None:
    """Return the JSON object of a file; None when there is none or it cannot be understood."""
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def write_folder(folder: Path, contents: dict[str, bytes]) -> None:
    """Create a folder with its files in one step. A folder that has appeared meanwhile stays."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.with_name(f"{_MARK}{secrets.token_hex(6)}")
    try:
        for name, data in contents.items():
            file = temporary / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        with suppress(FileExistsError):
            _rename_folder(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _rename_folder(source: Path, target: Path) -> None:
    try:
        os.rename(source, target)
    except OSError:
        if target.is_dir():
            raise FileExistsError(target) from None
        raise


def leftovers(folder: Path) -> Iterator[Path]:
    """Yield what a killed process left under a temporary name."""
    if folder.is_dir():
        yield from folder.rglob(f"{_MARK}*")


def remove(path: Path) -> None:
    """Delete a file or a folder; nothing happens when it is gone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def must_be_writable(folder: Path) -> None:
    """Raise when files cannot be created in a folder.

    Raises
    ------
    SetupError
        With the reason of the operating system.
    """
    probe = folder / f"{_MARK}{secrets.token_hex(6)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        with suppress(OSError):
            probe.unlink()
        raise _unwritable(folder, error) from None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the operating system says while a folder is written into an error of the environment."""
    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error) from None


def place_of(error: OSError) -> str:
    """Return the file an error is about, as a reader of the project knows it; the folder of a temporary name."""
    if not error.filename:
        return "a file"
    file = Path(os.fsdecode(error.filename))
    return str(paths.relative(file.parent if file.name.startswith(_MARK) else file))


def _unwritable(folder: Path, error: OSError) -> SetupError:
    return SetupError(
        f"Nothing can be written to {folder}: {error.strerror or error}. "
        "Free space, correct its permissions, or set SSE_OUTPUTS to another folder."
    )


def _lock_file(file: Path) -> Any:
    """Open a lock; one that another user made may be read and not written, which is enough to hold it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return file.open("ab")
    except PermissionError:
        return file.open("rb")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock that other processes respect; it ends with the process, however that ends.

    Where the system or the file system has no such lock, work goes on without one: every write is a
    rename, so the worst is that the same report is made twice.
    """
    with _lock_file(file) as handle:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        except (ImportError, OSError):
            pass
        yield


@contextmanager
def shared(file: Path, *, alone: Any) -> Iterator[None]:
    """Say that work goes on; first call ``alone`` when nobody else says so."""
    with _lock_file(file) as handle:
        try:
            import fcntl
        except ImportError:
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone()
        except OSError:
            pass
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def exclusive(file: Path) -> Iterator[bool]:
    """Yield whether nobody says that work goes on, and keep it so."""
    with _lock_file(file) as handle:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass
        except OSError:
            yield False
            return
        yield True
