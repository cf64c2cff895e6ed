### The trade question and its answer.

home-page = Trade question
home-title = What will it cost to bring it in?
home-lede = Say what the goods are, where they come from and what they are worth. You get the code with reasons, the customs value, every way of paying duty, and what stands between you and the cheapest. Each figure names its source.
ask-label = Trade question
ask-what = What is it?
ask-what-example = goods in words, or a code
ask-from = Exported from
ask-origin = Made in
ask-to = To
ask-on = On
ask-value = Value
ask-value-example = amount
ask-currency = Currency
ask-terms = Delivery term
ask-mass = Net mass, kg
ask-quantity = Quantity
ask-unit = Unit
ask-freight = Freight
ask-insurance = Insurance
ask-keep = Keep the code { $code }
ask-do = Answer
ask-country-none = not said
ask-terms-none = not said
ask-partners = Demonstration partners
ask-countries = Countries
samples-label = Questions that work
samples-try = Try
sample-bicycles = city bicycles, aluminium frame
sample-roses = roses, cut, fresh
sample-coffee = coffee, roasted
sample-code = 8517.13
missing-title = No nomenclature is loaded
missing-words = Without it no goods can be put under a code.
missing-how = How to fetch it
entry-clear = Clear a file
entry-clear-note = A thousand declarations or ten million: each validated, valued, taxed and put in a lane, with reasons.
entry-reference = Reference data
entry-reference-note = What is loaded, from where, under which licence; the nomenclature with duty on any day.
entry-api = API
entry-api-note = The same answers for programs, described by OpenAPI, with an example for each request.

answer-title = Answer: { $what }
answer-crumb = Answer for { $date }
answer-steps = Steps of the answer
answer-code = Code
answer-no-code = No heading holds these words. Try the plain name of the goods and what they are made of, or give a code.
answer-because = Found by: { $words }.
answer-candidates = Other codes it could be
answer-sure-given = as you gave it
answer-sure-chosen = chosen by you
answer-sure-likely = first by words
answer-sure-open = choose one
answer-sure-none = none found
answer-edition = HS { $year }
answer-information = This is information, not an assessment and not a ruling.
answer-code-source = Harmonized System { $year }, text of the loaded data package, not the legal text. Found by words; a ruling needs the General Rules.
answer-value = Value
answer-value-note = method 1, the price paid, with what the Member adds
answer-value-open = The value is not determined
answer-value-final = Customs value
answer-value-source = Valuation Agreement, Articles 1 and 8
answer-duty = Duty
answer-duty-note = on { $date }, cheapest first
answer-no-duty = No duty can be named yet
answer-no-duty-why = Duty needs a code. Choose one above, or describe the goods in other words.
answer-taxes = Additions and taxes
answer-taxes-note = on top of every option, computed for the cheapest you can claim
answer-no-taxes = Nothing is added for this code on this day.
answer-total = Everything together
answer-not-due = not due
answer-nothing-more = nothing more
answer-options-count = { $n ->
    [one] one option
   *[other] { $shown } options
}
answer-open-count = { $n ->
    [0] nothing open
    [one] one fact missing
   *[other] { $shown } facts missing
}
answer-open = What is open
ask-costs-hint = in the currency of the value, where the delivery term leaves them out
answer-no-price = Say what the goods are worth, and the amounts appear.
figure-cheapest = Cheapest you can claim today
figure-better = If its conditions are met
figure-better-saves = { $name }, saves { $amount }
figure-no-better = No cheaper option
figure-no-better-note = on this day, for this origin
figure-vat = Then value-added tax
figure-vat-note = on value and duty
figure-total = Everything together
figure-total-note = duty, additions and taxes
figure-stands-between = What stands between
question-value = `{ $value }` is not an amount: write digits with a point or a comma, such as 48000 or 1250.50
question-number = `{ $value }` is not a number
question-date = `{ $value }` is not a date: write year-month-day, such as 2026-11-22
question-country = `{ $value }` is not a two-letter country code
question-currency = `{ $value }` is not a three-letter currency code
question-what = Say what the goods are, in words or as a code
answer-json = The same as JSON
answer-closed = Preferences for goods of another origin or route
answer-not-from-there = Only for goods made elsewhere
