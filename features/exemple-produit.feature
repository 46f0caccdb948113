# language: fr
Fonctionnalité: L'application d'exemple « Product App »
  Ce que promet examples/product-app/README.md, sur l'application telle qu'on la lance.

  Contexte:
    Étant donné l'application d'exemple "product-app"
    Et que j'envoie l'une après l'autre les demandes:
      | demande              | corps                                                                                                                |
      | POST /api/categories | {"id":"meubles","name":"Meubles"}                                                                                    |
      | POST /api/users      | {"id":"ada","name":"Ada","email":"ada@exemple.fr"}                                                                   |
      | POST /api/products   | {"id":"lampe","name":"Lampe","price":2490,"stock":3,"categoryId":"meubles","createdAt":"2026-01-01T00:00:00Z"}       |
      | POST /api/products   | {"id":"table","name":"Table","price":9900,"stock":1,"categoryId":"meubles","createdAt":"2026-01-01T00:00:00Z"}       |

  Règle: Une commande prend le stock et devient une vente, ou rien n'est fait

    Scénario: Une commande, ses chiffres, et le passé d'un prix
      Quand j'envoie "POST /api/shop/orders" avec le corps {"id":"c1","user":"ada","lines":[{"product":"lampe","pieces":2}]}
      Alors la réponse a le statut 201
      Et "GET /api/products/lampe" rend exactement:
        """json
        {"id":"lampe","name":"Lampe","price":2490,"stock":1,"views":0,"categoryId":"meubles","createdAt":"2026-01-01T00:00:00Z"}
        """
      Quand j'envoie "PATCH /api/products/lampe" avec le corps {"price":1990}
      Et que j'envoie "PATCH /api/orders/c1" avec le corps {"status":"paid"}
      Alors l'historique de "products/lampe" pour "price" est:
        | événement | de   | à    |
        | 3         |      | 2490 |
        | 8         | 2490 | 1990 |
      Et "GET /api/shop/analytics" rend exactement:
        """json
        {
          "users": 1, "buyers": 1, "orders": 1,
          "byStatus": {"placed": 0, "paid": 1, "shipped": 0, "cancelled": 0},
          "spent": 4980, "piecesSold": 2,
          "bestSellers": [{"product": "lampe", "name": "Lampe", "pieces": 2, "amount": 4980}]
        }
        """

    @inv-9
    Scénario: Ce qui ne peut pas être fait n'est pas fait, même en partie
      Alors chacune de ces demandes est refusée, et le journal ne change pas d'un octet:
        | demande                          | corps                                                                                      | statut | code                |
        | POST /api/shop/orders            | {"user":"ada","lines":[{"product":"lampe","pieces":4}]}                                    | 409    | refused             |
        | POST /api/shop/orders            | {"user":"ada","lines":[{"product":"lampe","pieces":1},{"product":"table","pieces":2}]}     | 409    | refused             |
        | POST /api/shop/orders            | {"user":"ada","lines":[{"product":"table","pieces":1},{"product":"table","pieces":1}]}     | 409    | refused             |
        | POST /api/shop/orders            | {"user":"bob","lines":[{"product":"lampe","pieces":1}]}                                    | 422    | reference_not_found |
        | POST /api/shop/orders            | {"user":"ada","lines":[{"product":"chaise","pieces":1}]}                                   | 422    | reference_not_found |
        | POST /api/shop/orders            | {"user":"ada","lines":[]}                                                                  | 422    | validation_failed   |
        | POST /api/shop/orders            | {"user":"ada"                                                                              | 400    | malformed_json      |
        | POST /api/orders                 | {"user":"ada","status":"placed","placedAt":"2026-01-01T00:00:00Z","lines":[],"total":1}    | 405    | method_not_allowed  |
        | POST /api/orders/bulk            | [{"user":"ada"}]                                                                           | 422    | validation_failed   |
        | POST /api/transaction            | {"operations":[{"op":"create","model":"orders","value":{"user":"ada"}}]}                   | 422    | validation_failed   |
        | PUT /api/shop/orders             | {}                                                                                         | 405    | method_not_allowed  |
        | DELETE /api/categories/meubles   |                                                                                            | 409    | still_referenced    |
        | PATCH /api/products/lampe        | {"createdAt":"2026-02-01T00:00:00Z"}                                                       | 422    | immutable_field     |
        | PATCH /api/products/lampe        | {"views":1000}                                                                             | 422    | read_only_field     |
        | POST /api/admin/benchmark-engine | {"events":100001}                                                                          | 422    | validation_failed   |
        | POST /api/admin/benchmark-engine | {"events":0}                                                                               | 422    | validation_failed   |
        | POST /api/admin/benchmark-engine | 10000                                                                                      | 422    | validation_failed   |

    Scénario: Vingt acheteurs de la dernière pièce
      Quand 20 clients commandent en même temps 1 "lampe" et la dernière "table"
      Alors une seule de ces commandes est prise, les autres sont refusées avec 409 "refused"
      Et "GET /api/products/table" rend exactement:
        """json
        {"id":"table","name":"Table","price":9900,"stock":0,"views":0,"categoryId":"meubles","createdAt":"2026-01-01T00:00:00Z"}
        """
      Et "GET /api/products/lampe" rend exactement:
        """json
        {"id":"lampe","name":"Lampe","price":2490,"stock":2,"views":0,"categoryId":"meubles","createdAt":"2026-01-01T00:00:00Z"}
        """
      Et "GET /api/orders/count" rend exactement:
        """json
        {"count":1}
        """

  Règle: Les vues disent ce qu'un recomptage naïf des commandes dit

    @inv-4 @panne
    Scénario: Des commandes qui naissent, changent d'état et disparaissent
      Quand 300 commandes naissent, changent d'état ou disparaissent au hasard
      Alors chaque vue de la boutique dit ce qu'un recomptage naïf dit
      Quand le serveur reçoit SIGKILL et redémarre
      Alors chaque vue de la boutique dit ce qu'un recomptage naïf dit

  Règle: Le banc d'essai dit combien de temps des événements mettent à être durables

    @inv-1 @panne
    Scénario: 10 000 événements durables
      Quand je lance deux fois en même temps le banc d'essai de 10 000 événements
      Alors un seul a lieu, l'autre est refusé avec 409 "refused"
      Et il annonce 10 000 événements durables au niveau "disk", relus, et des durées qui se tiennent
      Et d'autres demandes ont été servies pendant ce temps
      Et le fichier events.raftlog doit contenir exactement 10 005 événements
      Quand le serveur reçoit SIGKILL et redémarre
      Alors lithair verify trouve le répertoire sain
      Et "DELETE /api/admin/benchmark-engine" rend exactement:
        """json
        {"removed":10000}
        """
      Et "GET /api/products/count" rend exactement:
        """json
        {"count":2}
        """
