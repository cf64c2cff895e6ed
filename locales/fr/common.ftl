### Ce qui figure sur chaque page, et les mots des données.

skip = Aller au contenu
nav-label = Services
nav-trade = Commerce
nav-clearance = Dédouanement
nav-reference = Référence
nav-api = API
nav-documents = Documents
nav-casework = Dossiers
nav-people = Personnes
nav-account = Compte
nav-sign-out = Se déconnecter
nav-sign-in = Se connecter
nav-search = Recherche
nav-contact = Contact
tongue-en = English
tongue-fr = Français
tongue-ar = العربية
content-language = Le contenu de cette page est en français.
crumb-label = Où vous êtes
on-this-page = Sur cette page
demo-label = Démonstration
demo = Tarif de démonstration d’un Membre fictif, Méridie. Aucun chiffre ici n’est le droit d’un pays.
demo-line = Tarif de démonstration d’un Membre fictif, qui n’est le droit d’aucun pays
foot-books = Registres
foot-information = Information, et non liquidation.
foot-sources = Sources et licences
foot-api = API
foot-licence = Apache-2.0
problem-title = Il y a un problème
as-table = En tableau
previous = Précédente
next = Suivante
first = Au début
pager-label = Pages
portion-of = { $from } à { $to } sur { $all }
not-determined = non déterminé
none-due = rien n’est dû
rate-free = exempt
needs-fact = une donnée manque
shown-of = { $shown } sur { $all }
period-between = du { $from } au { $to }
period-since = depuis le { $from }
place-line-column = ligne { $line }, colonne { $column }

## Circuits

lane-red = rouge
lane-yellow = jaune
lane-blue = bleu
lane-green = vert
lane-none = sans circuit
meaning-red = les marchandises sont examinées
meaning-yellow = les documents sont contrôlés
meaning-blue = contrôle après mainlevée
meaning-green = mainlevée sans contrôle
meaning-none = modifications, et ce qui n’a pu être lu

## États du droit

duty-due = dû
duty-suspended = suspendu
duty-relieved = exonéré
duty-not-applicable = sans objet
duty-not-determined = non déterminé
duty-none = aucune ligne

## Constats

severity-error = erreur
severity-warning = avertissement
severity-information = information

## Impositions

charge-duty = Droit de douane
charge-anti-dumping = Droit antidumping
charge-excise = Accise
charge-vat = Taxe sur la valeur ajoutée

## Traitements selon le régime douanier

treatment-home-use = mise à la consommation
treatment-export = exportation
treatment-re-export = réexportation
treatment-re-import = réimportation
treatment-warehousing = entrepôt de douane
treatment-inward-processing = perfectionnement actif
treatment-outward-processing = perfectionnement passif
treatment-temporary-admission = admission temporaire
treatment-end-use = destination particulière
treatment-transit = transit douanier
treatment-clearance-request = demande de dédouanement
treatment-free-zone = zone franche
treatment-tax-warehousing = mise à la consommation en entrepôt fiscal
treatment-customs-control-processing = transformation sous douane
treatment-temporary-export = exportation temporaire
treatment-domestic-goods = marchandises nationales
treatment-summary = récapitulatif
treatment-not-known = régime inconnu

## Étapes d’une ligne

part-procedure = Régime
part-code = Code
part-value = Valeur
part-duty = Droit
part-tax = Taxes
part-total = Total
part-origin = Origine

## Têtes de colonnes

column-amount = Montant
column-begun = Début
column-chapter = Chapitre
column-charge = Imposition
column-code = Code
column-count = Nombre
column-course = Cours
column-since = Depuis
column-currency = Monnaie
column-declaration = Déclaration
column-due = Droits et taxes
column-duty = Droit
column-duty-state = État du droit
column-entries = Entrées
column-file = Fichier
column-finding = Constat
column-gives = Ce qu’il apporte
column-lane = Circuit
column-licence = Licence
column-list = Liste
column-measure = Mesure
column-name = Nom
column-need = Il vous faut
column-number = N°
column-on = Jour
column-option = Option
column-package = Paquet
column-period = En vigueur
column-pointer = Pointeur OMD
column-procedure = Régime
column-rate = Taux
column-records = Enregistrements
column-rule = Règle
column-source = Source
column-state = État
column-third-country = Droit pays tiers
column-value = Valeur
column-weight = Poids
column-words = En clair

## Erreurs

error-home = Poser la question commerciale
error-400 = La demande n’a pu être lue
error-400-words = Quelque chose dans l’adresse ou dans le formulaire n’est pas comme il faut.
error-403 = Refusé
error-403-words = Ce qui a été demandé ne vous est pas destiné, ou ne l’a pas été depuis ce site.
error-404 = Il n’y a rien ici
error-404-words = L’adresse ne mène nulle part, ou ce qui s’y trouvait n’y est plus.
error-405 = Impossible ici
error-405-words = Cette adresse n’accepte pas ce genre de demande.
error-409 = Impossible pour l’instant
error-409-words = Ce que vous demandez ne convient pas à l’état des choses.
error-413 = Trop grand
error-413-words = Le fichier ou la demande dépasse ce que le serveur accepte. Avec les scripts, les fichiers partent par morceaux ; la ligne de commande accepte toute taille.
error-415 = Format inconnu
error-415-words = Le serveur lit CSV, JSON par lignes, DEC XML, Arrow et Parquet.
error-422 = Non compris
error-422-words = La demande a été lue, mais son contenu n’a pas de sens.
error-429 = Trop de demandes
error-429-words = Attendez un instant et recommencez.
error-500 = Le serveur a failli
error-500-words = La faute est la nôtre. Rien de ce que vous avez confié n’est perdu ; recommencez, et consultez le journal du serveur.
error-503 = Occupé
error-503-words = Le serveur a trop à faire. Recommencez dans un instant.
error-507 = Le disque est plein
error-507-words = Rien n’a été enregistré à moitié. Faites de la place et recommencez.

## Tables

table = Tableau
