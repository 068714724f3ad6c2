"""The working life of a senior engineer, in the words in which it is filled in: thirty years, all 17 sections.

Values are what people read and type: names of codes, not codes. Files are named by what the test has.
"""

from typing import Any

NAME = "魏长庚"
UNIT = "唐山陡河建筑设计研究院有限公司"
DOCUMENT = {"proof": "document"}
YES_NO = {"是": True, "否": False}
Entry = dict[str, Any]

BASIC_INFO: Entry = {
    "sex": "男",
    "birth_date": "1968-03-12",
    "ethnicity": "满族",
    "political_status": "中国共产党党员",
    "party_join_date": "1995-07",
    "native_place": ("河北省", "唐山市", "遵化市"),
    "birth_place": ("河北省", "唐山市", "路北区"),
    "work_start_date": "1987-08",
    "specialty_work_start": "1987-08",
    "is_overseas_returnee": False,
    "mobile": "13832500168",
    "email": "weichanggeng@example.com",
    "address": "河北省唐山市路北区学院路 18 号院 3 号楼 2 单元 501",
    "postcode": "063000",
    "photo": "photo",
    "id_scan": "document",
}
CURRENT_POST: Entry = {
    "department": "结构设计一所",
    "admin_post": "总工程师",
    "personnel_status": "在岗",
    "identity_type": "企业合同",
    "post_category": "双肩挑",
    "post_grade": "专业技术四级",
    "join_unit_date": "2009-03",
    "current_specialty": "建筑结构与抗震加固",
    "contract_proof": "document",
}
SUPPORTING: Entry = {
    "professional_summary": "从事建筑结构设计三十余年，主持大中型工程四十余项。\n" * 20,
    "discipline_record": False,
    "integrity_commitment": True,
    "other_files": "document",
}

