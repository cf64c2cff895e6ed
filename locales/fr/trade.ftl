### La question commerciale et sa réponse.

home-page = Question commerciale
home-title = Que coûtera son importation ?
home-lede = Dites ce que sont les marchandises, d’où elles viennent et ce qu’elles valent. Vous recevez le code avec ses raisons, la valeur en douane, toutes les façons d’acquitter le droit, et ce qui vous sépare de la moins chère. Chaque chiffre nomme sa source.
ask-label = Question commerciale
ask-what = De quoi s’agit-il ?
ask-what-example = la marchandise en mots (anglais), ou un code
ask-from = Exporté de
ask-origin = Fabriqué en
ask-to = Vers
ask-on = Le
ask-value = Valeur
ask-value-example = montant
ask-currency = Monnaie
ask-terms = Condition de livraison
ask-mass = Masse nette, kg
ask-quantity = Quantité
ask-unit = Unité
ask-freight = Fret
ask-insurance = Assurance
ask-keep = Garder le code { $code }
ask-do = Répondre
ask-country-none = non précisé
ask-terms-none = non précisée
ask-partners = Partenaires de démonstration
ask-countries = Pays
samples-label = Questions qui aboutissent
samples-try = Essayez
sample-bicycles = bicyclettes de ville, cadre en aluminium
sample-roses = roses coupées, fraîches
sample-coffee = café torréfié
sample-code = 8517.13
missing-title = Aucune nomenclature n’est chargée
missing-words = Sans elle, aucune marchandise ne peut être classée.
missing-how = Comment l’obtenir
entry-clear = Dédouaner un fichier
entry-clear-note = Mille déclarations ou dix millions : chacune validée, évaluée, taxée et placée dans un circuit, avec ses raisons.
entry-reference = Données de référence
entry-reference-note = Ce qui est chargé, d’où, sous quelle licence ; la nomenclature avec le droit de chaque jour.
entry-api = API
entry-api-note = Les mêmes réponses pour les programmes, décrites par OpenAPI, avec un exemple pour chaque requête.

answer-title = Réponse : { $what }
answer-crumb = Réponse pour le { $date }
answer-steps = Étapes de la réponse
answer-code = Code
answer-no-code = Aucune position ne contient ces mots. Essayez le nom courant de la marchandise et sa matière, ou donnez un code.
answer-because = Trouvé par : { $words }.
answer-candidates = Autres codes possibles
answer-sure-given = donné par vous
answer-sure-chosen = choisi par vous
answer-sure-likely = premier par les mots
answer-sure-open = à choisir
answer-sure-none = aucun trouvé
answer-edition = SH { $year }
answer-information = Ceci est une information, ni une liquidation ni une décision de classement.
answer-code-source = Système harmonisé { $year }, texte (anglais) du paquet de données chargé, non le texte légal. Trouvé par les mots ; une décision exige les Règles générales.
answer-value = Valeur
answer-value-note = méthode 1, le prix payé, avec ce que le Membre y ajoute
answer-value-open = La valeur n’est pas déterminée
answer-value-final = Valeur en douane
answer-value-source = Accord sur l’évaluation, articles 1 et 8
answer-duty = Droit
answer-duty-note = le { $date }, le moins cher d’abord
answer-no-duty = Aucun droit ne peut encore être nommé
answer-no-duty-why = Le droit exige un code. Choisissez-en un ci-dessus, ou décrivez la marchandise autrement.
answer-taxes = Ajouts et taxes
answer-taxes-note = en sus de chaque option, calculés pour la moins chère accessible
answer-no-taxes = Rien ne s’ajoute pour ce code ce jour-là.
answer-total = Le tout
answer-not-due = non dû
answer-nothing-more = rien de plus
answer-options-count = { $n ->
    [one] une option
   *[other] { $shown } options
}
answer-open-count = { $n ->
    [0] rien ne manque
    [one] une donnée manque
   *[other] { $shown } données manquent
}
answer-open = Ce qui reste ouvert
ask-costs-hint = dans la monnaie de la valeur, si la condition de livraison ne les comprend pas
answer-no-price = Dites ce que valent les marchandises, et les montants paraîtront.
figure-cheapest = Le moins cher accessible aujourd’hui
figure-better = Si ses conditions sont remplies
figure-better-saves = { $name }, épargne { $amount }
figure-no-better = Pas d’option moins chère
figure-no-better-note = ce jour, pour cette origine
figure-vat = Puis la TVA
figure-vat-note = sur la valeur et le droit
figure-total = Le tout
figure-total-note = droit, ajouts et taxes
figure-stands-between = Ce qui vous en sépare
question-value = `{ $value }` n’est pas un montant : écrivez des chiffres avec un point ou une virgule, par exemple 48000 ou 1250,50
question-number = `{ $value }` n’est pas un nombre
question-date = `{ $value }` n’est pas une date : écrivez année-mois-jour, par exemple 2026-11-22
question-country = `{ $value }` n’est pas un code de pays à deux lettres
question-currency = `{ $value }` n’est pas un code de monnaie à trois lettres
question-what = Dites ce que sont les marchandises, en mots ou par un code
answer-json = La même en JSON
answer-closed = Préférences pour des marchandises d’une autre origine ou d’un autre trajet
answer-not-from-there = Seulement pour des marchandises fabriquées ailleurs
