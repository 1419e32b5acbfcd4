"""Whatever cannot be read for sure refuses the file: `file:line:column: sentence`, and the sentence says what to do."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.errors import ImportRefusedError
from bot.providers.focus import focus_files
from bot.providers.focus_columns import MANDATORY
from tests.providers.focus_samples import USAGE, csv_text, row, without, write

GOOD = csv_text([row(), row(Id="18"), row(Id="19")])
LAST_COLUMN = list(USAGE)[-1]


def refusal(*paths: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        focus_files(paths).check(lambda _: None)
    return str(caught.value)


def saved(folder: Path, content: str | bytes) -> Path:
    path = folder / "bill.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("column", MANDATORY)
def test_a_missing_mandatory_column_is_named_on_line_one(tmp_path: Path, column: str) -> None:
    says = refusal(write(tmp_path / "bill.csv", [without(column)]))
    assert says.startswith(f"bill.csv:1:{column}: missing from the header")
    assert "export the Cost and Usage dataset again" in says


def test_all_missing_columns_are_named_at_once(tmp_path: Path) -> None:
    says = refusal(write(tmp_path / "bill.csv", [without("ChargeCategory", "BilledCost", "ProviderName")]))
    assert says.startswith("bill.csv:1:BilledCost, ChargeCategory, ServiceProviderName or ProviderName: missing")


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_a_file_separated_by_something_else_is_told_to_use_commas(tmp_path: Path, separator: str, name: str) -> None:
    says = refusal(saved(tmp_path, GOOD.replace(",", separator)))
    assert says == f"bill.csv:1: the cells are separated by {name}; export the file again with commas"


def test_a_zip_archive_is_told_to_be_unzipped_whatever_its_name_is(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "bill.csv", "w") as archive:
        archive.writestr("inside.csv", GOOD)
    says = refusal(tmp_path / "bill.csv")
    assert says == "bill.csv:1: this is a zip archive; unzip it first and name the CSV file that was in it"


@pytest.mark.parametrize("rows", [1, 5_000])
def test_lines_that_end_in_cr_alone_are_named(tmp_path: Path, rows: int) -> None:
    says = refusal(saved(tmp_path, csv_text([row()] * rows, end="\r")))
    assert says == "bill.csv:1: the lines end in CR alone; save the file with LF or CRLF line ends"


def test_two_columns_that_differ_from_a_focus_column_by_letter_case_alone_are_refused(tmp_path: Path) -> None:
    says = refusal(write(tmp_path / "bill.csv", [{**without("BilledCost"), "billedcost": "1", "BILLEDCOST": "2"}]))
    assert says.startswith("bill.csv:1:BilledCost: stands more than once in the header")


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    says = refusal(saved(tmp_path, GOOD.replace("ListCost", "BilledCost", 1)))
    assert says.startswith("bill.csv:1:BilledCost: stands more than once in the header; keep one")


@pytest.mark.parametrize(
    ("cells", "begins"),
    [
        ({"BilledCost": "twelve"}, "BilledCost: 'twelve' is not a decimal number"),
        ({"BilledCost": "NULL"}, "BilledCost: is empty, and no row may be without it"),
        ({"BilledCost": "NaN"}, "BilledCost: 'NaN' is not a decimal number"),
        ({"EffectiveCost": "Infinity"}, "EffectiveCost: 'Infinity' is not a decimal number"),
        ({"ListCost": "99999999999"}, "ListCost: '99999999999' is more than the ledger can hold"),
        ({"ConsumedQuantity": "1,5"}, "ConsumedQuantity: '1,5' is not a decimal number"),
        ({"BillingCurrency": "Dollar"}, "BillingCurrency: 'Dollar' is not a currency code"),
        ({"ChargeCategory": "Gift"}, "ChargeCategory: 'Gift' is not a FOCUS charge category"),
        ({"ChargePeriodStart": "soon"}, "ChargePeriodStart: 'soon' is not a date"),
        ({"BillingPeriodEnd": "32.9.2026"}, "BillingPeriodEnd: '32.9.2026' is not a date"),
        ({"ChargePeriodEnd": "2026-09-18T22:00:00Z"}, "ChargePeriodEnd: 2026-09-18T22:00:00Z is not after Charge"),
        ({"BillingPeriodEnd": "2026-08-01"}, "BillingPeriodEnd: 2026-08-01 is not after BillingPeriodStart"),
        ({"ProviderName": ""}, "ServiceProviderName or ProviderName: is empty, but every charge has a provider"),
        ({"ProviderName": "?"}, "ProviderName: '?' is not the name of a provider"),
    ],
)
def test_a_cell_that_is_none_is_refused_with_file_line_and_column(
    tmp_path: Path, cells: dict[str, str], begins: str
) -> None:
    assert refusal(write(tmp_path / "bill.csv", [row(), row(**cells)])).startswith(f"bill.csv:3:{begins}")


def test_the_line_is_the_one_an_editor_shows_where_the_record_starts(tmp_path: Path) -> None:
    rows = [row(ServiceName="one\ntwo\r\nthree"), row(Id="18"), row(ServiceName="four\nfive", BilledCost="x")]
    assert refusal(write(tmp_path / "bill.csv", rows)).startswith("bill.csv:6:BilledCost: 'x'")


def test_a_blank_line_counts_as_a_line(tmp_path: Path) -> None:
    head, first, *_ = csv_text([row(BilledCost="x")]).splitlines()
    assert refusal(saved(tmp_path, f"{head}\n\n\n{first}\n")).startswith("bill.csv:4:BilledCost")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_cut_line_is_refused_at_the_first_cell_it_lacks(tmp_path: Path, end: str) -> None:
    lines = GOOD.splitlines()
    cut = ",".join(lines[2].split(",")[:5])
    says = refusal(saved(tmp_path, end.join([*lines[:2], cut, *lines[3:]])))
    assert says.startswith(f"bill.csv:3:{list(USAGE)[5]}: the line ends after 5 of {len(USAGE)} cells")


def test_a_file_cut_anywhere_in_its_last_line_but_the_last_cell_is_refused(tmp_path: Path) -> None:
    text = csv_text([row(), without("Tags") | {"Tags": "NULL"}]).rstrip("\n")
    start = text.rindex("\n") + 1
    for end in range(start + 1, text.rindex(",") + 1):
        assert refusal(saved(tmp_path, text[:end])).startswith("bill.csv:3:")


def test_a_line_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    says = refusal(saved(tmp_path, GOOD.rstrip("\n") + ",more\n"))
    assert says.startswith(f"bill.csv:4:{LAST_COLUMN}: the line has {len(USAGE) + 1} cells")


def test_a_quote_that_is_never_closed_is_refused_where_it_opens(tmp_path: Path) -> None:
    text = csv_text([row(), row(ServiceName="@"), row(Id="19", Tags="NULL")]).replace("@", '"Model Hosting')
    says = refusal(saved(tmp_path, text))
    assert says.startswith("bill.csv:3:ServiceName: the line is not proper CSV")


def test_an_unclosed_quote_in_a_large_file_is_found_without_reading_it_all_as_one_cell(tmp_path: Path) -> None:
    text = csv_text(
        [row(), row(ServiceName="@", Tags="NULL"), *[row(Tags="NULL", InvoiceIssuerName="Nimbus")] * 3000]
    ).replace("@", '"Model Hosting')
    assert refusal(saved(tmp_path, text)).startswith("bill.csv:3:ServiceName: the line is not proper CSV (field larger")


def test_text_after_a_closing_quote_is_refused(tmp_path: Path) -> None:
    text = csv_text([row(InvoiceIssuerName="Nimbus, Inc.")]).replace('"Nimbus, Inc."', '"Nimbus, Inc."x')
    assert refusal(saved(tmp_path, text)).startswith("bill.csv:2:InvoiceIssuerName: the line is not proper CSV")


def test_a_byte_that_is_not_utf8_is_refused_at_its_cell(tmp_path: Path) -> None:
    data = (
        csv_text([row(), row(InvoiceIssuerName="Müller, AG", ServiceName="@")]).encode().replace(b"@", b"Gr\xfc\xdfe")
    )
    says = refusal(saved(tmp_path, data))
    assert says.startswith("bill.csv:3:ServiceName: the line is not UTF-8; export the file again in UTF-8")


def test_a_utf16_file_is_refused(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, GOOD.encode("utf-16"))).startswith("bill.csv:1: the line is not UTF-8")


def test_a_nul_byte_is_refused_at_its_cell(tmp_path: Path) -> None:
    text = csv_text([row(), row(ServiceName="Model\0Hosting")])
    assert refusal(saved(tmp_path, text)).startswith("bill.csv:3:ServiceName: the line holds a NUL byte")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(saved(tmp_path, content)) == "bill.csv:1: the file is empty; export it again"


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    says = refusal(saved(tmp_path, GOOD.splitlines()[0]))
    assert says.startswith("bill.csv:1: the file has a header and no charges")


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.995])
def test_a_cut_gzip_file_is_refused(tmp_path: Path, kept: float) -> None:
    data = gzip.compress("\n".join(GOOD.splitlines() + [GOOD.splitlines()[1]] * 200).encode())
    assert "the gzip file is damaged or cut" in refusal(saved(tmp_path, data[: int(len(data) * kept)]))


def test_a_gzip_file_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(GOOD.encode()))
    data[-5] ^= 255
    assert refusal(saved(tmp_path, bytes(data))).startswith("bill.csv:1: the gzip file is damaged or cut")


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    assert "longer than 1048576 bytes" in refusal(saved(tmp_path, b"x" * 3_000_000))


def test_a_gzip_file_that_unpacks_to_far_more_than_any_bill_is_refused_before_it_has(tmp_path: Path) -> None:
    path = saved(tmp_path, gzip.compress((b"#" + b" " * 1_000 + b"\n") * 100_000))
    assert path.stat().st_size < 300_000
    assert "the file unpacks to more than 67108864 bytes, as no bill of its size does" in refusal(path)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "none.csv") == "none.csv:1: there is no such file; check the path"
    assert refusal(tmp_path / "folder.csv") == "folder.csv:1: this is a folder; name the files in it"
    assert refusal(tmp_path / "pipe.csv").endswith("save it to a file first")


def test_the_same_file_named_twice_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, GOOD)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    assert "the same file is named twice" in refusal(path, path)
    assert refusal(path, link).startswith("link.csv:1: the same file is named twice")


def test_a_copy_of_a_file_is_refused_though_it_is_written_otherwise(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", [row(), row(Id="18")])
    copy = write(tmp_path / "copy.csv.gz", [row(), row(Id="18")], gz=True, bom=True, end="\r\n")
    assert refusal(one, copy).startswith("copy.csv.gz:1: the same rows stand in one.csv")


def test_files_of_the_same_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = [tmp_path / "09" / "bill.csv", tmp_path / "10" / "bill.csv"]
    for path, cost in zip(paths, ["1", "x"], strict=True):
        path.parent.mkdir()
        write(path, [row(BilledCost=cost)])
    assert refusal(*paths).startswith(f"{paths[1]}:2:BilledCost: 'x'")


def test_no_file_at_all_is_refused() -> None:
    assert refusal() == "There is no bill to read; name at least one file"


def test_a_fault_in_the_last_file_refuses_all_files(tmp_path: Path) -> None:
    """AC-C10: no row is dropped to get the others in."""
    good, bad = write(tmp_path / "a.csv", [row()]), write(tmp_path / "b.csv", [row(BilledCost="x")])
    files = focus_files([good, bad])
    with pytest.raises(ImportRefusedError, match=r"^b\.csv:2:BilledCost"):
        files.check(lambda _: None)
    with pytest.raises(RuntimeError, match="check"):
        next(files.charges())


def test_a_cell_that_is_too_long_may_be_shortened(tmp_path: Path) -> None:
    says = refusal(saved(tmp_path, GOOD.replace("Model Hosting", "M" * 200_000, 1)))
    assert says.endswith("close its quotes, or shorten the cell")
