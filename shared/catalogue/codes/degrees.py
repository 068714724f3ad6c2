"""Degrees: GB/T 6864-2003, and what has been founded since then as codes of our own (they hold an L)."""

from collections.abc import Iterator

from shared.catalogue.codes.model import Code, CodeList, listed

DISCIPLINES = "哲学 经济学 法学 教育学 文学 历史学 理学 工学 农学 医学 军事学 管理学"


def by_discipline(level: str, title: str) -> Iterator[Code]:
    """The twelve academic degrees of one level: the standard numbers the disciplines alike in each."""
    for number, discipline in enumerate(DISCIPLINES.split(), start=1):
        yield Code(code=f"{level}{number:02}", name=f"{discipline}{title}学位", group=title)
    # Art became a discipline of its own in 2011; the slot after the twelve is free in the standard.
    yield Code(code=f"{level}13", name=f"艺术学{title}学位", group=title, extension=True)


def professional(text: str, level: str, title: str) -> Iterator[Code]:
    """Professional degrees founded after the standard, numbered in our own range by their place in the text.

    A place once given stands in people's records: new names go to the end.
    """
    for number, name in enumerate(text.split(), start=1):
        yield Code(code=f"{level}L{number:02}", name=f"{name}{title}专业学位", group=title, extension=True)


NEWER_DOCTORS = "教育 工程 中医 应用心理 其他"
NEWER_MASTERS = """
    金融 应用统计 税务 国际商务 保险 资产评估 审计 会计 工程管理 旅游管理 图书情报 社会工作 警务 应用心理 体育
    国际中文教育 翻译 新闻与传播 出版 文物与博物馆 城市规划 风景园林 农业 林业 护理 药学 中药学 中医 艺术
    电子信息 机械 材料与化工 资源与环境 能源动力 土木水利 生物与医药 交通运输 其他
"""

DEGREE = CodeList(
    "degree",
    "GB/T 6864-2003",
    (
        *listed("0 无", extension=True),
        *by_discipline("4", "学士"),
        *listed("444 建筑学学士专业学位", group="学士"),
        *professional("其他", "4", "学士"),
        *by_discipline("3", "硕士"),
        *listed(
            """
            341 法律硕士专业学位 342 教育硕士专业学位 343 工程硕士专业学位 344 建筑学硕士专业学位
            345 临床医学硕士专业学位 346 工商管理硕士专业学位 347 农业推广硕士专业学位 348 兽医硕士专业学位
            349 公共管理硕士专业学位 350 口腔医学硕士专业学位 351 公共卫生硕士专业学位 352 军事硕士专业学位
            """,
            group="硕士",
        ),
        *professional(NEWER_MASTERS, "3", "硕士"),
        *by_discipline("2", "博士"),
        *listed("245 临床医学博士专业学位 248 兽医博士专业学位 250 口腔医学博士专业学位", group="博士"),
        *professional(NEWER_DOCTORS, "2", "博士"),
        *listed("1 名誉博士", group="博士"),
        *listed("2 博士 3 硕士 4 学士", heading=True),
    ),
)
