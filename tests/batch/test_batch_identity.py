"""An executed notebook is published for the job it was executed for, with the data it was executed with, or not at all."""

from __future__ import annotations

import nbformat
import pytest

from sse_analysis.batch import jobs, rendering
from sse_analysis.errors import ReportError

JOB = jobs.select(["khm"], ["sdg"], ["html"])[0]
STAMP = {"run": "key-of-now", "country": "khm", "analysis": "sdg"}


def executed(stamp, country="khm"):
    cell = nbformat.v4.new_code_cell(f'country = "{country}"', metadata={"tags": ["injected-parameters"]})
    return nbformat.v4.new_notebook(cells=[cell], metadata={"sse": stamp})


def test_the_notebook_of_the_job_passes():
    rendering.check_identity(JOB, executed(STAMP), "key-of-now")


@pytest.mark.parametrize(
    ("change", "country", "found"),
    [
        ({"country": "tha"}, "khm", "found country 'tha', expected 'khm'"),
        ({"analysis": "mapping"}, "khm", "found analysis 'mapping', expected 'sdg'"),
        ({"run": "key-of-other-data"}, "khm", "found content key 'key-of-other-data', expected 'key-of-now'"),
        ({}, "tha", "found country 'tha', expected 'khm'"),
        ({"run": None}, "khm", "found content key 'None', expected 'key-of-now'"),
    ],
)
def test_another_stamp_or_other_parameters_are_no_report(change, country, found):
    with pytest.raises(ReportError) as caught:
        rendering.check_identity(JOB, executed(STAMP | change, country), "key-of-now")
    assert str(caught.value) == (
        f"The executed notebook is not the one of khm/sdg.\n  - notebooks/sdg.ipynb: {found}"
    )
