### Fichiers, lots, déclarations.

clear-title = Dédouaner un fichier
clear-lede = Chaque déclaration est validée, évaluée, taxée et placée dans un circuit. Rien ne quitte cette machine.
clear-do = Dédouaner
clear-do-hint = Un envoi interrompu reprend où il s’est arrêté.
clear-another = Dédouaner un autre fichier
drop-title = Déposez ici un fichier de déclarations
drop-note = ou choisissez-en un
map-label = Sens des colonnes
map-hint = Nécessaire pour CSV, Arrow et Parquet : il relie les colonnes au Modèle de données de l’OMD.
map-none = sans correspondance (XML, JSON par lignes)
on-label = Jour
on-hint = Le jour d’acceptation propre à une déclaration l’emporte.
upload-sending = Envoi de { "{name}" } : { "{done}" } sur { "{size}" }
upload-resumed = L’envoi de ce fichier reprend où il s’était arrêté
upload-broken = La connexion est rompue. Nouvel essai ; choisissez le même fichier pour reprendre plus tard.
upload-starting = Reçu. Le dédouanement commence.
upload-chosen = choisi
formats-title = Ce qui peut être dédouané
format-csv = Une déclaration ou un article par ligne ; un fichier de correspondance dit le sens des colonnes.
format-jsonl = Une déclaration par ligne, dans notre propre forme JSON.
format-xml = Messages du Modèle de données de l’OMD, MetaData avec une Declaration ; un par fichier.
format-arrow = Des colonnes comme en CSV, lues avec la même correspondance.
rows-title = Ce qui ne peut être lu
rows-note = Une ligne illisible est signalée avec son numéro et la raison. Aucune n’est écartée en silence.
command-title = Grands fichiers
command-note = La ligne de commande fait de même en flux, à mémoire bornée :
earlier = Fichiers précédents
earlier-note = { $n ->
    [one] un fichier
   *[other] les { $shown } derniers
}
earlier-none = Aucun fichier n’a encore été dédouané
earlier-none-why = Prenez un CSV de déclarations d’importation, choisissez le sens de ses colonnes et le jour, puis Dédouaner. Les circuits, droits et constats de chaque déclaration figureront ici.
earlier-none-see = Voir ce qui est chargé
older = Plus anciens
batch-state-queued = en attente
batch-state-running = en cours
batch-state-interrupted = interrompu
batch-state-failed = échoué
batch-state-cancelled = annulé
batch-state-finished = terminé

progress-title = Dédouanement en cours
progress-note = Les résultats sont enregistrés ensemble au dernier ; d’ici là rien n’est enregistré à moitié.
progress-records = Enregistrements traités
progress-read = Lu
progress-of = sur { $size }
progress-rate = Allure
progress-rate-unit = par seconde
progress-left = Reste
failure-title = Le fichier n’a pas été dédouané
failure-interrupted = Le programme s’est arrêté en chemin. Rien n’est enregistré à moitié.
failure-cancelled = Une personne l’a arrêté. Rien n’est enregistré.
failure-what-now = Le fichier est toujours là. Vous pouvez recommencer, ou en choisir un autre.
run-again = Recommencer

batch-summary = { $records } enregistrements, dédouanés pour le { $date }
lanes = Circuits
left-out-unread = { $n ->
    [one] Une ligne n’a pu être lue.
   *[other] { $shown } lignes n’ont pu être lues.
}
left-out-skipped = { $n ->
    [one] Un message n’est pas une déclaration et a été mis de côté.
   *[other] { $shown } messages ne sont pas des déclarations et ont été mis de côté.
}
left-out-note = Ils figurent avec ligne et raison dans le fichier de ce qui n’a pu être lu.
download-csv = CSV
download-jsonl = JSON par lignes
download-unread = non lus
chart-states = État du droit
chart-states-note = déclarations
chart-findings = Constats par règle
chart-chapters = Droits et taxes par chapitre, { $currency }
declarations = Déclarations
filter-label = Filtrer les déclarations
filter-text = Identifiant ou code commençant par
filter-do = Filtrer
filter-clear = Tout montrer
filter-any = tous
rows-none = Aucune déclaration ne convient
rows-none-why = Retirez l’un des filtres.
rows-found = { $n ->
    [one] une déclaration
   *[other] { $shown } déclarations
}
rows-found-more = { $shown } ou plus
page-note = du n° { $from } au n° { $to }

score = Score
item = Article
made-in = fabriqué en
no-code = sans code marchandise
no-identifier = sans identifiant
no-lines = Aucun article
no-lines-why = Rien n’a pu être évalué ni taxé ; les constats disent pourquoi.
lines-left = { $n ->
    [one] Un article de plus figure dans le téléchargement.
   *[other] { $shown } articles de plus figurent dans le téléchargement.
}
items-count = { $n ->
    [one] un article
   *[other] { $shown } articles
}
charges = Impositions
sum-of-charges = Ensemble
why = Pourquoi ce circuit
why-none = Rien n’appelait un contrôle.
why-source = Barres : ce que chaque fait ajoute au log des cotes du score, ou lui retire
findings = Constats
findings-none = Aucun constat.
findings-errors = { $n ->
    [one] une erreur
   *[other] { $shown } erreurs
}
findings-no-error = aucune erreur
figure-lane = Circuit
figure-value = Valeur en douane
figure-due = Droits et taxes
figure-findings = Constats
kind-amendment = Une demande de modification ou d’annulation d’une déclaration déposée auparavant. Elle n’a ni circuit ni droit propre.
kind-unreadable = Le message n’est pas bien formé. Le constat dit où ; le circuit reste ouvert.
reason-model = modèle
reason-rule = règle
reason-random = tirage au sort
reason-threshold = seuil
as-declared = Tel que déclaré
record = Enregistrement
record-read-from = Lu dans
record-on = Dédouané pour le
record-books = Registres
read-from-line = { $file }, ligne { $line }
books-line = Dédouané d’après les registres { $digest }

fields-head = Déclaration
fields-item = Article { $number }
fields-national = Données nationales
field-id = Identifiant
field-reference = Référence propre
field-type = Type
field-function = Fonction
field-acceptance = Acceptée le
field-office = Bureau
field-declarant = Déclarant
field-agent = Représentant
field-importer = Importateur
field-exporter = Exportateur
field-seller = Vendeur
field-buyer = Acheteur
field-carrier = Transporteur
field-mode = Mode de transport
field-export-country = Exporté de
field-destination = Destination
field-terms = Condition de livraison
field-invoice = Facture
field-adjustment = Addition, déduction
field-packages = Colis
field-code = Code
field-description = Marchandise
field-procedure = Régime
field-origin = Origine
field-preferential-origin = Origine préférentielle
field-preference = Préférence
field-quota = Contingent
field-price = Prix
field-customs-value = Valeur en douane
field-statistical-value = Valeur statistique
field-method = Méthode d’évaluation
field-net-mass = Masse nette
field-gross-mass = Masse brute
field-quantity = Quantité
field-declared-rate = Taux déclaré
field-payment = Paiement
field-documents = Documents
claim-refused = demande refusée
figure-value-partly = { $known } connus, { $open } des { $all } articles en suspens
batch-stop = Arrêter
stage-waiting = { $n ->
    [0] commence dans un instant
    [one] un fichier avant lui
   *[other] { $shown } fichiers avant lui
}
stage-clearing = lecture et dédouanement
stage-closing = enregistrement de l’ensemble
left-out-see = Les montrer
