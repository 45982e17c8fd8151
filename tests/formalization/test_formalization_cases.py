"""Cases, diagnosis, legal forms, absences."""

import pytest

from sse_analysis import formalization
from sse_analysis.errors import CodeError
from sse_analysis.formalization import constants
from sse_analysis.results.absence import Absence

COUNTS = {"khm": 9, "kgz": 4, "mng": 9, "tha": 12, "vnm": 12}


@pytest.mark.parametrize("country", COUNTS)
def test_every_case_is_kept(study, country):
    assert len(formalization.pathways(study(country).pathways).frame) == COUNTS[country]


def test_cases_without_a_result_are_marked(study):
    frame = formalization.pathways(study("vnm").pathways).frame.set_index("id")
    assert frame["outcome"].dropna().to_dict() == {
        "PW-VNM-10": "agreement only",
        "PW-VNM-06": "result not reported",
        "PW-VNM-04": "plan",
    }


def test_a_case_without_a_year_comes_last_in_its_area(study):
    frame = formalization.pathways(study("vnm").pathways).frame
    protection = frame[frame["area"].eq("social protection")]["event_year"]
    assert protection.isna().to_list() == [False] * 5 + [True] * 2


def test_the_size_is_printed_with_its_unit(study):
    rows = formalization.pathways(study("mng").pathways).summary().rows
    groups = [row[4] for row in rows]
    assert "artisanal miners; 100,000 persons" in groups
    assert "herders of five soums of Zavkhan; figure given: 10 percent" in groups
    assert "artisanal miners; size not given" in groups


def test_sizes_are_never_added(study):
    notes = formalization.pathways(study("mng").pathways).notes
    assert (
        notes[0]
        == "The size is that of the group the source names, not the number of people who became formal."
    )


def test_cases_elsewhere_are_read_alike(study):
    assert list(formalization.pathways(study("khm").comparison_pathways).frame["id"]) == [
        "PW-IND-01",
        "PW-IND-03",
        "PW-IND-02",
    ]


def test_mongolian_pasture_groups_stand_outside_a_register(study):
    link = formalization.sse_link(study("mng").legal_forms, study("mng").ledger).frame.set_index("id")
    groups = link.loc["MNG-self_help_group-pasture_user_group_herder_group"]
    assert groups["registration"] == "no_register"
    assert "1,595 entities, Pasture user groups (2020, grade C)" in groups["figures"]


def test_lost_licences_stand_beside_the_licensed_form(study):
    link = formalization.sse_link(study("mng").legal_forms, study("mng").ledger).frame.set_index("id")
    licensed = link.loc["MNG-mutual-savings_and_credit_cooperative"]
    assert licensed["registration"] == "licensed"
    assert licensed["figures"].startswith(
        "285 entities, Savings and credit cooperatives (registered, no licence)"
    )


def test_competing_counts_of_vietnamese_groups_stand_side_by_side(study):
    link = formalization.sse_link(study("vnm").legal_forms, study("vnm").ledger).frame.set_index("id")
    group = link.loc["VNM-self_help_group-cooperative_group"]
    assert group["registration"] == "optional"
    assert group["figures"].count(";") == 6
    assert "140,000" not in group["figures"], "a target is no count"


def test_an_authority_that_is_not_given_is_not_no_register(study):
    link = formalization.sse_link(study("khm").legal_forms).frame
    empty = link[link["registering_authority"].isna()]
    assert len(empty) and set(empty["registration"]) == {"not_stated"}


def test_an_approval_is_no_entry_in_a_register(study):
    link = formalization.sse_link(study("khm").legal_forms).frame.set_index("id")
    assert link.loc["KHM-self_help_group-community_forestry_community", "registration"] == "approved"
    local = formalization.sse_link(study("kgz").legal_forms).frame.set_index("id")
    assert local.loc["KGZ-self_help_group-jamaat", "registration"] == "local"


def _diagnosis(study, country):
    given = study(country)
    return formalization.diagnosis(
        country=country, informality=given.informality, legal_forms=given.legal_forms, pathways=given.pathways
    )


