"""A message in pieces that each fit a block, and several messages of one that is too long. Pure; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.facts.message import Actions, Button, Chart, Element, Facts, Heading, Headline, Message, Note, Paragraph, Table
from bot.surfaces.slack_elements import ACTION, BLOCK_TEXT, COLUMNS, LABEL, NOTE, TITLE, VALUE
from bot.surfaces.slack_plain import lines_of, row_line
from bot.surfaces.slack_text import chunks, cut, length, shown

Fits = Callable[[Message], bool]

_SUMMARY = 800
_NUMBERED = len(" · part 10000")


def in_pieces(message: Message) -> Message:
    """The same words with no element larger than a block; a title or summary too long is said whole below it."""
    title, summary = shown(message.title), shown(message.summary)
    whole = [text for text, most in ((title, TITLE), (summary, _SUMMARY)) if length(text) > most]
    pieces = [*_paragraphs(whole), *(piece for each in message.elements for piece in _pieces(each))]
    return Message(cut(title, TITLE), cut(summary, _SUMMARY), tuple(pieces))


def beginning(message: Message, fits: Fits, *, at_least: int = 0) -> tuple[Message, tuple[Element, ...]]:
    """As much of a message in pieces as fits, its buttons last, and what is left over: a row, a pair, a text each.

    `at_least` so many of these are taken for fitting.
    """
    buttons = tuple(each for each in message.elements if isinstance(each, Actions))
    if not fits(replace(message, elements=buttons)):
        buttons = ()
    said = [atom for each in message.elements if each not in buttons for atom in _atoms(each)]

    def having(count: int) -> Message:
        return replace(message, elements=(*_joined(said[:count]), *buttons))

    most = _largest(lambda count: fits(having(count)), at_least, len(said))
    return having(most), tuple(said[most:])


def _largest(fits: Callable[[int], bool], least: int, most: int) -> int:
    """The largest count up to `most` that fits, in steps that double and then halve; `least` is taken for fitting."""
    step = 1
    while least + step <= most and fits(least + step):
        least, step = least + step, step * 2
    while step := step // 2:
        if least + step <= most and fits(least + step):
            least += step
    return least


def parts_of(message: Message, fits: Fits) -> tuple[Message, ...]:
    """The message in pieces if it fits, else as several that do; later ones carry the title with their number.

    A single piece under a title always has to fit.
    """
    whole = in_pieces(message)
    if fits(whole):
        return (whole,)
    part, rest = beginning(whole, fits)
    parts = [part]
    title = cut(whole.title, TITLE - _NUMBERED)
    while rest:
        name = " · ".join(text for text in (title, f"part {len(parts) + 1}") if text)
        part, rest = beginning(Message(name, "", rest), fits, at_least=1)
        parts.append(part)
    return tuple(parts)


def _pieces(element: Element) -> list[Element]:
    match element:
        case Heading() | Paragraph():
            return [element] if length(shown(element.text)) <= BLOCK_TEXT else _paragraphs([element.text])
        case Note(text):
            return [Note(piece) for piece in chunks(shown(text), NOTE)]
        case Table():
            return _table(element)
        case Actions(buttons):
            return _actions(buttons)
        case Facts(pairs):
            fitting = tuple(pair for pair in pairs if _length([Facts((pair,))]) <= NOTE)
            return [Facts(fitting), *_paragraphs(lines_of(Facts(tuple(p for p in pairs if p not in fitting))))]
        case Headline() | Chart():
            return [element] if _length([element]) <= BLOCK_TEXT else _paragraphs(lines_of(element))


def _table(table: Table) -> list[Element]:
    """The table without the rows that are too long, and those as text."""
    if not table.columns:
        return []
    long = [row for row in table.rows if length(row_line(table.columns, row)) > BLOCK_TEXT]
    if len(table.columns) > COLUMNS or len(long) == len(table.rows):
        return _paragraphs(lines_of(table))
    rows = tuple(row for row in table.rows if row not in long)
    return [Table(table.columns, rows), *_paragraphs(row_line(table.columns, row) for row in long)]


def _actions(buttons: Sequence[Button]) -> list[Element]:
    """The buttons Slack can carry, and as text what their labels cannot say and the labels of the others.

    A button whose id is too long is none: a cut id would mean something else.
    """
    carried = [each for each in buttons if 0 < len(each.action) <= ACTION and len(each.value) <= VALUE]
    said = [Note(each.label) for each in buttons if each not in carried or length(shown(each.label)) > LABEL]
    short = tuple(replace(each, label=cut(shown(each.label), LABEL)) for each in carried)
    return [*(note for each in said for note in _pieces(each)), *([Actions(short)] if short else [])]


def _paragraphs(texts: Iterable[str]) -> list[Element]:
    return [Paragraph(piece) for text in texts for piece in chunks(shown(text), BLOCK_TEXT)]


def _length(elements: Iterable[Element]) -> int:
    return sum(length(line) + 1 for each in elements for line in lines_of(each))


def _atoms(element: Element) -> list[Element]:
    match element:
        case Table(columns, rows):
            return [Table(columns, (row,)) for row in rows] or [element]
        case Facts(pairs):
            return [Facts((pair,)) for pair in pairs]
        case Actions(buttons):
            return [Actions((button,)) for button in buttons]
    return [element]


def _joined(atoms: Iterable[Element]) -> list[Element]:
    """Rows, pairs and buttons that follow each other, in one element again."""
    found: list[Element] = []
    for atom in atoms:
        match (found[-1] if found else None), atom:
            case Table(columns, rows), Table() if columns == atom.columns:
                found[-1] = Table(columns, (*rows, *atom.rows))
            case Facts(pairs), Facts():
                found[-1] = Facts((*pairs, *atom.pairs))
            case Actions(buttons), Actions():
                found[-1] = Actions((*buttons, *atom.buttons))
            case _:
                found.append(atom)
    return found
