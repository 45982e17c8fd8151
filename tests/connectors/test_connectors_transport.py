"""Answers that are late, cut, refused, empty: each is met by asking again, never by half a file."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from replies import Reply

from sse_analysis.connectors import cache
from sse_analysis.connectors.transport import Patience, Transport
from sse_analysis.errors import SourceError

TODAY = dt.date(2026, 11, 24)
BODY = b"ref_area,indicator,time,obs_value\n" + b"KHM,EMP_NIFL_SEX_RT,2019,88.3\n" * 50


def transport(**given) -> tuple[Transport, list[str]]:
    told: list[str] = []
    patience = Patience(**({"attempts": 4, "first_pause": 0.01, "longest_pause": 0.02, "timeout": 0.5,
                            "seconds_between": 0.0} | given))  # fmt: skip
    return Transport(patience, told.append), told


def test_a_plain_answer_lands_whole(service, tmp_path):
    service.answers("/a", Reply(BODY))
    client, told = transport()
    answer = client.fetch(f"{service.url}/a", tmp_path / "a.csv")
    assert answer.path.read_bytes() == BODY
    assert answer.digest == hashlib.sha256(BODY).hexdigest()
    assert told == []
    assert list(tmp_path.iterdir()) == [tmp_path / "a.csv"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_service_is_asked_again(service, tmp_path, status):
    service.answers("/a", Reply(b"busy", status), Reply(b"busy", status), Reply(BODY))
    client, told = transport()
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == BODY
    assert told == [f"status {status}; asking again"] * 2


def test_the_wait_that_a_service_asks_for_is_kept(service, tmp_path):
    service.answers("/a", Reply(b"slow down", 429, {"Retry-After": "7"}), Reply(BODY))
    client, _ = transport()
    waited: list[float] = []
    client.sleep = waited.append
    client.fetch(f"{service.url}/a", tmp_path / "a.csv")
    assert waited == [7.0]


def test_a_cut_answer_is_completed_from_where_it_broke(service, tmp_path):
    def rest(path, headers):
        start = int(headers["Range"].removeprefix("bytes=").removesuffix("-"))
        assert start == 700
        return Reply(BODY[start:], 206, {"Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"})

    service.answers("/a", Reply(BODY, cut=700), rest)
    client, told = transport()
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == BODY
    assert told == ["no answer (RemoteProtocolError); asking again"]


def test_a_service_that_cannot_resume_sends_it_whole_and_nothing_is_doubled(service, tmp_path):
    service.answers("/a", Reply(BODY, cut=700), Reply(BODY))
    client, _ = transport()
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == BODY


def test_a_part_that_no_longer_fits_is_dropped(service, tmp_path):
    interrupted(service, tmp_path, ETag='"1"')
    (tmp_path / "a.csv.part").write_bytes(b"x" * 99_999)
    service.answers("/a", Reply(b"", 416), Reply(BODY))
    client, _ = transport()
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == BODY
    assert ["Range" in headers for _, headers, _ in service.asked] == [False, True, False]


def interrupted(service, tmp_path, **headers) -> Transport:
    """Leave 500 bytes of an edition behind, as a fetch does that was broken off."""
    service.answers("/a", Reply(BODY, headers=headers, cut=500))
    client, _ = transport(attempts=1)
    with pytest.raises(SourceError):
        client.fetch(f"{service.url}/a", tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()
    assert (tmp_path / "a.csv.part").stat().st_size == 500
    return client


def rest(path, headers) -> Reply:
    start = int(headers["Range"].removeprefix("bytes=").removesuffix("-"))
    return Reply(BODY[start:], 206, {"Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"})


@pytest.mark.parametrize("mark", [{"ETag": '"2026-09"'}, {"Last-Modified": "Thu, 24 Sep 2026 07:10:19 GMT"}])
def test_an_interrupted_fetch_goes_on_next_time(service, tmp_path, mark):
    client = interrupted(service, tmp_path, **mark)
    service.answers("/a", rest)
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == BODY
    assert service.asked[-1][1]["If-Range"] == next(iter(mark.values()))
    assert list(tmp_path.iterdir()) == [tmp_path / "a.csv"]


@pytest.mark.parametrize("mark", [{}, {"ETag": 'W/"weak"'}])
def test_two_editions_never_make_one_file(service, tmp_path, mark):
    """The rest of a new edition behind the beginning of an old one gave numbers that nobody published."""
    client = interrupted(service, tmp_path, **mark)
    new = BODY.replace(b"88.3", b"9.1")

    def either(path, headers):
        start = int(headers["Range"].removeprefix("bytes=").removesuffix("-")) if "Range" in headers else 0
        range_ = {"Content-Range": f"bytes {start}-{len(new) - 1}/{len(new)}"} if start else {}
        return Reply(new[start:], 206 if start else 200, range_)

    service.answers("/a", either)
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == new


def test_a_part_of_another_address_is_not_completed(service, tmp_path):
    client = interrupted(service, tmp_path, ETag='"1"')
    service.answers("/b", Reply(BODY[::-1]))
    assert client.fetch(f"{service.url}/b", tmp_path / "a.csv").path.read_bytes() == BODY[::-1]
    assert "Range" not in service.asked[-1][1]


def test_another_piece_than_the_one_asked_for_is_no_rest(service, tmp_path):
    wrong = Reply(BODY[600:], 206, {"Content-Range": f"bytes 600-{len(BODY) - 1}/{len(BODY)}"})
    service.answers("/a", Reply(BODY, cut=500), wrong, Reply(BODY))
    client, told = transport()
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == BODY
    assert told[1] == "another piece than the one asked for; asking again"


def test_a_service_without_a_word_is_given_up(service, tmp_path):
    service.answers("/a", Reply(BODY, slow=2.0), Reply(BODY))
    client, told = transport()
    assert client.fetch(f"{service.url}/a", tmp_path / "a.csv").path.read_bytes() == BODY
    assert told == ["no answer (ReadTimeout); asking again"]


def test_an_empty_answer_is_no_data(service, tmp_path):
    service.answers("/a", Reply(b""))
    client, _ = transport(attempts=2)
    with pytest.raises(SourceError) as error:
        client.fetch(f"{service.url}/a", tmp_path / "a.csv")
    assert str(error.value) == (
        "Nothing could be fetched in 2 attempts.\n"
        f"  - {service.url}/a: found an empty answer, expected an answer. Try again later; reports do not need it."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_told_at_once(service, tmp_path):
    service.answers("/a", Reply(b'{"error":"deprecated or invalid dataset id=X"}', 400))
    client, _ = transport()
    with pytest.raises(SourceError) as error:
        client.fetch(f"{service.url}/a", tmp_path / "a.csv")
    assert str(error.value) == (
        "The service refused.\n"
        f'  - {service.url}/a: found status 400: {{"error":"deprecated or invalid dataset id=X"}}, expected data. '
        "Has the data set been withdrawn or renamed?"
    )
    assert len(service.asked) == 1


def test_requests_keep_their_distance(service, tmp_path):
    service.answers("/", Reply(BODY))
    client, _ = transport(seconds_between=30.0)
    waited: list[float] = []
    client.sleep = waited.append
    for name in "abc":
        client.fetch(f"{service.url}/{name}", tmp_path / name)
    assert len(waited) == 2 and all(20 < wait <= 30 for wait in waited)


def test_pauses_grow_and_have_an_end(service, tmp_path):
    service.answers("/a", Reply(b"busy", 503))
    client, _ = transport(attempts=6, first_pause=1.0, longest_pause=5.0)
    waited: list[float] = []
    client.sleep = waited.append
    with pytest.raises(SourceError, match="Nothing could be fetched in 6 attempts"):
        client.fetch(f"{service.url}/a", tmp_path / "a.csv")
    assert waited == [1.0, 2.0, 4.0, 5.0, 5.0]


def test_what_was_fetched_this_week_is_not_asked_again(service, tmp_path):
    service.answers("/a", Reply(BODY))
    client, _ = transport()
    ask = {"place": tmp_path / "a.csv", "max_age_days": 7}
    first = cache.get(client, f"{service.url}/a", today=TODAY, **ask)
    again = cache.get(client, f"{service.url}/a", today=TODAY + dt.timedelta(days=6), **ask)
    later = cache.get(client, f"{service.url}/a", today=TODAY + dt.timedelta(days=7), **ask)
    assert [first.new, again.new, later.new] == [True, False, True]
    assert len(service.asked) == 2


def test_a_file_that_was_cut_in_the_cache_is_fetched_again(service, tmp_path):
    service.answers("/a", Reply(BODY))
    client, _ = transport()
    cache.get(client, f"{service.url}/a", place=tmp_path / "a.csv", today=TODAY)
    (tmp_path / "a.csv").write_bytes(BODY[:10])
    assert cache.get(client, f"{service.url}/a", place=tmp_path / "a.csv", today=TODAY).new
    assert (tmp_path / "a.csv").read_bytes() == BODY
