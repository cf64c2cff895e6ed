### Personnes, désignations, Membres, courrier, tâches, piste, recherche, motifs.

## Temps d’attente

ago-now = maintenant
ago-minutes = { $n ->
    [one] il y a { $shown } minute
   *[other] il y a { $shown } minutes
}
ago-hours = { $n ->
    [one] il y a { $shown } heure
   *[other] il y a { $shown } heures
}
ago-days = { $n ->
    [one] il y a { $shown } jour
   *[other] il y a { $shown } jours
}
in-minutes = { $n ->
    [one] dans { $shown } minute
   *[other] dans { $shown } minutes
}
in-hours = { $n ->
    [one] dans { $shown } heure
   *[other] dans { $shown } heures
}
in-days = { $n ->
    [one] dans { $shown } jour
   *[other] dans { $shown } jours
}

## Personnes

people-title = Personnes
people-lede = Celles qui ont un compte et dont vous avez la charge. Leurs désignations disent ce qu’elles peuvent faire.
people-latest = Les plus récentes d’abord
people-shown = { $n ->
    [one] { $shown } personne sur cette page
   *[other] { $shown } personnes sur cette page
}
people-text = Début du nom ou du courriel
people-any = tous
people-choose = choisir
people-none = Encore personne
people-none-why = Une personne apparaît ici quand sa demande d’accès est approuvée ou quand un administrateur l’ajoute.
people-none-found = Aucune personne trouvée
people-none-found-why = Chaque partie du nom et le courriel sont cherchés par leur début. Essayez moins de lettres.
people-new = Ajouter une personne
people-new-lede = Elle reçoit un courriel avec un lien pour choisir un mot de passe. Une désignation dira ensuite ce qu’elle peut faire.
people-new-do = Ajouter et écrire
people-name = Nom
people-email = Courriel
people-kind = Sorte de compte
people-kind-member = Membre ou Secrétariat
people-kind-partner = Partenaire
people-kind-trader = Opérateur
people-kind-public = Public
people-language = Langue
people-language-hint = Celle dans laquelle on lui écrit.
people-owner = À la charge de
people-owner-hint = L’organe dont le point de contact voit cette personne et peut la désigner.
people-no-body = administrateurs seuls
people-added = Ajout
people-proved = Courriel prouvé
people-never = jamais
people-erased = personne effacée
people-erased-on = Effacement
people-id = Identifiant
people-facts = Faits
people-appointments = Désignations
people-no-appointments = Aucune désignation
people-no-appointments-why = Sans désignation, une personne voit ce que voit quiconque a un compte.
people-past = Désignations passées
people-role = Rôle
people-body = Pour
people-period = Période
people-lapses = Caducité
people-holds = en vigueur
people-over = échue
people-not-yet = à venir
people-open-end = sans fin
people-acts = Actes
people-certify = Confirmer
people-end = Mettre fin
people-prove = Les actes de cette page exigent une preuve toute récente de votre identité.
people-prove-do = La donner maintenant
people-appoint = Désigner
people-appoint-note = Vous pouvez donner les rôles de la liste. Certains exigent une deuxième personne, qui approuve sous « Deuxième personne ».
people-appoint-do = Désigner
people-from = Premier jour
people-from-hint = Vide pour tout de suite.
people-until = Dernier jour
people-until-hint = Vide pour aucune fin. Sans confirmation annuelle, la désignation devient tout de même caduque.
people-sessions = Connexions ouvertes
people-no-sessions = Aucune connexion ouverte
people-no-sessions-why = Une connexion prend fin après une heure sans usage, et au plus tard après douze heures.
people-way = Preuve
people-device = Appareil
people-address = Adresse
people-seen = Dernier usage
people-account = Compte
people-account-open = compte ouvert
people-account-closed = compte fermé
people-account-locked = verrouillé jusqu’au { $until }
people-export = Tout ce qui est conservé, en JSON
people-export-note = Pour répondre à la personne sur ses propres données.
people-unlock = Déverrouiller
people-close = Fermer le compte
people-open = Rouvrir le compte
people-close-note = La fermeture met fin aussitôt à toute connexion et à tout jeton. Les désignations restent.
people-erase = Effacer la personne
people-erase-note = Nom, adresse et connexions sont supprimés pour toujours ; l’identifiant reste dans les documents et dans la piste. Une deuxième personne doit l’approuver.
people-erase-do = Proposer l’effacement

