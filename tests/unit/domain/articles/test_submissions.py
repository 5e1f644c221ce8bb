"""What a request brings is what the description of requests allows, and nothing that it did not say."""

import datetime as dt
from dataclasses import asdict, fields

from schemas.responses.submissions import SubmissionSchema
from service.domain.articles.article import Rendition
from service.domain.articles.submissions import Submission


def test_submission_has_the_members_that_a_request_may_have() -> None:
    assert {field.name for field in fields(Submission)} == SubmissionSchema().fields.keys()


def test_submission_of_a_text_alone_says_nothing_else() -> None:
    said = asdict(SubmissionSchema().load({"text": "Forces left."}))
    assert said.pop("text") == "Forces left."
    assert set(said.values()) == {None}


def test_submission_of_a_request_has_days_and_renditions_as_values() -> None:
    found = SubmissionSchema().load({"html": "<p>Forces left.</p>", "published": "2020-03-29", "rendition": "digest"})
    assert found == Submission(html="<p>Forces left.</p>", published=dt.date(2020, 3, 29), rendition=Rendition.DIGEST)
