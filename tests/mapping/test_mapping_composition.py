"""Location quotients, size classes, the density map and its neighbours: by hand and on the synthetic country."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from register_rows import linked
from scipy.stats import chi2

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.errors import SourceError
from sse_analysis.results.mapping_registers import OrganizationsByArea
from sse_analysis.sources import geography
from sse_analysis.sources.table import SourcedTable

DAY = dt.date(2020, 1, 1)


def _areas(codes) -> SourcedTable:
    frame = pd.DataFrame({
        "unit_code": codes, "name_en": [f"Area {code}" for code in codes], "valid_from": pd.NA, "valid_to": pd.NA,
        "tile_row": range(1, len(codes) + 1), "tile_col": 1,
    })  # fmt: skip
    return SourcedTable("areas", "khm", frame, "data/khm/areas.csv", "d")


def _rows(area: str, form: str, count: int, **more) -> list[dict]:
    return [
        {"area": area, "legal_form": form, "state": "active", "members": 5.0, "workers": 0.0} | more
    ] * count


ROWS = [*_rows("A", "F", 30), *_rows("A", "G", 10), *_rows("B", "F", 10), *_rows("B", "G", 10),
        *_rows("B", "G", 7, state="dissolved"), *_rows("Z", "G", 3)]  # fmt: skip


@pytest.fixture(scope="module")
def mixed():
    return mapping.specialization(*linked(ROWS), _areas(["A", "B"]), None, country="khm", on=DAY)


def test_a_quotient_is_the_share_in_the_area_over_that_of_the_country(mixed):
    row = mixed.frame.set_index(["area", "legal_form"]).loc[("A", "F")]
    assert row["estimate"] == pytest.approx((30 / 40) / (40 / 60))
    assert row["expected"] == pytest.approx(40 * 40 / 60)
    assert row["ci_low"] == pytest.approx(chi2.ppf(0.025, 60) / 2 / row["expected"])
    assert row["ci_high"] == pytest.approx(chi2.ppf(0.975, 62) / 2 / row["expected"])
    assert row["estimate"] != pytest.approx(30 / 40), "a share is no quotient"
    assert "3 of 63 organizations without an area" in mixed.notes[-1], (
        "the dissolved are out, the unplaced are told"
    )


def test_the_mix_of_an_area_and_of_the_country(mixed):
    mix = mixed.mix.set_index("name")
    assert mix.loc["Area A", "hhi"] == pytest.approx(0.75**2 + 0.25**2)
    assert mix.loc["Area B", "pielou_evenness"] == pytest.approx(1)
    assert mix.loc["Country", "organizations"] == 60
    chart = mixed.plot()
    assert "Location quotients of 2 legal forms in 2 areas; the interval of 0 of 4 leaves out 1." in chart.alt


def test_a_size_nobody_states_is_a_class_of_its_own():
    rows = [*_rows("A", "F", 12), *_rows("A", "F", 8, members=np.nan), *_rows("A", "F", 5, members=700.0)]
    result = mapping.sizes(*linked(rows), None, country="khm")
    share = result.frame.query("measure == 'members' and legal_form == 'F'").set_index("band")["share"]
    assert (share["1 to 9"], share["not stated"], share["500 and more"]) == (48, 32, 20)
    assert share["1 to 9"] != 80, "a blank is not the smallest class"
    spread = result.spread.query("measure == 'members' and legal_form == 'F'").iloc[0]
    assert (spread["stated"], spread["median"]) == (17, 5)
    assert spread["top"] == pytest.approx(100 * 1400 / (12 * 5 + 5 * 700))


def test_members_of_unions_are_no_size():
    rows = [*_rows("A", "F", 12), *_rows("A", "U", 12, members=90.0)]
    forms = pd.DataFrame(
        {"id": ["F", "U"], "name_en": ["Cooperative", "Union"], "tier": ["primary", "secondary"]}
    )
    table = SourcedTable("legal_forms", "khm", forms, "data/khm/legal_forms.csv", "d")
    found = mapping.sizes(*linked(rows), table, country="khm").frame
    assert set(found["name"]) == {"All", "Cooperative"}


def _placed(values: list[float]) -> OrganizationsByArea:
    codes = [f"A{place}" for place in range(len(values))]
    frame = pd.DataFrame({
        "area": codes, "name": codes, "organizations": 10, "population": 1000, "smoothed": values, "estimate": values,
    })  # fmt: skip
    return OrganizationsByArea(frame=frame, country="khm", notes=("",))


def _row_of(count: int) -> geography.Geography:
    """Squares side by side."""
    rings = {
        f"A{x}": (((x, 0.0), (x + 1.0, 0.0), (x + 1.0, 1.0), (float(x), 1.0), (float(x), 0.0)),)
        for x in range(count)
    }
    return geography.Geography(rings, geography.touching(rings))


def test_areas_that_share_two_corners_are_neighbours():
    pairs = set(map(tuple, _row_of(4).neighbours.to_numpy()))
    assert pairs == {("A0", "A1"), ("A1", "A0"), ("A1", "A2"), ("A2", "A1"), ("A2", "A3"), ("A3", "A2")}


def test_the_map_measures_likeness_of_neighbours():
    codes = [f"A{place}" for place in range(12)]
    values = [10.0] * 6 + [50.0] * 6
    result = mapping.density_map(_placed(values), _row_of(12), _areas(codes), on=DAY)
    # Sums over neighbours by hand: ten inner areas of two neighbours, two at the ends of one; the step is in the middle.
    assert result.moran == pytest.approx(10 / 12)
    assert result.p < 0.05 and "Moran's I 0.83" in result.plot().alt
    turns = mapping.density_map(_placed([10.0, 50.0] * 6), _row_of(12), _areas(codes), on=DAY)
    assert turns.moran == pytest.approx(-1)
    raw, named = 0, 0
    for seed in range(20):
        noise = list(np.random.default_rng(seed).normal(100, 5, 12))
        found = mapping.density_map(_placed(noise), _row_of(12), _areas(codes), on=DAY).frame
        raw, named = raw + (found["p"] < 0.05).any(), named + found["cluster"].notna().any()
    assert raw >= 8 and named <= 2, "raw p values find clusters in noise"


def test_alike_areas_and_missing_polygons_are_told():
    codes = [f"A{place}" for place in range(5)]
    even = mapping.density_map(_placed([7.0] * 5), _row_of(5), _areas(codes), on=DAY)
    assert even.moran is None and "no more than chance" in even.notes[-1]
    assert "No area stands out" not in even.plot().alt
    missing = Absence(id="no-geography", country="khm", reason="no_data", what="x", why="x")
    tiles = mapping.density_map(_placed([1.0, 2, 3, 4, 5]), missing, _areas(codes), on=DAY)
    assert not tiles.outlines and "nothing is said of neighbours" in tiles.notes[-1]
    assert tiles.plot().alt.startswith("Tile map of 5 areas")
    assert isinstance(mapping.density_map(missing, missing, _areas(codes), on=DAY), Absence)


def test_polygons_of_the_synthetic_country_give_its_true_neighbours():
    synthetic.ensure("xsy")
    held = geography.load("xsy")
    assert len(held.outlines) == 12 and len(held.inputs) == 2
    pairs = {tuple(pair) for pair in held.neighbours.to_numpy()}
    assert {tuple(pair) for pair in geography.touching(held.outlines).to_numpy()} == pairs
    assert isinstance(geography.load("khm"), Absence)


def test_polygons_without_a_code_are_refused(tmp_path, monkeypatch):
    (tmp_path / "parameters").mkdir()
    folder = tmp_path / "data" / "khm" / "geography"
    folder.mkdir(parents=True)
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    features = [{"type": "Feature", "properties": {"shapeName": "X"}, "geometry": square}]
    (folder / "adm1.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    with pytest.raises(SourceError, match="a property unit_code or shapeISO"):
        geography.load("khm")
    (folder / "adm1.geojson").write_text("no", encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be read"):
        geography.load("khm")


def test_the_sections_of_the_synthetic_country():
    synthetic.ensure("xsy")
    study = load_study("xsy")
    spread = {"country": "xsy", "on": study.parameters.mapping.areas_valid_on}
    mixed = mapping.specialization(
        study.organizations, study.registers, study.areas, study.legal_forms, **spread
    )
    entities = pd.read_csv(paths.data_file("xsy", "truth/entities.csv"))
    links = pd.read_csv(paths.data_file("xsy", "truth/links.csv"))
    listed = entities[entities["entity_id"].isin(links["entity_id"]) & entities["state"].ne("dissolved")]
    counts = pd.crosstab(listed["area"], listed["legal_form_id"])
    true = (counts / counts.sum()).div(counts.sum(axis=1) / counts.to_numpy().sum(), axis=0).stack()
    made = mixed.frame.set_index(["area", "legal_form"])
    inside = [made.loc[key, "ci_low"] <= value <= made.loc[key, "ci_high"] for key, value in true.items()]
    assert np.mean(inside) > 0.95
    sizes = mapping.sizes(study.organizations, study.registers, study.legal_forms, country="xsy")
    assert "Union of cooperatives" not in set(sizes.frame["name"])
    assert sizes.frame.groupby(["measure", "name"])["share"].sum().sub(100).abs().lt(1e-9).all()
    placed = mapping.organizations_by_area(study.organizations, study.registers, study.areas, **spread)
    drawn = mapping.density_map(placed, study.geography, study.areas, on=spread["on"])
    assert len(drawn.outlines) == 12 and "Tile map and map of 12 areas" in drawn.plot().alt