@pytest.mark.parametrize("country", COUNTS)
def test_diagnosis_follows_steps_4_to_7(study, country):
    frame = _diagnosis(study, country).frame
    assert list(dict.fromkeys(frame["step"])) == [4, 5, 6, 7]
    assert frame.loc[frame["question"].str.contains("membership"), "status"].item() == "no"
    assert frame.loc[frame["status"].eq("no"), "answer"].str.len().gt(0).all()


def test_diagnosis_of_kyrgyzstan_knows_the_survey_of_contracts(study):
    frame = _diagnosis(study, "kgz").frame.set_index("question")
    row = frame.loc["Is anything published on contracts or protection?"]
    assert (row["status"], row["answer"]) == (
        "partly",
        "Workers without a written contract: 62 percent (2021).",
    )


@pytest.mark.parametrize(
    ("country", "releases", "years", "both"),
    [
        ("khm", 8, "2011 to 2019", 2019),
        ("kgz", 10, "2007 to 2024", 2023),
        ("mng", 6, "2006 to 2024", 2024),
        ("tha", 7, "2012 to 2024", 2024),
        ("vnm", 8, "2007 to 2024", 2024),
    ],
)
def test_diagnosis_counts_a_release_once_and_takes_persons_for_no_rate(study, country, releases, years, both):
    """A release with two concepts counted twice, and persons of the informal sector by sex were called rates."""
    given = study(country)
    raw = given.informality.frame
    assert len(raw.drop_duplicates(["dataset", "release_date"])) == releases
    answers = " ".join(_diagnosis(study, country).frame["answer"])
    assert f"{releases} data sets and releases, {years}." in answers
    assert f"Rates of both, latest year {both}." in answers


def test_diagnosis_without_any_table_still_asks_every_question():
    missing = Absence(id="no-table", country="lao", reason="no_data", what="Table", why="No rows.")
    result = formalization.diagnosis(
        country="lao", informality=missing, legal_forms=missing, pathways=missing
    )
    assert set(result.frame["status"]) == {"no"}
    assert len(result.frame) == len(constants.table("diagnosis"))


def test_absences_name_file_layout_and_question():
    for key in constants.table("absences")["key"]:
        absent = formalization.absent(key, country="khm")
        assert absent.what and absent.why and absent.file and absent.layout and absent.answers


def test_an_unknown_question_names_the_nearest():
    with pytest.raises(CodeError) as error:
        formalization.absent("transition", country="khm")
    assert str(error.value) == (
        "'transition' is not a question of the formalization report. Expected one of 'jobs_profile', 'units', "
        "'working_conditions', 'ladder', 'time_to_registration', 'determinants', 'decomposition', 'transitions', "
        "'membership', 'concepts', 'rule_audit', 'components' ... (24 codes). Did you mean 'transitions'?"
    )


def test_the_mechanical_link_is_shown_by_the_rules_themselves():
    text = formalization.mechanical_link(country="vnm")
    assert text.country == "vnm"
    assert "7. registered nationally (formal); 8. not registered (informal);" in text.paragraphs[1]
    assert (
        "In a registered cooperative the job is formal, in an unregistered one informal. Nothing else differs."
        in text.paragraphs[3]
    )


def test_without_the_criterion_of_registration_the_link_is_gone():
    """A rule that asks for insurance alone gives the same class to both members."""
    text = formalization.mechanical_link(country="vnm", edition="social_insurance").paragraphs[3]
    assert text.endswith(
        "In a registered cooperative the job is informal, in an unregistered one informal. The register makes no "
        "difference under these rules."
    )


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("khm", "9 groups of activities, latest"),
        ("kgz", "9 groups of activities, latest"),
        ("mng", "9 groups of activities, and jobs whose activity is not stated, latest"),
        ("tha", "9 groups of activities, latest"),
        ("vnm", "9 groups of activities, and jobs whose activity is not stated, latest"),
    ],
)
def test_an_activity_that_nobody_stated_is_no_activity(study, country, said):
    answers = " ".join(_diagnosis(study, country).frame["answer"])
    assert said in answers and "10 " not in answers.partition(said)[0][-4:]