people-told-appointed = La désignation est en vigueur.
people-told-proposed = C’est proposé. Une autre personne doit l’approuver dans les trois jours.
people-told-ended = La désignation a pris fin, et avec elle ce qu’elle ouvrait.
people-told-certified = La désignation est confirmée pour une nouvelle année.
people-told-closed = Le compte est fermé ; ses connexions et ses jetons ont pris fin.
people-told-opened = Le compte est rouvert.
people-told-unlocked = Le compte est déverrouillé.
people-told-added = La personne est ajoutée et le courriel est en route. Désignez-la maintenant.
people-told-approved = Approuvé et fait.
people-told-turned-down = Écarté.

## Organes

members-title = Membres et organes
members-lede = Les organes pour lesquels des personnes agissent, avec la source de ce qui en est connu.
members-list = Organes
members-shown = { $n ->
    [one] { $shown } organe
   *[other] { $shown } organes
}
members-kind = Sorte
members-region = Région
members-code = Code
members-name = Nom
members-joined = Adhésion
members-name-en = Nom en anglais
members-name-fr = Nom en français
members-none = Aucun organe ici
members-none-why = Lisez le registre des Membres par « opencustoms member import », ou levez le filtre.
body-kind-member = Membre
body-kind-partner = Partenaire
body-kind-company = Entreprise
body-kind-body = Organe de travail
body-kind-secretariat = Secrétariat
member-people = Qui agit pour lui
member-nobody = Personne que vous puissiez voir
member-nobody-why = Les désignations se montrent au point de contact de l’organe, aux administrateurs et à la personne désignée.

## Confirmation annuelle

certify-title = Confirmer les désignations
certify-lede = Une fois par an, vous dites quelles désignations de vos organes restent justes. Celle qui n’est pas confirmée devient caduque au jour indiqué.
appointments-shown = { $n ->
    [one] { $shown } désignation
   *[other] { $shown } désignations
}
certify-more = Voici les 1 000 désignations qui deviendront caduques les premières. Il y en a d’autres : elles suivent à mesure que celles-ci sont confirmées ou prennent fin, et la page d’un organe mène à toutes les siennes.
certify-none = Rien à confirmer
certify-none-why = Les désignations des organes dont vous avez la charge se trouvent ici, les premières caduques en tête.
certify-last = Dernière confirmation
certify-urgent = bientôt
certify-do = Confirmer les désignations cochées
certify-note = On met fin à ce qui n’est plus juste sur la page de la personne.
certify-none-ticked = Cochez au moins une désignation.
certify-done = { $n ->
    [one] { $shown } désignation est confirmée pour une nouvelle année.
   *[other] { $shown } désignations sont confirmées pour une nouvelle année.
}

## Deuxième personne

proposals-title = Deuxième personne
proposals-lede = Les actes sensibles exigent deux personnes dans deux connexions. Ce qui n’est pas approuvé dans les trois jours devient caduc.
proposals-waiting = En attente
proposals-none = Rien n’attend
proposals-none-why = La désignation d’un administrateur, d’un auditeur, d’un agent ou d’un point de contact, l’effacement d’une personne et l’ouverture plus large d’un document à diffusion restreinte attendent ici.
proposals-act = Acte
proposals-by = Demandé par
proposals-asked = Demande
proposals-until = Caducité
proposals-approve = Approuver
proposals-turn-down = Écarter
proposals-own = demandé par vous : une autre personne décide
proposal-appoint = Désigner { $person } comme { $role } pour { $body }, à partir du { $from }, fin : { $until }
proposal-erase = Effacer { $person }
proposal-release = Ouvrir le document { $record } – niveau : { $level } ; lecteurs : { $audience } ; groupe fermé : { $group } ; diffusé à partir du : { $from } ; conservé jusqu’au : { $until }
proposal-release-none = néant

