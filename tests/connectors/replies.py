"""Answers of a service, as the replay server sends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Reply:
    """One answer: what is sent, and how badly."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    slow: float = 0.0


@dataclass
class Service:
    """What the server answers, by the start of the address, in order; the last reply repeats."""

    url: str = ""
    script: dict[str, list[Reply | Callable]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    def answers(self, start: str, *replies: Reply | Callable) -> None:
        self.script[start] = list(replies)

    def addresses(self, start: str = "/") -> list[str]:
        return [path for path, _, _ in self.asked if path.startswith(start)]
