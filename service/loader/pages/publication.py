"""The day on which a page was published, as far as it gives one. A day of change is none, and none is guessed."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from service.loader.pages.blocks import Block, has_class
from service.loader.pages.days import DayReader, WrittenDay
from service.loader.pages.metadata import PageMetadata, get_text, get_types
from service.loader.pages.stories import PageBlocks
from service.loader.pages.vocabulary import fold_spaces

# A line with a day has few other words: who wrote it, and where.
MAX_DATE_LINE = 200
MAX_OTHER_WORDS = 10
# The story has begun with a text that is this long.
STORY_LENGTH = 120
# So many lines before the headline may name its day, if they are marked as doing so.
LINES_BEFORE = 4
# What stands further below the headline is not beside it.
LINES_AFTER = 60
# The page's order of day and month is looked for in so many lines.
MAX_LINES = 3_000
# Of an element so many inner ones may mark its day.
MAX_MARKED = 20
# A label on a line of its own has few words.
MAX_LABEL_WORDS = 3
WORD = re.compile(r"[^\W\d_]{2,}")
DIGIT = re.compile(r"\d")
# What stands before a day that is not part of a sentence: a line's beginning, a mark, a time, a weekday.
SEPARATED = re.compile(r"(?:^|[|/•·,:–—(\[-]|\d:\d\d(?:\s?[AaPp]\.?[Mm]\.?)?|\b(?:[A-Z]{2,4}|(?i:\w+day)))\s*$")
URL_DAY = re.compile(r"/(?P<day>(?:19|20)\d\d(?P<mark>[-/])\d{1,2}(?P=mark)\d{1,2})(?=[/_.-]|$)")
URL_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)")
URL_MONTH = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/(\d{1,2})/")


@dataclass(frozen=True)
class Publication:
    """Finds the day of publication among all that a page gives. `latest` is the last day that is believed."""

    tree: Any
    metadata: PageMetadata
    page: PageBlocks
    latest: dt.date

    def find_day(self) -> dt.date | None:
        """The day of the most trusted kind that gives one."""
        for steps in (
            self._read_json,
            self._read_meta,
            self._read_marked,
            self._read_times,
            self._read_lines,
            self._read_address,
        ):
            for written in steps():
                if (day := self._settle(written)) is not None:
                    return day
        return None

    @cached_property
    def _reader(self) -> DayReader:
        return DayReader(self.metadata.language, self.latest)

    def _read_json(self) -> Iterator[WrittenDay]:
        """The article's object, else one of no type, else the object of this very page."""
        bare = [node for node in self.metadata.nodes if not get_types(node)]
        pages = [node for node in self.metadata.nodes if get_types(node) & set(self.metadata.vocabulary.page_types)]
        own = [node for node in pages if self.metadata.is_own_address(node)]
        for node in (*self.metadata.articles, *bare, *own):
            yield from self._parse(get_text(node, "datePublished"))

    def _read_meta(self) -> Iterator[WrittenDay]:
        for content in self.metadata.get_meta(self.metadata.vocabulary.published_meta):
            yield from self._parse(content)

    def _read_marked(self) -> Iterator[WrittenDay]:
        """Elements that are marked as the day of publication: microdata, RDFa, and the classes of hAtom."""
        marked = [e for e in self.tree.xpath("//*[@itemprop or @property]") if _names_publication(e)]
        marked += [e for e in self.tree.iter("time") if e.get("pubdate") is not None and e.get("datetime")]
        marked += self.tree.xpath("//time[@datetime and contains(concat(' ', @class, ' '), ' entry-date ')]")
        marked += self.tree.xpath(
            "//*[(self::abbr or self::time) and contains(concat(' ', @class, ' '), ' published ')]"
        )
        for element in sorted(marked, key=self._is_apart):
            value = next((element.get(name) for name in ("datetime", "content", "title") if element.get(name)), None)
            if not self._is_foreign(element):
                yield from self._parse(value or element.text_content())

    def _read_times(self) -> Iterator[WrittenDay]:
        """The `time` elements at the head of the story that are not those of a change."""
        for place in self._head_lines:
            block = self.page.blocks[place]
            for element in block.element.iter("time"):
                if not self._is_change(element, self._get_label_line(place) + block.text):
                    yield from self._parse(element.get("datetime"))

    def _read_lines(self) -> Iterator[WrittenDay]:
        """What is written beside the headline, then what is labelled as the day of publication elsewhere."""
        head = set(self._head_lines)
        for place in self._head_lines:
            yield from self._read_line(place, is_label_needed=False)
        for place in range(min(len(self.page.blocks), MAX_LINES)):
            if place not in head and not self.page.is_of_others[place]:
                yield from self._read_line(place, is_label_needed=True)

    def _read_line(self, place: int, *, is_label_needed: bool) -> Iterator[WrittenDay]:
        block = self.page.blocks[place]
        if len(block.text) > MAX_DATE_LINE or not self._is_short(block) or self._is_of_change(block):
            return
        is_marked = self._has_class(block, self.metadata.vocabulary.published_class)
        is_date_line = not is_label_needed and (is_marked or not block.is_sentence)
        label_line, changes, end = self._get_label_line(place), self._get_changes(block), 0
        for written in self._reader.find_days(block.text):
            label = self._find_label(label_line + block.text[end : written.start])
            is_apart = is_marked or SEPARATED.search(block.text[: written.start]) is not None
            is_change = label == "modified" or block.text[written.start : written.end] in changes
            label_line, end = "", written.end
            if not is_change and (label or (is_date_line and is_apart)):
                yield written

    def _is_of_change(self, block: Block) -> bool:
        holders = (block.element, *list(block.element.iterancestors())[:2])
        return any(self._is_marked_as_change(holder) for holder in holders)

    def _get_changes(self, block: Block) -> str:
        """What of a line is marked as the day of a change."""
        inner = islice(block.element.iter("time", "span", "em", "i", "b"), MAX_MARKED)
        marked = [element for element in inner if self._is_marked_as_change(element)]
        return fold_spaces(" ".join(element.text_content() for element in marked))

    def _is_short(self, block: Block) -> bool:
        return len(WORD.findall(block.text)) <= MAX_OTHER_WORDS

    def _get_label_line(self, place: int) -> str:
        """The line before, if it is but a label, such as "Updated:"."""
        text = self.page.blocks[place - 1].text if place else ""
        is_label = len(text.split()) <= MAX_LABEL_WORDS and (text.endswith(":") or self._find_label(text) is not None)
        return f"{text} " if is_label and DIGIT.search(text) is None else ""

    def _read_address(self) -> Iterator[WrittenDay]:
        address = self.metadata.address or ""
        for match in (URL_DAY.search(address), URL_COMPACT.search(address)):
            if match is not None:
                yield from self._parse(match["day"] if "day" in match.groupdict() else match[1])
        if (named := URL_MONTH.search(address)) is not None:
            yield from self._parse(f"{named[3]} {named[2]} {named[1]}")

    def _parse(self, value: str | None) -> Iterator[WrittenDay]:
        found = self._reader.parse_machine_day(value) if value else None
        if found is not None:
            yield found

    def _settle(self, written: WrittenDay) -> dt.date | None:
        """The day; of two that it may be, the one by the order of the page's days, its language, or another day."""
        if written.day is not None:
            return written.day
        by_day, by_month = written.readings
        if (is_day_first := self._order) is not None:
            return by_day if is_day_first else by_month
        possible = {day for day in (by_day, by_month) if not self._changes or day <= max(self._changes)}
        named = possible & self._other_days
        chosen = named if len(named) == 1 else possible
        return chosen.pop() if len(chosen) == 1 else None

    @cached_property
    def _order(self) -> bool | None:
        """Whether the page writes the day first; null where nothing tells, or it does both."""
        lines = (block.text for block in self.page.blocks[:MAX_LINES] if len(block.text) <= MAX_DATE_LINE)
        found = {written.is_day_first for text in lines for written in self._reader.find_days(text)} - {None}
        if len(found) == 1:
            return found.pop()
        language = self.metadata.language or ""
        for name in (language, language.split("-")[0]):
            if name in self.metadata.vocabulary.month_first or name in self.metadata.vocabulary.day_first:
                return name in self.metadata.vocabulary.day_first
        return None

    @cached_property
    def _changes(self) -> frozenset[dt.date]:
        """Days of change, before which the page was published."""
        texts = [*self.metadata.get_meta(self.metadata.vocabulary.modified_meta)]
        texts += [text for node in self.metadata.articles if (text := get_text(node, "dateModified"))]
        return frozenset(written.day for text in texts for written in self._parse(text) if written.day)

    @cached_property
    def _other_days(self) -> frozenset[dt.date]:
        """Days that the head of the page or its address name without a doubt."""
        lines = (self.page.blocks[place].text for place in self._head_lines)
        heads = (written for text in lines for written in self._reader.find_days(text))
        found = (*heads, *self._read_address(), *self._read_meta(), *self._read_json(), *self._read_marked())
        return frozenset(written.day for written in found if written.day) | self._changes

    @cached_property
    def _head_lines(self) -> tuple[int, ...]:
        """The lines between the headline and the story, then marked ones shortly before the headline."""
        blocks, heading = self.page.blocks, self.page.heading or 0
        after = []
        for place in range(heading + (self.page.heading is not None), len(blocks)):
            if len(blocks[place].text) >= STORY_LENGTH and blocks[place].is_sentence:
                break
            if not self.page.is_of_others[place]:
                after.append(place)
            if len(after) == LINES_AFTER:
                break
        before = (place for place in range(max(0, heading - LINES_BEFORE), heading) if self._names_day(place))
        return (*after, *before)

    def _names_day(self, place: int) -> bool:
        block = self.page.blocks[place]
        is_marked = self._has_class(block, self.metadata.vocabulary.published_class)
        return is_marked or self._find_label(block.text) == "published"

    def _find_label(self, text: str) -> str | None:
        """Which of the labels stands last in a text: that of a publication or that of a change."""
        vocabulary = self.metadata.vocabulary
        last = {
            kind: max((m.end() for m in re.finditer(pattern, text, re.IGNORECASE)), default=-1)
            for kind, pattern in (("published", vocabulary.published_words), ("modified", vocabulary.modified_words))
        }
        found = max(last, key=lambda kind: last[kind])
        return found if last[found] >= 0 else None

    def _is_change(self, element: Any, line: str) -> bool:
        """Whether an element in a line is marked as the day of a change, or labelled so before it or in it."""
        written = fold_spaces(element.text_content())
        before = line.partition(written)[0] if written else line
        return self._is_marked_as_change(element) or self._find_label(before + written) == "modified"

    def _is_marked_as_change(self, element: Any) -> bool:
        names = f"{element.get('itemprop') or ''} {element.get('property') or ''}".casefold()
        return "datemodified" in names or has_class(element, self.metadata.vocabulary.modified_class)

    def _has_class(self, block: Block, words: tuple[str, ...]) -> bool:
        holders = [block.element, *list(block.element.iterancestors())[:2], *islice(block.element, MAX_MARKED)]
        return any(has_class(holder, words) for holder in holders if isinstance(holder.tag, str))

    def _is_foreign(self, element: Any) -> bool:
        """Whether an element is of another story, or of something beside this one that is not at its head."""
        if self.page.is_of(element, self.page.other_elements):
            return True
        owner = next((e for e in (element, *element.iterancestors()) if e in self._head_elements), None)
        return owner is None and self.page.is_of(element, self.page.aside_elements)

    @cached_property
    def _head_elements(self) -> frozenset[Any]:
        return frozenset(self.page.blocks[place].element for place in self._head_lines)

    def _is_apart(self, element: Any) -> bool:
        """Whether an element is of another thing than the one whose headline is the page's."""
        if self.page.heading is None:
            return False
        scope = next(element.iterancestors("article"), None)
        heading = self.page.blocks[self.page.heading].element
        return scope is not None and scope not in heading.iterancestors()


def _names_publication(element: Any) -> bool:
    names = f"{element.get('itemprop') or ''} {element.get('property') or ''}".casefold().split()
    return any(name.split(":")[-1] == "datepublished" for name in names)
