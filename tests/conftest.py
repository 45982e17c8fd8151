"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
#: Rooms whose files share something that takes long to make; one worker gets all of them.
UNDIVIDED = ("tests/end_to_end/", "tests/synthetic/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Make the synthetic country before there are two workers, each of which would make it."""
    from sse_analysis import synthetic
    from sse_analysis.errors import SourceError

    try:
        synthetic.ensure("xsy")
    except SourceError as error:  # of another version of the program: it is not replaced unasked
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Deal out whole files, whatever ``--dist`` says, so that what the fixtures of a file make is made once."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((room for room in UNDIVIDED if nodeid.startswith(room)), super()._split_scope(nodeid))

    return ByFile(config, log)


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
