"""Names and ID numbers of people."""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric

# Resident cards, and residence permits for people from Hong Kong, Macao and Taiwan, are numbered by GB 11643.
GB_11643_TYPES = frozenset({"01", "05"})

# Residence permits begin with the places that stand for Hong Kong, Macao and Taiwan in them.
PERMIT, PERMIT_PLACES = "05", ("810000", "820000", "830000")

# Permanent residence cards since December 2023 have 18 digits with birth date and check digit like a resident card;
# older ones three letters for the country and twelve digits.
PERMANENT_RESIDENCE = "06"

# The other documents by the form of their numbers; what is not listed takes the last.
NUMBER_FORMS = {
    "02": (r"[A-Z0-9]{5,17}", "护照号码是 5 至 17 位字母和数字，例如 E12345678"),
    "03": (r"[HM][0-9]{8}([0-9]{2})?", "港澳居民来往内地通行证号码是 H 或 M 加 8 位数字，例如 H01234567"),
    "04": (r"[0-9]{8}|[0-9]{10}[A-Z]?", "台湾居民来往大陆通行证号码是 8 位数字，例如 01234567"),
    "06": (
        r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]",
        "外国人永久居留身份证号码是 3 位字母加 12 位数字，或 9 开头的 18 位号码",
    ),
    "07": (r"[\w()\-]{5,20}", "军官证号码按证件填写，例如 军字第1234567号"),
    "99": (r"[\w()\-]{3,30}", "证件号码是 3 至 30 位字母、数字或文字"),
}

MIDDLE_DOTS = str.maketrans(dict.fromkeys("•・‧⋅∙●", "·"))
HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Some rare characters are written as a usual one with a variation selector.
HAN_NAME = re.compile(rf"[{HAN}](?:[{HAN}\ufe00-\ufe0f\U000e0100-\U000e01ef]|·(?=[{HAN}]))*")
OTHER_NAME = re.compile(r"[^\W\d_]+(?:(?:[ '·-]|\. ?)[^\W\d_]+)*\.?")
ANY_HAN = re.compile(rf"[{HAN}]")


def normalised_name(name: str) -> str:
    """One spelling for one name: composed characters, one kind of middle dot, no space around it."""
    return unicodedata.normalize("NFC", name).strip().translate(MIDDLE_DOTS)


def normalised_id_number(number: str) -> str:
    """One spelling for one number: full-width digits, a small x and spaces around it do not make another person."""
    return unicodedata.normalize("NFKC", number).strip().upper()


def name_fault(name: str) -> str:
    """What is wrong with a name and what would be right; empty if nothing."""
    if not ANY_HAN.search(name):
        return "" if OTHER_NAME.fullmatch(name) else "姓名只能由文字、空格、连字符和间隔号组成，请按证件填写"
    if " " in name:
        return f"中文姓名中间不能有空格，应写成「{name.replace(' ', '')}」"
    if not HAN_NAME.fullmatch(name):
        return "中文姓名只能由汉字和间隔号「·」组成，间隔号应在两个汉字之间，例如「买买提·艾力」"
    return ""


def id_number_fault(number: str, id_type: str) -> str:
    """What is wrong with the number of a document of this type and what would be right; empty if nothing.

    The place code is not judged: cards were issued for places that no list holds any more.
    """
    if id_type == PERMIT and len(number) == 18 and not number.startswith(PERMIT_PLACES):
        return "港澳台居民居住证号码以 810000、820000 或 830000 开头，请核对证件类型和号码"
    if id_type in GB_11643_TYPES:
        return gb_11643_fault(number, "居住证号码" if id_type == PERMIT else "身份证号码")
    form, message = NUMBER_FORMS.get(id_type, NUMBER_FORMS["99"])
    if not re.fullmatch(form, number):
        return message
    return gb_11643_fault(number) if id_type == PERMANENT_RESIDENCE and len(number) == 18 else ""


def tells_of_birth(number: str, id_type: str) -> bool:
    """Whether birth date and sex can be read from the number."""
    like_a_card = id_type in GB_11643_TYPES or (id_type == PERMANENT_RESIDENCE and len(number) == 18)
    return like_a_card and not id_number_fault(number, id_type)


def gb_11643_fault(number: str, named: str = "证件号码") -> str:
    """What is wrong with an 18-digit citizen number, called by the name that people know; empty if nothing."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return f"{named}应为 18 位：17 位数字加一位数字或 X"
    if birth_date_of(number) is None:
        return f"{named}第 7 至 14 位「{number[6:14]}」不是存在的日期，请按证件核对"
    if ric.calc_check_digit(number) != number[17]:
        return f"{named}校验不通过，可能有一位写错，请按证件逐位核对"
    return ""


def birth_date_of(number: str) -> date | None:
    """The birth date in an 18-digit citizen number; None if there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """The code of the sex in an 18-digit citizen number: an odd 17th digit is a man's."""
    return "1" if int(number[16]) % 2 else "2"


def masked(value: str) -> str:
    """A number of which only the ends are shown: 1101**********1234, 138****1234; nothing of a very short one."""
    head = 4 if len(value) >= 15 else 3 if len(value) >= 11 else 1
    tail = 4 if len(value) >= 11 else 1
    hidden = len(value) - head - tail
    return value[:head] + "*" * hidden + value[-tail:] if hidden > 0 else "*" * len(value)
