# language: fr
Fonctionnalité: L'application d'exemple « first-app », celle du README
  Ce qu'un nouveau venu recopie: vingt lignes de modèles, une API, un historique, une documentation et des tests.

  Règle: Les modèles du README sont ceux de l'exemple, et ses tests passent

    Scénario: Le premier exemple du README
      Alors les modèles du premier exemple du README sont ceux de "examples/first-app/models.ts"

    Scénario: Les tests à recopier
      Quand je lance les tests de l'application d'exemple "first-app"
      Alors 6 tests passent et 0 échouent

  Règle: L'API, l'historique et la documentation sont là dès le départ

    Scénario: Un auteur, un article, son passé, la page de l'API
      Étant donné l'application d'exemple "first-app"
      Et que j'envoie l'une après l'autre les demandes:
        | demande                   | corps                                             |
        | POST /api/users           | {"id":"ada","email":"ada@example.org"}            |
        | POST /api/articles        | {"id":"hello","title":"Hello","author":"ada"}     |
        | PATCH /api/articles/hello | {"title":"Hello, world"}                          |
      Alors l'historique de "articles/hello" pour "title" est:
        | événement | de      | à              |
        | 2         |         | "Hello"        |
        | 3         | "Hello" | "Hello, world" |
      Quand j'ouvre la page "/docs"
      Alors chaque adresse qu'elle nomme est servie par le serveur

    @inv-9
    Scénario: Une adresse déjà prise
      Étant donné l'application d'exemple "first-app"
      Et que j'envoie "POST /api/users" avec le corps {"email":"ada@example.org"}
      Quand j'envoie "POST /api/users" avec le corps {"email":"ada@example.org"}
      Alors la réponse est un refus 409 "unique_violation"
      Et le journal n'a pas changé d'un octet
