"""One small country for the tests of this room."""

from pathlib import Path

import pytest

from sse_analysis.synthetic import Country, build, generate

PEOPLE = 60_000


@pytest.fixture(scope="session")
def small() -> Country:
    """A country of sixty thousand in memory."""
    return build(PEOPLE, seed=11)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same country as files."""
    return generate("xsy", folder=tmp_path_factory.mktemp("synthetic") / "xsy", people=PEOPLE, seed=11)
