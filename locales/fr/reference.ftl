### Ce qui est chargé, et la nomenclature.

reference-title = Données de référence
reference-note = ce sur quoi repose chaque réponse
reference-codes = Sous-positions
reference-codes-note = { $chapters } chapitres, { $headings } positions
reference-rates = Cours de change
reference-rates-note = { $n ->
    [one] une monnaie
   *[other] { $shown } monnaies
}
reference-rules = Règles de gestion
reference-rules-note = avec pointeurs de l’OMD
reference-books = Registres
reference-books-note = l’empreinte de l’ensemble
packages-title = Paquets de données
packages-note = obtenus par votre propre pip, npm ou cargo, puis vérifiés par leur SHA-256
packages-missing = Il manque quelque chose. Obtenez-le, vérifiez-le, puis redémarrez :
package-loaded = chargé
package-missing = absent
package-ours = écrit par nous
hs-title = Nomenclature
hs-edition = SH { $year }, { $period }
hs-empty = Aucune nomenclature n’est chargée
hs-search = Chercher un code par des mots
hs-search-do = Chercher
hs-search-none = Aucune position ne contient ces mots.
hs-wording = Libellé (anglais) du paquet de données chargé, non le texte légal. Le texte officiel n’est pas chargé.
hs-chapter = Chapitre { $code }
hs-headings = Positions
hs-subheadings = Sous-positions
hs-on = droit au { $date }
hs-ask = Demander ce que cela coûterait
hs-unknown = `{ $code }` n’est pas dans l’édition chargée.
day-title = Un autre jour
day-do = Montrer
stands-title = Sa place
measures-title = Mesures
measure-none = aucune mesure
measure-nothing = rien de plus
tariff-title = Tarif
tariff-member = Membre
tariff-currency = Monnaie
tariff-digest = Empreinte
tariff-kind = Nature
tariff-kind-demo = démonstration, écrite par nous, le droit d’aucun pays
tariff-kind-real = tel qu’importé
tariff-practice = Évaluation
tariff-practice-cif = le fret et l’assurance jusqu’à la frontière sont comptés (article 8.2)
tariff-practice-fob = le fret et l’assurance ne sont pas comptés (article 8.2)
rates-title = Cours de change
rates-note = { $currency } pour une unité de la monnaie étrangère, démonstration
rates-alternative = Cours de change dans le temps
rules-title-reference = Règles de gestion
lists-title = Listes de codes et régimes
list-countries = Pays
list-currencies = Monnaies
list-units = Unités
list-incoterms = Règles Incoterms
list-procedures = Régimes douaniers
model-title = Modèle de risque
model-none = Aucun modèle n’est chargé
model-none-why = Sans modèle rien n’est noté, et les couloirs suivent des constats et du tirage au sort. Ajustez-en un par opencustoms risk fit.
model-rows = Appris sur
model-rows-value = { $rows } lignes, du { $from } au { $to }
model-auc = AUC, hors pli
model-thresholds = Seuils
model-thresholds-value = rouge dès { $red }, jaune dès { $yellow }
model-digest = Empreinte
model-trees = Arbres
hs-section = Section { $number }
model-cases = Cas étiquetés
package-from = de { $registry }
reference-measures = Mesures tarifaires
tariff-notice = Avis
tariff-measures = Mesures
tariff-scheme = Régime préférentiel
tariff-quota = Contingent
measure-rates = { $n ->
    [one] un taux
   *[other] { $shown } taux
}
model-precision-5 = Précision à 5 %, hors échantillon
model-precision-10 = Précision à 10 %, hors échantillon
