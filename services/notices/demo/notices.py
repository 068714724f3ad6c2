"""The demo's notices, all invented: what a professional finds after signing in."""

from typing import NamedTuple

from services.notices.models import Category
from shared.auth import Role

PROVINCE = "河北省职称工作办公室"
SHIJIAZHUANG = "石家庄市职称工作办公室"
TANGSHAN = "唐山市职称工作办公室"


class DemoFile(NamedTuple):
    """An attachment, written as lines; its name says whether it becomes a PDF or plain text."""

    name: str
    lines: tuple[str, ...]


class DemoNotice(NamedTuple):
    """A notice, published some days before the demo was loaded; with a negative number it is shown later."""

    key: str
    title: str
    category: Category
    issuer: str
    days_ago: int
    body: str
    files: tuple[DemoFile, ...] = ()
    pinned: bool = False
    withdrawn: bool = False
    must_read: bool = False
    public: bool = False
    roles: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    revised: str = ""
    """What its second edition says has changed; the first one lacked the last paragraph."""


SCHEDULE = DemoFile(
    "附件1:2026年度专业技术人才基础信息采集工作日程表.pdf",
    (
        "2026年度专业技术人才基础信息采集工作日程表",
        "一、部署培训：各单位确定单位管理员和单位审核员，组织人员学习操作指南。",
        "二、填写提交：专业技术人员登录系统，填写个人基本信息并提交审核。",
        "三、单位审核：单位审核员逐项核对，一次性告知需要修改的问题。",
        "四、抽查复核：主管部门按不低于百分之五的比例抽查。",
        "五、总结归档：各市将工作情况报送省职称工作办公室。",
    ),
)
CHECKLIST = DemoFile(
    "附件2：基础信息采集材料清单.txt",
    (
        "基础信息采集材料清单",
        "",
        "1. 身份证正反面照片（jpg 或 png，不超过 5 MB）",
        "2. 近期免冠证件照（jpg 或 png，不超过 5 MB）",
        "3. 学历证书、学位证书扫描件",
        "4. 专业技术职务任职资格证书扫描件",
        "5. 聘用合同或聘书扫描件",
        "",
        "所有材料由本人上传，单位审核员对照原件核对。",
    ),
)
GUIDE = DemoFile(
    "专业技术人才操作指南（基础信息采集）.pdf",
    (
        "专业技术人才操作指南（基础信息采集）",
        "一、用户登录：使用分配的账号和初始密码登录，首次登录须修改初始密码。",
        "二、通知公告：登录后首先显示通知公告，点击标题查看详细内容。",
        "三、个人基本信息：逐项填写，每填写完一项点击“保存”；全部填写完毕后点击“提交审核”。",
        "四、修改密码：在“修改密码”中设置新密码，点击“确认提交”。",
        "五、信息变更申请：审核通过后如需修改，选择项目，点击“选中修改”，填写后“提交审核”。",
        "六、查看信息修改申请：查看每条申请的原有内容、更改后内容和状态；等待审核时可以“撤销”。",
        "七、分享至找专家网：审核通过后，可将选定的信息分享至找专家网。",
    ),
)

