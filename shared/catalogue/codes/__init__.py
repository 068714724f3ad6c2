"""Every code list of the catalogue, by the name under which fields refer to it. A new list is one more line here."""

from shared.catalogue.codes.countries import COUNTRY
from shared.catalogue.codes.degrees import DEGREE
from shared.catalogue.codes.divisions import COUNTY, DIVISION
from shared.catalogue.codes.local import ID_TYPE, STUDY_FORM, UNIT_NATURE
from shared.catalogue.codes.model import Code, CodeList
from shared.catalogue.codes.standard import EDUCATION, ETHNICITY, GRADUATIONS, POLITICAL_STATUS, SEX

CODE_LISTS: dict[str, CodeList] = {
    codes.name: codes
    for codes in (
        SEX,
        ETHNICITY,
        POLITICAL_STATUS,
        EDUCATION,
        DEGREE,
        COUNTY,
        DIVISION,
        COUNTRY,
        ID_TYPE,
        STUDY_FORM,
        UNIT_NATURE,
    )
}

__all__ = ["CODE_LISTS", "GRADUATIONS", "Code", "CodeList"]
