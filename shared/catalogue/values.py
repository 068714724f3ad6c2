"""From what was typed to the one written form of a value, or to a sentence that says what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.catalogue.codes import CODE_LISTS
from shared.catalogue.identity import MIDDLE_DOTS, id_number_fault, name_fault
from shared.catalogue.model import CatalogueContext, Entry, Field, FieldType, Severity

DAY = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?")
MONTH = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.([0-9]+))?")
FIRST_YEAR = 1900
DECIMAL_PLACES = 2
TOO_LARGE = 10**12


class InvalidValue(ValueError):
    """A value that a field cannot hold; `code` for programs, the message for people."""

    severity = Severity.ERROR

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def is_empty(raw: object) -> bool:
    """Whether this counts as not filled in; `False` and 0 are answers."""
    return raw is None or raw == [] or (isinstance(raw, str) and not raw.strip())


def read(field: Field, raw: object, entry: Entry, context: CatalogueContext) -> Any:
    """The value in its one written form.

    `entry` holds what is already known of the same entry (an ID number is read by its type).
    Raises InvalidValue.
    """
    return READERS[field.type](field, raw, entry, context)


def clean(raw: object, *, lines: bool = False) -> str:
    """Text under NFKC, trimmed, each run of blanks one space; control characters and format characters are dropped."""
    if not isinstance(raw, str):
        raise InvalidValue("invalid", "这里应填写文字")
    text = unicodedata.normalize("NFKC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isprintable():  # nearly always; then there is nothing of what the rest looks for, character by character
        return " ".join(text.split())
    if any(unicodedata.category(character) in {"Cs", "Co"} for character in text):
        raise InvalidValue("invalid_character", "含有其他电脑上显示不出的自造字或残缺字符，请换成国家标准收录的字")
    text = "".join(
        character for character in text if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf"}
    )
    if not lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def read_text(field: Field, raw: object, _entry: Entry, _context: CatalogueContext) -> str:
    """Text within the field's length."""
    text = clean(raw, lines=field.type is FieldType.LONGTEXT)
    if len(text) < field.min_length:
        raise InvalidValue("too_short", f"至少应填写 {field.min_length} 个字，现在是 {len(text)} 个字")
    if field.max_length is not None and len(text) > field.max_length:
        raise InvalidValue("too_long", f"最多可填写 {field.max_length} 个字，现在是 {len(text)} 个字")
    return text


def read_name(field: Field, raw: object, entry: Entry, context: CatalogueContext) -> str:
    """A person's name with one kind of middle dot."""
    name = read_text(field, raw, entry, context).translate(MIDDLE_DOTS)
    refuse_if("invalid_name", name_fault(name))
    return name


def read_id_number(_field: Field, raw: object, entry: Entry, _context: CatalogueContext) -> str:
    """The number of an identity document, judged by the type of the document."""
    number = clean(raw).replace(" ", "").upper()
    refuse_if("invalid_id_number", id_number_fault(number, entry.get("id_type", "01")))
    return number


def read_day(field: Field, raw: object, _entry: Entry, context: CatalogueContext) -> str:
    """A day as YYYY-MM-DD."""
    match = DAY.fullmatch(clean(raw).replace(" ", ""))
    if match is None:
        raise InvalidValue("invalid_format", "日期应写成年-月-日，例如 2020-03-05")
    year, month, day = (int(part) for part in match.groups())
    value = existing_day(year, month, day)
    if value > context.today and not field.future:
        raise InvalidValue("in_future", f"不能晚于今天({context.today.isoformat()})")
    return value.isoformat()


def read_month(field: Field, raw: object, _entry: Entry, context: CatalogueContext) -> str:
    """A month as YYYY-MM."""
    match = MONTH.fullmatch(clean(raw).replace(" ", ""))
    if match is None:
        raise InvalidValue("invalid_format", "时间应写成年-月，例如 2020-03")
    value = existing_day(int(match[1]), int(match[2]), 1)
    if value > context.today and not field.future:
        raise InvalidValue("in_future", f"不能晚于本月({context.today:%Y-%m})")
    return value.isoformat()[:7]


def existing_day(year: int, month: int, day: int) -> date:
    """The day; raises InvalidValue in plain words for one that never was."""
    if year < FIRST_YEAR:
        raise InvalidValue("out_of_range", f"年份应在 {FIRST_YEAR} 年以后，现在是 {year} 年")
    if not 1 <= month <= 12:
        raise InvalidValue("no_such_date", f"没有 {month} 月，月份应在 1 至 12 之间")
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidValue("no_such_date", f"{year} 年 {month} 月没有 {day} 日，请核对日期") from None


def read_year(field: Field, raw: object, entry: Entry, context: CatalogueContext) -> int:
    """A year, not after the present one unless the field allows it."""
    year = read_int(field, raw, entry, context)
    if year < FIRST_YEAR or (year > context.today.year and not field.future):
        raise InvalidValue("out_of_range", f"年份应在 {FIRST_YEAR} 至 {context.today.year} 之间")
    return year


def read_code(field: Field, raw: object, _entry: Entry, _context: CatalogueContext) -> str:
    """A code of the list; whether it may still be chosen depends on what is stored, and is judged after the reading."""
    text, codes = clean(raw), CODE_LISTS[field.codes]
    entry = codes.find(text)
    if entry is None or (entry.heading and not codes.nested):
        raise InvalidValue("not_in_list", f"「{text[:20]}」不在可选范围内，请从列表中选择")
    return text


