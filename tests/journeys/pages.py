"""Every page of the site: who opens it, on the demo. The names in braces are filled in by `rows_of_demo`."""
from __future__ import annotations

from flask import Flask
from werkzeug.routing import RequestRedirect

PAGES = {
    "visitor": (
        "/", "/login", "/activate", "/reset", "/reset/new", "/register", "/register/done", "/volunteer/applied",
        "/venues/", "/venues/places/{hall}", "/venues/sheet", "/venues/lobby",
        "/micro-wish/", "/micro-wish/no/{number}", "/micro-wish/wall",
        "/love-savings/lobby", "/love-savings/certificates/check", "/love-savings/certificates/check?number=1&word=A",
        "/after-school/", "/after-school/teach", "/after-school/terms/{term}/draw",
        "/activities/", "/activities/a/{activity}", "/activities/rules", "/activities/week",
    ),
    "operator": ("/platform/login", "/platform/", "/platform/devices", "/platform/totp", "/platform/plugins"),
    "resident": (
        "/me/", "/me/inbox", "/me/services", "/me/profile", "/me/children", "/me/children/new", "/me/children/{pupil}",
        "/me/children/{pupil}/edit", "/me/children/{pupil}/withdraw", "/password", "/devices", "/totp",
        "/me/done-for-me", "/me/erasure", "/volunteer/apply",
        "/love-savings/ask", "/love-savings/card", "/love-savings/card/gift", "/love-savings/card/donate",
        "/love-savings/card/paper", "/love-savings/asked", "/love-savings/asked/{own}", "/love-savings/requests/{own}/problem",
        "/venues/places/{hall}/book", "/venues/mine", "/venues/mine/{booking}",
        "/micro-wish/make", "/micro-wish/mine", "/micro-wish/mine/{wish}", "/micro-wish/mine/{wish}/amend",
        "/micro-wish/report", "/paired-help/me", "/paired-help/me/sign",
        "/after-school/mine", "/after-school/enrol/{term}", "/after-school/children/{pupil}",
        "/after-school/children/{pupil}/alone", "/after-school/children/{pupil}/health/{term}",
    ),
    "volunteer": (
        "/me/", "/love-savings/mine", "/love-savings/mine/jobs/{job}", "/love-savings/mine/jobs/{job}/arrive",
        "/love-savings/mine/jobs/{job}/confirm", "/love-savings/mine/jobs/{job}/pause", "/love-savings/requests/{job}/move", "/love-savings/certificate",
        "/micro-wish/claims", "/micro-wish/claims/{claim}", "/micro-wish/claims/{brought}", "/micro-wish/claims/{brought}/hand-over",
        "/micro-wish/no/{number}/claim",
        "/paired-help/mine", "/paired-help/mine/visits/{pair_visit}", "/paired-help/mine/languages",
        "/activities/lead", "/activities/lead/{activity}", "/activities/lead/{activity}/result",
        "/activities/lead/{activity}/paper", "/activities/lead/{activity}/people", "/activities/lead/{planned}/edit",
        "/activities/lead/{planned}/door", "/activities/plans", "/activities/plans/{plan}", "/activities/plans/new",
        "/activities/lead/new", "/activities/mine", "/activities/mine/{signup}",
        "/after-school/teach/{open_course}", "/after-school/teaching", "/after-school/days/{lesson}", "/after-school/days/{lesson}/children/{pupil}",
        "/after-school/days/{lesson}/evacuation",
    ),
    "worker": (
        "/desk/", "/desk/tasks", "/desk/people", "/desk/search?q=a", "/desk/people/{person}", "/desk/people/{person}/edit",
        "/desk/people/{person}/blocks?q=a", "/desk/people/new", "/desk/people/{person}/children/new", "/desk/people/{child}",
        "/desk/people/{opened}", "/desk/people/{opened}/guardians?q=a",
        "/desk/households/{household}/visit",
        "/desk/buildings", "/desk/buildings/{building}", "/desk/rooms/{room}", "/desk/volunteers",
        "/desk/volunteers/{volunteer}", "/desk/volunteers/{volunteer}/edit", "/love-savings/", "/love-savings/requests/{own}",
        "/love-savings/pairs", "/love-savings/certificates", "/love-savings/certificates/{certificate}",
        "/venues/desk/", "/venues/desk/bookings/{booking}", "/venues/desk/bookings/{booking}/approve", "/venues/desk/day",
        "/venues/desk/new", "/venues/desk/places/{hall}/book/{person}", "/venues/desk/places/{hall}/week",
        "/micro-wish/desk", "/micro-wish/new", "/micro-wish/wishes/{wish}", "/micro-wish/wishes/{wish}/hand-over",
        "/micro-wish/wishes/{published}/claim-for", "/micro-wish/wishes/{fresh}/publish", "/micro-wish/cards",
        "/paired-help/?show=open", "/paired-help/find", "/paired-help/new?person_id={person}", "/paired-help/cases/{pair}",
        "/paired-help/cases/{pair}/plan", "/paired-help/cases/{pair}/helpers/backup", "/paired-help/cases/{trial}/sheet",
        "/paired-help/cases/{trial}/sign/resident", "/paired-help/cases/{noted}/visits/{noted_visit}",
        "/after-school/desk", "/after-school/terms/{term}", "/after-school/courses/{course}", "/after-school/timetable",
        "/after-school/figures/{term}",
    ),
    "admin": (
        "/activities/desk", "/activities/report", "/activities/group", "/activities/group/meetings/{meeting}",
        "/activities/group/meetings/new", "/activities/group/rules/new", "/activities/lead/{activity}", "/activities/series",
        "/activities/series/{series}", "/activities/series/new",
        "/desk/teams", "/desk/teams/{team}", "/desk/teams/{team}?q=a", "/desk/units",
        "/desk/places", "/desk/places/{place}", "/desk/places/{place}/edit", "/desk/places/new",
        "/venues/desk/places", "/venues/desk/places/{hall}/rules", "/venues/desk/places/{hall}/door", "/venues/desk/equipment",
        "/venues/desk/equipment/{equipment}",
        "/desk/registrations", "/desk/approvals", "/desk/erasures", "/desk/erasures/{erasure}", "/desk/people/{person}/copy", "/desk/registrations/{registration}", "/love-savings/requests/{waiting}/match",
        "/love-savings/requests/new", "/love-savings/requests/new?person_id={person}", "/love-savings/cards/{person}",
        "/love-savings/cards/{person}/paper", "/love-savings/cards/{helper}/certificate", "/love-savings/books",
        "/love-savings/bookings/{booked}/take-back", "/love-savings/grants", "/love-savings/prices", "/love-savings/cards/print",
        "/love-savings/batches/new", "/love-savings/batches/{batch}", "/love-savings/replay?show=all", "/love-savings/fairness",
        "/love-savings/late-credit", "/love-savings/requests/{disputed}/ruling",
        "/micro-wish/reasons", "/micro-wish/reports", "/micro-wish/units", "/micro-wish/units/{unit}",
        "/console/", "/console/problems", "/console/plugins", "/console/plugins/love_savings",
        "/console/plugins/love_savings/off", "/console/plugins/love_savings/forget", "/console/profile", "/console/words",
        "/console/recipe", "/console/roles", "/console/people", "/console/people/{person}/grant", "/console/records",
        "/paired-help/cases/{unpaired}/match", "/paired-help/cases/{unpaired}/consent",
        "/after-school/terms/{term}/enrolments?show=accepted", "/after-school/terms/{term}/children/{pupil}",
        "/after-school/terms/{term}/courses/new", "/after-school/terms/{term}/edit", "/after-school/terms/{term}/enrol-for",
        "/after-school/terms/{term}/enrol-for/{person}", "/after-school/terms/new", "/after-school/courses/{course}/edit",
        "/after-school/days/{lesson}/plan",
    ),
}  # fmt: skip

