"""Lists of our own, for which no standard is at hand: every code is an extension."""

from shared.catalogue.codes.model import CodeList, listed

OWN = "本系统"


def own(name: str, text: str) -> CodeList:
    """A list of ours. Never renumber one: records keep the codes."""
    return CodeList(name, OWN, tuple(listed(text, extension=True)))


OWN_LISTS = (
    own(
        "id_type",
        """
        01 居民身份证 02 护照 03 港澳居民来往内地通行证 04 台湾居民来往大陆通行证
        05 港澳台居民居住证 06 外国人永久居留身份证 07 军官证 99 其他
        """,
    ),
    own(
        "study_form",
        "01 全日制 02 成人教育 03 自学考试 04 网络教育 05 党校 06 函授 07 夜大 08 在职 09 开放教育 99 其他",
    ),
    own(
        "unit_nature",
        """
        10 机关 20 事业单位 21 事业单位（全额） 22 事业单位（差额） 23 事业单位（自收自支）
        30 企业 31 国有企业 32 集体企业 33 民营企业 34 外资或合资企业
        40 社会团体 50 民办非企业 60 个体经济组织 70 自由职业（人才代理） 90 其他
        """,
    ),
    own("obtain_way", "1 评审 2 考试（以考代评） 3 考评结合 4 认定或初聘 5 转评 6 外省确认 9 其他"),
    own("appointment", "1 在聘 2 期满 3 解聘 4 低聘 5 高聘 6 未聘"),
    own("assessment", "1 优秀 2 合格（称职） 3 基本合格 4 不合格 5 未定等次 9 未参加"),
    own("training", "01 公需科目 02 专业科目 03 选修 04 进修 05 访学 06 规范化培训 07 继续教育项目"),
    own("certificate", "01 职业资格 02 执业资格 03 外语 04 计算机 05 教师资格 06 医师资格 07 普通话 99 其他"),
    own("author_role", "01 第一作者 02 通讯作者 03 共同第一作者 99 其他"),
    own("indexing", "01 SCI 02 SSCI 03 A&HCI 04 EI 05 CPCI 06 CSSCI 07 CSCD 08 北大核心 09 科技核心 10 普通期刊"),
    own("book", "01 专著 02 编著 03 译著 04 教材"),
    own("book_role", "01 独著 02 主编 03 副主编 04 参编"),
    own("project_level", "01 国家级 02 省部级 03 市厅级 04 县处级 05 单位 06 横向 07 国际合作"),
    own("project_role", "01 主持 02 主要完成人 03 参加"),
    own("project", "01 科学研究 02 工程建设 03 技术开发 04 成果推广 05 教育教学 99 其他"),
    own("award", "01 科技奖励 02 荣誉称号 03 教学成果 04 竞赛 05 人才计划 99 其他"),
    own("award_level", "1 国际 2 国家 3 省部 4 市厅 5 县处 6 单位 7 行业学会"),
    own("award_grade", "1 特等 2 一等 3 二等 4 三等 5 优秀 9 无等级"),
    own("ip", "01 发明专利 02 实用新型 03 外观设计 04 软件著作权 05 植物新品种 06 集成电路布图设计 99 其他"),
    own("ip_status", "01 授权 02 实质审查 03 失效"),
    own(
        "standard_report",
        "01 国家标准 02 行业标准 03 地方标准 04 团体标准 05 企业标准 06 工法 07 技术报告 08 决策咨询 09 成果转化",
    ),
    own("report_role", "01 主持 02 主要起草或完成人 03 参加"),
    own(
        "personnel_status",
        "01 在岗 02 借调 03 返聘 04 退居二线 05 退休 06 离休 07 停薪留职 08 退职 09 离职 10 去世",
    ),
    own("identity_type", "01 行政编制 02 事业编制 03 企业合同 04 人事代理 05 劳务派遣 06 自由职业 99 其他"),
    own("post_category", "01 专业技术岗位 02 管理岗位 03 双肩挑 04 工勤转专技"),
    own(
        "post_grade",
        """
    01 专业技术一级 02 专业技术二级 03 专业技术三级 04 专业技术四级 05 专业技术五级 06 专业技术六级 07 专业技术七级
    08 专业技术八级 09 专业技术九级 10 专业技术十级 11 专业技术十一级 12 专业技术十二级 13 专业技术十三级
    """,
    ),
)
