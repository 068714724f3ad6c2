"""What the records say of the units in which the demo's people work."""

from typing import NamedTuple


class Workplace(NamedTuple):
    """Nature and place of a unit as the code lists have them, and where its people live."""

    nature: str
    region: str
    postcode: str
    street: str


WORKPLACES = {
    "石家庄市滹沱河人民医院": Workplace("22", "130104", "050051", "河北省石家庄市桥西区滹沱南街"),
    "石家庄市柏林路高级中学": Workplace("21", "130108", "050021", "河北省石家庄市裕华区柏林东路"),
    "石家庄滹沱晨报社": Workplace("31", "130105", "050071", "河北省石家庄市新华区晨光路"),
    "唐山陡河建筑设计研究院有限公司": Workplace("31", "130203", "063000", "河北省唐山市路北区陡河西道"),
    "唐山市滦河农业技术推广站": Workplace("21", "130207", "063300", "河北省唐山市丰南区惠农大街"),
    "冀东凤凰山新材料科技有限公司": Workplace("33", "130209", "063200", "河北省唐山市曹妃甸区凤凰山路"),
}
