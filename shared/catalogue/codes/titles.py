"""Professional titles of GB/T 8561-2001 with those of the reform of 2016-2021, their series and their levels.

The last digit of a code tells the level, which is read off the standard's list and not said by it. The standard ends
before the senior levels that the reform gave to many series: those take the free first place of their group as
extensions; new names beside a taken place hold an L, so that they can never meet a later code of the standard.
"""

from collections import ChainMap

from shared.catalogue.codes.local import OWN
from shared.catalogue.codes.model import Code, CodeList, listed

TITLE_LEVEL = CodeList(
    "title_level",
    OWN,
    tuple(listed("1 正高级 2 副高级 3 中级 4 助理级 5 员级 9 未定级", extension=True)),
)

# The 27 series in the order of the ministry's list of 2021-11-02; political work is not among them and stands after.
TITLE_SERIES = CodeList(
    "title_series",
    "人社部 2021 年职称系列（专业）目录",
    tuple(
        listed(
            """
            01 高等学校教师 02 哲学社会科学研究人员 03 自然科学研究人员 04 卫生技术人员 05 工程技术人员
            06 农业技术人员 07 新闻专业人员 08 出版专业人员 09 图书资料专业人员 10 文物博物专业人员
            11 档案专业人员 12 工艺美术专业人员 13 技工院校教师 14 体育专业人员 15 翻译专业人员
            16 播音主持专业人员 17 会计人员 18 统计专业人员 19 经济专业人员 20 实验技术人才
            21 中等职业学校教师 22 中小学教师 23 艺术专业人员 24 公共法律服务专业人员 25 船舶专业技术人员
            26 民用航空飞行技术人员 27 审计专业人员 28 思想政治工作人员
            """,
            extension=True,
        )
    ),
)

