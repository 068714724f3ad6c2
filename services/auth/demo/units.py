"""The demo's units, all invented: a province office, two cities, six units of different kinds."""

from typing import NamedTuple


class DemoUnit(NamedTuple):
    """A unit and, by key, the one above it."""

    key: str
    name: str
    code: str
    nature: str
    region: str
    superior: str | None


UNITS = (
    DemoUnit("province", "河北省职称工作办公室", "11130000000718266N", "10", "130000", None),
    DemoUnit("shijiazhuang", "石家庄市职称工作办公室", "11130100000821431C", "10", "130100", "province"),
    DemoUnit("tangshan", "唐山市职称工作办公室", "111302000009335727", "10", "130200", "province"),
    DemoUnit("hospital", "石家庄市滹沱河人民医院", "12130104401735825T", "22", "130104", "shijiazhuang"),
    DemoUnit("school", "石家庄市柏林路高级中学", "12130108401962315X", "21", "130108", "shijiazhuang"),
    DemoUnit("newspaper", "石家庄滹沱晨报社", "91130105MA07K4QT6Y", "31", "130105", "shijiazhuang"),
    DemoUnit("institute", "唐山陡河建筑设计研究院有限公司", "91130203104826907Q", "31", "130203", "tangshan"),
    DemoUnit("farm", "唐山市滦河农业技术推广站", "12130207402188640M", "21", "130207", "tangshan"),
    DemoUnit("company", "冀东凤凰山新材料科技有限公司", "91130293MA08R2WX0C", "33", "130203", "tangshan"),
)
