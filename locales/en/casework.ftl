### Cases, forms, queues, questions.

## Forms that open a case

form-choose = – choose –
form-yes = yes
form-no = no
form-and = and
form-or = or
form-optional = { $question } (optional)
form-unit = In { $unit }.
form-quoted = “{ $text }”
form-only-if = Only if { $condition }.
form-if-is = “{ $question }” is { $values }
form-if-not = “{ $question }” is not { $values }
form-if-answered = “{ $question }” is answered
form-if-unanswered = “{ $question }” is not answered
form-refused = These answers need another look: { $questions }. Everything else was kept as you typed it.
request-send = Send the request
request-sent-title = Now prove your address
request-sent = We sent a mail to the address that you gave. Open its link within three days; until then nobody looks at the request.
request-sent-next = Then the focal point of your Member or partner has five working days, and the Secretariat ten. You hear from us by mail.
contact-send = Send the question
contact-sent-title = Your question was sent
contact-sent = We sent you a mail with its reference. The Secretariat answers within five working days.
contact-sent-next = If you need to add something, ask again and name the reference.

## Proof of an address

prove-title = Prove your address
prove-told = Press the button to prove that the address is yours. Your request then goes to those who decide on it.
prove-do = This address is mine
prove-done-title = Your address is proved
prove-done = Your request is on its way. You hear from us by mail; there is nothing more to do.
prove-over-title = This link opens nothing
prove-over = It was used already, its three days are over, or it was not copied whole. If you pressed the button before, your request is on its way.
prove-again = Send a new request

## Queues

queue-title = Cases
queue-mine = Waiting for you
queue-mine-none = Nothing waits for you
queue-mine-none-why = Cases stand here while they wait for one of your roles: requests for access of your body, questions to the Secretariat.
queue-visitor = Log in to see the cases that wait for you, and those that you opened.
queue-all = All that you may see
queue-all-none = No cases here
queue-all-none-why = A case begins with a form: a request for an account or a question. Perhaps the filter leaves none.
queue-any = all
queue-filter = Filter the cases
queue-filter-do = Filter
queue-filter-clear = Clear
queue-export = As a table (CSV)
queue-column-case = Case
queue-column-kind = Kind
queue-column-waits = Since opened
queue-count = { $n ->
    [one] { $shown } case
   *[other] { $shown } cases
}
queue-count-more = { $n ->
    [one] more than { $shown } case
   *[other] more than { $shown } cases
}

## One case

case-title = { $kind }: { $name }
case-days = { $n ->
    [one] { $shown } day
   *[other] { $shown } days
}
case-hours = { $n ->
    [one] { $shown } hour
   *[other] { $shown } hours
}
case-minutes = { $n ->
    [one] { $shown } minute
   *[other] { $shown } minutes
}
case-due-in = due in { $length }
case-overdue = overdue by { $length }
case-due = Deadline
case-no-deadline = no deadline
case-waits = Open for
case-took = Took
case-opened = opened { $at }
case-body = Body
case-reference = Reference
case-export = As JSON
case-answers = What was answered
case-earlier = Earlier answers
case-taken-back = taken back
case-edit = Change answers
case-save = Save the answers
case-clash = Somebody changed the same answer while you did. Theirs stands above yours; nothing was lost. Save again to let yours stand.
case-theirs = Stands now, from somebody else:
case-decide = What can be done
case-no-step = Nothing for you to do now
case-no-step-why = The case is closed, or it waits for somebody else.
case-reason = Reason, as the person will read it
case-reason-answer = Answer, as the person will read it
case-reason-close = Reason, for the file
case-company = Company for which the person acts
case-company-hint = A company that is missing is added to the register first.
case-gives = Approval gives
case-gives-account = an account, or the use of the one that exists
case-gives-role = { $role } for { $body }
case-gives-not = not: { $service }, which this kind of account does not open
case-service-documents = documents
case-service-members = directory of the Members
case-service-clearance = clearance
case-history = What was done
case-history-none = Nothing yet since it was opened.
case-why = You see this case because
case-actor-visitor = whoever opened it
case-actor-program = by itself
case-actor-person = another person

## Frequent questions

faq-title = Frequent questions
faq-lede = What was asked before, with the answers of the Secretariat.
faq-ask = Ask another question
faq-none = No frequent questions yet
faq-none-why = When the Secretariat answers a question that others will have too, question and answer stand here.
faq-draft = draft
faq-make = Make it a frequent question
faq-make-note = Everybody will read it: leave out names and whatever concerns one person only. Both languages are needed.
faq-make-do = Publish question and answer
faq-topic = Topic
faq-question-en = Question in English
faq-answer-en = Answer in English
faq-question-fr = Question in French
faq-answer-fr = Answer in French
faq-missing = Write something here.
faq-all-topics = All topics
faq-show = Show
faq-whole = All questions
faq-edit = Change this question
faq-save = Save
faq-standing = Who reads it
faq-standing-published = Everybody
faq-standing-draft = Nobody yet: a draft
faq-changed = Somebody else changed this question meanwhile. Their words stand above each field that differs. Put together what is right, and save again.
faq-theirs = Theirs: { $text }
faq-incomplete = Question and answer are needed in both languages, each of at most 5,000 characters.
