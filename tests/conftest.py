"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project() -> Path:
    """The project folder."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference files that do not ship with the project (other licences); ``SSE_SHARED`` moves them."""
    folder = Path(os.environ.get("SSE_SHARED", PROJECT.parent / "shared"))
    if not folder.is_dir():
        message = f"reference files are not at {folder.name}/ beside the project"
        if os.environ.get("SSE_REQUIRE_SHARED") == "1":
            pytest.fail(message + ", and SSE_REQUIRE_SHARED=1 asks for them")
        pytest.skip(message)
    return folder
