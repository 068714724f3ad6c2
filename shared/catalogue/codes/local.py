"""Lists of our own, for which no standard is at hand: every code is an extension."""

from shared.catalogue.codes.model import CodeList, listed

OWN = "本系统"

ID_TYPE = CodeList(
    "id_type",
    OWN,
    tuple(
        listed(
            """
            01 居民身份证 02 护照 03 港澳居民来往内地通行证 04 台湾居民来往大陆通行证
            05 港澳台居民居住证 06 外国人永久居留身份证 07 军官证 99 其他
            """,
            extension=True,
        )
    ),
)

STUDY_FORM = CodeList(
    "study_form",
    OWN,
    tuple(
        listed(
            "01 全日制 02 成人教育 03 自学考试 04 网络教育 05 党校 06 函授 07 夜大 08 在职 09 开放教育 99 其他",
            extension=True,
        )
    ),
)

UNIT_NATURE = CodeList(
    "unit_nature",
    OWN,
    tuple(
        listed(
            """
            10 机关 20 事业单位 21 事业单位（全额） 22 事业单位（差额） 23 事业单位（自收自支）
            30 企业 31 国有企业 32 集体企业 33 民营企业 34 外资或合资企业
            40 社会团体 50 民办非企业 60 个体经济组织 70 自由职业（人才代理） 90 其他
            """,
            extension=True,
        )
    ),
)
