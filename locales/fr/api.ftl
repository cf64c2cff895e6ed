### La référence de l’API.

api-title = Référence de l’API
api-lede = Les mêmes réponses que les pages, en JSON. Les requêtes qui changent quelque chose sont refusées depuis d’autres sites ; les programmes de cette machine n’ont besoin d’aucune clé tant qu’il n’y a pas de comptes. Les descriptions sont en anglais.
api-inputs = Entrées
api-name = Nom
api-where = Où
api-type = Type
api-answers = Réponses
api-example = Exemple
api-shapes = Formes
api-in-path = dans le chemin
api-in-query = dans la requête
api-in-header = dans un en-tête
api-in-body = dans le corps