# One entry a line; the first line names the fields, 是 and 否 are boxes, a / stands between the levels of a place.
SCHOOLS = """
education_level|school|department|major|study_form|schooling_years|start_month|end_month|degree
中等专科毕业|唐山市建筑工程中等专业学校||工业与民用建筑|全日制|3|1984-09|1987-07|无
大学专科毕业|河北理工学院|土木工程系|建筑工程|函授|3|1988-09|1991-07|无
大学本科毕业|河北工业大学|土木工程学院|土木工程|自学考试|3|1992-09|1995-06|工学学士学位
研究生班毕业|北京工业大学|建筑工程学院|结构工程|在职|2|1998-09|2000-07|无
硕士研究生毕业|天津大学|建筑工程学院|结构工程|在职|3|2002-09|2005-06|工程硕士专业学位
博士研究生毕业|天津大学|建筑工程学院|防灾减灾工程|在职|4|2008-09|2012-06|工学博士学位
"""
JOBS = """
start_month|end_month|unit_name|department|tech_work|duty|unit_type|region|is_grassroots
1987-08|1989-06|唐山市第二建筑工程公司|第三工区|施工测量与放线|技术员|集体企业|河北省/唐山市/路北区|否
1989-07|1991-12|唐山市第二建筑工程公司|技术科|施工组织设计|技术员|集体企业|河北省/唐山市/路北区|否
1992-01|1994-03|唐山市第二建筑工程公司|技术科|混凝土结构施工|助理工程师|集体企业|河北省/唐山市/路北区|否
1994-04|1996-08|遵化市建筑设计所|结构组|砌体结构设计|助理工程师|事业单位|河北省/唐山市/遵化市|是
1996-09|1998-12|遵化市建筑设计所|结构组|多层框架结构设计|工程师|事业单位|河北省/唐山市/遵化市|是
1999-01|2001-06|秦皇岛海港工程设计院|结构室|港口建筑结构设计|工程师|国有企业|河北省/秦皇岛市/海港区|否
2001-07|2003-10|秦皇岛海港工程设计院|结构室|软土地基处理|专业负责人|国有企业|河北省/秦皇岛市/海港区|否
2003-11|2006-05|河北雄州城乡规划设计有限公司|设计二部|高层建筑结构设计|高级工程师|民营企业|河北省/保定市/雄县|否
2006-06|2009-02|河北雄州城乡规划设计有限公司|设计二部|既有建筑抗震鉴定|部门主任|民营企业|河北省/保定市/雄县|否
2009-03|2013-12|唐山陡河建筑设计研究院有限公司|一所|减隔震结构设计|所长|民营企业|河北省/唐山市/路北区|否
2014-01|2019-05|唐山陡河建筑设计研究院有限公司|一所|大跨度钢结构设计|副总工程师|民营企业|河北省/唐山市/路北区|否
2019-06||唐山陡河建筑设计研究院有限公司|技术质量部|建筑抗震加固|总工程师|民营企业|河北省/唐山市/路北区|否
"""
TITLES = """
title_code|obtained_date|obtain_way|committee|is_current|other_province
技术员|1988-10-05|认定或初聘||否|否
助理工程师|1991-12-20|认定或初聘||否|否
工程师|1996-11-18|评审|唐山市工程系列中级评审委员会|否|否
高级工程师|2003-10-30|评审|秦皇岛市工程系列高级评审委员会|否|否
正高级工程师|2018-12-25|评审|河北省工程系列正高级评审委员会|是|否
"""
APPOINTMENTS = """
title_code|unit_name|status|start_date|end_date
技术员|唐山市第二建筑工程公司|期满|1989-01-01|1991-12-31
助理工程师|唐山市第二建筑工程公司|期满|1992-01-01|1996-12-31
工程师|遵化市建筑设计所|期满|1997-01-01|2003-12-31
高级工程师|河北雄州城乡规划设计有限公司|期满|2004-01-01|2018-12-31
正高级工程师|唐山陡河建筑设计研究院有限公司|在聘|2019-01-01|
"""
CERTIFICATES = """
kind|name|language|level|score|issue_date|issuer|cert_no
执业资格|一级注册结构工程师||||2001-03-15|建设部执业资格注册中心|S011301234
外语|职称外语等级考试|英语|A|82|2003-06-10|人事部人事考试中心|0303A1301234
计算机|职称计算机应用能力考试||五科||2003-05-20|河北省人事考试局|13030512345
"""
PROJECTS = """
name|start_month|end_month|level|rank_total|fund_wan
京唐城际铁路唐山站房结构设计|2016-03|2019-11|省部级|12|860
唐山市工人医院隔震门诊楼|2010-03|2012-11|市厅级|9|320.5
曹妃甸综合保税区联检大厦|2012-05|2015-06|市厅级|8|410
开滦国家矿山公园展馆改造|2009-06|2010-12|市厅级|6|95
遵化市应急指挥中心|2014-02|2016-09|县处级|7|150
北戴河新区会展中心钢屋盖|2017-01|2020-12|省部级|11|530
雄县安置区一期住宅|2018-04|2021-10|省部级|15|1200
震后建筑快速鉴定技术研究|2011-01|2013-12|省部级|9|60
农村危房加固成套技术推广|2019-03|2022-11|市厅级|6|45.5
装配式混凝土住宅标准图编制|2021-03|2023-11|省部级|10|80
"""
AWARDS = """
name|kind|level|grade|rank|rank_total|award_org|award_date
河北省优秀工程勘察设计奖|科技奖励|省部|二等|1|9|河北省住房和城乡建设厅|2013-12
河北省科学技术进步奖|科技奖励|省部|三等|2|7|河北省人民政府|2016-03
唐山市劳动模范|荣誉称号|市厅|无等级|||唐山市人民政府|2019-04
"""
PATENTS = """
kind|title|number|rank|grant_date|status|country|transformed
软件著作权|结构抗震鉴定辅助软件 V1.0|2015SR012345|1|2015-08-16|授权|中国|否
软件著作权|结构抗震鉴定辅助软件 V2.0|2018SR054321|1|2018-08-16|授权|中国|否
"""
BOOK: Entry = {
    "title": "既有建筑抗震鉴定与加固实例",
    "kind": "专著",
    "role": "主编",
    "author_rank": "1",
    "own_words": "21.5",
    "total_words": "36",
    "publisher": "中国建筑工业出版社",
    "isbn": "978-7-112-14567-6",
    "publish_month": "2016-05",
}
STANDARD: Entry = {
    "kind": "地方标准",
    "title": "既有砌体结构抗震加固技术规程",
    "number": "DB13(J)/T 8123-2018",
    "role": "主要起草或完成人",
    "rank": "3",
    "issue_org": "河北省住房和城乡建设厅",
    "issue_date": "2018-09-01",
    "benefit": "全省既有房屋抗震加固设计与验收采用。",
}
POSITION: Entry = {
    "organization": "河北省土木建筑学会",
    "position": "结构专业委员会副主任委员",
    "level": "省部",
    "start_month": "2015-04",
}
TOPICS = ("框架填充墙抗震性能", "软土地基沉降观测", "大底盘多塔地震响应", "砌体房屋外套加固", "橡胶支座隔震医院")
VIEWS = ("试验研究", "若干问题", "简化计算", "工程应用", "影响因素分析")
JOURNALS = (("建筑结构学报", "1000-6869"), ("Soil Dynamics", "0378-5955"))


