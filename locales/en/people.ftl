### People, appointments, Members, mail, jobs, the trail, search, reasons.

## Waiting time

ago-now = now
ago-minutes = { $n ->
    [one] { $shown } minute ago
   *[other] { $shown } minutes ago
}
ago-hours = { $n ->
    [one] { $shown } hour ago
   *[other] { $shown } hours ago
}
ago-days = { $n ->
    [one] { $shown } day ago
   *[other] { $shown } days ago
}
in-minutes = { $n ->
    [one] in { $shown } minute
   *[other] in { $shown } minutes
}
in-hours = { $n ->
    [one] in { $shown } hour
   *[other] in { $shown } hours
}
in-days = { $n ->
    [one] in { $shown } day
   *[other] in { $shown } days
}

## People

people-title = People
people-lede = Whoever has an account and whom you look after. What they may do comes from their appointments.
people-latest = Latest first
people-shown = { $n ->
    [one] { $shown } person on this page
   *[other] { $shown } people on this page
}
people-text = Name or e-mail begins with
people-any = all
people-choose = choose
people-none = Nobody here yet
people-none-why = People appear here when their request for access is approved, or when an administrator adds them.
people-none-found = Nobody found
people-none-found-why = Each part of a name and the e-mail address are sought by their beginning. Try fewer letters.
people-new = Add a person
people-new-lede = They get a mail with a link to choose a password. What they may do, you say afterwards by an appointment.
people-new-do = Add and write
people-name = Name
people-email = E-mail
people-kind = Kind of account
people-kind-member = Member or Secretariat
people-kind-partner = Partner
people-kind-trader = Trader
people-kind-public = Public
people-language = Language
people-language-hint = In which mail is written to them.
people-owner = Looked after by
people-owner-hint = The body whose focal point sees this person and may appoint them.
people-no-body = administrators alone
people-added = Added
people-proved = E-mail proved
people-never = never
people-erased = erased person
people-erased-on = Erased
people-id = Identifier
people-facts = Facts
people-appointments = Appointments
people-no-appointments = No appointment
people-no-appointments-why = Without an appointment a person sees what everybody with an account sees.
people-past = Past appointments
people-role = Role
people-body = For
people-period = Period
people-lapses = Lapses
people-holds = holds
people-over = over
people-not-yet = not yet
people-open-end = no end
people-acts = Acts
people-certify = Confirm
people-end = End
people-prove = Acts on this page need a proof of who you are minutes ago.
people-prove-do = Prove it now
people-appoint = Appoint
people-appoint-note = You may give the roles listed. Some need a second person, who approves it under “Second person”.
people-appoint-do = Appoint
people-from = First day
people-from-hint = Empty for at once.
people-until = Last day
people-until-hint = Empty for no end. Without a yearly confirmation the appointment lapses all the same.
people-sessions = Open log-ins
people-no-sessions = No open log-in
people-no-sessions-why = A log-in ends after an hour without use, and after twelve hours at the latest.
people-way = Proved by
people-device = Device
people-address = Address
people-seen = Last used
people-account = Account
people-account-open = account open
people-account-closed = account closed
people-account-locked = locked until { $until }
people-export = All that is kept, as JSON
people-export-note = For the person's own question about their data.
people-unlock = Unlock
people-close = Close the account
people-open = Open the account again
people-close-note = Closing ends every log-in and token at once. Appointments stay.
people-erase = Erase the person
people-erase-note = Name, address and log-ins are removed for good; the identifier stays in documents and in the trail. A second person has to approve it.
people-erase-do = Propose the erasure

people-told-appointed = The appointment holds.
people-told-proposed = It is proposed. Another person has to approve it within three days.
people-told-ended = The appointment ended; so did what it opened.
people-told-certified = The appointment is confirmed for another year.
people-told-closed = The account is closed; its log-ins and tokens ended.
people-told-opened = The account is open again.
people-told-unlocked = The account is unlocked.
people-told-added = The person is added, and the mail is on its way. Appoint them now.
people-told-approved = Approved and done.
people-told-turned-down = Turned down.

## Bodies

