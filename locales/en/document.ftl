# Documents: lists, pages, publication, work list.

documents-title = Documents
documents-lede = Publications, papers of the working bodies and evidence, in English and in French. You see what is addressed to you, and nothing else is counted.
documents-list = Documents
documents-feed = Feed
documents-filter = Filter the documents
documents-filter-do = Filter
documents-filter-clear = Show all
documents-found = { $n ->
    [0] no document
    [one] one document
   *[other] { $shown } documents
}
documents-found-more = more than { $shown } documents
documents-none = No document yet
documents-none-why = Public documents will stand here. Whoever acts for a Member or a partner sees more after the log-in.
documents-none-known = Documents that are addressed to you, your body or your role will stand here.
documents-none-officer = Make the first document: say whom it is for, write its text, then publish it.
documents-none-filtered = No document matches
documents-none-filtered-why = Choose fewer filters, or show all documents.

document-any = any
document-none = none
document-the = Document
document-untitled = Document without a title
document-notice = Language
document-symbol = Symbol
document-title = Title
document-kind = Kind
document-series = Series
document-series-none = no series, no symbol
document-series-hint = The first publication gives the document its number in the series.
document-languages = Languages
document-one-language = Language
document-level = Classification
document-level-public = Public
document-level-members = For Members
document-level-restricted = Restricted
document-level-confidential = Confidential
document-level-hint = Restricted and confidential documents need a log-in with two factors, and each reading is written down.
document-state = State
document-day = Day
document-published = Published
document-edition = Edition
document-editions = Editions
document-editions-none = Nothing is published yet
document-editions-none-why = Each publication of a language is kept here as an edition with its own address.
document-file = File
document-facts = What is known of it
document-why = Why can I see this?
document-summary = Summary
document-no-summary = There is no summary.
document-no-content = There is no file to download.
document-download = Download ({ $file })
document-kept-forever = for ever

document-kind-publication = publication
document-kind-paper = paper
document-kind-evidence = evidence
document-state-draft = draft
document-state-published = published
document-state-withdrawn = withdrawn
document-state-outdated = older than the other language
document-state-missing = missing
document-language-en = English
document-language-fr = French
document-short-en = EN
document-short-fr = FR

document-audience = Audience
document-audience-hint = Whoever is of one of these sees the document once it is published. One more body and one more role can be added below.
document-audience-anyone = everybody
document-audience-account = everybody with an account
document-audience-members = all Members
document-audience-partners = all official partners
document-audience-person = a person named
document-audience-officers = officers of a service
document-audience-nobody = nobody yet
document-audience-body = One more body
document-audience-role = One more role
document-audience-role-for = { $role } ({ $body })
document-compartment = Closed group
document-compartment-hint = Outside this body nobody sees the document, whatever its audience is.
document-from = Given out from
document-from-hint = Before this day only officers see it. Empty: at once.
document-years = Years kept
document-years-hint = Counted from the publication. Empty: for ever.
document-until = Kept until
document-until-hint = The last day. Empty: for ever.

document-new = New document
document-new-lede = First whom it is for; its text in each language comes next. Nothing is published before you say so.
document-new-do = Make the document
document-cancel = Cancel
document-copies = Working copies
document-copies-note = What is written here is seen by officers only, until it is published.
document-changed-at = Changed
document-do = Next step
document-write = Write
document-publish = Publish
document-marks = Audience and classification
document-mark = Keep these marks
document-withdraw = Withdraw the document
document-withdraw-why = From then on only officers see it. Its editions and its symbol stay.
document-withdraw-do = Withdraw it now
document-scan-clean = no virus found
document-scan-infected = held back: virus found
document-scan-failed = held back: the virus scanner did not answer

document-edit-title = Text in { $language }
document-summary-hint = What it is about, in a few sentences. An empty line begins a new paragraph.
document-file-hint = PDF, DOCX, XLSX, PNG, JPEG or plain text, up to { $size }. What the file is, is told from its content.
document-upload = A file sent before
document-upload-hint = Files that you sent in pieces by a program and that no document has taken yet. The one you choose becomes the file of this text.
document-upload-none = None
document-has-file = File that is there:
document-remove = Take this file away
document-save = Save the working copy
document-save-hint = Saving publishes nothing.
document-theirs = What stands there now ({ $language })
document-other-text = The text in { $language }
document-changed = Somebody else changed this document meanwhile. Their text stands beside yours: put together what is right, then save again.

document-problem = Some fields are not as they should be; the words stand beside each.
document-problem-title = Give it a title.
document-problem-long = At most { $most } characters.
document-problem-file-again = Choose the file again: it was not kept.
document-problem-kind = Choose what it is.
document-problem-series = Choose one of the series.
document-problem-level = Choose a classification.
document-problem-audience-none = Choose at least one audience, or nobody will see it.
document-problem-audience-open = Only a public document is for everybody or for partners: choose members, bodies or roles.
document-problem-audience-whole = A confidential document is for bodies or roles named, never for a whole membership.
document-problem-body = Choose one of the bodies.
document-problem-role = Choose one of the roles.
document-problem-day = Write the day as 2026-01-15.
document-problem-years = Write whole years, for example 10.
document-problem-until = That day is over, or before it is given out.

document-told-saved = The working copy is saved. Nothing was published.
document-told-published = Published. It can be found by its words.
document-told-published-without-text = Published. The text of its file could not be read: it is found by title and summary only.
document-told-marked = The marks are kept.
document-told-proposed = The wider opening waits for a second person’s approval. Until then the document stays as it is, and it lapses where the document is changed meanwhile.
document-told-withdrawn = Withdrawn. Only officers see it now.

lacking-link = To be translated
lacking-title = Lacking in { $language }
lacking-lede = Published documents whose text in this language is missing, only a draft, or older. Those that wait longest come first.
lacking-list = Documents that wait
lacking-reason = What is lacking
lacking-waiting = Waiting
lacking-since = Since
lacking-do = Next step
lacking-write = Write it
lacking-days = { $n ->
    [0] today
    [one] one day
   *[other] { $shown } days
}
lacking-none = Nothing waits
lacking-none-why = Every published document has a text of today in this language.

downloads-title = Downloads
downloads-list = Who took it away
downloads-found = { $n ->
    [0] no download
    [one] the latest one
   *[other] the latest { $shown }
}
downloads-none = Nobody took it away yet
downloads-none-why = Each download of an edition stands here, with who and when.
downloads-when = When
downloads-who = Who
downloads-actor-visitor = visitor without an account
downloads-actor-program = the program

series-title = Series of symbols
series-lede = A document of a series has a symbol by which it is cited. Numbers are given without a gap, when the document is published for the first time.
series-list = Series
series-none = No series yet
series-none-why = Documents outside a series have no symbol. Begin a series below.
series-name = Name
series-latest = Numbers given
series-next = Next symbol
series-new = Begin a series
series-new-do = Begin the series
series-code = Code
series-code-hint = 1 to 12 capitals, digits and hyphens, for example PC. It never changes.
series-title-en = Name in English
series-title-fr = Name in French
series-pattern = Pattern of the symbols
series-pattern-hint = For example { $example }, which gives PC0042E1. It never changes.
series-problem-code = Write 1 to 12 capitals, digits and hyphens, a capital first.
series-problem-title = Write the name on one line, at most 120 characters.
series-problem-pattern = Write number, language and version in braces, each once, with capitals, digits, hyphen, dot or slash around; number and version not side by side.
series-problem-taken = There is a series of this code already.