def record() -> dict[str, list[Entry]]:
    """All sections in the order of the form, with their entries in the order in which they are filled in."""
    return {
        "basic_info": [BASIC_INFO],
        "current_post": [CURRENT_POST],
        "education": [_school(entry, place) for place, entry in enumerate(_entries(SCHOOLS))],
        "work_experience": [{**entry, "witness": "何志远"} for entry in _entries(JOBS)],
        "title_qualification": [_title(entry) for entry in _entries(TITLES)],
        "title_appointment": [entry | DOCUMENT for entry in _entries(APPOINTMENTS)],
        "annual_assessment": [_assessment(year) for year in range(2016, 2026)],
        "continuing_education": [
            _training(year, *subject)
            for year in range(2023, 2026)
            for subject in (("公需科目", "30"), ("专业科目", "60"))
        ],
        "certificate": [entry | DOCUMENT for entry in _entries(CERTIFICATES)],
        "paper": [_paper(number) for number in range(25)],
        "book": [BOOK | DOCUMENT],
        "research_project": [_project(entry) for entry in _entries(PROJECTS)],
        "award": [entry | DOCUMENT for entry in _entries(AWARDS)],
        "patent": [{**entry, "holder": UNIT} | DOCUMENT for entry in _entries(PATENTS)],
        "standard_report": [STANDARD | DOCUMENT],
        "social_position": [POSITION],
        "supporting_material": [SUPPORTING],
    }


def _entries(table: str) -> list[Entry]:
    """The entries of a table; empty fields are left out."""
    names, *lines = (line.split("|") for line in table.strip().splitlines())
    return [{name: _value(name, text) for name, text in zip(names, line, strict=True) if text} for line in lines]


def _value(name: str, text: str) -> Any:
    return tuple(text.split("/")) if name == "region" else YES_NO.get(text, text)


def _school(entry: Entry, place: int) -> Entry:
    year, month = entry["end_month"].split("-")
    papers = {"edu_cert_no": f"1008{place}1{year}0500{place:04}", "country": "中国", **DOCUMENT}
    if entry["degree"] != "无":
        papers |= {"degree_cert_no": f"1005642{year}0{place:05}", "degree_date": f"{year}-{month}"}
    return entry | papers | {"is_first": place == 0, "is_highest": place == 5}


def _title(entry: Entry) -> Entry:
    number = f"冀职{entry['obtained_date'].replace('-', '')}-{len(entry['title_code'])}"
    return entry | DOCUMENT | {"specialty": "建筑结构", "approver": "河北省人力资源和社会保障厅", "cert_no": number}


def _assessment(year: int) -> Entry:
    return {
        "year": str(year),
        "result": "优秀" if year % 3 else "合格（称职）",
        "unit_name": UNIT,
        "is_award": year % 3 == 1,
    }


def _training(year: int, kind: str, hours: str) -> Entry:
    return {
        "year": str(year),
        "kind": kind,
        "name": f"{year} 年度专业技术人员继续教育（{kind}）",
        "organizer": "唐山市人力资源和社会保障局",
        "start_date": f"{year}-06-01",
        "end_date": f"{year}-06-30",
        "hours": hours,
        "result": "合格",
    }


def _paper(number: int) -> Entry:
    year, month = str(2001 + number), number % 12 + 1
    name, issn = JOURNALS[number % 2]
    own = number % 2
    return DOCUMENT | {
        "title": f"{TOPICS[number % 5]}{VIEWS[number // 5]}",
        "authors": "魏长庚，何志远，𬭎坤" if own else "何志远，魏长庚",
        "author_rank": "1" if own else "2",
        "author_total": "3" if own else "2",
        "is_representative": number in {1, 3, 5},
        "journal": name,
        "issn": issn,
        "publish_month": f"{year}-{month:02}",
        "year": year,
        "issue": str(month),
        "pages": f"{number * 7 + 1}-{number * 7 + 8}",
        "indexing": ["科技核心"] if number % 3 else ["EI", "北大核心"],
    }


def _project(entry: Entry) -> Entry:
    return {
        **entry,
        **DOCUMENT,
        "source": "唐山市住房和城乡建设局",
        "undertaker": UNIT,
        "kind": "工程建设",
        "role": "主持",
        "rank": "1",
        "is_finished": True,
        "summary": f"{entry['name']}：负责结构方案与计算复核。\n技术措施通过专家评审，竣工后变形均在允许范围内。",
    }
