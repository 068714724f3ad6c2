"""What the demo's people have learned and do for a living: by trade the schools, subjects, posts and former units."""

from typing import NamedTuple

SECONDARY, COLLEGE, BACHELOR, CLASS, MASTER, DOCTOR = "41", "31", "21", "17", "14", "11"


class FormerUnit(NamedTuple):
    """Where somebody worked before: name, nature and place as the code lists have them."""

    name: str
    nature: str
    region: str


class Trade(NamedTuple):
    """A line of work; `duties` rise from the first post to the highest."""

    subject: str
    majors: tuple[str, ...]
    schools: dict[str, tuple[str, ...]]
    faculty: str
    degrees: dict[str, str]
    duties: tuple[str, ...]
    works: tuple[str, ...]
    departments: tuple[str, ...]
    former: tuple[FormerUnit, ...]
    bachelor_years: int = 4


HOSPITALS = (
    FormerUnit("石家庄市正定县南牛乡卫生院", "21", "130123"),
    FormerUnit("平山县岗南镇中心卫生院", "21", "130131"),
    FormerUnit("石家庄市藁城区岗上镇社区卫生服务中心", "22", "130109"),
)
SCHOOLS = (
    FormerUnit("石家庄市行唐县上碑镇中学", "21", "130125"),
    FormerUnit("灵寿县青同镇初级中学", "21", "130126"),
    FormerUnit("石家庄市裕华区东苑街中学", "21", "130108"),
)
PAPERS = (
    FormerUnit("河北滹沱文化传播有限公司", "33", "130102"),
    FormerUnit("邢台市襄都区融媒体中心", "21", "130502"),
)
DESIGNERS = (
    FormerUnit("唐山市开平区建筑工程质量监督站", "21", "130205"),
    FormerUnit("秦皇岛北戴河城市规划设计有限公司", "33", "130304"),
    FormerUnit("天津海河建筑设计事务所（普通合伙）", "33", "120000"),
)
FARMS = (
    FormerUnit("滦南县胡各庄镇农业综合服务中心", "21", "130224"),
    FormerUnit("玉田县种子管理站", "21", "130229"),
    FormerUnit("乐亭县姜各庄镇农业技术推广区域站", "21", "130225"),
)
FACTORIES = (
    FormerUnit("唐山曹妃甸渤海湾化工新材料有限公司", "33", "130209"),
    FormerUnit("迁安市燕山陶瓷厂", "32", "130283"),
    FormerUnit("遵化市清东陵机械制造有限公司", "33", "130281"),
)

MEDICAL = {SECONDARY: ("石家庄市卫生学校",), COLLEGE: ("沧州医学高等专科学校", "邢台医学高等专科学校")}
TEACHERS = {SECONDARY: ("河北正定师范学校",), COLLEGE: ("石家庄师范专科学校", "邢台师范高等专科学校")}
TECHNICAL = {SECONDARY: ("唐山市建筑工程中等专业学校",), COLLEGE: ("唐山工业职业技术学院", "河北工程技术学院")}
FARMING = {SECONDARY: ("河北昌黎农业学校",), COLLEGE: ("河北旅游职业学院", "河北农业大学")}

