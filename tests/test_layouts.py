import pytest
from msgspec import Raw

from radist.errors import ClientError
from radist.layouts import checked_name, encoded

HOSTILE = ["<script>alert(1)</script>", "\0", "\u202e", "'; DROP TABLE layouts; --", "💥" * 100]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_name_is_it_stays_so(text):
    assert checked_name(text) == text


@pytest.mark.parametrize("text", ["", "x" * 101, "\ud800"])
def test_a_name_is_one_to_a_hundred_whole_characters(text):
    with pytest.raises(ClientError, match=r"^name: "):
        checked_name(text)


def test_content_is_kept_as_it_came():
    content = {"a": [1, 2.5, None, True, 2**70, "<b>\u2028é"], "": {}}
    assert encoded(content) == Raw(
        '{"a":[1,2.5,null,true,1180591620717411303424,"<b>\u2028é"],"":{}}'.encode()
    )


@pytest.mark.parametrize(
    "content", [{"a": "x" * 32_768}, {"a": float("inf")}, {"a": float("nan")}, {"\udfff": 1}]
)
def test_what_is_too_much_or_no_json_is_refused(content):
    with pytest.raises(ClientError, match=r"^content: ") as caught:
        encoded(content)
    assert caught.value.code == 422