# Series, heading of the standard, its titles; what follows the bar is an extension. 群众文化 is reckoned to the
# libraries' series and 法医 to the legal services', where the list of 27 names neither.
GROUPS = """
01 高等学校教师: 011 教授 012 副教授 013 讲师（高校） 014 助教（高校）
21 中等专业学校教师: 022 高级讲师 023 讲师 024 助理讲师 025 教员 | 021 正高级讲师
13 技工学校教师: 032 高级讲师 033 讲师 034 助理讲师 035 教员 | 031 正高级讲师
13 技工学校实习指导教师: 042 高级实习指导教师 043 一级实习指导教师 044 二级实习指导教师
 045 三级实习指导教师 | 041 正高级实习指导教师
22 中学教师: 052 高级教师 053 一级教师 054 二级教师 055 三级教师 | 051 正高级教师
20 实验技术人员: 072 高级实验师 073 实验师 074 助理实验师 075 实验员 | 071 正高级实验师
05 工程技术人员: 082 高级工程师 083 工程师 084 助理工程师 085 技术员 | 081 正高级工程师
06 农业（农艺）: 091 农业技术推广研究员 092 高级农艺师 093 农艺师 094 助理农艺师 095 农业技术员 | 09L1 正高级农艺师
06 农业（兽医）: 101 农业技术推广研究员 102 高级兽医师 103 兽医师 104 助理兽医师 105 兽医技术员 | 10L1 正高级兽医师
06 农业（畜牧）: 111 农业技术推广研究员 112 高级畜牧师 113 畜牧师 114 助理畜牧师 115 畜牧技术员 | 11L1 正高级畜牧师
19 经济: 122 高级经济师 123 经济师 124 助理经济师 125 经济员 | 121 正高级经济师
17 会计: 132 高级会计师 133 会计师 134 助理会计师 135 会计员 | 131 正高级会计师
18 统计: 142 高级统计师 143 统计师 144 助理统计师 145 统计员 | 141 正高级统计师
08 出版（编审）: 151 编审 152 副编审 153 编辑 154 助理编辑
08 出版（技术编辑）: 163 技术编辑 164 助理技术编辑 165 技术设计员
08 出版（校对）: 173 一级校对 174 二级校对 175 三级校对
15 翻译: 181 译审 182 副译审 183 翻译 184 助理翻译 | 18L2 一级翻译 18L3 二级翻译 18L4 三级翻译
07 新闻（记者）: 191 高级记者 192 主任记者 193 记者 194 助理记者
07 新闻（编辑）: 201 高级编辑 202 主任编辑 203 编辑 204 助理编辑
16 播音主持: 221 播音指导 222 主任播音员 223 一级播音员 224 二级播音员 225 三级播音员
 | 22L2 主任播音员主持人 22L3 一级播音员主持人 22L4 二级播音员主持人
04 卫生（医师）: 231 主任医师 232 副主任医师 233 主治医师 234 医师 235 医士
04 卫生（药剂）: 241 主任药师 242 副主任药师 243 主管药师 244 药师 245 药士
04 卫生（护理）: 251 主任护师 252 副主任护师 253 主管护师 254 护师 255 护士
04 卫生（技师）: 261 主任技师 262 副主任技师 263 主管技师 264 技师 265 技士
12 工艺美术: 272 高级工艺美术师 273 工艺美术师 274 助理工艺美术师 275 工艺美术员 | 271 正高级工艺美术师
23 艺术（演员）: 281 一级演员 282 二级演员 283 三级演员 284 四级演员
23 艺术（演奏员）: 291 一级演奏员 292 二级演奏员 293 三级演奏员 294 四级演奏员
23 艺术（编剧）: 301 一级编剧 302 二级编剧 303 三级编剧 304 四级编剧
23 艺术（导演）: 311 一级导演 312 二级导演 313 三级导演 314 四级导演
23 艺术（指挥）: 321 一级指挥 322 二级指挥 323 三级指挥 324 四级指挥
23 艺术（作曲）: 331 一级作曲 332 二级作曲 333 三级作曲 334 四级作曲
23 艺术（美术）: 341 一级美术师 342 二级美术师 343 三级美术师 344 美术员
23 艺术（舞美设计）: 351 一级舞美设计师 352 二级舞美设计师 353 三级舞美设计师 354 舞美设计员
23 艺术（舞台技术）: 362 主任舞台技师 363 舞台技师 364 舞台技术员
14 体育（教练）: 371 国家级教练 372 高级教练 373 一级教练 374 二级教练 375 三级教练
24 律师: 391 一级律师 392 二级律师 393 三级律师 394 四级律师 395 律师助理
24 公证员: 401 一级公证员 402 二级公证员 403 三级公证员 404 四级公证员 405 公证员助理
22 小学教师: 413 高级教师（小学） 414 一级教师（小学） 415 二级教师（小学） 416 三级教师（小学）
25 船舶（驾驶）: 422 高级船长 423 船长（大副） 424 二副 425 三副
25 船舶（轮机）: 432 高级轮机长 433 轮机长（大管轮） 434 二管轮 435 三管轮
25 船舶（电机）: 442 高级电机员 443 通用电机员 444 二等电机员
25 船舶（报务）: 452 高级报务员 453 通用报务员 454 二等报务员 455 限用报务员
26 飞行（驾驶）: 462 一级飞行员 463 二级飞行员 464 三级飞行员 465 四级飞行员 | 461 正高级飞行员
26 飞行（领航）: 472 一级领航员 473 二级领航员 474 三级领航员 475 四级领航员
26 飞行（通信）: 482 一级飞行通信员 483 二级飞行通信员 484 三级飞行通信员 485 四级飞行通信员
26 飞行（机械）: 492 一级飞行机械员 493 二级飞行机械员 494 三级飞行机械员 495 四级飞行机械员
25 船舶（引航）: 502 高级引航员 503 一、二级引航员 504 三、四级引航员
03 自然科学研究: 611 研究员 612 副研究员 613 助理研究员 614 研究实习员
02 社会科学研究: 621 研究员 622 副研究员 623 助理研究员 624 研究实习员
09 图书资料: 641 研究馆员 642 副研究馆员 643 馆员 644 助理馆员 645 管理员
10 文物博物: 651 研究馆员 652 副研究馆员 653 馆员 654 助理馆员 655 管理员
11 档案: 661 研究馆员 662 副研究馆员 663 馆员 664 助理馆员 665 管理员
09 群众文化: 671 研究馆员 672 副研究馆员 673 馆员 674 助理馆员 675 管理员
27 审计: 682 高级审计师 683 审计师 684 助理审计师 685 审计员 | 681 正高级审计师
24 法医: 691 主任法医师 692 副主任法医师 693 主检法医师 694 法医师 695 法医士
28 思想政治工作: 982 高级政工师 983 政工师 984 助理政工师 985 政工员
"""


def _titles() -> dict[Code, str]:
    """Every title with its series, the highest level of each group first."""
    titles: dict[Code, str] = {}
    for line in GROUPS.replace("\n ", " ").strip().splitlines():
        head, _, names = line.partition(": ")
        series, _, group = head.partition(" ")
        standard, _, added = names.partition(" | ")
        codes = [*listed(standard, group=group), *listed(added, group=group, extension=True)]
        titles |= dict.fromkeys(sorted(codes, key=lambda code: code.code[-1]), series)
    return titles


_TITLES = _titles()
TITLE = CodeList("title", "GB/T 8561-2001", (*_TITLES, *listed("999 无", heading=True)))
# The first of the two maps holds what administrators have added (`additions.py`).
SERIES_OF = ChainMap({}, {code.code: series for code, series in _TITLES.items()})
# 三级教师（小学） is the one title whose last digit is no level: it is the lowest of its series.
LEVEL_OF = ChainMap({}, {code.code: code.code[-1] for code in _TITLES} | {"416": "5"})
