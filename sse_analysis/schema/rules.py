"""Rules between the cells of one row: what each column alone cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sse_analysis.errors import one_of
from sse_analysis.reference.codes import codes
from sse_analysis.reference.countries import country, exists
from sse_analysis.reference.units import is_counted, units_of
from sse_analysis.sources import constants

Row = dict[str, str]
#: Column, what was found, what was expected, what to do.
Broken = tuple[str, str, str, str]

#: Facets whose values are a closed list, and those whose values follow a pattern.
_CLOSED = ("bound", "contract", "member_kind", "scope", "sex")
_BAND = r"(lt|ge)\d+|\d+-\d+"
_PATTERNS = {
    "period": (r"\d{4}-\d{4}", "two years such as 2015-2022"),
    "base_year": (r"\d{4}", "a year"),
    "workers": (_BAND, "a size such as lt10, 10-49 or ge100"),
    "member_count": (_BAND, "a size such as lt20, 20-100 or ge1001"),
}
_MEAN = "mean_"
#: Concepts that are a share of all work or workers; other shares may be small.
_RATES = ("informal_employment_share", "informal_sector_employment", "informal_sector_share_of_labour_force")
#: Words of ``location`` that are no region.
PLACES = ("national", "urban", "rural")
#: Columns of the ecosystem that name another body.
RELATIONS = ("member_of", "supports", "finances")


def broken(row: Row, table: str) -> Iterator[Broken]:
    """Return the rules of a table that a row breaks; its cells have passed their own checks."""
    for rule in _RULES.get(table, ()):
        yield from rule(row)


def whole_count(row: Row) -> Iterator[Broken]:
    """Refuse ``29.378 entities``: half an entity, or the thousands mark of another country."""
    counted = is_counted(row["unit"]) and row["scale"] == "one" and not row["measure"].startswith(_MEAN)
    if counted and not float(row["value"]).is_integer():
        fix = "Is the point a thousands mark? Then write the number without it."
        yield "value", f"'{row['value']}'", f"a whole number of {row['unit']}", fix
    if is_counted(row["unit"]) and float(row["value"]) < 0:
        yield "value", f"'{row['value']}' {row['unit']}", "a count of 0 or more", ""


def unit_of_measure(row: Row) -> Iterator[Broken]:
    allowed = units_of(row["measure"])
    if row["unit"] not in allowed:
        yield "unit", f"'{row['unit']}' for '{row['measure']}'", one_of(allowed), ""


def share_of_hundred(row: Row) -> Iterator[Broken]:
    if row["unit"] == "percent" and not 0 <= float(row["value"]) <= 100:
        yield "value", f"'{row['value']}' percent", "a share from 0 to 100", ""


def hundredths(row: Row) -> Iterator[Broken]:
    """No country has a rate of informality below one percent: a spreadsheet keeps 62 % as 0.62."""
    if row["concept"] in _RATES and row["unit"] == "percent" and 0 < float(row["value"]) < 1:
        fix = f"Is it a fraction? Then write {float(row['value']) * 100:g}."
        yield "value", f"'{row['value']}' percent", "a rate of 1 or more", fix


def percent_of_hundred(row: Row) -> Iterator[Broken]:
    """Shares end at 100; rates of growth, which share their unit, may fall below 0."""
    if row["unit"] == "percent" and not -100 <= float(row["value"]) <= 100:
        yield "value", f"'{row['value']}' percent", "a value from -100 to 100", ""


def whole_of_it(row: Row) -> Iterator[Broken]:
    """A total that is spelt otherwise would be taken for a part, and its figure lost without a word."""
    for column, words in (("location", PLACES), ("age", ("all",))):
        known = row[column].lower().replace("total", "all") if column == "age" else row[column].lower()
        if known in words and row[column] != known:
            yield column, f"'{row[column]}'", f"'{known}'", ""
    if re.fullmatch(r"\d+-[A-Za-z]{3}|[A-Za-z]{3}-\d+", row["age"]):
        fix = "A spreadsheet took it for a day; write both ages, and keep the column as text."
        yield "age", f"'{row['age']}'", "an age such as 1-14", fix


def id_of_this_country(row: Row) -> Iterator[Broken]:
    code = row["id"][:3]
    if row["id"][3:4] == "-" and code.isupper() and code != row["country_iso3"] and exists(code.lower()):
        fix = f"Is it a figure of {country(code.lower()).name}? Then it belongs into data/{code.lower()}."
        yield "id", f"'{row['id']}'", f"an id that begins with '{row['country_iso3']}-'", fix


def words_on_a_date(row: Row) -> Iterator[Broken]:
    """What a note says of ``valid_from`` decides whether a report calls it the law or its entry into force."""
    if "valid_from" not in row["note"].lower():
        return
    said = constants.settings("mapping_rules.yml")["law_dates"]
    known = [*said["dated"], *said["in_force"], *said["of_another"]]
    if not any(words in row["note"] for words in known):
        place = row["note"].lower().index("valid_from")
        fix = "Without such words the day counts as that of the entry into force."
        yield "note", f"'{row['note'][place : place + 60]}'", one_of(known), fix


def approved_by_somebody(row: Row) -> Iterator[Broken]:
    if row["status"] == "approved" and not row["approver"]:
        yield (
            "approver",
            "an empty cell",
            "who approved the term",
            "Name the person, or set 'status' to 'draft'.",
        )


def tag_of_a_language(row: Row) -> Iterator[Broken]:
    if not re.fullmatch(r"[a-z]{2,3}", row["language"]):
        yield "language", f"'{row['language']}'", "the code of a language, such as 'ky'", ""


def reference_day_in_year(row: Row) -> Iterator[Broken]:
    day, year = row["reference_date"], row["year"]
    if day and day[:4] != year:
        yield "reference_date", f"'{day}' in a row of the year '{year}'", "a day of that year", ""


def target_is_a_target(row: Row) -> Iterator[Broken]:
    """A planned number is never a count, so its kind must say so."""
    if row["measure"].startswith("target_") and row["kind"] != "target":
        yield "kind", f"'{row['kind']}' for '{row['measure']}'", "'target'", ""


def facet_values(row: Row) -> Iterator[Broken]:
    names = []
    for part in filter(None, row["facets"].split(";")):
        name, _, value = part.partition("=")
        if name in names:
            yield "facets", f"'{name}' twice", "each facet once", ""
        else:
            yield from _facet_value(name, value)
        names.append(name)


def _facet_value(name: str, value: str) -> Iterator[Broken]:
    if name in _CLOSED:
        known = [code.partition("=")[2] for code in codes("facet_value") if code.startswith(f"{name}=")]
        if value not in known:
            yield "facets", f"'{name}={value}'", one_of(known), ""
    pattern, words = _PATTERNS.get(name, ("", ""))
    if pattern and not re.fullmatch(pattern, value):
        yield "facets", f"'{name}={value}'", words, ""


def target_of_goal(row: Row) -> Iterator[Broken]:
    goal, target = row["goal"], row["target"]
    if target and not re.fullmatch(rf"{goal}\.[0-9a-z]{{1,2}}", target):
        yield "target", f"'{target}' under goal {goal}", f"a target such as '{goal}.1' or '{goal}.a'", ""


def indicator_of_target(row: Row) -> Iterator[Broken]:
    target, indicator = row["target"], row["indicator"]
    if not indicator.startswith(f"{target}."):
        yield "indicator", f"'{indicator}' under target {target}", f"an indicator such as '{target}.1'", ""


def read_source(row: Row) -> Iterator[Broken]:
    """A claim says who claims it, unless its evidence type is ``none``: no source was read."""
    if row["evidence_type"] == "none":
        return
    for column in ("source_title", "source_publisher", "source_url"):
        if not row[column]:
            fix = "Name the source, or set 'evidence_type' to 'none'."
            yield column, "an empty cell", "the source of the claim", fix


def address_of_each_publisher(row: Row) -> Iterator[Broken]:
    publishers, addresses = (len(row[name].split(" ; ")) for name in ("source_publisher", "source_url"))
    if publishers != addresses:
        found = f"{addresses} address{'es' if addresses > 1 else ''} for {publishers} publishers"
        yield "source_url", found, "one address for each publisher, joined by ' ; '", ""


def ends_after_it_began(row: Row) -> Iterator[Broken]:
    began, ended = row["valid_from"], row["valid_to"]
    shared = min(len(began), len(ended))
    if ended[:shared] < began[:shared]:
        yield "valid_to", f"'{ended}'", f"a day after '{began}' in 'valid_from'", ""


def dated_population(row: Row) -> Iterator[Broken]:
    given = [name for name in ("population", "population_year", "population_source") if row[name]]
    for name in ("population", "population_year", "population_source"):
        if given and name not in given:
            yield name, "an empty cell", "population, year and source together", "Give all three or none."
    if row["population"] and not float(row["population"]).is_integer():
        fix = "Is it in thousands or millions? Then write every person."
        yield "population", f"'{row['population']}'", "a whole number of persons", fix


def counted_in_a_unit(row: Row) -> Iterator[Broken]:
    if row["how_many"] and not row["unit"]:
        yield "unit", "an empty cell", f"the unit of '{row['how_many']}'", ""


def one_relation(row: Row) -> Iterator[Broken]:
    given = [name for name in RELATIONS if row[name]]
    if len(given) > 1:
        yield ", ".join(given), f"{len(given)} relations", "one relation a row", "Give each a row of its own."


_GOALS = (target_of_goal, indicator_of_target)
_RULES: dict[str, tuple[Callable[[Row], Iterator[Broken]], ...]] = {
    "ledger": (
        whole_count,
        unit_of_measure,
        share_of_hundred,
        reference_day_in_year,
        target_is_a_target,
        facet_values,
        id_of_this_country,
    ),
    "legal_forms": (address_of_each_publisher, ends_after_it_began, id_of_this_country, words_on_a_date),
    "sdg_series": (*_GOALS, percent_of_hundred, whole_of_it),
    "context_series": (whole_of_it,),
    "sdg_indicators": _GOALS,
    "sdg_claims": (target_of_goal, read_source),
    "informality_series": (share_of_hundred, hundredths),
    "areas": (dated_population, ends_after_it_began),
    "pathways": (counted_in_a_unit,),
    "ecosystem": (one_relation,),
    "terms": (approved_by_somebody, tag_of_a_language),
}