NOTICES = (
    DemoNotice(
        "collection",
        "关于开展2026年度专业技术人才基础信息采集工作的通知",
        Category.NOTICE,
        PROVINCE,
        21,
        """各市职称工作办公室，省直各单位，各位专业技术人员：

为全面准确掌握我省专业技术人才队伍状况，现就开展2026年度专业技术人才基础信息采集工作通知如下。

## 一、采集范围

全省企事业单位在岗的专业技术人员，包括尚未取得职称的人员。

## 二、采集步骤

1. **登录系统**:使用单位发放的账号和初始密码登录，首次登录须修改初始密码。
2. **完善个人信息**:在「个人基本信息」中逐项填写，每填写完一项及时点击「保存」。
3. **提交审核**:确认无误后点击「提交审核」，由所在单位审核员审核。
4. **审核通过后**如需修改，请使用「信息变更申请」。

## 三、工作要求

| 责任主体 | 工作内容 |
| --- | --- |
| 专业技术人员 | 如实填写，对信息的真实性负责 |
| 单位审核员 | 逐项核对原件，一次性告知需要修改的问题 |
| 主管部门 | 加强指导，按比例抽查 |

请各单位高度重视，按工作日程表完成采集任务。
""",
        (SCHEDULE, CHECKLIST),
        pinned=True,
    ),
    DemoNotice(
        "guide",
        "专业技术人才操作指南（基础信息采集）",
        Category.GUIDE,
        PROVINCE,
        20,
        """首次使用系统的人员，请先阅读操作指南。

- 忘记密码或初始密码过期：请联系所在单位的管理员重置。
- 填写中途可以随时离开：已保存的内容不会丢失。
- 提交后想再修改：在单位作出审核决定之前，可以自行撤回。
- 姓名、证件号码有误：请联系单位管理员更正，本人不能修改。
""",
        (GUIDE,),
        pinned=True,
    ),
    DemoNotice(
        "sharing",
        "关于自愿分享信息至找专家网的说明",
        Category.ANNOUNCEMENT,
        PROVINCE,
        14,
        """个人信息审核通过的人员，可以**自愿**将部分信息分享至找专家网。

1. 分享前会逐项列出拟分享的内容，由本人选择并单独同意。
2. 证件号码、出生日期、民族、政治面貌、家庭住址、手机号码、考核与处分信息以及各类附件**一律不会分享**。
3. 可以随时撤回分享。撤回后，系统会要求对方删除，并在对方确认后告知您。

是否分享不影响职称申报和评审。
""",
    ),
    DemoNotice(
        "rare",
        "关于生僻字姓名填写方法的公告",
        Category.ANNOUNCEMENT,
        PROVINCE,
        10,
        """近期有人员咨询姓名中含有生僻字（如「𬭎」「㛃」「䶮」）时如何处理。

本系统支持国家标准 GB 18030 收录的全部汉字，姓名按居民身份证登记的用字录入即可，请勿用拼音或同音字代替。

少数民族姓名中的间隔号统一写作「·」，例如「买买提·艾力」。姓名与证件不一致的，请联系单位管理员更正。
""",
    ),
    DemoNotice(
        "policy",
        "专业技术人才信息采集与使用管理办法（试行）",
        Category.POLICY,
        PROVINCE,
        45,
        """**第一条** 为规范专业技术人才信息的采集、审核、使用和保护，制定本办法。

**第二条** 信息采集坚持合法、正当、必要和诚信的原则，只采集职称工作所需的信息。

**第三条** 专业技术人员对所填信息的真实性、准确性负责；单位审核员对审核结果负责。

**第四条** 审核实行一次性告知。退回修改的，应当逐项写明需要修改的内容和原因。

**第五条** 任何人不得审核本人的信息。

**第六条** 向其他机构提供个人信息，应当取得本人的单独同意；本人可以随时撤回。

**第七条** 本办法自发布之日起试行。
""",
    ),
    DemoNotice(
        "shijiazhuang",
        "石家庄市关于做好基础信息采集审核工作的补充通知",
        Category.NOTICE,
        SHIJIAZHUANG,
        7,
        """市属各单位：

为方便专业技术人员，现将有关事项补充通知如下。

1. 每个单位至少确定**一名**单位审核员；人员较多的单位可确定两名以上。
2. 审核员休假的，由单位管理员及时办理，避免积压。
3. 对尚未取得职称的人员，请指导其选择「尚无职称」，不要留空。
""",
    ),
    DemoNotice(
        "tangshan",
        "唐山市基层农业技术人员信息采集现场指导安排",
        Category.NOTICE,
        TANGSHAN,
        3,
        """各县（区）农业技术推广机构：

市职称工作办公室将安排工作人员到基层站点现场指导，请需要指导的单位提前联系。

- 请参加人员携带身份证、学历证书、资格证书原件。
- 现场提供拍照和扫描服务。
- 现场指导期间，照常受理线上提交。
""",
    ),
    DemoNotice(
        "promise",
        "关于如实填报个人信息的告知书",
        Category.NOTICE,
        PROVINCE,
        5,
        """各位专业技术人员：

填报的信息将作为职称管理的依据，请在提交前逐项核对。

1. 本人对所填信息和所传附件的**真实性**负责。
2. 弄虚作假的，按有关规定处理。

请阅读后点击「我已阅读并知悉」。
""",
        must_read=True,
        roles=(Role.PROFESSIONAL,),
    ),
    DemoNotice(
        "not-submitted",
        "请尚未提交的人员尽快完成填报",
        Category.NOTICE,
        PROVINCE,
        2,
        "您的个人信息还没有提交审核。请在采集截止前填写完整并点击「提交审核」。\n",
        roles=(Role.PROFESSIONAL,),
        statuses=("draft", "returned"),
    ),
    DemoNotice(
        "hours",
        "职称业务咨询电话服务时间",
        Category.ANNOUNCEMENT,
        PROVINCE,
        12,
        """咨询电话在工作日 9:00 至 12:00、14:00 至 17:30 有人接听。

采集截止前一周，周六同样有人接听。
""",
        public=True,
        revised="增加周六的服务时间",
    ),
    DemoNotice(
        "next-year",
        "下一年度信息采集的准备工作",
        Category.NOTICE,
        PROVINCE,
        -60,
        "请各单位提前核对人员名单，确定单位管理员和单位审核员。\n",
    ),
    DemoNotice(
        "superseded",
        "关于系统暂停服务的公告",
        Category.ANNOUNCEMENT,
        PROVINCE,
        30,
        "系统将于本周末进行维护，期间暂停服务。\n",
        withdrawn=True,
    ),
)
