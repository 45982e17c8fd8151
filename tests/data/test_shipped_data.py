"""The tables that ship are the published facts, cell by cell, and nothing else."""

import csv
import datetime as dt
import hashlib
import re

import pytest

from sse_analysis.schema import tables
from sse_analysis.schema.layouts import LAYOUTS, OF_A_COUNTRY, OF_ALL
from sse_analysis.sources import manifest

TODAY = dt.date(2026, 11, 23)
COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm")
ROWS = {
    "ledger": {"khm": 69, "kgz": 58, "mng": 93, "tha": 370, "vnm": 212},
    "legal_forms": {"khm": 11, "kgz": 12, "mng": 10, "tha": 22, "vnm": 11},
    "sdg_series": {"khm": 1134, "kgz": 1278, "mng": 1335, "tha": 1337, "vnm": 1253},
    "context_series": {"khm": 857, "kgz": 906, "mng": 939, "tha": 1017, "vnm": 919},
    "informality_series": {"khm": 145, "kgz": 963, "mng": 1181, "tha": 399, "vnm": 921},
    "areas": {"khm": 25, "kgz": 9, "mng": 22, "tha": 77, "vnm": 97},
    "regions": {"khm": 25, "kgz": 9, "mng": 44, "tha": 154, "vnm": 63},
    "pathways": {"khm": 9, "kgz": 4, "mng": 9, "tha": 12, "vnm": 12},
    "sdg_claims": {"khm": 8, "kgz": 3, "mng": 6, "tha": 9, "vnm": 6},
}
#: Table of facts, and the names that changed on the way: ours -> theirs.
FACTS = {
    "ledger": ("sse_published_figures.csv", {}),
    "legal_forms": (
        "legal_forms.csv",
        {
            "name_en": "legal_form_en",
            "name_local": "legal_form_local",
            "profit_rule": "profit_distribution_rule",
        },
    ),
    "sdg_series": ("sdg_series.csv", {}),
    "context_series": ("context_series.csv", {}),
    "informality_series": ("informality_series.csv", {}),
    "areas": ("admin1_units.csv", {}),
    "regions": ("region_of_unit.csv", {}),
    "pathways": ("pathways.csv", {}),
    "sdg_claims": ("sdg_claims.csv", {}),
    "sdg_indicators": ("sdg_series_meta.csv", {}),
}

#: Rows whose kind the facts give against the words of their own source, and what these words say.
RECODED = {
    **{f"VNM-cooperative-entities-2024-{number}": "projection" for number in range(2, 10)},
    "VNM-cooperative-entities_new-2024-1": "projection",
    "VNM-cooperative-mean_members_per_entity-2024-1": "projection",
    "VNM-cooperative-members-2024-1": "projection",
    "VNM-mutual_credit-entities-2024-1": "projection",
    "KHM-self_help_group-members-2015-1": "projection",
    "VNM-cooperative-entities-2025-1": "provisional",
    "KGZ-association_and_foundation-share_with_attribute-2015-1": "estimate",
}
#: Words of a note that settle the kind of its row. "Over", "about" and "nearly" alone leave a count observed.
WORDS = {
    r"\b(expected|forecast|projected)\b": {"projection"},
    r"\b(preliminary|provisional)\b": {"provisional"},
    r"(^|; |, )estimate\b|\brule of thumb\b": {"estimate"},
    r"\bplanned for\b|\b(policy|national) target\b": {"target"},
    r"\b(a|one) third\W*$": {"estimate"},
}
_DAY = re.compile(r"\((\d{1,2} [A-Z][a-z]+ \d{4})\b")


