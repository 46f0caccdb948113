# language: fr
@inv-9
Fonctionnalité: Une transaction sur plusieurs modèles, tout ou rien
  Un seul appel crée, modifie et supprime des fiches de plusieurs modèles, dans l'ordre donné: chaque opération voit
  celles d'avant, et un refus n'en laisse aucune trace, ni dans l'API ni dans le journal.

  Contexte:
    Étant donné un serveur Lithair de l'application "bibliotheque"
    Et que j'envoie l'une après l'autre les demandes:
      | demande           | corps                                       |
      | POST /api/authors | {"id":"ada","name":"Ada"}                   |
      | POST /api/books   | {"id":"b1","title":"Notes","author":"ada"}  |

  Règle: Chaque opération voit celles d'avant

    Scénario: Une autrice, son livre, une note, puis plus d'ancien livre
      Quand j'envoie "POST /api/transaction" avec:
        """json
        {"operations":[
          {"op":"create","model":"authors","value":{"id":"eve","name":"Ève"}},
          {"op":"create","model":"books","value":{"id":"b2","title":"Suite","author":"eve"}},
          {"op":"create","model":"notes","value":{"id":"n1","book":"b2","text":"lu"}},
          {"op":"update","model":"books","id":"b2","patch":{"title":"La suite"}},
          {"op":"delete","model":"books","id":"b1"}
        ]}
        """
      Alors le corps de la réponse est exactement:
        """json
        {"created":3,"updated":1,"deleted":1,"ids":["eve","b2","n1"]}
        """
      Et la réponse porte l'en-tête "Lithair-Durability: disk; seq=7"
      Et "GET /api/books/b1" est refusé avec 404 "not_found"
      Et le journal contient dans l'ordre:
        | type          | fiche |
        | AuthorCreated | ada   |
        | BookCreated   | b1    |
        | AuthorCreated | eve   |
        | BookCreated   | b2    |
        | NoteCreated   | n1    |
        | BookUpdated   | b2    |
        | BookDeleted   | b1    |

  Règle: Un refus ne laisse rien de ce qui le précède

    Plan du scénario: <cas>
      Quand j'envoie "POST /api/transaction" avec le corps {"operations":[{"op":"create","model":"authors","value":{"id":"eve","name":"Eve"}},<opération>]}
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet
      Et "GET /api/authors/eve" est refusé avec 404 "not_found"

      Exemples:
        | cas                       | opération                                                                                   | statut | code                |
        | Fiche citée absente       | {"op":"create","model":"books","value":{"id":"b2","title":"t","author":"nobody"}}           | 422    | reference_not_found |
        | Fiche encore citée        | {"op":"delete","model":"authors","id":"ada"}                                                | 409    | still_referenced    |
        | Étiquette dépassée        | {"op":"update","model":"books","id":"b1","patch":{"title":"x"},"if_match":"\"1\""}          | 412    | stale_version       |
        | Identifiant pris plus tôt | {"op":"create","model":"authors","value":{"id":"eve","name":"Autre"}}                       | 409    | id_taken            |
        | Modèle inconnu            | {"op":"create","model":"ghosts","value":{}}                                                 | 422    | validation_failed   |
        | Opération inconnue        | {"op":"truncate","model":"books"}                                                           | 422    | validation_failed   |

  @inv-1 @panne
  Règle: Ce qui en est acquitté l'est en entier

    Scénario: Acquittée, puis SIGKILL: tout en reste
      Étant donné que j'envoie "POST /api/transaction" avec le corps {"operations":[{"op":"create","model":"authors","value":{"id":"eve","name":"Eve"}},{"op":"update","model":"books","id":"b1","patch":{"author":"eve"}},{"op":"create","model":"notes","value":{"id":"n1","book":"b1","text":"lu"}}]}
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors "GET /api/notes/n1" rend exactement:
        """json
        {"id":"n1","book":"b1","text":"lu"}
        """
      Et le journal contient dans l'ordre:
        | type          | fiche |
        | AuthorCreated | ada   |
        | BookCreated   | b1    |
        | AuthorCreated | eve   |
        | BookUpdated   | b1    |
        | NoteCreated   | n1    |

  @inv-6
  Règle: La même transaction sous la même clé n'agit qu'une fois

    Scénario: Renvoyée après un SIGKILL
      Étant donné que j'envoie "POST /api/transaction" avec l'en-tête "idempotency-key: t-1" et le corps {"operations":[{"op":"create","model":"authors","value":{"id":"eve","name":"Eve"}},{"op":"delete","model":"books","id":"b1"}]}
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Et que j'envoie "POST /api/transaction" avec l'en-tête "idempotency-key: t-1" et le corps {"operations":[{"op":"create","model":"authors","value":{"id":"eve","name":"Eve"}},{"op":"delete","model":"books","id":"b1"}]}
      Alors le corps de la réponse est exactement:
        """json
        {"created":1,"updated":0,"deleted":1,"ids":["eve"]}
        """
      Et la réponse porte l'en-tête "Idempotency-Replayed: true"
      Et le journal n'a pas changé d'un octet
