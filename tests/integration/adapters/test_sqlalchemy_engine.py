"""What a database's connection is set up with."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import on_both_databases

ASIDE = "I was let go in spring"


@on_both_databases
def test_an_error_of_the_database_does_not_repeat_what_a_candidate_said(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("insert into nowhere (words) values (:words)"), {"words": ASIDE})

    assert ASIDE not in str(caught.value)
