"""Every code list of the catalogue, by the name under which fields refer to it. A new list is one more line here."""

from shared.catalogue.codes.additions import EXTENSIBLE, Addition, CodeLists
from shared.catalogue.codes.countries import COUNTRY, LANGUAGE
from shared.catalogue.codes.degrees import DEGREE
from shared.catalogue.codes.divisions import COUNTY, DIVISION
from shared.catalogue.codes.local import OWN_LISTS
from shared.catalogue.codes.model import Code, CodeList
from shared.catalogue.codes.standard import EDUCATION, ETHNICITY, GRADUATIONS, POLITICAL_STATUS, SEX
from shared.catalogue.codes.titles import TITLE, TITLE_LEVEL, TITLE_SERIES

CODE_LISTS = CodeLists(
    (
        SEX,
        ETHNICITY,
        POLITICAL_STATUS,
        EDUCATION,
        DEGREE,
        COUNTY,
        DIVISION,
        COUNTRY,
        LANGUAGE,
        TITLE,
        TITLE_LEVEL,
        TITLE_SERIES,
        *OWN_LISTS,
    )
)

__all__ = ["CODE_LISTS", "EXTENSIBLE", "GRADUATIONS", "Addition", "Code", "CodeList"]
