"""Names of people, as many as are wanted, and how they are spoken. No sign here is read in more than one way."""

from typing import NamedTuple


def _read(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((pair[0], pair[1:]) for pair in text.split())


FIRST = _read(
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 林lin "
    "何he 高gao 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 邓deng 曹cao 彭peng 肖xiao 田tian "
    "董dong 潘pan 袁yuan 蔡cai 蒋jiang 余yu 杜du 程cheng 魏wei 苏su 吕lv 丁ding 姚yao 钟zhong 姜jiang "
    "崔cui 谭tan 陆lu 范fan 汪wang 廖liao 金jin 韦wei 方fang 邹zou 熊xiong 白bai 孟meng"
)
LATER = _read(
    "伟wei 芳fang 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao "
    "兰lan 霞xia 平ping 刚gang 桂gui 建jian 国guo 文wen 辉hui 力li 玲ling 红hong 梅mei 宇yu 浩hao 欣xin 怡yi "
    "涵han 梓zi 轩xuan 雨yu 泽ze 思si 晓xiao 东dong 海hai 春chun 雪xue 志zhi 鹏peng 新xin 永yong 康kang 振zhen "
    "邦bang 素su 芬fen 玉yu 珍zhen 淑shu 凤feng 宝bao 山shan 龙long 银yin 河he"
)
SCATTER = 0x9E3779B97F4A7C15
WORD = 2**64


class Name(NamedTuple):
    """A name and its syllables."""

    written: str
    syllables: tuple[str, ...]

    @property
    def whole(self) -> str:
        """As somebody types it to find it: zhangsan."""
        return "".join(self.syllables)

    @property
    def initials(self) -> str:
        """As somebody in a hurry types it: zs."""
        return "".join(syllable[0] for syllable in self.syllables)

    @property
    def sorted_by(self) -> str:
        """What the review service sorts it by: zhang san 张三."""
        return " ".join((*self.syllables, self.written))


def name_of(number: int) -> Name:
    """The name of the person with this number, always the same; the first surnames are the most frequent."""
    dice = number * SCATTER % WORD >> 20
    dice, first = divmod(dice, len(FIRST) ** 2)
    signs = [FIRST[(first % len(FIRST)) * (first // len(FIRST)) // len(FIRST)]]
    for _ in range(1 if dice % 4 == 0 else 2):
        dice, later = divmod(dice, len(LATER))
        signs.append(LATER[later])
    return Name("".join(sign for sign, _ in signs), tuple(sound for _, sound in signs))