## Courrier et tâches

mail-title = Courrier
mail-lede = La boîte d’envoi de ce site. Les secrets des liens n’y sont pas montrés.
mail-latest = Les plus récents d’abord
mail-waiting = { $n ->
    [0] aucun n’attend
    [one] { $shown } attend
   *[other] { $shown } attendent
}
mail-none = Encore aucun courriel
mail-none-why = Un courriel se trouve ici dès qu’il est écrit ; un serveur de courrier l’y prend.
mail-subject = Objet
mail-to = Destinataire
mail-when = Quand
mail-template = Modèle
mail-blanked = Le secret de son lien n’est plus conservé : le courrier a été envoyé, a échoué, ou le lien n’est plus valable.
mail-again = Réessayer
jobs-title = Tâches
jobs-lede = Ce que le serveur fait de lui-même : envoyer le courrier, extraire le texte des fichiers, relever les échéances.
jobs-latest = Les plus récentes d’abord
jobs-shown = { $n ->
    [one] { $shown } tâche
   *[other] { $shown } tâches
}
jobs-none = Encore aucune tâche
jobs-none-why = Une tâche se trouve ici quand quelque chose est à faire plus tard ou de nouveau.
jobs-kind = Tâche
jobs-due = Prévue
line-attempts = Essais
line-problem = Problème
line-state-waiting = en attente
line-state-running = en cours
line-state-done = fait
line-state-sent = envoyé
line-state-failed = échoué

## La piste

audit-title = Piste
audit-lede = Ce qui a été fait, par qui, selon quelles règles, chaque entrée enchaînée à la précédente. Rien ne s’y modifie ni ne s’y supprime.
audit-list = Entrées, les plus récentes d’abord
audit-entries = { $n ->
    [one] { $shown } entrée
   *[other] { $shown } entrées
}
audit-seal = Dernier point de contrôle
audit-signed-all = signé jusqu’à la dernière entrée
audit-unsigned = { $n ->
    [one] { $shown } entrée depuis lors
   *[other] { $shown } entrées depuis lors
}
audit-unsigned-all = aucune entrée n’est encore signée
audit-no-checkpoint = Un point de contrôle est signé chaque minute tant que le serveur tourne.
audit-number = Jusqu’à l’entrée
audit-signed = Signature
audit-hash = Empreinte
audit-verify = « opencustoms audit verify » parcourt toute la chaîne et éprouve les signatures.
audit-record = Dossier
audit-actor = Qui
audit-action = Quoi
audit-at = Quand
audit-decision = Décision
audit-detail = Détail
audit-allowed = fait
audit-refused = refusé
audit-none = Aucune entrée
audit-none-why = On filtre par l’identifiant entier d’un dossier ou d’une personne, et par le mot des données pour ce qui a été fait, comme « log-in ».
trail-actor-program = le programme
trail-actor-visitor = un visiteur
trail-act-add = ajouté
trail-act-add-passkey = clé d’accès ajoutée
trail-act-add-series = série ajoutée
trail-act-add-token = jeton créé
trail-act-administer = administré
trail-act-answer = répondu
trail-act-appoint = désigné
trail-act-approve = approuvé
trail-act-certify = confirmé
trail-act-close = fermé ou rouvert
trail-act-decide = décidé
trail-act-download = téléchargé
trail-act-edit = modifié
trail-act-end = pris fin
trail-act-end-token = jeton révoqué
trail-act-erase = effacé
trail-act-export = exporté
trail-act-lodge = déposé
trail-act-log-in = connexion
trail-act-log-out = déconnexion
trail-act-mark = marqué
trail-act-propose = proposé
trail-act-prove-address = adresse prouvée
trail-act-publish = publié
trail-act-readdress = adresse changée
trail-act-release = ouvert à plus de personnes
trail-act-remove-passkey = clé d’accès retirée
trail-act-set-one-time = mots de passe à usage unique réglés
trail-act-set-password = mot de passe choisi
trail-act-set-recovery = codes de secours créés
trail-act-set-subject = autre fournisseur lié
trail-act-step-up = identité prouvée à nouveau
trail-act-turn-down = écarté
trail-act-unlock = déverrouillé
trail-act-view = consulté
trail-act-withdraw = retiré

