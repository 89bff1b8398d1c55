from __future__ import annotations

import json

import pytest

from audit.errors import ReportError
from audit.reports.payload import decode_summary, encode_summary
from tests.worlds.phase_story import PhaseStory, bare_story, build_story, hostile_story
from tests.worlds.snapshots import HOSTILE_NAMES


@pytest.mark.parametrize("story", [build_story(), bare_story(), hostile_story(HOSTILE_NAMES)])
def test_a_summary_survives_the_way_through_json(story: PhaseStory) -> None:
    """What a notebook carries is the summary, value for value."""
    summary = story.tell()
    text = json.dumps(encode_summary(summary), ensure_ascii=False).encode("utf-8")
    assert decode_summary(json.loads(text)) == summary


@pytest.mark.parametrize("document", [None, [], {}, {"title": 3}, "text"])
def test_what_is_no_summary_is_refused_in_words(document: object) -> None:
    """An edited or foreign document is an error with advice."""
    with pytest.raises(ReportError, match="cannot be read"):
        decode_summary(document)


def test_an_edited_status_is_refused() -> None:
    """Only the five words are a status."""
    document = encode_summary(build_story().tell())
    assert isinstance(document, dict)
    document["title"]["status"] = "major success"
    with pytest.raises(ReportError, match=r"major success.*status"):
        decode_summary(document)
