"""Numbers and dates in the formats of a spreadsheet, with what Excel shows for them."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.number_format import BUILT_IN, general, shown, shown_text


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1234.5, "#,##0", "1,235"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1.005, "0.00", "1.01"),  # half away from zero, of the digits that are written
        (2.5, "0", "3"),
        (-1234, "#,##0", "-1,234"),
        (-5.5, "#,##0.00_);(#,##0.00)", "(5.50)"),
        (0, '0.00;-0.00;"none"', "none"),
        (5, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)', "$5.00"),
        (7, "00000", "00007"),
        (123456789, "000-00-0000", "123-45-6789"),
        (0.256, "0%", "26%"),
        (1.5e9, '0.0,,"M"', "1500.0M"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (12345, "0.00E+00", "1.23E+04"),
        (0.00012, "0.0E+0", "1.2E-4"),
        (0.5, "# ?/?", "1/2"),
        (3.75, "# ??/??", "3 3/4"),
        (2.25, "# ?/8", "2 2/8"),
        (0.1, "#.##", ".1"),
        (5, '[<10]"low";[>=10]"high"', "low"),
        (50, '[<10]"low";[>=10]"high"', "high"),
        (-5, "[Red]0;[Blue]0", "5"),
        (12, '0" pcs"', "12 pcs"),
        (12, "@", "12"),
        (3.25, "General", "3.25"),
        (5, "", "5"),
        (45000, "d mmm yyyy", "15 Mar 2023"),
        (45000, "dddd, d mmmm yyyy", "Wednesday, 15 March 2023"),
        (45000, "mm/dd/yy", "03/15/23"),
        (45000, 'd"."m"."yyyy', "15.3.2023"),
        (45000, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023-03-15"),
        (45000.5208333, "yyyy-mm-dd hh:mm", "2023-03-15 12:30"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (0.5, "h:mm:ss", "12:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (0.0208333333, "mm:ss", "30:00"),
        (45000.123456, "hh:mm:ss.000", "02:57:46.598"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy-mm-dd", "-1"),
        (3e6, "yyyy-mm-dd", "3000000"),
        (1, "0" * 500, "1"),
    ],
)
def test_what_excel_shows(value: float, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_days_from_1904() -> None:
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (1e21, "1E+21"),
        (123456789012.0, "123456789012"),
        (1 / 3, "0.333333333"),
        (1e-7, "1E-07"),
    ],
)
def test_numbers_without_a_format(value: float, expected: str) -> None:
    assert general(value) == expected


def test_text_in_a_format_of_text() -> None:
    assert shown_text("x", '0;0;0;"<"@">"') == "<x>"
    assert shown_text("x", "0.00") == "x"


FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(FLOATS, st.text(st.sampled_from(list('0#?.,%;@_*\\"[]$ <>=EeGyMmdhsAP/+-x')), max_size=30))
def test_any_code_shows_something_or_nothing(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(FLOATS, st.sampled_from(sorted(BUILT_IN.values())))
def test_the_formats_that_need_no_code(value: float, code: str) -> None:
    assert shown(value, code).strip()


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_digits_are_those_of_the_number(number: int, decimals: int) -> None:
    code = "#,##0." + "0" * decimals if decimals else "#,##0"
    exact = (Decimal(number) / 64).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert shown(number / 64, code) == f"{exact:,f}".replace("-0", "0" if not exact else "-0")


@given(st.integers(10**8, 10**11 - 1), st.sampled_from([0.25, 0.5, 0.75]), st.sampled_from([1, -1]))
def test_no_digit_of_a_whole_part_is_lost_without_a_format(whole: int, part: float, sign: int) -> None:
    shown_as = float(general(sign * (whole + part)))
    assert abs(shown_as - sign * (whole + part)) <= 0.5
