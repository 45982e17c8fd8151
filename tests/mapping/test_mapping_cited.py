"""Every table of published figures cites the sources of its own figures, and no others."""

from __future__ import annotations

import pytest

from sse_analysis import load_study, mapping


@pytest.fixture(scope="module")
def made():
    def of(code):
        study = load_study(code)
        day = study.parameters.data_cutoff
        landscape = mapping.landscape(
            study.ledger, study.legal_forms, rule=study.parameters.mapping.headline, as_of=day
        )
        screening = mapping.perimeter_screening(study.legal_forms, study.decisions, on=day)
        return study, landscape, mapping.perimeter_counts(landscape, screening), day

    return {code: of(code) for code in ("khm", "mng", "tha", "vnm")}


def sources_of(study, ids):
    rows = study.ledger.frame[study.ledger.frame["id"].isin(ids)]
    return {f"{row.source_publisher}, {row.source_title} ({row.source_date})" for row in rows.itertuples()}


def ids_in(frame):
    return {one for ids in frame["ledger_id"].dropna() for one in ids.split(" + ")}


@pytest.mark.parametrize("code", ["khm", "mng", "tha", "vnm"])
def test_the_count_under_each_definition_cites_what_it_counts(made, code):
    """Mongolia's 4,700 named the source of 4,468; Viet Nam's 29,378 named a blog and not the statistics office."""
    study, _, counts, _ = made[code]
    assert set(counts.sources) == sources_of(study, ids_in(counts.frame))


def test_mongolias_cooperatives_are_cited_from_the_paper_that_printed_them(made):
    words = " ".join(made["mng"][2].sources)
    assert "The UB Post" in words and "Adnkronos" not in words and "ICA Asia-Pacific" not in words


def test_sums_and_memberships_cite_their_own_lines(made):
    study, landscape, _, _ = made["khm"]
    net = mapping.net_organizations(landscape)
    assert not any("Credit Union Times" in source for source in net.sources)  # a source of members
    persons = mapping.persons_behind(landscape, study.context, study.persons)
    assert set(persons.sources) == sources_of(study, ids_in(persons.frame))


def test_what_decisions_would_change_cites_all_its_figures_and_leaves_none_to_a_data_file(made):
    study, landscape, _, day = made["tha"]
    swing = mapping.perimeter_sensitivity(landscape, study.legal_forms, study.decisions, on=day)
    assert not any(source.startswith("and ") for source in swing.sources)
    assert any("Thailand Recorder" in source for source in swing.sources)  # 79,610 village funds
    assert not any(
        "AM1386" in source for source in swing.sources
    )  # enterprises and networks together: in no sum


def test_shares_of_active_organizations_cite_the_pair_that_is_printed(made):
    study, landscape, _, _ = made["vnm"]
    activity = mapping.registered_to_active(study.ledger, study.legal_forms)
    alive = mapping.active_organizations(study.entity_survey, country="vnm")
    lent = mapping.borrowed_activity(landscape, activity, alive)
    assert any("Tạp chí Tuyên giáo" in source for source in lent.sources)  # 13,958 of 22,861
    assert not any("vngos blog" in source for source in lent.sources)