def read_codes(field: Field, raw: object, entry: Entry, context: CatalogueContext) -> list[str]:
    """Several codes, each once."""
    if not isinstance(raw, list):
        raise InvalidValue("invalid", "这里应选择一项或多项")
    return list(dict.fromkeys(read_code(field, item, entry, context) for item in raw))


def read_int(field: Field, raw: object, _entry: Entry, _context: CatalogueContext) -> int:
    """A whole number within the field's bounds."""
    number = read_number(field, raw)
    if number != number.to_integral_value():
        raise InvalidValue("invalid", "这里应填写整数")
    return int(number)


def read_decimal(field: Field, raw: object, _entry: Entry, _context: CatalogueContext) -> str:
    """A decimal number as text, without needless zeros, because a float would change it."""
    number = read_number(field, raw)
    return f"{number.normalize():f}"


def read_number(field: Field, raw: object) -> Decimal:
    """A number within the field's bounds."""
    # A program may send a number as such; one beyond any use is not even turned into text, which Python limits.
    text = (
        repr(raw)
        if isinstance(raw, int | float) and abs(raw) < TOO_LARGE
        else clean(raw)
        if isinstance(raw, str)
        else ""
    )
    match = NUMBER.fullmatch(text)
    if match is None:
        raise InvalidValue("invalid", "这里应填写数字")
    if len((match[1] or "").rstrip("0")) > DECIMAL_PLACES:
        raise InvalidValue("invalid", f"最多保留 {DECIMAL_PLACES} 位小数")
    number = Decimal(text)
    low, high = field.minimum, field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise InvalidValue("out_of_range", f"应在 {bounds(low, high)}，现在是 {text}")
    return number


def bounds(low: Decimal | None, high: Decimal | None) -> str:
    """The allowed range in words."""
    if low is not None and high is not None:
        return f"{low} 至 {high} 之间"
    return f"{low} 以上" if high is None else f"{high} 以下"


def read_bool(_field: Field, raw: object, _entry: Entry, _context: CatalogueContext) -> bool:
    """Yes or no; a form sends the words true and false."""
    answers = {"true": True, "false": False}
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip() in answers:
        return answers[raw.strip()]
    raise InvalidValue("invalid", "这里应选择「是」或「否」")


def read_files(field: Field, raw: object, _entry: Entry, _context: CatalogueContext) -> list[dict[str, str]]:
    """Files that were uploaded before, as [{"id", "name"}]."""
    if not isinstance(raw, list):
        raise InvalidValue("invalid", "这里应上传文件")
    if len(raw) > field.max_files:
        raise InvalidValue("too_many_files", f"最多上传 {field.max_files} 个文件，现在是 {len(raw)} 个")
    files = [read_file(item) for item in raw]
    if len({file["id"] for file in files}) < len(files):
        raise InvalidValue("duplicate", "同一个文件只需上传一次")
    return files


def read_file(raw: object) -> dict[str, str]:
    """One uploaded file."""
    fault = InvalidValue("invalid", "文件信息不完整，请重新上传这个文件")
    if not isinstance(raw, dict) or set(raw) != {"id", "name"}:
        raise fault
    name = clean(raw["name"])
    try:
        identifier = str(UUID(clean(raw["id"])))
    except ValueError:
        raise fault from None
    if not name or len(name) > 255:
        raise fault
    return {"id": identifier, "name": name}


def read_phone(_field: Field, raw: object, _entry: Entry, _context: CatalogueContext) -> str:
    """A Chinese mobile number; blanks, hyphens and the country code are taken off."""
    number = re.sub(r"[ \-]", "", clean(raw)).removeprefix("+86")
    if not MOBILE.fullmatch(number):
        raise InvalidValue("invalid_phone", "手机号码应为 11 位数字，以 13 至 19 开头，例如 13812345678")
    return number


def read_email(field: Field, raw: object, entry: Entry, context: CatalogueContext) -> str:
    """An e-mail address."""
    address = read_text(field, raw, entry, context)
    if not EMAIL.fullmatch(address):
        raise InvalidValue("invalid_email", "电子邮箱应写成「名称@域名」，例如 zhangsan@example.com")
    return address


def refuse_if(code: str, fault: str) -> None:
    """Raises InvalidValue if there is a fault."""
    if fault:
        raise InvalidValue(code, fault)


READERS: dict[FieldType, Callable[[Field, object, Entry, CatalogueContext], Any]] = {
    FieldType.TEXT: read_text,
    FieldType.LONGTEXT: read_text,
    FieldType.NAME: read_name,
    FieldType.DATE: read_day,
    FieldType.MONTH: read_month,
    FieldType.YEAR: read_year,
    FieldType.CODE: read_code,
    FieldType.CODES: read_codes,
    FieldType.INT: read_int,
    FieldType.DECIMAL: read_decimal,
    FieldType.BOOL: read_bool,
    FieldType.FILES: read_files,
    FieldType.ID_NUMBER: read_id_number,
    FieldType.PHONE: read_phone,
    FieldType.EMAIL: read_email,
}
