# language: fr
@inv-9
Fonctionnalité: Deux personnes ne s'écrasent pas
  L'étiquette (ETag) d'une fiche change à chaque version; If-Match protège une écriture, If-None-Match épargne une
  lecture.

  Contexte:
    Étant donné un serveur Lithair
    Et l'article "42" de titre "Bonjour" et d'autrice "Ada"

  Règle: Une écriture fondée sur une version dépassée est refusée

    Plan du scénario: <méthode> avec une étiquette dépassée
      Étant donné que l'article "42" a été modifié depuis ma lecture
      Quand j'envoie <méthode> sur l'article "42" avec l'étiquette de ma lecture
      Alors la réponse est un refus 412 "stale_version"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | méthode |
        | PUT     |
        | PATCH   |
        | DELETE  |

    Plan du scénario: <méthode> avec l'étiquette à jour
      Quand j'envoie <méthode> sur l'article "42" avec l'étiquette de ma lecture
      Alors la réponse a le statut <statut>

      Exemples:
        | méthode | statut |
        | PUT     | 200    |
        | PATCH   | 200    |
        | DELETE  | 204    |

    Scénario: Une liste d'étiquettes dont l'une est la bonne
      Quand j'envoie PUT sur l'article "42" avec une liste d'étiquettes qui contient celle de ma lecture
      Alors la réponse a le statut 200

    Scénario: L'étoile veut seulement que la fiche existe
      Quand j'envoie PUT sur l'article "42" avec l'en-tête "if-match: *"
      Alors la réponse a le statut 200

    Scénario: Cinquante écritures sur la même version: une seule gagne
      Quand 50 clients remplacent l'article "42" en même temps avec l'étiquette de ma lecture
      Alors une seule écriture réussit et 49 sont refusées avec 412
      Et le journal compte 1 créations, 1 modifications et 0 suppressions d'articles

    Scénario: L'étiquette survit à un redémarrage
      Quand je redémarre le serveur
      Alors l'étiquette de l'article "42" est celle de ma lecture

  Règle: Une lecture inutile ne transporte rien

    Scénario: If-None-Match avec l'étiquette à jour
      Quand je relis l'article "42" en disant que j'ai déjà cette version
      Alors la réponse a le statut 304
      Et la réponse n'a pas de corps

    Scénario: If-None-Match après une modification
      Étant donné que l'article "42" a été modifié depuis ma lecture
      Quand je relis l'article "42" en disant que j'ai déjà cette version
      Alors la réponse a le statut 200
