"""Countries of GB/T 2659 by their three letters, languages of GB/T 4881 by two. The data is made by `make codes`."""

from pathlib import Path

from shared.catalogue.codes.model import Code, CodeList

COUNTRIES_FILE = Path(__file__).with_name("countries.txt")
LANGUAGES_FILE = Path(__file__).with_name("languages.txt")


def read(file: Path, name: str, standard: str) -> CodeList:
    """The list of this name; in the file stand its source and its codes, in the order in which a form shows them."""
    source, *lines = file.read_text().splitlines()
    named = (line.split("\t") for line in lines)
    return CodeList(name, standard, tuple(Code(code=code, name=name) for code, name in named), source=source)


COUNTRY = read(COUNTRIES_FILE, "country", "GB/T 2659.1-2022")
LANGUAGE = read(LANGUAGES_FILE, "language", "GB/T 4881-1985")
