### Dossiers, formulaires, files d’attente, questions.

## Formulaires qui ouvrent un dossier

form-choose = – choisissez –
form-yes = oui
form-no = non
form-and = et
form-or = ou
form-optional = { $question } (facultatif)
form-unit = En { $unit }.
form-quoted = « { $text } »
form-only-if = Seulement si { $condition }.
form-if-is = « { $question } » est { $values }
form-if-not = « { $question } » n’est pas { $values }
form-if-answered = « { $question } » a une réponse
form-if-unanswered = « { $question } » n’a pas de réponse
form-refused = Ces réponses sont à revoir : { $questions }. Tout le reste est gardé tel que vous l’avez saisi.
request-send = Envoyer la demande
request-sent-title = Prouvez maintenant votre adresse
request-sent = Nous avons envoyé un courrier à l’adresse indiquée. Ouvrez-en le lien dans les trois jours ; d’ici là, personne n’examine la demande.
request-sent-next = Le point de contact de votre Membre ou partenaire dispose ensuite de cinq jours ouvrables, et le Secrétariat de dix. Vous serez informé par courrier électronique.
contact-send = Envoyer la question
contact-sent-title = Votre question est envoyée
contact-sent = Un courrier vous en donne la référence. Le Secrétariat répond dans les cinq jours ouvrables.
contact-sent-next = Pour ajouter quelque chose, posez une nouvelle question en citant la référence.

## Preuve d’une adresse

prove-title = Prouvez votre adresse
prove-told = Appuyez sur le bouton pour prouver que l’adresse est la vôtre. Votre demande va alors à ceux qui statuent.
prove-do = Cette adresse est la mienne
prove-done-title = Votre adresse est prouvée
prove-done = Votre demande est en route. Vous serez informé par courrier électronique ; il n’y a plus rien à faire.
prove-over-title = Ce lien n’ouvre rien
prove-over = Il a déjà servi, ses trois jours sont passés, ou il n’a pas été copié en entier. Si vous avez déjà appuyé sur le bouton, votre demande est en route.
prove-again = Présenter une nouvelle demande

## Files d’attente

queue-title = Dossiers
queue-mine = En attente de vous
queue-mine-none = Rien ne vous attend
queue-mine-none-why = Ici figurent les dossiers qui attendent l’un de vos rôles : demandes d’accès de votre organe, questions au Secrétariat.
queue-visitor = Connectez-vous pour voir les dossiers qui vous attendent et ceux que vous avez ouverts.
queue-all = Tout ce que vous pouvez voir
queue-all-none = Aucun dossier ici
queue-all-none-why = Un dossier commence par un formulaire : une demande de compte ou une question. Le filtre n’en laisse peut-être aucun.
queue-any = tous
queue-filter = Filtrer les dossiers
queue-filter-do = Filtrer
queue-filter-clear = Effacer
queue-export = En tableau (CSV)
queue-column-case = Dossier
queue-column-kind = Type
queue-column-waits = Depuis l’ouverture
queue-count = { $n ->
    [one] { $shown } dossier
   *[other] { $shown } dossiers
}
queue-count-more = { $n ->
    [one] plus de { $shown } dossier
   *[other] plus de { $shown } dossiers
}

## Un dossier

case-title = { $kind } : { $name }
case-days = { $n ->
    [one] { $shown } jour
   *[other] { $shown } jours
}
case-hours = { $n ->
    [one] { $shown } heure
   *[other] { $shown } heures
}
case-minutes = { $n ->
    [one] { $shown } minute
   *[other] { $shown } minutes
}
case-due-in = à traiter dans { $length }
case-overdue = en retard de { $length }
case-due = Échéance
case-no-deadline = sans échéance
case-waits = Ouvert depuis
case-took = A duré
case-opened = ouvert le { $at }
case-body = Organe
case-reference = Référence
case-export = En JSON
case-answers = Ce qui a été répondu
case-earlier = Réponses antérieures
case-taken-back = retirée
case-edit = Modifier les réponses
case-save = Enregistrer les réponses
case-clash = Quelqu’un a modifié la même réponse en même temps que vous. La sienne figure au-dessus de la vôtre ; rien n’est perdu. Enregistrez de nouveau pour retenir la vôtre.
case-theirs = Réponse actuelle, d’une autre personne :
case-decide = Ce qui peut être fait
case-no-step = Rien à faire pour vous à présent
case-no-step-why = Le dossier est clos, ou attend une autre personne.
case-reason = Motif, tel que la personne le lira
case-reason-answer = Réponse, telle que la personne la lira
case-reason-close = Motif, pour le dossier
case-company = Entreprise pour laquelle la personne agit
case-company-hint = Une entreprise absente s’ajoute d’abord au registre.
case-gives = L’approbation donne
case-gives-account = un compte, ou l’usage de celui qui existe
case-gives-role = { $role } pour { $body }
case-gives-not = sauf : { $service }, que ce type de compte n’ouvre pas
case-service-documents = documents
case-service-members = annuaire des Membres
case-service-clearance = dédouanement
case-history = Ce qui a été fait
case-history-none = Rien encore depuis l’ouverture.
case-why = Vous voyez ce dossier parce que :
case-actor-visitor = la personne à l’origine du dossier
case-actor-program = automatiquement
case-actor-person = une autre personne

## Questions fréquentes

faq-title = Questions fréquentes
faq-lede = Ce qui a déjà été demandé, avec les réponses du Secrétariat.
faq-ask = Poser une autre question
faq-none = Pas encore de questions fréquentes
faq-none-why = Quand le Secrétariat répond à une question que d’autres se poseront, question et réponse figurent ici.
faq-draft = projet
faq-make = En faire une question fréquente
faq-make-note = Tout le monde la lira : omettez les noms et ce qui ne concerne qu’une personne. Les deux langues sont nécessaires.
faq-make-do = Publier question et réponse
faq-topic = Sujet
faq-question-en = Question en anglais
faq-answer-en = Réponse en anglais
faq-question-fr = Question en français
faq-answer-fr = Réponse en français
faq-missing = Écrivez quelque chose ici.
faq-all-topics = Tous les sujets
faq-show = Afficher
faq-whole = Toutes les questions
faq-edit = Modifier cette question
faq-save = Enregistrer
faq-standing = Qui la lit
faq-standing-published = Tout le monde
faq-standing-draft = Personne encore : un projet
faq-changed = Quelqu’un a modifié cette question entre-temps. Son texte figure au-dessus de chaque champ qui diffère. Réunissez ce qui convient, puis enregistrez de nouveau.
faq-theirs = Son texte : { $text }
faq-incomplete = Question et réponse sont nécessaires dans les deux langues, de 5 000 caractères chacune au plus.
