# language: fr
@inv-4
Fonctionnalité: Les listes à une date
  `GET /api/{modèle}?asOf=…` rend les fiches d'un modèle telles qu'elles étaient après un événement, ou à une heure: celles qui ont été
  supprimées depuis y sont, celles qui ont été créées depuis n'y sont pas. Filtres, tri, pages et total sont ceux d'une liste du
  présent. Une liste dont une fiche n'est plus connue est refusée en entier. Les emprunts (support/apps/emprunts.cjs) gardent tout.

  Règle: La liste à une date est celle d'alors, page après page

    @panne
    Scénario: Chaque liste, à chaque événement, avant et après SIGKILL
      Étant donné un serveur Lithair des emprunts
      Et 100 écritures tirées au sort dans les emprunts
      Alors chaque liste et chaque nombre, relus à chaque événement, sont ce que dit le journal
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors chaque liste et chaque nombre, relus à chaque événement, sont ce que dit le journal

    @inv-7 @panne
    Scénario: Un instantané, des écritures, SIGKILL: les listes d'avant l'instantané et d'après
      Étant donné un serveur Lithair des emprunts
      Et 60 écritures tirées au sort dans les emprunts
      Et que je demande un instantané par SIGUSR2
      Et 40 écritures tirées au sort dans les emprunts
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors le serveur est parti d’un instantané
      Et chaque liste et chaque nombre, relus à chaque événement, sont ce que dit le journal

  Règle: Ce qui n'est pas connu est refusé, et rien n'est deviné

    Scénario: Une fiche supprimée, une fiche recréée, et ce qui n'est plus gardé
      Étant donné un serveur Lithair du catalogue
      Quand j'envoie l'une après l'autre les demandes:
        | demande               | corps                                              |
        | POST /api/quotes      | {"id":"q","amount":1}                              |
        | POST /api/quotes      | {"id":"r","amount":2,"author":"B"}                 |
        | PATCH /api/quotes/r   | {"amount":3}                                       |
        | POST /api/products    | {"id":"p","name":"Vis","price":1,"stock":9}        |
        | PATCH /api/products/p | {"price":2,"stock":8}                              |
      Alors "GET /api/quotes?asOf=2" rend exactement:
        """
        {"items":[{"id":"q","amount":1},{"id":"r","amount":2,"author":"B"}],"next":null,"total":2}
        """
      Et "GET /api/quotes?asOf=1&limit=all" rend exactement:
        """
        {"items":[{"id":"q","amount":1}],"next":null,"total":1}
        """
      Et "GET /api/products/count?asOf=4" rend exactement:
        """
        {"count":1}
        """
      Et "GET /api/products?asOf=4" est refusé avec 410 "history_not_kept"
      Et "GET /api/products?asOf=4&price=7&stock=9" est refusé avec 410 "history_not_kept"
      Et "GET /api/quotes?asOf=6" est refusé avec 400 "invalid_query"
      Et "GET /api/quotes?asOf=2&expand=author" est refusé avec 400 "invalid_query"
      Quand j'envoie "DELETE /api/quotes/q"
      Alors "GET /api/quotes?asOf=2" est refusé avec 410 "history_not_kept"
      Et "GET /api/quotes/count?asOf=2" rend exactement:
        """
        {"count":2}
        """

    Scénario: Un curseur ne passe ni du présent au passé, ni d'une date à une autre
      Étant donné un serveur Lithair des emprunts
      Et 30 écritures tirées au sort dans les emprunts
      Quand je lis "/api/loans?asOf=20" avec le curseur de "/api/loans?limit=1"
      Alors la réponse est un refus 400 "invalid_cursor"
      Quand je lis "/api/loans?asOf=20" avec le curseur de "/api/loans?asOf=21&limit=1"
      Alors la réponse est un refus 400 "invalid_cursor"
      Quand je lis "/api/loans?limit=1" avec le curseur de "/api/loans?asOf=20&limit=1"
      Alors la réponse est un refus 400 "invalid_cursor"

    Scénario: Un modèle qui ne garde rien ne liste rien du passé
      Étant donné un serveur Lithair
      Quand j'envoie "GET /api/articles?asOf=0"
      Alors la réponse est un refus 410 "history_not_kept"
