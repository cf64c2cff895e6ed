# Documents : listes, pages, publication, travail en attente.

documents-title = Documents
documents-lede = Publications, documents des organes de travail et pièces justificatives, en français et en anglais. Vous voyez ce qui vous est adressé ; le reste n’est pas même compté.
documents-list = Documents
documents-feed = Flux
documents-filter = Filtrer les documents
documents-filter-do = Filtrer
documents-filter-clear = Tout afficher
documents-found = { $n ->
    [0] aucun document
    [one] un document
   *[other] { $shown } documents
}
documents-found-more = plus de { $shown } documents
documents-none = Aucun document pour l’instant
documents-none-why = Les documents publics figureront ici. Qui agit pour un Membre ou un partenaire en voit davantage après connexion.
documents-none-known = Les documents adressés à vous, à votre organe ou à votre rôle figureront ici.
documents-none-officer = Créez le premier document : dites à qui il s’adresse, rédigez son texte, puis publiez-le.
documents-none-filtered = Aucun document ne correspond
documents-none-filtered-why = Retirez un filtre, ou affichez tous les documents.

document-any = tous
document-none = aucun
document-the = Document
document-untitled = Document sans titre
document-notice = Langue
document-symbol = Cote
document-title = Titre
document-kind = Nature
document-series = Série
document-series-none = hors série, sans cote
document-series-hint = La première publication donne au document son numéro dans la série.
document-languages = Langues
document-one-language = Langue
document-level = Classification
document-level-public = Public
document-level-members = Réservé aux Membres
document-level-restricted = Diffusion restreinte
document-level-confidential = Confidentiel
document-level-hint = Les documents à diffusion restreinte ou confidentiels exigent une connexion à deux facteurs, et chaque lecture est inscrite.
document-state = État
document-day = Date
document-published = Publié
document-edition = Édition
document-editions = Éditions
document-editions-none = Rien n’est encore publié
document-editions-none-why = Chaque publication d’une langue est conservée ici comme édition, avec sa propre adresse.
document-file = Fichier
document-facts = Ce que l’on en sait
document-why = Pourquoi puis-je voir ceci ?
document-summary = Résumé
document-no-summary = Il n’y a pas de résumé.
document-no-content = Il n’y a pas de fichier à télécharger.
document-download = Télécharger ({ $file })
document-kept-forever = sans limite

document-kind-publication = publication
document-kind-paper = document de travail
document-kind-evidence = pièce justificative
document-state-draft = projet
document-state-published = publié
document-state-withdrawn = retiré
document-state-outdated = plus ancien que l’autre langue
document-state-missing = manquant
document-language-en = anglais
document-language-fr = français
document-short-en = EN
document-short-fr = FR

document-audience = Destinataires
document-audience-hint = Quiconque en fait partie voit le document une fois publié. Un organe et un rôle de plus peuvent être ajoutés ci-dessous.
document-audience-anyone = tout le monde
document-audience-account = toute personne ayant un compte
document-audience-members = tous les Membres
document-audience-partners = tous les partenaires officiels
document-audience-person = une personne désignée
document-audience-officers = agents d’un service
document-audience-nobody = personne pour l’instant
document-audience-body = Un organe de plus
document-audience-role = Un rôle de plus
document-audience-role-for = { $role } ({ $body })
document-compartment = Groupe fermé
document-compartment-hint = Hors de cet organe, personne ne voit le document, quels que soient ses destinataires.
document-from = Diffusé à partir du
document-from-hint = Avant ce jour, seuls les agents le voient. Vide : tout de suite.
document-years = Années de conservation
document-years-hint = Comptées depuis la publication. Vide : sans limite.
document-until = Conservé jusqu’au
document-until-hint = Le dernier jour. Vide : sans limite.

document-new = Nouveau document
document-new-lede = D’abord à qui il s’adresse ; son texte dans chaque langue vient ensuite. Rien n’est publié avant que vous ne le disiez.
document-new-do = Créer le document
document-cancel = Annuler
document-copies = Textes de travail
document-copies-note = Ce qui est écrit ici n’est vu que des agents, jusqu’à sa publication.
document-changed-at = Modifié
document-do = Étape suivante
document-write = Rédiger
document-publish = Publier
document-marks = Destinataires et classification
document-mark = Enregistrer
document-withdraw = Retirer le document
document-withdraw-why = Dès lors, seuls les agents le voient. Ses éditions et sa cote demeurent.
document-withdraw-do = Le retirer maintenant
document-scan-clean = aucun virus trouvé
document-scan-infected = retenu : virus trouvé
document-scan-failed = retenu : l’antivirus n’a pas répondu

