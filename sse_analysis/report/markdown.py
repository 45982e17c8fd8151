"""Markdown cells as blocks: headings, paragraphs, lists, quotations, code. Raw HTML is text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from sse_analysis.report.model import Block, Heading, Listing, Paragraph, Preformatted, Quote, Span, Spans


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def blocks(source: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text. Nothing is dropped: what has no block of its own is prose."""
    tree = SyntaxTreeNode(_parser().parse(source))
    return tuple(block for node in tree.children for block in _block(node))


def safe_href(address: str) -> str:
    """Return the address if it is an http(s) link or an anchor of the page, else an empty string."""
    if address.startswith("#") and len(address) > 1:
        return address
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def _block(node: SyntaxTreeNode) -> Iterator[Block]:
    match node.type:
        case "heading":
            yield Heading(int(node.tag[1]), _spans(node))
        case "paragraph":
            yield Paragraph(_spans(node))
        case "bullet_list" | "ordered_list":
            yield Listing(
                tuple(_children(item) for item in node.children),
                ordered=node.type == "ordered_list",
                start=int(node.attrs.get("start", 1)),
            )
        case "blockquote":
            yield Quote(_children(node))
        case "fence" | "code_block":
            yield Preformatted(node.content.rstrip("\n"))
        case "hr":
            return
        case _:
            yield Paragraph((Span(node.content),))


def _children(node: SyntaxTreeNode) -> tuple[Block, ...]:
    return tuple(block for child in node.children for block in _block(child))


def _spans(node: SyntaxTreeNode) -> Spans:
    inline = node.children[0].children if node.children else []
    return _merge(span for child in inline for span in _inline(child, Span("")))


def _inline(node: SyntaxTreeNode, look: Span) -> Iterator[Span]:
    match node.type:
        case "softbreak" | "hardbreak":
            yield replace(look, text=" ")
        case "code_inline":
            yield replace(look, text=node.content, code=True)
        case "image":
            yield replace(look, text=node.content)
        case "strong":
            yield from _inside(node, replace(look, strong=True))
        case "em":
            yield from _inside(node, replace(look, emphasis=True))
        case "link":
            linked = replace(look, href=safe_href(str(node.attrs.get("href", ""))))
            yield from _inside(node, linked) if node.children else [linked]
        case _:
            yield replace(look, text=node.content)


def _inside(node: SyntaxTreeNode, look: Span) -> Iterator[Span]:
    for child in node.children:
        yield from _inline(child, look)


def _merge(spans: Iterator[Span]) -> Spans:
    """Join neighbours of the same look, so that words are never cut into pieces."""
    merged: list[Span] = []
    for span in spans:
        if merged and replace(merged[-1], text="") == replace(span, text="") and span.text:
            merged[-1] = replace(span, text=merged[-1].text + span.text)
        else:
            merged.append(span)
    return tuple(merged)
