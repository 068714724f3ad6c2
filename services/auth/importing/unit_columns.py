"""The columns of the sheet of units, and what its second page explains."""

from shared.catalogue.codes import CODE_LISTS
from shared.sheets import Column, Kind

NAME, CODE, NATURE, REGION = "name", "code", "nature", "region"
SUPERIOR_CODE, SUPERIOR_NAME = "superior_code", "superior_name"
PHONE, ADDRESS = "phone", "address"
TITLE, TEMPLATE_NAME = "单位", "单位导入模板.xlsx"

COLUMNS = (
    Column(
        key=NAME,
        heading="单位名称",
        help="按证书填写全称，最多 100 个字；多余的空格会自动去掉。",
        example="石家庄市滹沱河人民医院",
        width=34,
    ),
    Column(
        key=CODE,
        heading="统一社会信用代码",
        kind=Kind.CODE,
        also=("单位统一社会信用代码", "单位代码"),
        help="18 位，最后一位是校验码。本列已设为文本格式，请不要改动。",
        example="12130104401735825T",
        width=26,
    ),
    Column(
        key=NATURE,
        heading="单位性质",
        kind=Kind.CHOICE,
        choices={entry.name: entry.code for entry in CODE_LISTS["unit_nature"].entries if not entry.heading},
        help="从下拉列表中选择。",
        example="事业单位（差额）",
        width=22,
    ),
    Column(
        key=REGION,
        heading="所在地区",
        also=("行政区划",),
        help="省、市、县的全称连写，或 6 位行政区划代码。",
        example="河北省石家庄市长安区",
        width=30,
    ),
    Column(
        key=SUPERIOR_CODE,
        heading="上级单位统一社会信用代码",
        kind=Kind.CODE,
        required=False,
        also=("上级单位代码", "主管部门代码"),
        help="上级单位已在系统中登记，或者也在本表中（先后不限）。与下一列填写其一即可。",
        example="11130100000000000C",
        width=30,
    ),
    Column(
        key=SUPERIOR_NAME,
        heading="上级单位名称",
        required=False,
        also=("上级单位", "主管部门"),
        help="须与登记的名称完全一致；有重名的请填写代码。两列都不填的是顶级单位，只能由系统管理员导入。",
        example="石家庄市卫生健康委员会",
        width=34,
    ),
    Column(key=PHONE, heading="办公电话", required=False, help="可不填。", example="0311-88880000", width=20),
    Column(
        key=ADDRESS,
        heading="地址",
        required=False,
        help="可不填，最多 200 个字。",
        example="长安区建设北大街 1 号",
        width=40,
    ),
)

NOTES = (
    "第一行是表头，请不要改动。每行填写一个单位，空行会被跳过。",
    "上级单位可以写在下级单位之后，系统会先录入上级单位。",
    "上传后先检查、不导入：每一行的问题会写在表的最后一列，可下载后修改、重新上传。",
    "检查通过的行由您确认后再导入。同一文件重复导入不会产生重复的单位。",
    "每个文件最多 20000 行，不超过 5 MB；也可以上传 CSV 文件（UTF-8 或 GBK 编码）。",
)