document-edit-title = Texte en { $language }
document-summary-hint = De quoi il s’agit, en quelques phrases. Une ligne vide ouvre un nouveau paragraphe.
document-file-hint = PDF, DOCX, XLSX, PNG, JPEG ou texte brut, jusqu’à { $size }. Le contenu dit ce qu’est le fichier.
document-upload = Un fichier déjà envoyé
document-upload-hint = Les fichiers que vous avez envoyés par parties au moyen d’un programme et qu’aucun document n’a encore pris. Celui que vous choisissez devient le fichier de ce texte.
document-upload-none = Aucun
document-has-file = Fichier en place :
document-remove = Retirer ce fichier
document-save = Enregistrer le texte de travail
document-save-hint = Enregistrer ne publie rien.
document-theirs = Ce qui est en place ({ $language })
document-other-text = Le texte en { $language }
document-changed = Quelqu’un d’autre a modifié ce document entre-temps. Son texte figure à côté du vôtre : réunissez ce qui est juste, puis enregistrez de nouveau.

document-problem = Certains champs sont à revoir ; l’explication figure à côté de chacun.
document-problem-title = Donnez-lui un titre.
document-problem-long = { $most } caractères au plus.
document-problem-file-again = Choisissez de nouveau le fichier : il n’a pas été conservé.
document-problem-kind = Choisissez sa nature.
document-problem-series = Choisissez l’une des séries.
document-problem-level = Choisissez une classification.
document-problem-audience-none = Choisissez au moins un destinataire, sinon personne ne le verra.
document-problem-audience-open = Seul un document public s’adresse à tout le monde ou aux partenaires : choisissez les Membres, des organes ou des rôles.
document-problem-audience-whole = Un document confidentiel s’adresse à des organes ou des rôles désignés, jamais à l’ensemble des Membres.
document-problem-body = Choisissez l’un des organes.
document-problem-role = Choisissez l’un des rôles.
document-problem-day = Écrivez la date ainsi : 2026-01-15.
document-problem-years = Écrivez des années entières, par exemple 10.
document-problem-until = Ce jour est passé, ou précède la diffusion.

document-told-saved = Le texte de travail est enregistré. Rien n’a été publié.
document-told-published = Publié. On le trouve par ses mots.
document-told-published-without-text = Publié. Le texte de son fichier n’a pu être lu : on ne le trouve que par son titre et son résumé.
document-told-marked = Destinataires et classification sont enregistrés.
document-told-proposed = L’ouverture plus large attend l’approbation d’une seconde personne. D’ici là, le document reste tel quel ; toute modification entre-temps la rend caduque.
document-told-withdrawn = Retiré. Seuls les agents le voient désormais.

lacking-link = À traduire
lacking-title = Ce qui manque en { $language }
lacking-lede = Documents publiés dont le texte dans cette langue manque, reste à l’état de projet ou est plus ancien. Ceux qui attendent depuis le plus longtemps viennent en premier.
lacking-list = Documents en attente
lacking-reason = Ce qui manque
lacking-waiting = Attente
lacking-since = Depuis le
lacking-do = Étape suivante
lacking-write = Rédiger
lacking-days = { $n ->
    [0] aujourd’hui
    [one] un jour
   *[other] { $shown } jours
}
lacking-none = Rien n’attend
lacking-none-why = Chaque document publié a dans cette langue un texte à jour.

downloads-title = Téléchargements
downloads-list = Qui l’a téléchargé
downloads-found = { $n ->
    [0] aucun téléchargement
    [one] le dernier
   *[other] les { $shown } derniers
}
downloads-none = Personne ne l’a encore téléchargé
downloads-none-why = Chaque téléchargement d’une édition figure ici, avec son auteur et sa date.
downloads-when = Quand
downloads-who = Qui
downloads-actor-visitor = visiteur sans compte
downloads-actor-program = le programme

series-title = Séries de cotes
series-lede = Un document d’une série porte une cote, par laquelle on le cite. Les numéros se suivent sans lacune ; chacun est donné à la première publication.
series-list = Séries
series-none = Aucune série pour l’instant
series-none-why = Un document hors série n’a pas de cote. Ouvrez une série ci-dessous.
series-name = Nom
series-latest = Numéros donnés
series-next = Prochaine cote
series-new = Ouvrir une série
series-new-do = Ouvrir la série
series-code = Code
series-code-hint = 1 à 12 majuscules, chiffres et traits d’union, par exemple PC. Il ne change jamais.
series-title-en = Nom en anglais
series-title-fr = Nom en français
series-pattern = Modèle des cotes
series-pattern-hint = Par exemple { $example }, qui donne PC0042F1. Il ne change jamais.
series-problem-code = Écrivez 1 à 12 majuscules, chiffres et traits d’union, en commençant par une majuscule.
series-problem-title = Écrivez le nom sur une ligne, 120 caractères au plus.
series-problem-pattern = Écrivez number, language et version entre accolades, une fois chacun, entourés de majuscules, chiffres, traits d’union, points ou barres ; le numéro et la version ne se touchent pas.
series-problem-taken = Une série porte déjà ce code.
