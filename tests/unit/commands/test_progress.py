"""What a command says of how far it is, by a clock that the test moves."""

import io

import pytest

from service.commands.progress import describe_progress, open_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_progress_elsewhere_is_a_line_a_minute() -> None:
    stream, clock = io.StringIO(), Clock()
    with open_progress(stream, 1_000, clock) as report:
        for done in range(1, 181):
            clock.now += 1
            report(done)
    assert stream.getvalue().splitlines() == [
        "basewatch: 60 of 1000 articles in 01:00, 1.00 a second, 15:40 left",
        "basewatch: 120 of 1000 articles in 02:00, 1.00 a second, 14:40 left",
        "basewatch: 180 of 1000 articles in 03:00, 1.00 a second, 13:40 left",
    ]


def test_progress_elsewhere_of_less_than_a_minute_is_nothing() -> None:
    stream, clock = io.StringIO(), Clock()
    with open_progress(stream, None, clock) as report:
        clock.now += 59.9
        report(5_000)
    assert stream.getvalue() == ""


def test_progress_on_a_terminal_is_a_bar_with_its_rate() -> None:
    stream = Terminal()
    with open_progress(stream, 4) as report:
        for done in (1, 2, 4):
            report(done)
    assert "100%" in stream.getvalue()
    assert "4/4" in stream.getvalue()
    assert "article/s" in stream.getvalue() or "s/article" in stream.getvalue()


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [
        (0, 10, 60, "0 of 10 articles in 01:00, 0.00 a second"),
        (5, None, 100, "5 articles in 01:40, 0.05 a second"),
        (12, 10, 60, "12 articles in 01:00, 0.20 a second"),
        (10, 10, 60, "10 of 10 articles in 01:00, 0.17 a second, 00:00 left"),
        (1, 3_601, 1, "1 of 3601 articles in 00:01, 1.00 a second, 1:00:00 left"),
        (3, 10, 0, "3 of 10 articles in 00:00, 0.00 a second"),
    ],
)
def test_describe_progress_tells_no_time_that_it_cannot_know(
    done: int, total: int | None, seconds: float, told: str
) -> None:
    assert describe_progress(done, total, seconds) == told
