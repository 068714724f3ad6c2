"""What makes a password good enough: length, and nothing that others would guess (ASVS 5.0, 6.2)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from services.auth.operations.hashing import normalised

SHORTEST, LONGEST = 12, 128
FEWEST_DIFFERENT = 5
FEWEST_KINDS = 3  # GB/T 22239-2019, 8.1.4.1; ASVS forbids to ask for any
PIECE = 6  # so many characters of the ID number in a row are a piece of it: its last six, the birth date
REST = 4  # a password of which less than this remains without its common parts consists of them
SYSTEM_WORDS = ("职称", "zhicheng")
COMMON = Path(__file__).parent.parent / "data" / "common_passwords.txt"


def faults_of(
    password: str, *, account: str, name: str, id_number: str, unit_name: str = "", contacts: Sequence[str] = ()
) -> list[str]:
    """Everything that is wrong with a new password, each as a sentence that says what to do; empty if nothing is."""
    password = normalised(password).lower()
    faults = []
    if len(password) < SHORTEST:
        faults.append(f"密码至少需要 {SHORTEST} 个字符，目前为 {len(password)} 个。可以使用几个互不相关的词语。")
    if len(password) > LONGEST:
        faults.append(f"密码最多 {LONGEST} 个字符，目前为 {len(password)} 个，请缩短。")
    if len(password) >= SHORTEST and len(set(password)) < FEWEST_DIFFERENT:
        faults.append(f"密码中不同的字符太少，请至少使用 {FEWEST_DIFFERENT} 种不同的字符。")
    personal = {"账号": account, "姓名": name.lower(), "单位名称": unit_name.lower()} | {
        "系统名称": _first(SYSTEM_WORDS, password)
    }
    for what, word in personal.items():
        if word and word in password:
            faults.append(f"密码中不能包含{what}，请更换。")
    if any(_recognisable(contact) in password for contact in contacts):
        faults.append("密码中不能包含您的手机号码或邮箱名，请更换。")
    if any(piece in password for piece in _pieces(id_number.lower())):
        faults.append("密码中不能包含证件号码或其中的一段（例如后六位、出生日期），请更换。")
    if len(password) <= LONGEST and _is_common(password):
        faults.append("这是常见的密码，容易被猜到，请更换。")
    return faults


def faults_of_kinds(password: str) -> list[str]:
    """Whether there are three of four kinds of characters, which 等保三级 asks for besides."""
    few = _kinds(normalised(password)) < FEWEST_KINDS
    return ["密码须包含大写字母、小写字母、数字、其他符号（汉字也算）中的至少三类。"] if few else []


def _kinds(password: str) -> int:
    """How many kinds of characters there are: upper case, lower case, digits, all others."""
    kinds = {"A" if one.isupper() else "a" if one.islower() else "0" if one.isdigit() else "#" for one in password}
    return len(kinds)


def _recognisable(contact: str) -> str:
    """What of an address stands for its owner: all of a number, what comes before the @."""
    return contact.partition("@")[0].lower()


def _first(words: tuple[str, ...], password: str) -> str:
    return next((word for word in words if word in password), "")


def _pieces(number: str) -> list[str]:
    return [number[start : start + PIECE] for start in range(max(0, len(number) - PIECE + 1))]


def _is_common(password: str) -> bool:
    """Whether it is known from breaches, or consists of common passwords: `Password2026`, `woaini5201314`."""
    if password in _breached():
        return True
    rest = password
    for word in _common_words():
        rest = rest.replace(word, "")
    return len(rest) < REST and rest != password


@cache
def _breached() -> frozenset[str]:
    """Of the 30,000 commonest passwords in published breaches, as zxcvbn lists them, those that are long enough."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # large, and needed by those only who change a password

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST)


@cache
def _common_words() -> list[str]:
    """The list, longest first, so that `password123` is taken out before `password`."""
    return sorted(COMMON.read_text().split(), key=len, reverse=True)
