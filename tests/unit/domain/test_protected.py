"""Questions about the person are found, questions about the work are not."""

from __future__ import annotations

import re
import unicodedata

import pytest

from interview_app.domain import languages, protected
from interview_app.domain.languages import phrases as words

ABOUT_THE_PERSON = {
    words.AGE: """
        How old would you say you are?
        Are you over 40?
        Did you graduate high school in the nineties?
        How much longer do you plan to work before retiring?
        How old are you?
        May I ask your age?
        Can you tell us your date of birth?
        What year were you born in?
        When do you plan to retire?
        Do you feel too old for this team?
        Given your age, how do you learn new frameworks?
        Are you in your forties?
        In what year did you finish high school, if you remember?
        Wie alt sind Sie?
        Quel âge avez-vous ?
        ¿Cuántos años tienes?
    """,
    words.FAMILY: """
        Any plans for kids soon?
        Do you have someone at home who depends on you?
        Are you the primary caregiver for anyone?
        Is it hard being a mother and an engineer?
        Do you have caring responsibilities?
        Do you use contraception?
        Are you married?
        Are you married or single?
        Do you plan to have kids?
        Do you have children?
        How many kids do you have?
        Do you intend to have children in the next years?
        Have you thought about having children?
        Are you planning on having a family?
        Are you planning to become pregnant soon?
        Did you take maternity leave at Acme?
        Your résumé shows a gap in 2019. Was that parental leave?
        Tell me about your family.
        How would your family feel about the travel?
        Who takes care of your children while you work?
        What does your husband do for a living?
        Do you have a boyfriend?
        Do you live with your parents?
        What is your marital status?
        As a mother, how do you manage the travel?
        Sind Sie verheiratet?
        Haben Sie Kinder?
        Êtes-vous mariée ?
        ¿Tiene hijos?
    """,
    words.HEALTH: """
        Do you have HIV?
        Do you have ADHD or autism?
        Have you been treated for anxiety?
        Did your depression affect your work?
        Do you see a psychiatrist?
        Are you able-bodied?
        Do you get sick often?
        Do you have any health problems?
        How is your health?
        Do you have a disability?
        Could you tell me whether you have a disability?
        Are there any disabilities we should know about?
        Do you suffer from any chronic illness?
        Have you ever been diagnosed with depression?
        Have you had cancer?
        How many sick days did you take last year?
        Do you take any medication?
        Are you disabled?
        Do you need any special accommodations?
        Do you have any mental health issues?
        Haben Sie eine Behinderung?
        Avez-vous un handicap ?
        ¿Tiene alguna discapacidad?
    """,
    words.ORIGIN: """
        Are you from India?
        Is that a Polish name?
        What languages did you speak growing up?
        When did you come to this country?
        Do you consider yourself a minority?
        Which nationality do you hold?
        Where are you originally from?
        Where were you born?
        Were you born in Germany?
        Where did you grow up?
        What's your nationality?
        What is your native language?
        Is English your first language?
        Are you a US citizen?
        Are you an immigrant?
        Are you Indian?
        Do you need a visa to work here?
        Your name sounds foreign; what is your ethnic background?
        What is your race?
        Woher kommen Sie?
        D'où venez-vous ?
        ¿De dónde eres?
    """,
    words.RELIGION: """
        What is your religion?
        Are you Muslim?
        Are you religious?
        Would you say you are religious?
        Do you go to church on Sundays?
        Do you celebrate Christmas?
        Do you believe in God?
        Do you belong to any religious community?
        Does your religion prevent you from working on Saturdays?
        Sind Sie katholisch?
        Quelle religion pratiquez-vous ?
        ¿Cuál es su religión?
    """,
    words.GENDER: """
        How does being a woman affect your leadership?
        Do you have a same-sex partner?
        Are you gay?
        Are you a woman?
        What is your sexual orientation?
        What gender do you identify as?
        What are your pronouns?
        As a woman, how do you handle a male team?
        Sind Sie schwul?
        Quelle est votre orientation sexuelle ?
    """,
    words.POLITICS: """
        Do you support the Labour Party?
        Did you go on strike with your union?
        Have you ever been a union representative?
        Who do you support politically?
        Do you belong to a union?
        Which party do you vote for?
        Who did you vote for in the last election?
        Are you in a trade union?
        Are you a member of a union?
        Have you ever joined a union?
        Were you ever a member of any political party?
        What are your political views?
        Are you conservative?
        Sind Sie Gewerkschaftsmitglied?
        Êtes-vous syndiqué ?
    """,
}