TRADES = {
    "physician": Trade(
        "临床医学",
        ("临床医学", "内科学", "内科学（心血管病）"),
        MEDICAL
        | {
            BACHELOR: ("河北医科大学", "华北理工大学", "承德医学院"),
            MASTER: ("河北医科大学", "天津医科大学"),
            DOCTOR: ("中国医科大学", "华中科技大学"),
        },
        "临床医学院",
        {BACHELOR: "410", MASTER: "345", DOCTOR: "245"},
        ("住院医师", "主治医师", "副主任医师", "主任医师、科室副主任"),
        ("内科常见病与多发病的诊断和治疗", "心血管内科临床诊疗及介入治疗", "门诊与急诊抢救、住院病人管理"),
        ("心血管内科", "急诊科", "全科医学科"),
        HOSPITALS,
        bachelor_years=5,
    ),
    "nurse": Trade(
        "护理学",
        ("护理学", "护理", "护理学（重症监护方向）"),
        MEDICAL | {BACHELOR: ("河北医科大学", "河北中医药大学"), MASTER: ("河北大学", "天津中医药大学")},
        "护理学院",
        {BACHELOR: "410", MASTER: "3L25"},
        ("护士", "护师", "主管护师", "副主任护师、护士长"),
        ("病房临床护理", "重症监护与危重病人护理", "护理质量管理与带教"),
        ("重症医学科", "产科", "手术室"),
        HOSPITALS,
    ),
    "teacher": Trade(
        "教育学",
        ("汉语言文学", "汉语言文学（师范）", "学科教学（语文）"),
        TEACHERS
        | {
            BACHELOR: ("河北师范大学", "廊坊师范学院", "内蒙古师范大学"),
            CLASS: ("河北师范大学",),
            MASTER: ("北京师范大学", "陕西师范大学"),
        },
        "文学院",
        {BACHELOR: "405", MASTER: "342"},
        ("教师、班主任", "一级教师、班主任", "高级教师、备课组长", "高级教师、教研组长"),
        ("高中语文教学与班主任工作", "初中语文教学", "语文教学及校本课程研究"),
        ("语文教研组", "高一年级部", "教务处"),
        SCHOOLS,
    ),
    "scientist": Trade(
        "物理学",
        ("物理学", "物理学（师范）", "课程与教学论"),
        TEACHERS | {BACHELOR: ("河北师范大学", "西北师范大学"), MASTER: ("华东师范大学", "首都师范大学")},
        "物理学院",
        {BACHELOR: "407", MASTER: "304"},
        ("教师", "二级教师、班主任", "一级教师、实验室负责人", "高级教师、年级主任"),
        ("高中物理教学与实验指导", "物理竞赛辅导", "初中物理教学"),
        ("物理教研组", "实验中心"),
        SCHOOLS,
    ),
    "journalist": Trade(
        "新闻学与传播学",
        ("新闻学", "广播电视新闻学", "新闻与传播"),
        {
            COLLEGE: ("河北传媒学院", "石家庄职业技术学院"),
            BACHELOR: ("河北大学", "中国传媒大学", "新疆大学"),
            MASTER: ("中国传媒大学", "兰州大学"),
        },
        "新闻传播学院",
        {BACHELOR: "405", MASTER: "3L18"},
        ("见习记者", "记者", "主任记者", "编委、采访中心主任"),
        ("时政与民生新闻采访写作", "新闻编辑、版面策划", "深度报道与融媒体产品制作"),
        ("采访中心", "要闻编辑部", "融媒体中心"),
        PAPERS,
    ),
    "architect": Trade(
        "土木建筑工程",
        ("建筑学", "城乡规划", "建筑与土木工程"),
        TECHNICAL
        | {
            BACHELOR: ("河北工业大学", "天津大学", "沈阳建筑大学"),
            MASTER: ("哈尔滨工业大学", "天津大学"),
            DOCTOR: ("同济大学",),
        },
        "建筑与艺术设计学院",
        {BACHELOR: "444", MASTER: "344", DOCTOR: "208"},
        ("助理建筑师", "建筑师", "高级建筑师、项目负责人", "副总建筑师"),
        ("公共建筑方案与施工图设计", "居住区规划与建筑设计", "既有建筑节能改造设计"),
        ("建筑一所", "方案创作中心"),
        DESIGNERS,
        bachelor_years=5,
    ),
    "structural": Trade(
        "土木建筑工程",
        ("土木工程", "工业与民用建筑", "结构工程"),
        TECHNICAL
        | {
            BACHELOR: ("河北工程大学", "石家庄铁道大学", "华北理工大学"),
            MASTER: ("燕山大学", "北京工业大学"),
            DOCTOR: ("大连理工大学",),
        },
        "土木工程学院",
        {BACHELOR: "408", MASTER: "308", DOCTOR: "208"},
        ("技术员", "助理工程师", "工程师", "高级工程师、结构专业总工"),
        ("混凝土与钢结构设计计算", "高层建筑抗震设计与超限审查", "岩土与地基基础设计"),
        ("结构二所", "总工程师办公室"),
        DESIGNERS,
    ),
    "agronomist": Trade(
        "农学",
        ("农学", "植物保护", "农艺与种业"),
        FARMING
        | {
            BACHELOR: ("河北农业大学", "河北科技师范学院", "贵州大学"),
            CLASS: ("中共河北省委党校",),
            MASTER: ("中国农业大学", "河北农业大学"),
            DOCTOR: ("西北农林科技大学",),
        },
        "农学院",
        {BACHELOR: "409", MASTER: "3L23", DOCTOR: "209"},
        ("技术员", "助理农艺师", "农艺师", "高级农艺师、推广股股长"),
        ("小麦、玉米新品种引进与高产栽培技术推广", "病虫害测报与绿色防控", "测土配方施肥与耕地质量监测"),
        ("粮油作物科", "植保站", "土壤肥料站"),
        FARMS,
    ),
    "materials": Trade(
        "材料科学",
        ("无机非金属材料工程", "材料科学与工程", "材料与化工"),
        TECHNICAL | {BACHELOR: ("燕山大学", "东北大学", "西藏大学"), MASTER: ("北京科技大学", "武汉理工大学")},
        "材料科学与工程学院",
        {BACHELOR: "408", MASTER: "3L32"},
        ("工艺员", "助理工程师", "工程师、车间技术主管", "高级工程师、研发中心主任"),
        ("特种陶瓷配方与烧成工艺", "新材料产品检测与质量控制", "中试放大与产业化"),
        ("研发中心", "质量部", "生产技术部"),
        FACTORIES,
    ),
    "economist": Trade(
        "经济学",
        ("经济学", "工商管理", "会计"),
        {
            COLLEGE: ("河北经贸大学", "石家庄邮电职业技术学院"),
            BACHELOR: ("河北经贸大学", "中央财经大学", "中央民族大学"),
            MASTER: ("南开大学", "中国人民大学"),
        },
        "商学院",
        {BACHELOR: "402", MASTER: "346"},
        ("会计员", "助理经济师", "经济师", "高级经济师、计划财务部副部长"),
        ("成本核算与经营分析", "投资项目经济评价", "合同与供应链管理"),
        ("计划财务部", "战略发展部"),
        FACTORIES,
    ),
}
