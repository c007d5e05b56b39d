"""The assistant says what it searched for, where that is not what was typed."""

from qa import Assistant
from qa.answer import Answer, Correction
from qa.understanding import understood


def test_politeness_and_typing_errors_are_left_out_and_said(harbour: Assistant) -> None:
    answer = harbour.ask("Hello! When was the lihgthouse built? Thanks.")
    assert (answer.text, answer.question) == ("1874", "When was the lighthouse built?")
    assert answer.asked == "Hello! When was the lihgthouse built? Thanks."
    assert answer.corrections == (Correction(typed="lihgthouse", meant="lighthouse"),)
    assert Answer.from_json(answer.to_json()) == answer


def test_a_question_that_needs_nothing_is_as_it_was(harbour: Assistant) -> None:
    answer = harbour.ask("When was the lighthouse built?")
    assert (answer.asked, answer.corrections) == ("", ())


def test_of_two_questions_the_one_that_is_answered_counts(harbour: Assistant) -> None:
    answer = harbour.ask("Who exported cheese to Peru? When was the lighthouse built?")
    assert (answer.text, answer.question) == ("1874", "When was the lighthouse built?")


def test_where_none_is_answered_the_first_is_what_the_documents_do_not_say(harbour: Assistant) -> None:
    answer = harbour.ask("Who exported cheese to Peru? Who sold the moon?")
    assert answer.abstained
    assert answer.question == "Who exported cheese to Peru?"


def test_exactly_searches_for_what_was_typed(harbour: Assistant) -> None:
    typed = "Hello! When was the lihgthouse built? Thanks."
    answer = harbour.ask(typed, exactly=True)
    assert (answer.question, answer.asked, answer.corrections) == (typed, "", ())
    assert "lihgthouse" in answer.searched.missing


def test_the_second_question_knows_the_first(harbour: Assistant) -> None:
    answers: list[Answer] = []
    found = []
    for one in understood("Who sold the lighthouse? When was it built?", harbour.store, answers):
        found.append(one.question)
        answers.append(harbour.ask(one.question))
    assert found == ["Who sold the lighthouse?", "When was the lighthouse built?"]