## Sortes de dossiers

record-kind-person = personne
record-kind-appointment = désignation
record-kind-body = organe
record-kind-document = document
record-kind-case = dossier
record-kind-form = formulaire
record-kind-question = question fréquente
record-kind-batch = fichier traité
record-kind-mail = courriel
record-kind-job = tâche
record-kind-trail = piste
found-kind-document = Documents
found-kind-case = Dossiers
found-kind-question = Questions fréquentes
found-kind-person = Personnes
access-service-administration = Administration
access-service-members = Membres
access-service-documents = Documents
access-service-access = Accès
access-service-contact = Contact
access-service-clearance = Dédouanement

## Recherche

search-title = Recherche
search-label = Mots
search-hint = Tous les mots sont cherchés ; le début du dernier suffit.
search-do = Chercher
search-empty = Que cherchez-vous ?
search-empty-why = Les documents et leur texte, les dossiers, les personnes et les questions fréquentes se trouvent par leurs mots, les Membres et autres organismes par leurs noms, ainsi que les marchandises de la nomenclature. Vous trouvez ce que vous pouvez voir, et rien d’autre.
search-all = Tout
search-kinds = Sortes
search-found = Trouvé
search-more = Afficher plus
search-more-than = plus de { $count }
search-none = Rien trouvé
search-none-why = Essayez moins de mots ou d’autres, ou toutes les sortes. Ce que vous ne pouvez voir n’est ni trouvé ni compté.
search-bodies = Membres et organismes
search-restricted = Restreint : son texte se lit là où on l’ouvre, et cette lecture est consignée.
search-codes = Dans la nomenclature
search-codes-note = Des codes qui peuvent convenir à ces mots. Une information, non une décision.

## Motifs

why-title = Pourquoi puis-je voir ceci ?
why-link = pourquoi
why-back = Retour
why-reasons = Vous voyez ceci parce que
why-because = Parce que
why-facts = Ce qui décide
why-kind = Sorte
why-service = Tenu par
why-state = État
why-state-draft = projet
why-state-published = publié
why-state-withdrawn = retiré
why-state-open = ouvert
why-state-closed = clos
why-level = Niveau
why-level-public = public
why-level-members = Membres
why-level-restricted = restreint
why-level-confidential = confidentiel
why-owner = Appartient à
why-author = Auteur
why-group = Groupe fermé
why-from = Diffusé à partir du
why-until = Conservé jusqu’au
why-note = Les règles décident d’après ces faits à chaque lecture. Il n’y a pas d’autre accès.
why-keys = À qui c’est ouvert
why-no-keys = Adressé à personne
why-no-keys-why = Seuls son auteur et ceux qui tiennent son service le voient.
why-way = Comme
why-way-audience = lecteur
why-way-handler = responsable
why-way-queue = file
why-key = Quiconque
why-seers = Qui peut voir ceci
why-more = les premières personnes ; il y en a d’autres
why-nobody = Personne par une désignation
why-nobody-why = Personne ayant une désignation ne peut le voir à présent.
policy-published-to-audience = publié et adressé à cette personne
policy-own-record = l’a déposé
policy-works-on-it = y travaille
policy-in-my-queue = dans la file d’un de ses rôles
policy-officer-of-the-service = agent du service qui le tient
policy-focal-point-of-the-body = point de contact de l’administration
policy-administrator = administrateur
policy-auditor = auditeur
key-anyone = tout le monde
key-account = quiconque a un compte
key-members = agit pour un Membre
key-partners = agit pour un partenaire
key-body = agit pour { $body }
key-officers = est agent de { $service }
key-role = est { $role }
key-role-for = { $role }, { $body }
