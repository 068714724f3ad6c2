"""Countries of GB/T 2659 by their three letters, from pycountry and its Chinese names."""

import gettext

import pycountry

from shared.catalogue.codes.model import Code, CodeList

# The names in official use where the package's translation differs from them; China comes first in a form.
OFFICIAL_NAMES = {
    "CHN": "中国",
    "HKG": "中国香港",
    "MAC": "中国澳门",
    "TWN": "中国台湾",
    "KOR": "韩国",
    "PRK": "朝鲜",
}


def all_countries() -> tuple[Code, ...]:
    """China first, then the rest by code."""
    chinese = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"])
    names = {country.alpha_3: chinese.gettext(country.name) for country in pycountry.countries} | OFFICIAL_NAMES
    ordered = sorted(names, key=lambda code: (code not in OFFICIAL_NAMES, code))
    return tuple(Code(code=code, name=names[code]) for code in ordered)


COUNTRY = CodeList("country", "GB/T 2659.1-2022", all_countries())
