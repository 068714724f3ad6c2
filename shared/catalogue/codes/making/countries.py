"""Makes `countries.txt` and `languages.txt` from pycountry's Chinese names. Run by `make codes`.

The package reads eight thousand languages when it is asked for one, which each process would do when it starts.
"""

import gettext
from collections.abc import Iterator
from importlib.metadata import version

import pycountry

from shared.catalogue.codes.countries import COUNTRIES_FILE, LANGUAGES_FILE

# The names in official use where the package's translation differs from them.
OFFICIAL_NAMES = {
    "CHN": "中国",
    "HKG": "中国香港",
    "MAC": "中国澳门",
    "TWN": "中国台湾",
    "KOR": "韩国",
    "PRK": "朝鲜",
}
# What comes first in a form: China, and the foreign languages of the title examinations.
CHINA = ("CHN", "HKG", "MAC", "TWN")
EXAMINED = ("en", "ja", "ru", "de", "fr", "es", "ko", "ar")


def countries() -> Iterator[str]:
    """China first, then the rest by code."""
    chinese = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"])
    names = {country.alpha_3: chinese.gettext(country.name) for country in pycountry.countries} | OFFICIAL_NAMES
    return lines(names, CHINA)


def languages() -> Iterator[str]:
    """Every language that has two letters and a Chinese name, those of the examinations first."""
    chinese = gettext.translation("iso639-3", pycountry.LOCALES_DIR, languages=["zh_CN"])
    names = {
        language.alpha_2: chinese.gettext(language.name).partition(";")[0]
        for language in pycountry.languages
        if hasattr(language, "alpha_2")
    }
    return lines({code: name for code, name in names.items() if not name.isascii()}, EXAMINED)


def lines(names: dict[str, str], first: tuple[str, ...]) -> Iterator[str]:
    """The source, then one line for each code: code and name."""
    yield f"pycountry {version('pycountry')}\n"
    for code in sorted(names, key=lambda code: (first.index(code) if code in first else len(first), code)):
        yield f"{code}\t{names[code]}\n"


if __name__ == "__main__":
    COUNTRIES_FILE.write_text("".join(countries()))
    LANGUAGES_FILE.write_text("".join(languages()))
