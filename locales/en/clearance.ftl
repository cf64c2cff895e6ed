### Files, batches, declarations.

clear-title = Clear a file
clear-lede = Each declaration is validated, valued, taxed and put in a lane. Nothing leaves this machine.
clear-do = Clear
clear-do-hint = A broken upload goes on where it stopped.
clear-another = Clear another file
drop-title = Drop a file of declarations here
drop-note = or choose one
map-label = Columns mean
map-hint = Needed for CSV, Arrow and Parquet: it ties columns to the WCO Data Model.
map-none = no mapping (XML, JSON lines)
on-label = Day
on-hint = A declaration's own day of acceptance wins over it.
upload-sending = Sending { "{name}" }: { "{done}" } of { "{size}" }
upload-resumed = Going on where the last upload of this file stopped
upload-broken = The connection broke. Trying again; choose the same file to go on later.
upload-starting = Received. The clearance begins.
upload-chosen = chosen
formats-title = What can be cleared
format-csv = One declaration or item a row; a mapping file says what the columns mean.
format-jsonl = One declaration a line, in our own JSON form.
format-xml = Messages of the WCO Data Model, MetaData with a Declaration; one a file.
format-arrow = Columns as in CSV, read with the same mapping.
rows-title = What cannot be read
rows-note = A row that cannot be read is reported with its line and the reason. None is dropped silently.
command-title = Large files
command-note = The command line does the same in a stream, with bounded memory:
earlier = Earlier files
earlier-note = { $n ->
    [one] one file
   *[other] the last { $shown }
}
earlier-none = No file has been cleared yet
earlier-none-why = Take any CSV of import declarations, choose what its columns mean and the day, and press Clear. Lanes, duties and findings of each declaration will stand here.
earlier-none-see = See what is loaded
older = Older
batch-state-queued = waits
batch-state-running = running
batch-state-interrupted = interrupted
batch-state-failed = failed
batch-state-cancelled = cancelled
batch-state-finished = finished

progress-title = Being cleared
progress-note = The outcomes are saved together when the last one is reached; until then nothing is half-saved.
progress-records = Records cleared
progress-read = Read
progress-of = of { $size }
progress-rate = Pace
progress-rate-unit = a second
progress-left = Left
failure-title = The file was not cleared
failure-interrupted = The program ended in the middle. Nothing was half-saved.
failure-cancelled = It was stopped by a person. Nothing was saved.
failure-what-now = The file is still here. You can run it again, or choose another.
run-again = Run again

batch-summary = { $records } records, cleared for { $date }
lanes = Lanes
left-out-unread = { $n ->
    [one] One row could not be read.
   *[other] { $shown } rows could not be read.
}
left-out-skipped = { $n ->
    [one] One message is no declaration and was set aside.
   *[other] { $shown } messages are no declarations and were set aside.
}
left-out-note = They stand with line and reason in the file of what could not be read.
download-csv = CSV
download-jsonl = JSON lines
download-unread = not read
chart-states = Duty state
chart-states-note = declarations
chart-findings = Findings by rule
chart-chapters = Duty and taxes by chapter, { $currency }
declarations = Declarations
filter-label = Filter the declarations
filter-text = Identifier or code begins with
filter-do = Filter
filter-clear = Show all
filter-any = any
rows-none = No declaration fits
rows-none-why = Take one of the filters away.
rows-found = { $n ->
    [one] one declaration
   *[other] { $shown } declarations
}
rows-found-more = { $shown } or more
page-note = from no. { $from } to no. { $to }

score = Score
item = Item
made-in = made in
no-code = no commodity code
no-identifier = without identifier
no-lines = No goods items
no-lines-why = Nothing could be valued or taxed; the findings say why.
lines-left = { $n ->
    [one] One more item stands in the download.
   *[other] { $shown } more items stand in the download.
}
items-count = { $n ->
    [one] one item
   *[other] { $shown } items
}
charges = Charges
sum-of-charges = Together
why = Why this lane
why-none = Nothing spoke for control.
why-source = Bars: what each fact added to or took from the log-odds of the score
findings = Findings
findings-none = Nothing was found.
findings-errors = { $n ->
    [one] one error
   *[other] { $shown } errors
}
findings-no-error = no error
figure-lane = Lane
figure-value = Customs value
figure-due = Duty and taxes
figure-findings = Findings
kind-amendment = A request to amend or cancel a declaration lodged before. It has no lane and no duty of its own.
kind-unreadable = The message is not well-formed. The finding says where; the lane is open.
reason-model = model
reason-rule = rule
reason-random = random draw
reason-threshold = threshold
as-declared = As declared
record = Record
record-read-from = Read from
record-on = Cleared for
record-books = Books
read-from-line = { $file }, line { $line }
books-line = Cleared by the books { $digest }

fields-head = Declaration
fields-item = Item { $number }
fields-national = National
field-id = Identifier
field-reference = Own reference
field-type = Type
field-function = Function
field-acceptance = Accepted
field-office = Office
field-declarant = Declarant
field-agent = Agent
field-importer = Importer
field-exporter = Exporter
field-seller = Seller
field-buyer = Buyer
field-carrier = Carrier
field-mode = Mode of transport
field-export-country = Exported from
field-destination = Destination
field-terms = Delivery term
field-invoice = Invoice
field-adjustment = Addition, deduction
field-packages = Packages
field-code = Code
field-description = Goods
field-procedure = Procedure
field-origin = Origin
field-preferential-origin = Preferential origin
field-preference = Preference
field-quota = Quota
field-price = Price
field-customs-value = Customs value
field-statistical-value = Statistical value
field-method = Valuation method
field-net-mass = Net mass
field-gross-mass = Gross mass
field-quantity = Quantity
field-declared-rate = Rate declared
field-payment = Payment
field-documents = Documents
claim-refused = claim refused
figure-value-partly = { $known } known, { $open } of { $all } items open
batch-stop = Stop
stage-waiting = { $n ->
    [0] begins in a moment
    [one] one file before it
   *[other] { $shown } files before it
}
stage-clearing = reading and clearing
stage-closing = saving the whole
left-out-see = Show them
