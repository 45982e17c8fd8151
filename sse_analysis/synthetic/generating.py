"""Write the synthetic country into its data folder, all at once or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError
from sse_analysis.reference.countries import is_private_use
from sse_analysis.synthetic import country as country_room
from sse_analysis.synthetic import (
    ecosystem,
    enterprises,
    entity_survey,
    files,
    histories,
    lists,
    microdata,
    published,
    registers,
    scores,
    transition,
    truth,
    views,
)
from sse_analysis.synthetic.country import Country
from sse_analysis.synthetic.organizations import ACTIVE
from sse_analysis.synthetic.settings import refuse_real, settings, table

TRUTH = "truth.json"


def generate(
    country: str = "xsy",
    *,
    folder: Path | None = None,
    people: int | None = None,
    seed: int | None = None,
    switches: Iterable[str] = (),
    replace: bool = True,
) -> Path:
    """Write the country and return its folder.

    Parameters
    ----------
    country : str
        A private-use code.
    folder : Path, optional
        Where to write; ``data/<country>`` by default. What stood there is replaced in one step.
    people, seed, switches
        See :func:`~sse_analysis.synthetic.population.populate`.
    replace : bool
        False: what somebody else has written meanwhile stays, and may be being read.

    Raises
    ------
    ParameterError
        If the code is that of a real country, or a switch is unknown.
    SetupError
        If the package for SPSS files is missing; said before anything is computed.
    """
    code = refuse_real(country)
    files.spss_writer()
    target = paths.data_folder(code) if folder is None else folder
    made = country_room.build(people, seed=seed, switches=switches)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{code}-", dir=target.parent) as place:
        new = Path(place) / code
        _write(new, made, code)
        _replace(new, target) if replace else _put(new, target)
    return target


def ensure(country: str) -> None:
    """Write a synthetic country that has no data folder yet; any other country is left alone.

    Raises
    ------
    SourceError
        If its data were made by another version of the generator: what is new in a report would be absent
        from them. They are not made again unasked, because a reader may have worked on them.
    """
    if not is_private_use(country):
        return
    if paths.data_folder(country).is_dir():
        if found := problems(country):
            raise SourceError("The synthetic country is of another version than the program.", found)
        return
    generate(country, replace=False)


def problems(country: str) -> list[Failure]:
    """Return that the data of a synthetic country were made by another version of its code, or nothing."""
    if not is_private_use(country) or not generated(country):
        return []
    made_by = json.loads(paths.data_file(country, TRUTH).read_text(encoding="utf-8")).get("code", "none")
    now = _code()
    if made_by == now:
        return []
    found = f"data made by version {made_by[:12]} of the generator"
    fix = f"Make it again with: sse synthetic {country}"
    return [Failure(f"data/{country}/{TRUTH}", found, f"version {now[:12]}", fix)]


def _code() -> str:
    """Return one digest of everything the country is made from."""
    with as_file(package_files("sse_analysis.synthetic")) as home:
        files_ = sorted(file for file in home.rglob("*") if file.suffix in (".py", ".csv", ".yml"))
        parts = [file.relative_to(home).as_posix().encode() + file.read_bytes() for file in files_]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def generated(country: str) -> bool:
    """Tell whether the data of a synthetic country are there."""
    return paths.data_file(country, TRUTH).is_file()


def _put(new: Path, target: Path) -> None:
    try:
        new.rename(target)
    except OSError:
        if not (target / TRUTH).is_file():
            raise


def _replace(new: Path, target: Path) -> None:
    """Put the new folder where the old one stood; what users keep in ``user`` and ``.cache`` stays.

    One process at a time; where it is broken off, the old folder stands again.
    """
    with _alone(target.parent):
        for kept in ("user", ".cache"):
            if (target / kept).is_dir():
                shutil.copytree(target / kept, new / kept)
        old = new.parent / "old"
        try:
            if target.exists():
                target.rename(old)
            new.rename(target)
        except BaseException:
            if old.exists() and not target.exists():
                old.rename(target)
            raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes that respect it; without such a lock where the system has none."""
    handle = None
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except (ImportError, OSError):
        pass
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _write(folder: Path, made: Country, code: str) -> None:
    found: dict[str, Any] = {}
    replies = microdata.answered(made)
    flows = transition.a_year_later(made.population, made.rng["transition"])
    found |= truth.collect(made, replies, flows)
    microdata.write(folder / "microdata", made, replies=replies, flows=flows)
    enterprises.write(folder / "surveys", made.population, replies, rng=made.rng["enterprises"])
    found |= enterprises.true_values(made.population, replies)
    found |= histories.write(folder / "microdata", made)
    on = lists.listed(
        made.entities, made.rng["lists"], dependent="list_dependence" in made.population.switches
    )
    found |= _organizations(folder, made, on)
    found |= published.write(folder, made, on, found=found)
    copy_templates(folder)
    content = {
        "banner": "Synthetic country: no figure here describes a real country.",
        "code": _code(),
        "country": code,
        "seed": made.population.seed,
        "switches": sorted(made.population.switches),
        "reference_date": str(settings()["reference_date"]),
        "definitions": truth.DEFINITIONS,
        "values": truth.rounded(found),
    }
    files.write_json(folder / TRUTH, content)


