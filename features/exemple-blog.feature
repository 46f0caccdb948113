# language: fr
Fonctionnalité: L'application d'exemple « blog »
  Ce que promet examples/blog/README.md, sur l'application telle qu'on la lance.

  Contexte:
    Étant donné l'application d'exemple "blog"
    Et que j'envoie l'une après l'autre les demandes:
      | demande            | corps                                                                                               |
      | POST /api/authors  | {"id":"ada","name":"Ada","email":"ada@exemple.fr"}                                                  |
      | POST /api/posts    | {"id":"p1","title":"Un","body":"Bonjour","author":"ada","publishedAt":"2026-01-01T00:00:00Z"}       |
      | POST /api/posts    | {"id":"p2","title":"Deux <b>","body":"Suite","author":"ada","publishedAt":"2026-02-01T00:00:00Z"}   |
      | POST /api/comments | {"id":"c1","post":"p1","name":"Bo","text":"Bien dit"}                                               |

  Règle: Les pages montrent l'état, échappé, et le même après un SIGKILL

    @panne
    Scénario: La page d'accueil, un article et ses commentaires
      Quand le serveur reçoit SIGKILL et redémarre
      Alors la page "/" montre dans l'ordre: Deux &lt;b&gt; | Un
      Et la page "/posts/p1" montre dans l'ordre: Un | Ada | Bonjour | Bo | Bien dit
      Et la page "/posts/p2" ne montre pas "Bien dit"
      Et "/posts/p9" répond 404

  Règle: Les modèles tiennent ce qu'ils déclarent

    Scénario: Une adresse n'est jamais montrée, un commentaire part avec son article
      Quand j'envoie "DELETE /api/posts/p1"
      Alors la réponse a le statut 204
      Et "GET /api/comments/c1" est refusé avec 404 "not_found"
      Et "GET /api/authors/ada" rend exactement:
        """json
        {"id":"ada","name":"Ada"}
        """

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                             | demande             | corps                                                 | statut | code                |
        | Commenter un article absent     | POST /api/comments  | {"post":"p9","name":"Bo","text":"?"}                  | 422    | reference_not_found |
        | Une adresse déjà prise          | POST /api/authors   | {"name":"Eve","email":"ada@exemple.fr"}               | 409    | unique_violation    |
        | Changer l'auteur d'un article   | PATCH /api/posts/p1 | {"author":"bo"}                                       | 422    | immutable_field     |
        | Un commentaire vide             | POST /api/comments  | {"post":"p1","name":"Bo","text":""}                   | 422    | validation_failed   |