members-title = Members and bodies
members-lede = The bodies for which people act, with the source of what is known of them.
members-list = Bodies
members-shown = { $n ->
    [one] { $shown } body
   *[other] { $shown } bodies
}
members-kind = Kind
members-region = Region
members-code = Code
members-name = Name
members-joined = Joined
members-name-en = Name in English
members-name-fr = Name in French
members-none = No body here
members-none-why = Read the register of Members with “opencustoms member import”, or clear the filter.
body-kind-member = Member
body-kind-partner = Partner
body-kind-company = Company
body-kind-body = Working body
body-kind-secretariat = Secretariat
member-people = Who acts for it
member-nobody = Nobody whom you may see
member-nobody-why = Appointments are shown to the focal point of the body, to administrators and to the person appointed.

## Yearly confirmation

certify-title = Confirm appointments
certify-lede = Once a year you say which appointments of your bodies are still right. One that is not confirmed lapses on the day shown.
appointments-shown = { $n ->
    [one] { $shown } appointment
   *[other] { $shown } appointments
}
certify-more = Here stand the 1 000 appointments that lapse first. There are more: they follow as these are confirmed or ended, and the page of a body leads to all of its own.
certify-none = Nothing to confirm
certify-none-why = Appointments for the bodies that you look after stand here, those that lapse first at the top.
certify-last = Last confirmed
certify-urgent = soon
certify-do = Confirm the ticked ones
certify-note = What is no longer right is ended on the page of the person.
certify-none-ticked = Tick at least one appointment.
certify-done = { $n ->
    [one] { $shown } appointment is confirmed for another year.
   *[other] { $shown } appointments are confirmed for another year.
}

## Second person

proposals-title = Second person
proposals-lede = Sensitive acts need two people in two log-ins. What is not approved within three days lapses.
proposals-waiting = Waiting
proposals-none = Nothing waits
proposals-none-why = The appointment of an administrator, auditor, officer or focal point, the erasure of a person and the wider opening of a restricted document wait here.
proposals-act = Act
proposals-by = Asked for by
proposals-asked = Asked
proposals-until = Lapses
proposals-approve = Approve
proposals-turn-down = Turn down
proposals-own = asked for by you: another person decides
proposal-appoint = Appoint { $person } as { $role } for { $body }, from { $from }, until: { $until }
proposal-erase = Erase { $person }
proposal-release = Open document { $record } – level: { $level }; readers: { $audience }; closed group: { $group }; given out from: { $from }; kept until: { $until }
proposal-release-none = none

## Mail and jobs

mail-title = Mail
mail-lede = The outbox of this site. The secrets of links are left out here.
mail-latest = Latest first
mail-waiting = { $n ->
    [0] none waits
    [one] { $shown } waits
   *[other] { $shown } wait
}
mail-none = No mail yet
mail-none-why = Mails stand here from the moment they are written; a mail server takes them from here.
mail-subject = Subject
mail-to = To
mail-when = When
mail-template = Template
mail-blanked = The secret of its link is no longer kept: the mail was sent, has failed, or the link is over.
mail-again = Try again
jobs-title = Jobs
jobs-lede = What the server does by itself: sending mail, reading text out of files, looking for lapses.
jobs-latest = Latest first
jobs-shown = { $n ->
    [one] { $shown } job
   *[other] { $shown } jobs
}
jobs-none = No job yet
jobs-none-why = Jobs stand here when something is to be done later or again.
jobs-kind = Job
jobs-due = Due
line-attempts = Attempts
line-problem = Problem
line-state-waiting = waiting
line-state-running = running
line-state-done = done
line-state-sent = sent
line-state-failed = failed

## The trail

