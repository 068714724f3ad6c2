"""Files that are sent by themselves: what the page is answered, always in words that it can show."""

from flask.testing import FlaskClient

FROM_SCRIPT = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}


def test_an_upload_without_a_token_is_answered_in_words(client: FlaskClient) -> None:
    answer = client.post("/uploads", headers=FROM_SCRIPT)

    assert answer.status_code == 403
    assert "表单已经失效" in answer.json["detail"]
