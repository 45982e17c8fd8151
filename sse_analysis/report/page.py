"""What a rendered HTML page contains, read back from its bytes, for the checks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files

#: Attributes from which a browser fetches something; an anchor's ``href`` only leads somewhere.
_LOADING = {"src", "srcset", "poster", "data", "background", "action", "formaction", "manifest"}
_STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]?([^'\";]+)")
#: Data in the page itself, and its own anchors.
_HERE = ("data:", "#")


@dataclass
class Page:
    """Facts of one page. ``loads`` are addresses other than ``data:`` that a browser would fetch."""

    language: str = ""
    title: str = ""
    country: str = ""
    analysis: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    tables: int = 0
    captions: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    mains: int = 0
    absences: int = 0
    countries: list[tuple[str, str]] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: dict[str, list[str]] = {}
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note(tag, given)
        self._note_loads(tag, given)
        if tag in {"title", "caption", "th", "style", "script"} or re.fullmatch("h[1-6]", tag):
            self.open[tag] = []

    def _note(self, tag: str, given: dict[str, str]) -> None:
        page = self.page
        page.ids += [given["id"]] if given.get("id") else []
        page.targets += [given["href"][1:]] if tag == "a" and given.get("href", "").startswith("#") else []
        if tag == "html":
            page.language = given.get("lang", "")
            page.country, page.analysis = given.get("data-country", ""), given.get("data-analysis", "")
        elif "data-country" in given:
            page.countries.append((given.get("id", tag), given["data-country"]))
        if tag == "img":
            page.images.append(given.get("alt", ""))
        elif tag == "svg" and given.get("class") == "drawing":
            page.images.append(given.get("aria-label", ""))
        page.tables += tag == "table"
        page.mains += tag == "main"
        page.absences += tag == "aside" and "absence" in given.get("class", "").split()

    def _note_loads(self, tag: str, given: dict[str, str]) -> None:
        wanted = [value for name, value in given.items() if name in _LOADING]
        wanted += [given["href"]] if tag in {"link", "base", "image", "use"} and "href" in given else []
        wanted += _style_urls(given.get("style", ""))
        self.page.loads += [address for address in wanted if not address.startswith(_HERE)]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        words = self.open.pop(tag)
        text = " ".join("".join(words).split())
        page = self.page
        if tag == "title":
            page.title = text
        elif tag == "caption":
            page.captions.append(text)
        elif tag == "th":
            page.heads.append(text)
        elif tag == "script":
            page.loads += [] if _is_ours("".join(words)) else ["script"]
        elif tag == "style":
            page.loads += [address for address in _style_urls(text) if not address.startswith(_HERE)]
        else:
            page.headings.append((int(tag[1]), text))

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & self.open.keys():
            self.words.append(data)
        for parts in self.open.values():
            parts.append(data)


def _is_ours(script: str) -> bool:
    """Tell whether a script is the one that sorts tables, or the one that searches the portal; both load nothing."""
    assets = files("sse_analysis.report").joinpath("assets")
    return script in {assets.joinpath(name).read_text(encoding="utf-8") for name in ("sort.js", "search.js")}


def _style_urls(css: str) -> list[str]:
    return [first or second for first, second in _STYLE_URL.findall(css)]


def read_page(data: bytes) -> Page:
    """Return the facts of an HTML page in UTF-8."""
    reader = _Reader()
    reader.feed(data.decode("utf-8"))
    reader.close()
    reader.page.text = "".join(reader.words)
    return reader.page