audit-title = Trail
audit-lede = What was done, by whom, by which policies, each entry chained to the one before. Nothing is changed or removed here.
audit-list = Entries, latest first
audit-entries = { $n ->
    [one] { $shown } entry
   *[other] { $shown } entries
}
audit-seal = Last checkpoint
audit-signed-all = signed up to the last entry
audit-unsigned = { $n ->
    [one] { $shown } entry since then
   *[other] { $shown } entries since then
}
audit-unsigned-all = no entry is signed yet
audit-no-checkpoint = A checkpoint is signed each minute while the server runs.
audit-number = Up to entry
audit-signed = Signed
audit-hash = Hash
audit-verify = “opencustoms audit verify” walks the whole chain and proves the signatures.
audit-record = Record
audit-actor = Who
audit-action = What
audit-at = When
audit-decision = Decision
audit-detail = Detail
audit-allowed = done
audit-refused = refused
audit-none = No entry
audit-none-why = Entries are filtered by the whole identifier of a record or person, and by the word of the data for what was done, as “log-in”.
trail-actor-program = the program
trail-actor-visitor = a visitor
trail-act-add = added
trail-act-add-passkey = passkey added
trail-act-add-series = series added
trail-act-add-token = token made
trail-act-administer = administered
trail-act-answer = answered
trail-act-appoint = appointed
trail-act-approve = approved
trail-act-certify = confirmed
trail-act-close = closed or opened
trail-act-decide = decided
trail-act-download = downloaded
trail-act-edit = edited
trail-act-end = ended
trail-act-end-token = token ended
trail-act-erase = erased
trail-act-export = exported
trail-act-lodge = lodged
trail-act-log-in = logged in
trail-act-log-out = logged out
trail-act-mark = marked
trail-act-propose = proposed
trail-act-prove-address = address proved
trail-act-publish = published
trail-act-readdress = address changed
trail-act-release = released
trail-act-remove-passkey = passkey removed
trail-act-set-one-time = one-time passwords set
trail-act-set-password = password set
trail-act-set-recovery = recovery codes made
trail-act-set-subject = other provider tied
trail-act-step-up = proved anew
trail-act-turn-down = turned down
trail-act-unlock = unlocked
trail-act-view = viewed
trail-act-withdraw = withdrawn

## Kinds of records

record-kind-person = person
record-kind-appointment = appointment
record-kind-body = body
record-kind-document = document
record-kind-case = case
record-kind-form = form
record-kind-question = frequent question
record-kind-batch = cleared file
record-kind-mail = mail
record-kind-job = job
record-kind-trail = trail
found-kind-document = Documents
found-kind-case = Cases
found-kind-question = Frequent questions
found-kind-person = People
access-service-administration = Administration
access-service-members = Members
access-service-documents = Documents
access-service-access = Access
access-service-contact = Contact
access-service-clearance = Clearance

## Search

search-title = Search
search-label = Words
search-hint = All words are sought; of the last one, the beginning is enough.
search-do = Search
search-empty = What are you looking for?
search-empty-why = Documents with their text, cases, people and frequent questions are found by their words, Members and other bodies by their names, and goods in the nomenclature. You find what you may see, and nothing else.
search-all = All
search-kinds = Kinds
search-found = Found
search-more = Show more
search-more-than = more than { $count }
search-none = Nothing found
search-none-why = Try fewer or other words, or all kinds. What you may not see is not found and not counted.
search-bodies = Members and bodies
search-restricted = Restricted: its text is shown where it is opened, and that reading is written down.
search-codes = In the nomenclature
search-codes-note = Codes that may be right for these words. Information, not a ruling.

## Reasons

why-title = Why can I see this?
why-link = why
why-back = Back
why-reasons = You can see this because
why-because = Because
why-facts = What decides
why-kind = Kind
why-service = Kept by
why-state = State
why-state-draft = draft
why-state-published = published
why-state-withdrawn = withdrawn
why-state-open = open
why-state-closed = closed
why-level = Level
why-level-public = public
why-level-members = members
why-level-restricted = restricted
why-level-confidential = confidential
why-owner = Belongs to
why-author = Made by
why-group = Closed group
why-from = Given out from
why-until = Kept until
why-note = Policies decide from these facts at each reading. There is no other way in.
why-keys = To whom it is open
why-no-keys = Addressed to nobody
why-no-keys-why = Only its author and those who keep its service see it.
why-way = As
why-way-audience = reader
why-way-handler = handler
why-way-queue = queue
why-key = Whoever
why-seers = Who can see this
why-more = the first of them; there are more
why-nobody = Nobody by an appointment
why-nobody-why = Nobody with an appointment can see it now.
policy-published-to-audience = published and addressed to them
policy-own-record = lodged it
policy-works-on-it = works on it
policy-in-my-queue = in a queue of one of their roles
policy-officer-of-the-service = officer of the service that keeps it
policy-focal-point-of-the-body = focal point of the administration
policy-administrator = administrator
policy-auditor = auditor
key-anyone = everybody
key-account = everybody with an account
key-members = acts for a Member
key-partners = acts for a partner
key-body = acts for { $body }
key-officers = is an officer of { $service }
key-role = is { $role }
key-role-for = { $role }, { $body }
