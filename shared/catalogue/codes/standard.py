"""Lists of the national standards, with the standards' own codes and names."""

from shared.catalogue.codes.model import CodeList, listed

SEX = CodeList(
    "sex",
    "GB/T 2261.1-2003",
    (*listed("1 男 2 女"), *listed("0 未知的性别 9 未说明的性别", heading=True)),
)

ETHNICITY = CodeList(
    "ethnicity",
    "GB/T 3304-1991",
    tuple(
        listed("""
            01 汉族 02 蒙古族 03 回族 04 藏族 05 维吾尔族 06 苗族 07 彝族 08 壮族 09 布依族 10 朝鲜族
            11 满族 12 侗族 13 瑶族 14 白族 15 土家族 16 哈尼族 17 哈萨克族 18 傣族 19 黎族 20 傈僳族
            21 佤族 22 畲族 23 高山族 24 拉祜族 25 水族 26 东乡族 27 纳西族 28 景颇族 29 柯尔克孜族 30 土族
            31 达斡尔族 32 仫佬族 33 羌族 34 布朗族 35 撒拉族 36 毛南族 37 仡佬族 38 锡伯族 39 阿昌族 40 普米族
            41 塔吉克族 42 怒族 43 乌孜别克族 44 俄罗斯族 45 鄂温克族 46 德昂族 47 保安族 48 裕固族 49 京族
            50 塔塔尔族 51 独龙族 52 鄂伦春族 53 赫哲族 54 门巴族 55 珞巴族 56 基诺族
            97 其他 98 外国血统中国籍人士
        """)
    ),
)

POLITICAL_STATUS = CodeList(
    "political_status",
    "GB/T 4762-1984",
    tuple(
        listed("""
            01 中国共产党党员 02 中国共产党预备党员 03 中国共产主义青年团团员 04 中国国民党革命委员会会员
            05 中国民主同盟盟员 06 中国民主建国会会员 07 中国民主促进会会员 08 中国农工民主党党员
            09 中国致公党党员 10 九三学社社员 11 台湾民主自治同盟盟员 12 无党派民主人士 13 群众
        """)
    ),
)

# The ten graduations that a form needs first; the rest stays choosable below them, because people with an
# unfinished or a junior education (a folk artist, say) must be able to tell the truth. Headings are never chosen.
EDUCATION = CodeList(
    "education",
    "GB/T 4658-2006",
    (
        *listed(
            """
            11 博士研究生毕业 14 硕士研究生毕业 17 研究生班毕业 21 大学本科毕业 28 大学普通班毕业
            31 大学专科毕业 41 中等专科毕业 44 职业高中毕业 47 技工学校毕业 61 普通高中毕业
            """,
            group="毕业",
        ),
        *listed(
            """
            12 博士结业 13 博士肄业 15 硕士结业 16 硕士肄业 18 研究生班结业 19 研究生班肄业
            22 本科结业 23 本科肄业 32 专科结业 33 专科肄业 42 中专结业 43 中专肄业 45 职高结业 46 职高肄业
            48 技校结业 49 技校肄业 62 高中结业 63 高中肄业 71 初中毕业 73 初中肄业 81 小学毕业 83 小学肄业 90 其他
            """,
            group="结业、肄业及其他",
        ),
        *listed(
            """
            10 研究生教育 20 大学本科 30 专科教育 40 中等职业教育
            60 普通高级中学教育 70 初级中学教育 80 小学教育
            """,
            heading=True,
        ),
    ),
)
GRADUATIONS = frozenset(code.code for code in EDUCATION.entries if code.group == "毕业")
