# language: fr
@inv-9
Fonctionnalité: Ce qui est mal formé est refusé, et rien n'est écrit
  Un refus est un document de problème (RFC 9457) au code stable; le journal ne change pas d'un octet et le
  serveur répond toujours vite.

  Contexte:
    Étant donné un serveur Lithair
    Et l'article "42" de titre "Bonjour" et d'autrice "Ada"

  Règle: Un corps mal formé est un 4xx, jamais un 5xx

    Plan du scénario: <cas>
      Quand j'envoie un corps fait de <cas>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet
      Et le serveur répond encore en moins de 250 ms

      Exemples:
        | cas                                    | statut | code                   |
        | JSON tronqué                           | 400    | malformed_json         |
        | rien du tout                           | 400    | empty_body             |
        | octets qui ne sont pas de l'UTF-8      | 400    | invalid_utf8           |
        | 65 niveaux d'imbrication               | 400    | json_too_deep          |
        | 100000 niveaux d'imbrication           | 400    | json_too_deep          |
        | 10000 clés                             | 400    | json_too_many_keys     |
        | nombre 1e400                           | 400    | number_out_of_range    |
        | entier trop grand pour être exact      | 400    | number_out_of_range    |
        | clé __proto__                          | 400    | forbidden_key          |
        | clé __proto__ écrite en échappements   | 400    | forbidden_key          |
        | tableau à la place d'un objet          | 422    | validation_failed      |
        | texte annoncé comme text/plain         | 415    | unsupported_media_type |
        | corps annoncé comme comprimé           | 415    | unsupported_media_type |
        | fiche de 2 Mo                          | 413    | payload_too_large      |
        | champ inconnu                          | 422    | validation_failed      |
        | titre de 301 caractères                | 422    | validation_failed      |
        | identifiant ../secret                  | 422    | validation_failed      |
        | identifiant réservé bulk               | 422    | validation_failed      |

    Scénario: Un corps de 1 Go annoncé n'est pas attendu
      Quand j'annonce un corps de 1 Go sans l'envoyer
      Alors la réponse est un refus 413 "payload_too_large"
      Et le serveur répond encore en moins de 250 ms

    Scénario: Un corps sans fin est coupé
      Quand j'envoie un corps par morceaux qui ne finit jamais
      Alors la réponse est un refus 413 "payload_too_large"
      Et le client n'a pas pu envoyer plus de 16 Mo
      Et le journal n'a pas changé d'un octet
      Et le serveur répond encore en moins de 250 ms

  Règle: Un chemin, une méthode ou une précondition qui n'ont pas de sens sont refusés

    Plan du scénario: <demande> <entête>
      Quand j'envoie "<demande>" avec l'en-tête "<entête>" et le corps {"title":"x","content":"y"}
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | demande                               | entête                     | statut | code               |
        | PUT /api/articles/..%2Fsecret         | accept: */*                | 400    | invalid_id         |
        | PUT /api/articles/%2e%2e%2f%2e%2e     | accept: */*                | 400    | invalid_id         |
        | PUT /api/articles/a%00b               | accept: */*                | 400    | invalid_id         |
        | PUT /api/articles/%E0%A4%A            | accept: */*                | 400    | invalid_id         |
        | PUT /api/articles/42                  | if-match: n'importe quoi   | 400    | invalid_if_match   |
        | PUT /api/articles/42                  | if-match: "pas-la-bonne"   | 412    | stale_version      |
        | POST /api/recettes                    | accept: */*                | 404    | route_not_found    |
        | POST /secret                          | accept: */*                | 404    | route_not_found    |
        | PATCH /api/articles                   | accept: */*                | 405    | method_not_allowed |

  Règle: Un déluge de demandes absurdes ne fait ni 5xx ni changement

    Scénario: 2000 corps tirés au hasard
      Quand j'envoie 2000 corps absurdes tirés au hasard
      Alors toutes les réponses sont des refus 4xx au format problème
      Et le journal n'a pas changé d'un octet
      Et le serveur répond encore en moins de 250 ms
