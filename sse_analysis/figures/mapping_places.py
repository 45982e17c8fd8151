"""Charts of the mapping report: tile maps."""

from __future__ import annotations

import pandas as pd

from sse_analysis import reference
from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, finish, style
from sse_analysis.figures.theme import INK, MUTED, PALETTE, TONES
from sse_analysis.figures.tilegrid import draw_tiles, tile_canvas
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping import AreaMap, RegionalDistribution
from sse_analysis.tables.mapping_words import money, reference_day


@build_chart.register
def regional_chart(result: RegionalDistribution) -> Figure:
    """Colour every area by the count of its region; an area without a figure is white and hatched."""
    table = result.frame[result.frame["table"].eq(result.drawn)]
    tiles = result.tiles
    units_apart = table["areas"].le(1).all()
    regions = table.sort_values("value", ascending=False, kind="stable")
    shades = _shades(regions)
    colours = {tile.unit_code: shades[tile.region] for tile in tiles.itertuples() if pd.notna(tile.region)}
    labels = {
        tile.unit_code: money(tile.value, regions["unit"].iloc[0])
        for tile in tiles.itertuples() if units_apart and pd.notna(tile.region)
    }  # fmt: skip
    with style():
        figure, axes = tile_canvas(tiles, legend_lines=0 if units_apart else len(regions))
        draw_tiles(axes, tiles, colours=colours, labels=labels)
        if not units_apart:
            _key(figure, regions, shades)
    first = table.iloc[0].to_dict()
    when = reference_day(first)
    undated = "; undated figures of one source" if not first["dated"] else ""
    measure = reference.labels("measure")[first["measure"]].lower()
    return finish(
        figure,
        result,
        id="regions-map",
        title=f"{first['line_label']}: {measure} by region, {when}{undated}; hatched: no figure",
        alt=_regions_in_words(regions, tiles, when),
    )


def _shades(regions: pd.DataFrame) -> dict[str, str]:
    """Return a colour for each region by its rank, darker for more; light enough for black text."""
    import seaborn as sns
    from matplotlib.colors import to_hex

    ranks = regions["value"].rank(method="dense").astype(int)
    ramp = sns.light_palette(PALETTE[4], n_colors=int(ranks.max()) + 1)[1:]
    return {name: to_hex(ramp[rank - 1]) for name, rank in zip(regions["region"], ranks, strict=True)}


def _key(figure, regions: pd.DataFrame, shades: dict[str, str]) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=shades[row.region], edgecolor=MUTED, linewidth=0.5, label=_told(row))
        for row in regions.itertuples()
    ]
    figure.legend(
        handles=handles, loc="outside lower left", ncols=1 if len(handles) < 3 else 2, labelcolor=INK
    )


def _told(row) -> str:
    rate = f" ({exact(row.rate):,.1f} per 100,000 people)" if pd.notna(row.rate) else ""
    return f"{row.region}: {money(row.value, row.unit)}{rate}"


def _regions_in_words(regions: pd.DataFrame, tiles: pd.DataFrame, when: str) -> str:
    told = "; ".join(_told(row) for row in regions.itertuples())
    without = int(tiles["region"].isna().sum())
    gaps = f" {without} of {len(tiles)} areas have no figure." if without else ""
    return f"Tile map of {len(tiles)} areas, {when}. From most to least: {told}.{gaps}"


@build_chart.register
def area_chart(result: AreaMap) -> Figure:
    """Draw the plain tile map: names only, no figure."""
    frame = result.frame
    tiles = frame.rename(columns={"name_en": "name", "tile_row": "row", "tile_col": "column"})
    with style():
        figure, axes = tile_canvas(tiles)
        draw_tiles(axes, tiles, colours=dict.fromkeys(tiles["unit_code"], TONES["unknown"]), labels={})
    known = int(frame["population"].notna().sum())
    kinds = ", ".join(f"{count} {kind}" for kind, count in frame["type"].value_counts().items())
    return finish(
        figure,
        result,
        id="areas-map",
        title=f"First-level areas valid on {result.on}",
        alt=f"Tile map of {len(frame)} areas without figures: {kinds}. The population of {known} of them is held. "
        f"Names: {', '.join(frame['name_en'])}.",
    )