def _organizations(folder: Path, made: Country, on: pd.DataFrame) -> dict[str, Any]:
    """Write registers, survey and the true links; return the true values."""
    rng, entities, switches = made.rng, made.entities, made.population.switches
    records, true_names = lists.records(entities, on, rng["names"])
    registers.write(folder / "registers", entities, records, rng=rng["registers"])
    answers = scores.items(entities, rng["scores"])
    frame = entity_survey.frame_of(entities, records)
    quality = scores.dimensions(answers).mean(axis=1)
    drawn = entity_survey.draw(frame, quality, rng["entity_survey"], selected="self_selection" in switches)
    own_views = views.views(entities, rng["views"])
    entity_survey.write(
        folder / "surveys", frame, drawn, answers=answers, own_views=own_views, rng=rng["entity_survey"],
        views_rng=rng["views"],
    )  # fmt: skip
    _write_links(folder / "truth", entities, records, answers=answers)
    tied = ecosystem.write(folder, entities, true_names, rng["ecosystem"])
    said = views.true_values(frame[frame["state"] == ACTIVE], own_views, scores.dimensions(answers))
    return (
        truth.of_entities(entities, on, records)
        | truth.of_types(entities)
        | truth.of_scores(frame, answers)
        | said
        | tied
    )


def _write_links(
    folder: Path, entities: pd.DataFrame, records: pd.DataFrame, *, answers: pd.DataFrame
) -> None:
    number = entities.index.map("X{:05d}".format)
    links = records[["register", "record_id"]].assign(entity_id=number[records["entity"]])
    files.write_csv(folder / "links.csv", links)
    forms, areas = table("forms"), table("areas")
    about = pd.DataFrame(
        {
            "entity_id": number,
            "legal_form_id": forms["legal_form_id"].to_numpy()[entities["form"] - 1],
            "tier": forms["tier"].to_numpy()[entities["form"] - 1],
            "area": areas["unit_code"].to_numpy()[entities["area"] - 1],
            "isic": entities["isic"].to_numpy(),
            "member_interest": entities["member_interest"].to_numpy(),
            "founded": entities["founded"].dt.strftime("%Y-%m-%d").to_numpy(),
            "registered_on": entities["registered_on"].dt.strftime("%Y-%m-%d").to_numpy(),
            "dissolved": entities["dissolved"].dt.strftime("%Y-%m-%d").to_numpy(),
            "state": entities["state"].to_numpy(),
            "members": entities["members"].to_numpy(),
            "women_members": entities["women_members"].to_numpy(),
            "workers": entities["workers"].to_numpy(),
            "registered": entities["registered"].to_numpy(),
            "second_status": entities["second_status"].to_numpy(),
        }
    )
    values = scores.dimensions(answers).round(4).reset_index(drop=True)
    values.columns = [f"score_{place}" for place in range(1, 6)]
    files.write_csv(folder / "entities.csv", about.join(values))


def copy_templates(folder: Path) -> None:
    """Copy the descriptions of registers and surveys, which are written by hand."""
    with as_file(package_files("sse_analysis.synthetic") / "templates") as templates:
        for file in sorted(templates.rglob("*")) if templates.is_dir() else ():
            if file.is_file() and "__pycache__" not in file.parts:
                target = folder / file.relative_to(templates)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