# What answers GET and is no page of the demo. Reviewed: each with its reason.
NO_PAGES = {
    "accounts.activate_code": "needs a code that was just handed out; the form is that of /activate",
    "accounts.code": "asks for a code in the middle of a sign-in; its story is in tests/accounts",
    "platform.code": "asks for a code in the middle of a sign-in; its story is in tests/platform",
    "console.change_role_days": "asks for a code first; its form is that of the grant",
    "accounts.start": "sends the signed-in on to their own first page",
    "accounts.still_here": "answers session.js",
    "accounts.who_is_in": "answers session.js",
    "activities.feed": "a calendar file",
    "activities.own_feed": "a calendar file",
    "activities.photo": "a picture",
    "activities.door": "needs the code of a door; its story is in the journeys",
    "activities.pass_": "needs the code of a pass; its story is in the journeys",
    "after_school.adult_photo": "a picture",
    "after_school.calendar": "a calendar file",
    "after_school.fetcher_photo": "a picture",
    "console.recipe_file": "a file to download",
    "health.healthz": "answers machines",
    "health.metrics": "answers machines",
    "health.readyz": "answers machines",
    "hello.index": "the example of the plugin guide, off in the demo",
    "love_savings.scan": "needs the code of a card; its story is in the journeys",
    "micro_wish.picture": "a picture",
    "paired_help.signature_picture": "a picture",
    "venues.door": "needs the code of a door; its story is in the journeys",
}


def without_a_test(app: Flask) -> set[str]:
    """Endpoints that answer GET and are in neither list."""
    served = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    served -= {endpoint for endpoint in served if endpoint.rpartition(".")[2] == "static" or endpoint.startswith("ui.")}
    return served - set(NO_PAGES) - opened(app)


def opened(app: Flask) -> set[str]:
    """The endpoints that the pages open; every brace may stand for a number or a word."""
    urls, found = app.url_map.bind("localhost"), set()
    for path in (path for paths in PAGES.values() for path in paths):
        plain = path.partition("?")[0]
        for name in {part.partition("}")[0] for part in plain.split("{")[1:]}:
            plain = plain.replace("{" + name + "}", "1")
        try:
            found.add(urls.match(plain)[0])
        except RequestRedirect:
            raise ValueError(f"{path} is redirected") from None
    return found
