"""Countries of GB/T 2659 by their three letters, languages of GB/T 4881 by two, with pycountry's Chinese names."""

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


# The foreign languages of the title examinations come first.
EXAMINED = ("en", "ja", "ru", "de", "fr", "es", "ko", "ar")


def all_languages() -> tuple[Code, ...]:
    """Every language that has two letters and a Chinese name, those of the examinations first."""
    chinese = gettext.translation("iso639-3", pycountry.LOCALES_DIR, languages=["zh_CN"])
    names = {
        language.alpha_2: chinese.gettext(language.name).partition(";")[0]
        for language in pycountry.languages
        if hasattr(language, "alpha_2")
    }
    named = [code for code, name in names.items() if not name.isascii()]
    ordered = sorted(named, key=lambda code: (EXAMINED.index(code) if code in EXAMINED else len(EXAMINED), code))
    return tuple(Code(code=code, name=names[code]) for code in ordered)


LANGUAGE = CodeList("language", "GB/T 4881-1985", all_languages())
