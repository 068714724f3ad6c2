"""The demo's people, all invented, with names as they occur: middle dots, rare characters, long ones."""

from datetime import date
from typing import NamedTuple

from stdnum.cn import ric

from services.auth.operations.id_numbers import RESIDENT_CARD
from shared.auth import Role

PROFESSIONAL = (Role.PROFESSIONAL,)
REVIEWER = (Role.UNIT_REVIEWER,)
REVIEWING_PROFESSIONAL = (Role.UNIT_REVIEWER, Role.PROFESSIONAL)
ADMIN = (Role.UNIT_ADMIN,)
SUPERIOR = (Role.SUPERIOR_ADMIN,)


class DemoPerson(NamedTuple):
    """Somebody of the demo; the ID number follows from place, birth and sex, unless it is of another document."""

    name: str
    sex: str
    born: date
    place: str
    unit: str
    roles: tuple[Role, ...]
    first_login: bool = False
    on_leave: bool = False
    id_type: str = RESIDENT_CARD
    id_number: str = ""


PEOPLE = (
    DemoPerson("周启航", "男", date(1981, 4, 12), "130102", "province", (Role.SYSTEM_ADMIN,)),
    DemoPerson("梁静怡", "女", date(1985, 9, 3), "130104", "province", (Role.SECURITY_ADMIN,)),
    DemoPerson("宋怀瑾", "男", date(1979, 12, 28), "130105", "province", (Role.AUDITOR,)),
    DemoPerson("郭振邦", "男", date(1974, 6, 17), "130108", "shijiazhuang", SUPERIOR),
    DemoPerson("段红梅", "女", date(1977, 2, 9), "130203", "tangshan", SUPERIOR),
    DemoPerson("邢晓岚", "女", date(1982, 7, 21), "130104", "hospital", ADMIN),
    DemoPerson("贾文博", "男", date(1976, 11, 5), "130104", "hospital", REVIEWING_PROFESSIONAL),
    DemoPerson("龚雨桐", "女", date(1988, 3, 30), "130121", "hospital", REVIEWER),
    DemoPerson("张𬭎", "男", date(1987, 5, 14), "130123", "hospital", PROFESSIONAL),
    DemoPerson("马晓燕", "女", date(1990, 8, 22), "130104", "hospital", PROFESSIONAL),
    DemoPerson("买买提·艾力", "男", date(1983, 1, 19), "653101", "hospital", PROFESSIONAL),
    DemoPerson("李国栋", "男", date(1969, 10, 2), "130130", "hospital", PROFESSIONAL),
    DemoPerson("欧阳㛃", "女", date(1992, 12, 7), "430102", "hospital", PROFESSIONAL),
    DemoPerson("冯建勋", "男", date(1972, 3, 25), "130108", "school", ADMIN),
    DemoPerson("尹素芬", "女", date(1975, 9, 11), "130125", "school", REVIEWING_PROFESSIONAL),
    DemoPerson("乌兰·其其格", "女", date(1986, 6, 1), "150102", "school", PROFESSIONAL),
    DemoPerson("司马相宜", "女", date(1989, 4, 18), "130108", "school", PROFESSIONAL),
    DemoPerson("陈思远", "男", date(1993, 7, 29), "130131", "school", PROFESSIONAL),
    DemoPerson("刘桂兰", "女", date(1966, 1, 8), "130126", "school", PROFESSIONAL),
    DemoPerson("霍明远", "男", date(1978, 8, 16), "130105", "newspaper", ADMIN),
    DemoPerson("祁连雪", "女", date(1984, 11, 23), "130105", "newspaper", REVIEWER),
    DemoPerson("阿卜杜热合曼·买买提江·图尔荪尼亚孜", "男", date(1985, 2, 27), "653121", "newspaper", PROFESSIONAL),
    DemoPerson("沈知秋", "女", date(1991, 10, 13), "130105", "newspaper", PROFESSIONAL),
    DemoPerson("白朗", "男", date(1995, 5, 6), "130102", "newspaper", PROFESSIONAL),
    DemoPerson("纪红岩", "男", date(1970, 12, 20), "130203", "institute", ADMIN),
    DemoPerson("卢望舒", "女", date(1980, 5, 31), "130202", "institute", REVIEWING_PROFESSIONAL),
    DemoPerson("彭大勇", "男", date(1973, 4, 4), "130204", "institute", REVIEWER, on_leave=True),
    DemoPerson("赵鹤龄", "男", date(1968, 9, 9), "130203", "institute", PROFESSIONAL),
    DemoPerson("慕容清越", "女", date(1990, 2, 14), "130225", "institute", PROFESSIONAL),
    DemoPerson("金善姬", "女", date(1987, 8, 8), "222401", "institute", PROFESSIONAL),
    DemoPerson("常䶮", "男", date(1994, 3, 3), "130203", "institute", PROFESSIONAL),
    DemoPerson("谷满仓", "男", date(1971, 7, 7), "130207", "farm", ADMIN),
    DemoPerson("田秀英", "女", date(1979, 10, 26), "130207", "farm", REVIEWER),
    DemoPerson("韩春禾", "女", date(1988, 4, 20), "130207", "farm", PROFESSIONAL),
    DemoPerson("栗丰收", "男", date(1982, 9, 23), "130224", "farm", PROFESSIONAL),
    DemoPerson("苗青", "女", date(1996, 6, 5), "130207", "farm", PROFESSIONAL),
    DemoPerson("石守业", "男", date(1964, 11, 12), "130229", "farm", PROFESSIONAL),
    DemoPerson("钟毓秀", "女", date(1983, 12, 1), "130293", "company", ADMIN),
    DemoPerson("孟凡宇", "男", date(1981, 6, 24), "130202", "company", REVIEWER),
    DemoPerson("孙一诺", "女", date(1997, 9, 17), "130203", "company", PROFESSIONAL, first_login=True),
    DemoPerson("扎西·顿珠", "男", date(1989, 1, 5), "540102", "company", PROFESSIONAL),
    DemoPerson("林奕辰", "男", date(1992, 2, 29), "130281", "company", PROFESSIONAL),
    DemoPerson("诸葛雯", "女", date(1986, 10, 10), "130283", "company", PROFESSIONAL),
    DemoPerson("那日松", "男", date(1988, 11, 3), "150502", "hospital", PROFESSIONAL),
    DemoPerson("崔晓棠", "女", date(1995, 2, 18), "130102", "hospital", PROFESSIONAL),
    DemoPerson("肖慎行", "男", date(1978, 5, 29), "130528", "hospital", PROFESSIONAL),
    DemoPerson("姜雨薇", "女", date(1999, 8, 12), "130111", "school", PROFESSIONAL),
    DemoPerson("范仲秋", "男", date(1984, 9, 21), "130132", "school", PROFESSIONAL),
    DemoPerson("韦明月", "女", date(1993, 4, 2), "450103", "newspaper", PROFESSIONAL),
    DemoPerson("葛云岫", "女", date(1988, 7, 15), "130302", "institute", PROFESSIONAL),
    DemoPerson("樊江流", "男", date(1990, 10, 30), "130208", "institute", PROFESSIONAL),
    DemoPerson("龙腾飞", "男", date(1991, 3, 8), "522601", "farm", PROFESSIONAL),
    DemoPerson("翟麦香", "女", date(1985, 5, 16), "130225", "farm", PROFESSIONAL),
    DemoPerson("古丽娜尔·阿不都热依木", "女", date(1994, 1, 27), "650102", "company", PROFESSIONAL),
    DemoPerson("柴可为", "男", date(1989, 12, 9), "130208", "company", PROFESSIONAL),
    DemoPerson("邵𬀩", "男", date(1987, 2, 5), "330106", "company", PROFESSIONAL),
    DemoPerson(
        "Elena Petrova", "女", date(1985, 4, 17), "", "company", PROFESSIONAL, id_type="02", id_number="750123456"
    ),
    DemoPerson("陈嘉敏", "女", date(1990, 11, 8), "", "school", PROFESSIONAL, id_type="03", id_number="H01234567"),
    DemoPerson("魏长庚", "男", date(1968, 3, 12), "130203", "institute", PROFESSIONAL),
    DemoPerson("于敏慧", "女", date(1987, 11, 6), "130104", "hospital", PROFESSIONAL),
    DemoPerson("戴远航", "男", date(1990, 9, 14), "130108", "school", PROFESSIONAL),
)


def id_number_of(number: int, person: DemoPerson) -> str:
    """A citizen number with a valid checksum: its 17th digit is odd for a man, even for a woman."""
    if person.id_number:
        return person.id_number
    order = number * 2 + 101 if person.sex == "男" else number * 2 + 100
    body = f"{person.place}{person.born:%Y%m%d}{order}"
    return body + str(ric.calc_check_digit(f"{body}0"))
