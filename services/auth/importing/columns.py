"""The columns of the sheet of people, and what its second page explains."""

from services.auth.operations.id_numbers import RESIDENT_CARD
from shared.catalogue.codes import CODE_LISTS
from shared.sheets import Column, Kind

NAME, ID_TYPE, ID_NUMBER, UNIT_CODE, PROFESSIONAL = "name", "id_type", "id_number", "unit_code", "professional"
YES, NO = "yes", "no"
TITLE, TEMPLATE_NAME = "人员", "人员导入模板.xlsx"

COLUMNS = (
    Column(
        key=NAME,
        heading="姓名",
        help="与证件一致，2 至 50 个字；少数民族姓名的间隔号写作“·”，生僻字请照原字填写。",
        example="张晓梅",
        width=18,
    ),
    Column(
        key=ID_TYPE,
        heading="证件类型",
        kind=Kind.CHOICE,
        required=False,
        choices={entry.name: entry.code for entry in CODE_LISTS["id_type"].entries},
        also_choices={"身份证": RESIDENT_CARD, "二代身份证": RESIDENT_CARD},
        default=RESIDENT_CARD,
        help="从下拉列表中选择，不填为居民身份证。",
        example="居民身份证",
        width=24,
    ),
    Column(
        key=ID_NUMBER,
        heading="证件号码",
        kind=Kind.CODE,
        also=("身份证号", "身份证号码", "证件号"),
        help="本列已设为文本格式，请不要改动；号码以 E+17 显示或末尾变成 000 时，须重新填写完整号码。",
        example="13010419900101001X",
        width=26,
    ),
    Column(
        key=UNIT_CODE,
        heading="所在单位统一社会信用代码",
        kind=Kind.CODE,
        also=("统一社会信用代码", "单位统一社会信用代码", "单位代码"),
        help="18 位。只能填写您管理范围内的单位；单位须已在系统中登记。",
        example="12130104401735825T",
        width=30,
    ),
    Column(
        key=PROFESSIONAL,
        heading="是否专业技术人员",
        kind=Kind.CHOICE,
        required=False,
        choices={"是": YES, "否": NO},
        default=YES,
        help="不填为是。填“否”的只建立账号，角色由管理员另行授权。",
        example="是",
        width=20,
    ),
)

NOTES = (
    "第一行是表头，请不要改动。每行填写一人，空行会被跳过。",
    "上传后先检查、不导入：每一行的问题会写在表的最后一列，可下载后修改、重新上传。",
    "检查通过的行由您确认后再导入。同一文件重复导入不会产生重复的账号。",
    "每个文件最多 20000 行，不超过 5 MB；也可以上传 CSV 文件（UTF-8 或 GBK 编码）。",
)
