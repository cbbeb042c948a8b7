"""What every page uses: base template, macros, styles, access, errors, languages. Knows no domain.

Writing a page
--------------
View:      one blueprint `bp`, one audience decorator of `web.access` under the route:
               @bp.get("/requests/<int:number>")
               @for_everyone
               @cached_page(seconds=60)            # public pages only (web.cache)
Template:  {% extends "web/base.html" %}; `{% set title = _("…") %}`; block main with <h1>{{ title }}</h1>.
Macros:    {% from "macros/field.html" import field %}; the arguments stand on top of each file: back,
           button, card, chart, chip, confirm, deadline, field, form, help, lists (pages, filters, search,
           tabs), menu, note, photo (photo, geo, landmarks), question (question page, code, answer parts),
           share, table, tiles (KPI tile, promise card), timeline, track (track mark, urgent).
           `icon("road")` works everywhere without import; names: `web/static/icons.svg`.
           Macros take values, not models.
Forms:     derive from `web.fields.Form`; PhoneField, HoneypotField, OpenedAtField, IdempotencyField there.
           `{{ error_summary(form) }}{{ form_start(form) }} … {{ form_end() }}`; an invalid form answers 422
           with the same page.
Lists:     `web.paging.Page(rows, number, total)` and the macro `pagination(page)`.
Filters:   day, day_until (for "by %(day)s"), day_in, day_since, day_short, days_ago, moment, clock, month,
           month_short, number, percent, money, phone, phone_masked; `92|share_of(100)`.
Messages:  flash(_("Saved."), "ok") with kinds ok, warn, bad, info.
Refusals:  raise them (core.errors); their words come from `labels.REFUSALS`, collected by app.py.
Charts:    `web.charts` returns SVG, the macro `chart` puts the table beside; `web.pictures.svg_to_png`.
PDF:       `web.pdf.make_pdf("package/name.typ", values)`.
Own CSS:   `<package>/static/css/<package>.css`, own script `<package>/static/js/<module>.js`; joined at
           start-up.
"""

from akimfeedback.web.setup import init_app as init_app
