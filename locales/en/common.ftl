### What stands on every page, and the words of the data.

skip = Skip to the content
nav-label = Services
nav-trade = Trade
nav-clearance = Clearance
nav-reference = Reference
nav-api = API
nav-documents = Documents
nav-casework = Cases
nav-people = People
nav-account = Account
nav-sign-out = Log out
nav-sign-in = Log in
nav-search = Search
nav-contact = Contact
tongue-en = English
tongue-fr = Français
tongue-ar = العربية
content-language = The content of this page is in English.
crumb-label = Where you are
on-this-page = On this page
demo-label = Demonstration
demo = Demonstration tariff of a fictional Member, Meridia. No figure here is the law of any country.
demo-line = Demonstration tariff of a fictional Member, not the law of any country
foot-books = Books
foot-information = Information, not an assessment.
foot-sources = Sources and licences
foot-api = API
foot-licence = Apache-2.0
problem-title = There is a problem
as-table = As a table
previous = Previous
next = Next
first = To the beginning
pager-label = Pages
portion-of = { $from } to { $to } of { $all }
not-determined = not determined
none-due = none due
rate-free = free
needs-fact = needs one fact
shown-of = { $shown } of { $all }
period-between = { $from } to { $to }
period-since = since { $from }
place-line-column = line { $line }, column { $column }

## Lanes

lane-red = red
lane-yellow = yellow
lane-blue = blue
lane-green = green
lane-none = no lane
meaning-red = goods are examined
meaning-yellow = documents are checked
meaning-blue = audited after release
meaning-green = released without control
meaning-none = amendments, and what could not be read

## Duty states

duty-due = due
duty-suspended = suspended
duty-relieved = relieved
duty-not-applicable = not applicable
duty-not-determined = not determined
duty-none = no line

## Findings

severity-error = error
severity-warning = warning
severity-information = information

## Charges

charge-duty = Customs duty
charge-anti-dumping = Anti-dumping duty
charge-excise = Excise
charge-vat = Value-added tax

## Treatments by the customs procedure

treatment-home-use = home use
treatment-export = export
treatment-re-export = re-export
treatment-re-import = re-importation
treatment-warehousing = customs warehousing
treatment-inward-processing = inward processing
treatment-outward-processing = outward processing
treatment-temporary-admission = temporary admission
treatment-end-use = end use
treatment-transit = customs transit
treatment-clearance-request = clearance request
treatment-free-zone = free zone
treatment-tax-warehousing = home use into a tax warehouse
treatment-customs-control-processing = processing under customs control
treatment-temporary-export = temporary export
treatment-domestic-goods = domestic goods
treatment-summary = summary
treatment-not-known = procedure not known

## Parts of a line's way

part-procedure = Procedure
part-code = Code
part-value = Value
part-duty = Duty
part-tax = Taxes
part-total = Total
part-origin = Origin

## Heads of columns

column-amount = Amount
column-begun = Begun
column-chapter = Chapter
column-charge = Charge
column-code = Code
column-count = Count
column-course = Course
column-since = Since
column-currency = Currency
column-declaration = Declaration
column-due = Duty and taxes
column-duty = Duty
column-duty-state = Duty state
column-entries = Entries
column-file = File
column-finding = Finding
column-gives = What it gives
column-lane = Lane
column-licence = Licence
column-list = List
column-measure = Measure
column-name = Name
column-need = You need
column-number = No.
column-on = Day
column-option = Option
column-package = Package
column-period = In force
column-pointer = WCO pointer
column-procedure = Procedure
column-rate = Rate
column-records = Records
column-rule = Rule
column-source = Source
column-state = State
column-third-country = Third-country duty
column-value = Value
column-weight = Weight
column-words = In words

## Errors

error-home = To the trade question
error-400 = The request could not be read
error-400-words = Something in the address or the form is not as it should be.
error-403 = Refused
error-403-words = What was asked for is not for you, or was not asked from this site.
error-404 = Nothing stands here
error-404-words = The address leads nowhere, or what stood here is gone.
error-405 = Not possible here
error-405-words = This address does not take that kind of request.
error-409 = Not possible now
error-409-words = What you asked for does not fit the state things are in.
error-413 = Too large
error-413-words = The file or the request is larger than the server takes. With scripts on, files go up in pieces; the command line takes any size.
error-415 = Unknown format
error-415-words = The server reads CSV, JSON lines, DEC XML, Arrow and Parquet.
error-422 = Not understood
error-422-words = The request was read, but its content does not make sense.
error-429 = Too many at once
error-429-words = Wait a moment and ask again.
error-500 = The server failed
error-500-words = This is our fault. Nothing of yours was lost; ask again, and look into the server's log.
error-503 = Busy
error-503-words = The server has too much to do. Ask again in a moment.
error-507 = The disk is full
error-507-words = Nothing was half-saved. Make room and ask again.

## Tables

table = Table
