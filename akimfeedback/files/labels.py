"""Words for what is refused at upload."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "files.empty": _l("This file is empty. Choose another one."),
    "files.too-big": _l("This file is too big. Choose a smaller one or take the photo again."),
    "files.not-a-photo": _l("This file is not a photo. Choose JPG, PNG, WebP or HEIC."),
    "files.too-many-pixels": _l("This photo has too many pixels. Choose a smaller one."),
    "files.broken": _l("This photo cannot be read, it may be cut off. Choose another one."),
    "files.not-a-document": _l("This file cannot be taken. Choose PDF, JPG or PNG."),
    "files.no-such-file": _l("There is no such file, or it may not be shown."),
    "files.link-too-old": _l("This link to the file is too old. Open the page again."),
}