ABOUT_THE_WORK = """
    How did you work with people with disabilities to test the app?
    Were you born to lead, or did you learn it?
    Have you had burnout in your team, and what did you do?
    What is your weight function?
    Are you from the infrastructure side or the product side?
    How would you support a third party integration?
    How did your family-tree product handle privacy?
    How did you interview patients for the diabetes app?
    Do you call yourself a generalist?
    Which vote in the steering committee went against you?
    You managed a family of products; how did you set priorities?
    How did you decide about the age of the codebase before rewriting it?
    How old was the code you inherited?
    How young was the team that you led?
    What did you do when you retired the old system?
    How do you retire a legacy system?
    How did you set the cache age for your assets?
    Tell me about yourself.
    Tell me about a race condition that you found.
    Did your race condition come back?
    How did you raise the health of the service?
    Your health checks failed; what did you do first?
    How do you keep your data healthy?
    You worked at a hospital; how did you protect patients' medical records?
    How did you diagnose the outage?
    Which native libraries did you use?
    Tell me about a system with parent and child processes that you built.
    How did your child process die?
    Do you have child components that re-render too often?
    How did you work with your parent company?
    How do you manage a project with dependents waiting on you?
    How many children nodes did your tree have?
    You built a pregnancy tracker app; how did you test it?
    What did your partner team expect of you?
    Were you single-handedly responsible for the launch?
    How were you engaged with customers?
    How did you handle union types in TypeScript?
    How would you explain a union-find structure to us?
    How did you manage office politics around the launch?
    Are you conservative with estimates, or optimistic?
    How did you vote on the design proposals?
    Which party was responsible for the breach, and how did you inform them?
    Whom did you support during the incident?
    How did you get your team to support the plan?
    What origin did the bug have, and how did you find it?
    How did you handle the cross-origin requests?
    Which country did the rollout begin in?
    How did you use black-box testing?
    Are you white-labelling the product?
    How did you deal with the customers you had in Germany?
    How did you gain faith in the results?
    How would you design a system for religious organisations?
    How did you test for gender bias in your model?
    How did you make the form accessible to blind users?
    How did you work with disabled users in your research?
    Where did the requests come from that you saw?
    When did you graduate from junior to senior work?
    Are you comfortable with on-call shifts?
    How would you feel about travel?
    How would you handle an older codebase that nobody wants to own?
    Your résumé names a migration; what was your own part in it?
    What are the weights in your model?
    What makes you sick of a legacy codebase?
    How do you observe your services in production?
    Do you have questions for us about the team?
    What made you move from Java to Go?
    Tell me about a time you disagreed with your boss and what the result was.
"""


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


@pytest.mark.parametrize(
    ("trait", "text"), [(trait, line) for trait, block in ABOUT_THE_PERSON.items() for line in lines(block)]
)
def test_a_question_about_the_person_is_found(trait: str, text: str) -> None:
    assert protected.trait_asked(text) == trait


@pytest.mark.parametrize("text", lines(ABOUT_THE_WORK))
def test_a_question_about_the_work_is_left_alone(text: str) -> None:
    assert protected.trait_asked(text) is None


def test_a_trait_is_found_behind_an_innocent_sentence_and_odd_forms() -> None:
    assert protected.trait_asked("You led a team. HOW  OLD\nare you?") == words.AGE
    assert protected.trait_asked("What’s your nationality?") == words.ORIGIN
    assert protected.trait_asked("Ａre you married?") == words.FAMILY


def test_words_of_a_person_count_only_where_the_sentence_speaks_to_you() -> None:
    assert protected.trait_asked("The app supports parents on parental leave. Why was it slow?") is None


@pytest.mark.parametrize("code", languages.ALL)
def test_every_shorthand_is_spelt_out(code: str) -> None:
    language = languages.ALL[code]
    for several in (*language.anywhere.values(), *language.to_you.values()):
        for phrase in several:
            assert not re.search(r"[A-Z]{2}", words.spelt_out(phrase, language))


@pytest.mark.parametrize("code", languages.ALL)
def test_every_trait_is_covered_in_every_language(code: str) -> None:
    assert set(languages.ALL[code].anywhere) == set(words.TRAITS) == set(ABOUT_THE_PERSON)


def test_a_question_that_lost_its_accents_or_was_shouted_is_found() -> None:
    assert protected.trait_asked("Cuantos anos tiene usted?") == words.AGE
    assert protected.trait_asked("KAÇ YAŞINDASINIZ?") == words.AGE
    assert protected.trait_asked("Ile ma pani lat".upper()) == words.AGE
    assert protected.trait_asked("У вас є діти?".upper()) == words.FAMILY


def test_a_question_whose_letters_were_taken_apart_is_found() -> None:
    assert protected.trait_asked(unicodedata.normalize("NFD", "Êtes-vous mariée ?")) == words.FAMILY
    assert protected.trait_asked(unicodedata.normalize("NFD", "ご結婚されていますか？")) == words.FAMILY
