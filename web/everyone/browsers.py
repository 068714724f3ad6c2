"""Which browser a session is in, as its person would say it."""

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("360SE", "360 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
"""The first that a browser names is meant: most name those they resemble too."""

SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Mac OS X", "苹果电脑"),
    ("UOS", "统信电脑"),
    ("Kylin", "麒麟电脑"),
    ("Linux", "Linux 电脑"),
)


def browser_in_words(agent: str) -> str:
    """`Mozilla/5.0 (Windows NT 10.0…) … Edg/140.0` -> Windows 电脑，Edge 浏览器."""
    system, browser = (next((words for mark, words in known if mark in agent), "") for known in (SYSTEMS, BROWSERS))
    return "，".join(part for part in (system, browser) if part) or "其他程序"
