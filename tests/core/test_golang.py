"""What Go's standard library does otherwise than Python's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.text import golang
from tests import strategies


@pytest.mark.parametrize("word", ["1", "t", "T", "TRUE", "true", "True"])
def test_these_words_are_true(word: str) -> None:
    assert golang.parse_bool(word) is True


@pytest.mark.parametrize("word", ["0", "f", "F", "FALSE", "false", "False"])
def test_these_words_are_false(word: str) -> None:
    assert golang.parse_bool(word) is False


@pytest.mark.parametrize(
    "word", ["", " ", "yes", "no", "on", "tRue", "TrUe", " true", "true ", "true\n", "2", "00", "ｔ"]
)
def test_any_other_word_is_no_boolean(word: str) -> None:
    with pytest.raises(ValueError, match="invalid syntax"):
        golang.parse_bool(word)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("-0", 0),
        ("+0", 0),
        ("9", 9),
        ("+9", 9),
        ("-9", -9),
        ("09", 9),
        ("-0009", -9),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("+000000000000000000000000000022", 22),
        ("0" * 100_000 + "7", 7),
    ],
)
def test_whole_numbers_of_64_bits(text: str, number: int) -> None:
    assert golang.parse_int64(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "+", "-", "+-1", "--1", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "1_000", "٣", "²", "１", "abc", "1\0", "nan"],
)
def test_python_s_other_spellings_are_no_numbers(text: str) -> None:
    with pytest.raises(ValueError, match="invalid syntax"):
        golang.parse_int64(text)


@pytest.mark.parametrize("text", ["9223372036854775808", "-9223372036854775809", "1" * 20, "9" * 100_000])
def test_numbers_beyond_64_bits_are_out_of_range(text: str) -> None:
    with pytest.raises(ValueError, match="value out of range"):
        golang.parse_int64(text)


@given(st.integers(-(2**70), 2**70))
def test_a_number_reads_as_itself_or_is_out_of_range(number: int) -> None:
    if -(2**63) <= number < 2**63:
        assert golang.parse_int64(str(number)) == number
    else:
        with pytest.raises(ValueError, match="out of range"):
            golang.parse_int64(str(number))


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("", ""),
        ("ABC-9", "abc-9"),
        ("ÀÉ", "àé"),
        ("ΑΣ", "ας"[0] + "σ"),
        ("İ", "i"),
        ("ẞ", "ß"),
        ("KÅ", "kå"),
        ("日本", "日本"),
    ],
)
def test_lower_case_character_by_character(text: str, lowered: str) -> None:
    assert golang.lower(text) == lowered


@given(strategies.hostile_text())
def test_lower_case_keeps_the_number_of_characters_and_is_stable(text: str) -> None:
    lowered = golang.lower(text)
    assert len(lowered) == len(text)
    assert golang.lower(lowered) == lowered


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", '""'),
        ("plain text", '"plain text"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("\a\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'),
        ("\0\x1b\x7f", '"\\x00\\x1b\\x7f"'),
        ("\u00a0\u200b\u3000\ufeff", '"\\u00a0\\u200b\\u3000\\ufeff"'),
        ("é日😀", '"é日😀"'),
        ("\U000e0001", '"\\U000e0001"'),
        ("'$`", '"\'$`"'),
    ],
)
def test_quoted_as_go_prints_it(text: str, quoted: str) -> None:
    assert golang.quote(text) == quoted


@given(strategies.hostile_text())
def test_quoted_text_is_printable_and_on_one_line(text: str) -> None:
    quoted = golang.quote(text)
    assert quoted.isprintable()
    assert quoted.startswith('"')
    assert quoted.endswith('"')
