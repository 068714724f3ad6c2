"""Who of the demo plays which part: the trade, the way through the schools, and how far the record has come."""

from enum import StrEnum
from typing import NamedTuple

from stack.demo.faults import Fault, Faults
from stack.demo.trades import BACHELOR, CLASS, COLLEGE, DOCTOR, MASTER, SECONDARY


class Ending(StrEnum):
    """What is to be seen of a person's record when the demo is loaded."""

    UNTOUCHED = "untouched"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"
    RESUBMITTED = "resubmitted"
    APPROVED = "approved"
    RETURNED = "returned"


class Study(NamedTuple):
    """One way through a school; after a pause of years it was done beside work."""

    level: str
    form: str = "01"
    pause: int = 0


class Part(NamedTuple):
    """One person's part; `lacking` names sections or `section.field` that a draft leaves open."""

    trade: str
    ending: Ending
    path: tuple[Study, ...]
    posts: int = 3
    ethnicity: str = "01"
    politics: str = "13"
    lacking: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    long_winded: bool = False


DIRECT = (Study(BACHELOR),)
GRADUATE = (Study(BACHELOR), Study(MASTER))
DOCTORAL = (Study(BACHELOR), Study(MASTER), Study(DOCTOR))
UPGRADED = (Study(COLLEGE), Study(BACHELOR, "06", 3))
SELF_TAUGHT = (Study(SECONDARY), Study(COLLEGE, "03", 4), Study(BACHELOR, "02", 2))
LATE_MASTER = (Study(BACHELOR), Study(MASTER, "08", 5))
EVERY_SCHOOL = (
    Study(SECONDARY),
    *(Study(COLLEGE, "06", 3), Study(BACHELOR, "03", 2), Study(CLASS, "05", 4)),
    *(Study(MASTER, "08", 3), Study(DOCTOR, "08", 2)),
)
NOTHING = ("basic_info", "current_post", "education", "work_experience", "supporting_material")
APPROVED, PENDING, DRAFT, RETURNED = Ending.APPROVED, Ending.PENDING, Ending.DRAFT, Ending.RETURNED

CAST = {
    # 石家庄市滹沱河人民医院
    "贾文博": Part("physician", APPROVED, LATE_MASTER, 4, politics="01"),
    "张𬭎": Part("physician", PENDING, GRADUATE, 2, politics="01"),
    "马晓燕": Part("nurse", APPROVED, UPGRADED, 3, ethnicity="03"),
    "买买提·艾力": Part("physician", APPROVED, GRADUATE, 3, ethnicity="05", long_winded=True),
    "李国栋": Part("physician", APPROVED, SELF_TAUGHT, 6, politics="08"),
    "欧阳㛃": Part("nurse", RETURNED, DIRECT, 2, faults=(Faults.ONE_SIDE, Faults.NO_REGISTRATION)),
    "那日松": Part("physician", PENDING, DOCTORAL, 1, ethnicity="02"),
    "崔晓棠": Part("nurse", DRAFT, UPGRADED, 2, lacking=("work_experience", "basic_info.photo", "education.proof")),
    "肖慎行": Part("physician", APPROVED, DOCTORAL, 2, politics="10"),
    "于敏慧": Part("nurse", DRAFT, DIRECT, 1, lacking=NOTHING),
    # 石家庄市柏林路高级中学
    "尹素芬": Part("teacher", APPROVED, UPGRADED, 4, politics="01"),
    "乌兰·其其格": Part("teacher", APPROVED, GRADUATE, 2, ethnicity="02", politics="07"),
    "司马相宜": Part("scientist", PENDING, GRADUATE, 2),
    "陈思远": Part("scientist", Ending.WITHDRAWN, DIRECT, 1),
    "刘桂兰": Part("teacher", APPROVED, SELF_TAUGHT, 5, politics="01"),
    "姜雨薇": Part("teacher", DRAFT, DIRECT, 1, lacking=NOTHING),
    "范仲秋": Part("scientist", APPROVED, LATE_MASTER, 3),
    "陈嘉敏": Part("teacher", APPROVED, DIRECT, 2),
    "戴远航": Part("teacher", PENDING, DIRECT, 2),
    # 石家庄滹沱晨报社
    "阿卜杜热合曼·买买提江·图尔荪尼亚孜": Part("journalist", APPROVED, GRADUATE, 4, ethnicity="05", long_winded=True),
    "沈知秋": Part("journalist", PENDING, GRADUATE, 2, politics="01"),
    "白朗": Part("journalist", RETURNED, DIRECT, 2, ethnicity="11", faults=(Faults.SHORT_UNIT, Faults.VAGUE_WORK)),
    "韦明月": Part("journalist", DRAFT, DIRECT, 3, ethnicity="08"),
    # 唐山陡河建筑设计研究院有限公司
    "卢望舒": Part("architect", APPROVED, GRADUATE, 3, politics="01"),
    "赵鹤龄": Part("structural", APPROVED, SELF_TAUGHT, 6, politics="10"),
    "慕容清越": Part("architect", APPROVED, DIRECT, 2, ethnicity="11"),
    "金善姬": Part("structural", PENDING, GRADUATE, 3, ethnicity="10"),
    "常䶮": Part("structural", DRAFT, DIRECT, 2, lacking=("education", "work_experience", "basic_info.id_scan")),
    "葛云岫": Part("architect", Ending.RESUBMITTED, LATE_MASTER, 3, faults=(Faults.NO_REGISTRATION,)),
    "樊江流": Part("structural", PENDING, DOCTORAL, 1, politics="01"),
    "魏长庚": Part("structural", DRAFT, SELF_TAUGHT, 6, politics="01", lacking=NOTHING),
    # 唐山市滦河农业技术推广站
    "韩春禾": Part("agronomist", RETURNED, LATE_MASTER, 3, faults=(Faults.SHORT_SCHOOL, Faults.WRONG_MONTH)),
    "栗丰收": Part("agronomist", APPROVED, UPGRADED, 4, politics="01"),
    "苗青": Part("agronomist", DRAFT, DIRECT, 2, politics="01", lacking=("basic_info.mobile", "work_experience.duty")),
    "石守业": Part("agronomist", APPROVED, EVERY_SCHOOL, 12, politics="01", long_winded=True),
    "龙腾飞": Part("agronomist", APPROVED, DIRECT, 2, ethnicity="06"),
    "翟麦香": Part("agronomist", PENDING, UPGRADED, 4),
    # 冀东凤凰山新材料科技有限公司
    "孙一诺": Part("economist", Ending.UNTOUCHED, DIRECT, 1, lacking=NOTHING),
    "扎西·顿珠": Part("materials", APPROVED, GRADUATE, 2, ethnicity="04"),
    "林奕辰": Part("materials", DRAFT, GRADUATE, 1, lacking=NOTHING),
    "诸葛雯": Part("economist", APPROVED, LATE_MASTER, 4),
    "古丽娜尔·阿不都热依木": Part("economist", PENDING, DIRECT, 3, ethnicity="05"),
    "柴可为": Part("materials", RETURNED, DIRECT, 2, faults=(Faults.ONE_SIDE, Faults.VAGUE_WORK, Faults.SHORT_SCHOOL)),
    "邵𬀩": Part("materials", DRAFT, LATE_MASTER, 3, lacking=("education.proof", "education.edu_cert_no")),
    "Elena Petrova": Part("materials", DRAFT, GRADUATE, 2, lacking=("basic_info",)),
}
