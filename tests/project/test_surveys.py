"""Surveys: what is asked again after an edit, and what is recalled."""

from __future__ import annotations

from tslint.project.surveys import Surveys
from tslint.source.watched import Read, note_all, reading

A: Read = ("m.py", "a")
B: Read = ("m.py", "b")


class Book:
    """Pages that are read; `opened` says how often."""

    def __init__(self) -> None:
        self.pages: dict[Read, str] = {A: "one", B: "two"}
        self.opened: list[Read] = []
        self.surveys = Surveys()

    def read(self, page: Read) -> str:
        note_all([page])
        self.opened.append(page)
        return self.pages[page]

    def ask(self, page: Read, of_bodies: bool = True) -> str:
        return self.surveys.ask(page, lambda: self.read(page), of_bodies)


def test_an_answer_is_recalled_where_nothing_that_was_read_for_it_has_changed() -> None:
    book = Book()
    assert (book.ask(A), book.ask(B)) == ("one", "two")
    book.pages[B] = "three"
    book.surveys.begin({B})
    assert (book.ask(A), book.ask(B)) == ("one", "three")
    assert book.opened == [A, B, B]


def test_an_answer_that_hangs_on_more_than_bodies_is_always_found_again() -> None:
    book = Book()
    book.ask(A, of_bodies=False)
    book.surveys.begin(set())
    book.ask(A, of_bodies=False)
    assert book.opened == [A, A]


def test_surveys_hold_as_long_as_they_say_the_same() -> None:
    book = Book()
    book.ask(A)
    book.ask(B, of_bodies=False)
    book.pages[A] = "one"
    assert book.surveys.hold({A})
    book.pages[B] = "three"
    assert not book.surveys.hold(set())


def test_an_answer_that_hangs_on_another_is_found_again_where_that_differs() -> None:
    book = Book()

    def longest() -> int:
        return max(len(book.ask(page, of_bodies=False)) for page in (A, B))

    for changed, wanted in (("three", 5), ("two", 3), ("two", 3)):
        book.pages[B] = changed
        book.surveys.begin(set())
        assert book.surveys.ask("longest", longest, of_bodies=True) == wanted


def test_nobody_is_told_to_have_read_what_a_survey_reads() -> None:
    book, read = Book(), set[Read]()
    with reading(read):
        book.ask(A)
    assert not read