def read(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_there(project, name):
    counted = {code: len(read(project / "data" / code / LAYOUTS[name].file)) for code in COUNTRIES}
    assert counted == ROWS[name]


@pytest.mark.parametrize("folder", [*COUNTRIES, "common"])
def test_every_shipped_file_passes_its_checks(folder):
    assert [str(failure) for failure in tables.problems(folder, today=TODAY)] == []


def _ours_from_theirs(row, name, renamed):
    """Return one row of the facts in the layout of ours: the only changes that were made."""
    row = dict(row)
    if name == "ledger":
        measure, *facets = row["measure"].split("|")
        row |= {"measure": measure, "facets": ";".join(facets)}
        row["source_url"] = row["source_url_public"] or row["source_url"]
        row["kind"] = RECODED.get(row["id"], row["kind"])
    if name == "legal_forms":
        first, *others = row["source_url"].split(" ; ")
        row["source_url"] = " ; ".join([row["source_url_public"] or first, *others])
    row.setdefault("source_date", row.get("source_year") or "undated")
    for ours, theirs in renamed.items():
        row[ours] = row[theirs]
    return {column: row[column] for column in LAYOUTS[name].names}


@pytest.mark.parametrize("name", FACTS)
def test_every_cell_equals_the_facts_and_empty_stays_empty(project, shared, name):
    file, renamed = FACTS[name]
    expected = [_ours_from_theirs(row, name, renamed) for row in read(shared / "facts" / file)]
    folders = (
        ["common"] if name == "sdg_indicators" else [*COUNTRIES, *(["common"] if name in OF_ALL else [])]
    )
    ours = [row for folder in folders for row in read(project / "data" / folder / LAYOUTS[name].file)]

    def order(rows):
        return sorted(rows, key=lambda row: tuple(row.values()))

    assert order(ours) == order(expected)


def _ledgers(project):
    return [row for code in COUNTRIES for row in read(project / "data" / code / "ledger.csv")]


def test_the_words_of_a_source_settle_the_kind(project):
    """Twelve figures "expected at 31 December 2024" stood as observed, and led."""
    wrong = [
        (row["id"], row["kind"], row["note"])
        for row in _ledgers(project)
        for words, kinds in WORDS.items()
        if re.search(words, row["note"], re.IGNORECASE) and row["kind"] not in kinds
    ]
    assert wrong == []


def test_a_kind_other_than_observed_has_words_for_it(project):
    for kind in ("projection", "provisional"):
        patterns = [words for words, kinds in WORDS.items() if kind in kinds]
        rows = [row for row in _ledgers(project) if row["kind"] == kind]
        assert rows and all(re.search("|".join(patterns), row["note"]) for row in rows), kind


def test_nothing_is_observed_after_its_source_was_written(project):
    """A day behind that of the article, or a year behind that of the source, was not counted yet."""
    counted = [row for row in _ledgers(project) if row["kind"] in ("observed", "provisional", "estimate")]
    early = []
    for row in counted:
        day = _DAY.search(row["source_title"])
        written = dt.datetime.strptime(day[1], "%d %B %Y").date().isoformat() if day else row["source_date"]
        meant = row["reference_date"] or row["year"]
        shared = min(len(written), len(meant))
        if written != "undated" and meant and meant[:shared] > written[:shared]:
            early.append((row["id"], meant, written))
    assert early == []


def test_what_was_recoded_is_still_against_the_facts(shared):
    facts = {row["id"]: row["kind"] for row in read(shared / "facts" / "sse_published_figures.csv")}
    assert {row: facts[row] for row in RECODED} == dict.fromkeys(RECODED, "observed")


def test_an_amount_is_value_times_scale():
    frame = tables.load("vnm", "ledger", today=TODAY).frame.set_index("id")
    row = frame.loc["VNM-cooperative-charter_capital-2024-1"]
    assert (row["scale"], row["unit"]) == ("billion", "VND")
    assert row["amount"] == row["value"] * 1e9
    usd = tables.load("khm", "ledger", today=TODAY).frame
    initial = usd[usd["measure"].eq("initial_capital")].iloc[0]
    assert (initial["value"], initial["scale"], initial["amount"]) == (24.8, "million", 24_800_000)


def test_undated_rows_say_so():
    for country in COUNTRIES:
        frame = tables.load(country, "ledger", today=TODAY).frame
        assert frame["source_date"].notna().all()


def test_regions_of_figures_are_read_from_the_facets():
    frame = tables.load("vnm", "ledger", today=TODAY).frame
    regional = frame[
        frame["region"].notna() & frame["measure"].eq("entities_existing") & frame["year"].eq(2022)
    ]
    national = frame[
        frame["facet_count"].eq(0) & frame["measure"].eq("entities_existing") & frame["year"].eq(2022)
    ]
    assert regional["amount"].sum() == national["amount"].iloc[0] == 29_378


def test_a_new_country_gets_a_header_for_every_table():
    files = tables.empty_files()
    assert set(files) == {LAYOUTS[name].file for name in OF_A_COUNTRY}
    assert files["ledger.csv"].startswith("id,country_iso3,form,")
    assert all(text.count("\n") == 1 for text in files.values())


def test_every_column_is_explained(project):
    words = (project / "data" / "README.md").read_text(encoding="utf-8")
    columns = {column for layout in LAYOUTS.values() for column in layout.names}
    assert sorted(column for column in columns if f"`{column}`" not in words) == []


@pytest.mark.parametrize("folder", [*COUNTRIES, "common"])
def test_no_row_enters_without_publisher_title_and_address(project, folder):
    bare = []
    for name in OF_ALL if folder == "common" else OF_A_COUNTRY:
        path = project / "data" / folder / LAYOUTS[name].file
        columns = [
            c for c in LAYOUTS[name].names if c in ("source_title", "source_publisher", "source_url", "url")
        ]
        rows = read(path) if path.is_file() else []
        bare += [row for row in rows if not all(row[column] for column in columns) and name != "areas"]
    assert all(row["evidence_type"] == "none" for row in bare)
    assert len(bare) == (10 if folder == "common" else 0)


def test_every_file_that_ships_has_its_digest_and_its_publishers(project):
    for folder in (*COUNTRIES, "common"):
        for record in manifest.read(folder).files:
            content = (project / "data" / folder / record.name).read_bytes()
            assert hashlib.sha256(content).hexdigest() == record.sha256, record.name
            assert record.publishers, record.name
