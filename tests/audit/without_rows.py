"""The routes of which the audit log keeps no row, each with the reason."""

ROUTINE = {
    "auth.sessions.token": "a session is traded for a token once a minute, by the gateway and by nobody's wish",
    "profile.entries.keep": "a page keeps by itself what is being typed; what people save has its row",
    "profile.change_drafts.keep": "the same in the form of a change",
    "notices.reading.read": "an open page tells that it was read; what people confirm has its row",
    "notices.reading.read_everything": "the same of all at once",
    "notices.reading.count_download": "a number, and nobody's name",
    "notices.public_notices.count_public_download": "the same for whoever is not signed in",
}

FILES_WITHOUT_A_ROW = {
    "profile.files.page_picture": "part of a preview, whose opening has its row, or of a case that is looked at",
    "profile.printouts.draft": "what people have typed themselves",
    "profile.printouts.own": "what people have handed in themselves",
    "profile.changes.receipt": "what people have asked for themselves",
    "profile.consents.receipt": "what people have agreed to themselves",
    "auth.people_imports.empty_sheet": "a form without anybody's data",
    "auth.unit_imports.empty_sheet": "a form without anybody's data",
    "notices.previews.page_picture": "published to everybody whom it concerns",
    "notices.notices.download": "published to everybody whom it concerns",
    "notices.public_notices.download_public": "published to everybody",
}
