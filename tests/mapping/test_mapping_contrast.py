"""Words inside coloured pieces: contrast measured on the drawn chart (at least 4.5 to 1, WCAG 2.2 criterion 1.4.3)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text

from sse_analysis import load_study, mapping, synthetic
from sse_analysis.figures import base
from sse_analysis.figures.theme import PALETTE, contrast, ink_on, legible
from sse_analysis.tables.mapping_words import amount

DAY, LEAST = dt.date(2026, 11, 30), 4.5


def weak_words(drawing) -> list[tuple[str, str, str, float]]:
    """Return words, their ink, the colour that fills most of the room behind them, and a contrast that is too low."""
    canvas = FigureCanvasAgg(drawing)
    canvas.draw()
    drawing.set_layout_engine("none")  # else the chart moves when its words are hidden
    words = [one for one in drawing.findobj(Text) if one.get_visible() and one.get_text().strip()]
    rooms = [one.get_window_extent(canvas.get_renderer()) for one in words]
    for one in words:
        one.set_visible(False)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    found = []
    for one, room in zip(words, rooms, strict=True):
        left, right, low, high = (max(int(edge), 0) for edge in (room.x0, room.x1, room.y0, room.y1))
        behind = pixels[len(pixels) - high : len(pixels) - low, left:right].reshape(-1, 3)
        if not len(behind):
            continue
        colours, counts = np.unique(behind, axis=0, return_counts=True)
        fill = to_hex(colours[counts.argmax()] / 255)
        seen = contrast(to_hex(one.get_color()), fill) if one.get_alpha() in (None, 1) else 0.0
        if seen < LEAST:
            found.append((one.get_text(), to_hex(one.get_color()), fill, round(seen, 2)))
    return found


def drawn(result, monkeypatch):
    kept = []
    monkeypatch.setattr(base, "_svg", lambda drawing, *, salt: kept.append(drawing) or "<svg/>")
    result.plot()
    return kept[-1]


@pytest.fixture(scope="module")
def xsy():
    synthetic.ensure("xsy")
    return load_study("xsy")


def mosaic(study):
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    screening = mapping.perimeter_screening(study.legal_forms, study.decisions, on=DAY)
    return mapping.landscape_mosaic(mapping.perimeter_counts(landscape, screening))


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_words_of_the_mosaic_stand_out(country, monkeypatch):
    drawing = drawn(mosaic(load_study(country)), monkeypatch)
    assert len(drawing.axes[0].texts) >= 1
    assert weak_words(drawing) == []


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_both_counts_of_every_pair_stand_in_the_funnel_and_stand_out(country, monkeypatch):
    study = load_study(country)
    funnel = mapping.registered_to_active(study.ledger, study.legal_forms)
    drawing = drawn(funnel, monkeypatch)
    assert weak_words(drawing) == []
    words = [one.get_text() for one in drawing.axes[0].texts]
    known = funnel.frame.dropna(subset=["registered"])
    assert [text for text in words if not text.startswith("of ") and "no counts" not in text] == [
        amount(value) for value in known["active"]
    ]
    behind = [text for text in words if text.startswith("of ")]
    assert behind == [f"of {amount(row.registered)}: {row.share:.1f} %" for row in known.itertuples()]
    assert sum("no counts" in text for text in words) == len(funnel.frame) - len(known)
    bars = drawing.axes[0].patches
    assert [bar.get_width() for bar in bars[: len(funnel.frame)]] == [100] * len(funnel.frame)
    drawn_shares = [bar.get_width() for bar in bars[len(funnel.frame) : 2 * len(funnel.frame)]]
    assert drawn_shares == pytest.approx(funnel.frame["share"].tolist())


def test_words_in_cells_and_bars_stand_out(xsy, monkeypatch):
    records, forms = xsy.registers, xsy.legal_forms
    given = (xsy.organizations, records)
    charts = [
        mosaic(xsy),
        mapping.organizations_within(*given, forms, xsy.decisions, on=DAY),
        mapping.sectors(*given, forms, country="xsy"),
        mapping.specialization(
            *given, xsy.areas, forms, country="xsy", on=xsy.parameters.mapping.areas_valid_on
        ),
        mapping.ecosystem(xsy.ecosystem, xsy.ledger, country="xsy"),
    ]
    assert {type(one).__name__: weak_words(drawn(one, monkeypatch)) for one in charts} == {
        type(one).__name__: [] for one in charts
    }


def test_contrast_by_hand_and_the_ink_it_chooses():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#5c93c7") < LEAST  # what the mosaic had
    assert (ink_on("#5c93c7"), ink_on("#0b5394")) == ("#000000", "#ffffff")
    assert (
        min(
            contrast(ink_on(fill), fill)
            for fill in (f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(256))
        )
        > LEAST
    )


def test_a_colour_of_lines_is_darkened_for_words_and_keeps_its_hue():
    assert legible("#0072B2") == "#0072B2"
    for colour in PALETTE:
        dark = to_rgb(legible(colour))
        assert contrast(legible(colour), "#ffffff") >= LEAST
        assert np.argsort(dark).tolist() == np.argsort(to_rgb(colour)).tolist()


def test_the_measure_finds_white_words_on_a_pale_piece():
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(3, 2))
    axes = drawing.subplots()
    axes.barh([0], [1], color="#5c93c7")
    axes.annotate("faint", (0.5, 0), color="white", ha="center", va="center")
    assert [(words, fill) for words, _, fill, _ in weak_words(drawing)] == [("faint", "#5c93c7")]
