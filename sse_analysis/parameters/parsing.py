"""Read YAML that people write: every mistake has its line, no date brings the reader down, no key counts twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from sse_analysis.errors import CONTROL, Failure

#: More keys and items than these no person writes: aliases within aliases multiply them.
_MOST = 100_000


@dataclass
class Parsed:
    """What a text of YAML holds.

    Parameters
    ----------
    content : object
        None where there are failures.
    lines : dict
        Path of a key or of an item of a list, as a tuple, and its line.
    raw : dict
        Path of a scalar and its text as it is written.
    failures : list of Failure
    """

    content: Any = None
    lines: dict[tuple, int] = field(default_factory=dict)
    raw: dict[tuple, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


class _Constructor(SafeConstructor):
    def construct_yaml_timestamp(self, node):
        """Name the line of a day that no calendar has."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            found = f"'{node.value}', which is no day of the calendar"
            raise ConstructorError(None, None, found, node.start_mark) from None


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def parse(raw: bytes, name: str) -> Parsed:
    """Return the content of a file, with lines and every failure.

    Parameters
    ----------
    name : str
        Path as the user knows it.
    """
    read = Parsed()
    try:
        node = _composed(raw.decode("utf-8-sig"))
        if node is not None:
            _walk(node, (), name, read)
            read.content = _Constructor().construct_document(node)
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        read.failures.append(Failure(name, found, "UTF-8 text", "Save the file as UTF-8.", row=row))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        found = getattr(error, "problem", None) or "a character that YAML does not allow"
        fix = "Check indentation, colons and quotes."
        read.failures.append(Failure(name, found, "valid YAML", fix, row=mark.line + 1 if mark else None))
    return read


def read(raw: bytes, name: str, error: type) -> Any:
    """Return the content of a file, or raise ``error`` with every failure."""
    parsed = parse(raw, name)
    if parsed.failures:
        raise error(f"{name} cannot be read:", parsed.failures)
    return parsed.content


def _composed(text: str) -> yaml.Node | None:
    """Return the nodes of a text, by the fast parser where it is built in; errors in the words of the other."""
    with suppress(AttributeError, yaml.YAMLError):
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _walk(node: yaml.Node, path: tuple, name: str, read: Parsed, above: tuple[int, ...] = ()) -> None:
    if id(node) in above:
        raise ConstructorError(None, None, "an alias (*) inside the part it stands for", node.start_mark)
    if len(read.lines) > _MOST:
        raise ConstructorError(
            None, None, f"aliases (*) that make more than {_MOST:,} entries", node.start_mark
        )
    above = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        seen: dict[Any, int] = {}
        for key, value in node.value:
            here = (*path, key.value)
            row = key.start_mark.line + 1
            if key.value in seen:
                first = f"the key '{key.value}' a second time (first on line {seen[key.value]})"
                read.failures.append(Failure(name, first, "each key once", "Delete one of them.", row=row))
            seen[key.value] = row
            read.lines[here] = row
            _walk(value, here, name, read, above)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            read.lines[(*path, number)] = value.start_mark.line + 1
            _walk(value, (*path, number), name, read, above)
    else:
        read.raw[path] = node.value
        if control := CONTROL.search(node.value):
            found = f"the control character U+{ord(control[0]):04X}"
            row = node.start_mark.line + 1
            read.failures.append(Failure(name, found, "text that can be printed", "Delete it.", row=row))
