"""Fetch a file over HTTP: retried with growing pauses, resumed where it broke off, never faster than allowed."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sse_analysis.errors import Failure, SourceError, extra_needed

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 500_000_000
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_AGENT = "sse_analysis (research on the social and solidarity economy)"


class Repeat(Exception):
    """An answer that may be better next time.

    Parameters
    ----------
    words : str
        What came, for the message when no attempt is left.
    wait : float
        Seconds the service asked for; 0 when it said nothing.
    """

    def __init__(self, words: str, wait: float = 0.0):
        self.words, self.wait = words, wait
        super().__init__(words)


@dataclass(frozen=True)
class Patience:
    """How often and how slowly to ask.

    Parameters
    ----------
    attempts : int
    first_pause, longest_pause : float
        Seconds before the second attempt, doubled each time, and their limit. A longer wait that the service
        asks for is kept up to ``longest_asked``.
    timeout : float
        Seconds without a byte before an attempt is given up.
    seconds_between : float
        Least pause between two requests to one service.
    """

    attempts: int = 5
    first_pause: float = 1.0
    longest_pause: float = 60.0
    longest_asked: float = 300.0
    timeout: float = 60.0
    seconds_between: float = 1.0


@dataclass(frozen=True)
class Answer:
    """A file that was fetched: where it lies, its SHA-256, and what the service said of it."""

    path: Path
    digest: str
    headers: dict[str, str] = field(repr=False)


@dataclass
class Transport:
    """A polite client for one service.

    Parameters
    ----------
    patience : Patience
    tell : callable
        Takes one line for the user about a repeated attempt.
    sleep : callable
        Waits some seconds.
    """

    patience: Patience = field(default_factory=Patience)
    tell: Callable[[str], None] = lambda words: None
    sleep: Callable[[float], None] = time.sleep
    _last: float = field(default=float("-inf"), repr=False)

    def fetch(self, url: str, target: Path) -> Answer:
        """Fetch a file; a part that lies there from an earlier attempt is completed, not asked for again.

        A part of an earlier day is completed only where the service can tell that the file is still the same
        (``ETag`` or ``Last-Modified``): two editions never make one file.

        Raises
        ------
        SourceError
            If the service refuses, or every attempt fails; the last answer is told.
        """
        tenacity, httpx = _packages()
        if not _told(_part(target), url):
            _drop(_part(target))
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.patience.attempts),
            wait=self._pause,
            sleep=self.sleep,
            retry=tenacity.retry_if_exception_type((Repeat, httpx.TransportError)),
            before_sleep=lambda state: self.tell(f"{_words(state.outcome.exception())}; asking again"),
            reraise=True,
        )
        try:
            return retrying(self._once, url, target)
        except (Repeat, httpx.TransportError) as error:
            fix = "Try again later; reports do not need it."
            problem = Failure(_short(url), _words(error), "an answer", fix)
            raise SourceError(
                f"Nothing could be fetched in {self.patience.attempts} attempts.", [problem]
            ) from None

    def _pause(self, state) -> float:
        asked = getattr(state.outcome.exception(), "wait", 0.0)
        grown = min(self.patience.first_pause * 2 ** (state.attempt_number - 1), self.patience.longest_pause)
        return max(grown, min(asked, self.patience.longest_asked))

    def _once(self, url: str, target: Path) -> Answer:
        import httpx

        part = _part(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        held = part.stat().st_size if part.exists() else 0
        asked = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
        if held:
            asked |= {"Range": f"bytes={held}-"}
            asked |= {"If-Range": same} if (same := _told(part, url)) else {}
        self._wait_for_turn()
        with httpx.stream(
            "GET", url, headers=asked, timeout=self.patience.timeout, follow_redirects=True
        ) as reply:
            _judge(reply, url, part)
            resumed = _resumed(reply, part, held)
            if not resumed:
                _tell(part, url, reply)
            _write(reply, part, held if resumed else 0)
            headers = {name.lower(): value for name, value in reply.headers.items()}
        if part.stat().st_size == 0:
            _drop(part)
            raise Repeat("an empty answer")
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        part.replace(target)
        _drop(part)
        return Answer(target, digest, headers)

    def _wait_for_turn(self) -> None:
        rest = self.patience.seconds_between - (time.monotonic() - self._last)
        if rest > 0:
            self.sleep(rest)
        self._last = time.monotonic()


def _packages():
    try:
        import httpx
        import tenacity
    except ImportError as error:
        raise extra_needed(str(error.name), "fetch", "Fetching data") from None
    return tenacity, httpx


def _part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def _about(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _drop(part: Path) -> None:
    for path in (part, _about(part)):
        path.unlink(missing_ok=True)


def _tell(part: Path, url: str, reply: httpx.Response) -> None:
    """Note of which edition of which file a part will be."""
    marks = (reply.headers.get("etag", ""), reply.headers.get("last-modified", ""))
    same = next((mark for mark in marks if mark and not mark.startswith("W/")), "")
    _about(part).write_text(json.dumps({"url": url, "same": same}), encoding="utf-8")


def _told(part: Path, url: str) -> str:
    """Return the mark by which a service knows the edition of a part; empty where nothing tells it."""
    try:
        about = json.loads(_about(part).read_text(encoding="utf-8"))
        return str(about["same"]) if about["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _resumed(reply: httpx.Response, part: Path, held: int) -> bool:
    """Tell whether the rest of a part comes; another piece than the one asked for is asked for again as a whole."""
    if reply.status_code != 206:
        return False
    begins = re.match(r"bytes (\d+)-", reply.headers.get("content-range", ""))
    if begins and int(begins[1]) == held:
        return True
    _drop(part)
    raise Repeat("another piece than the one asked for")


def _judge(reply: httpx.Response, url: str, part: Path) -> None:
    """Turn a status into a repeat or a refusal; a part the service no longer completes is dropped."""
    status = reply.status_code
    if status == 416:
        _drop(part)
        raise Repeat("status 416 (the part held does not fit any more)")
    if status in _AGAIN:
        raise Repeat(f"status {status}", _asked_wait(reply.headers.get("retry-after", "")))
    if status >= 400:
        reply.read()
        said = reply.text.strip()[:200]
        fix = "Has the data set been withdrawn or renamed?" if status in (400, 404, 410) else ""
        problem = Failure(
            _short(url), f"status {status}: {said}" if said else f"status {status}", "data", fix
        )
        raise SourceError("The service refused.", [problem])


def _write(reply: httpx.Response, part: Path, start: int) -> None:
    """Write what comes, as it comes; what is there when the connection breaks serves the next attempt."""
    announced = reply.headers.get("content-length")
    size = start
    with part.open("ab" if start else "wb") as handle:
        for piece in reply.iter_raw():
            handle.write(piece)
            size += len(piece)
            if size > MAX_BYTES:
                raise SourceError(
                    f"The answer has more than {MAX_BYTES:,} bytes; nothing of the project is that large."
                )
    if announced and size - start < int(announced):
        raise Repeat(f"{size - start:,} of {int(announced):,} bytes")


def _asked_wait(header: str) -> float:
    """Return the seconds of a Retry-After header, given as a number or as a date."""
    if header.strip().isdigit():
        return float(header)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0


def _words(error: BaseException) -> str:
    return error.words if isinstance(error, Repeat) else f"no answer ({type(error).__name__})"


def _short(url: str) -> str:
    return url if len(url) <= 120 else f"{url[:117]}..."
