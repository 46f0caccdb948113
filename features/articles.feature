# language: fr
Fonctionnalité: Les fiches par HTTP
  Chaque modèle déclaré répond aux mêmes appels. Le serveur de référence sert articles, comptes (users) et
  commentaires (comments).

  Contexte:
    Étant donné un serveur Lithair

  Règle: Une fiche se crée, se lit, se remplace, se modifie et se supprime

    Scénario: Créer
      Quand j'envoie "POST /api/articles" avec:
        """json
        {"id":"42","title":"Bonjour","content":"Premier article","tags":["été"]}
        """
      Alors la réponse a le statut 201
      Et la réponse porte l'en-tête "Location: /api/articles/42"
      Et la réponse porte une étiquette de version forte
      Et le corps de la réponse est exactement:
        """json
        {"id":"42","title":"Bonjour","content":"Premier article","tags":["été"]}
        """
      Et "GET /api/articles/42" rend ce même corps et cette même étiquette

    Scénario: Créer sans identifiant
      Quand j'envoie "POST /api/articles" avec:
        """json
        {"title":"Sans identifiant","content":"Le serveur choisit"}
        """
      Alors la réponse a le statut 201
      Et le serveur a choisi un UUID de version 7 et l'a mis dans l'en-tête Location

    Scénario: Remplacer
      Étant donné l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "PUT /api/articles/42" avec:
        """json
        {"title":"Remplacé","content":"Nouveau"}
        """
      Alors la réponse a le statut 200
      Et "GET /api/articles/42" rend exactement:
        """json
        {"id":"42","title":"Remplacé","content":"Nouveau"}
        """

    Scénario: Modifier par fusion
      Étant donné l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "PATCH /api/articles/42" avec l'en-tête "content-type: application/merge-patch+json" et:
        """json
        {"author":null,"title":"Fusionné","metadata":{"vues":1}}
        """
      Alors la réponse a le statut 200
      Et "GET /api/articles/42" rend exactement:
        """json
        {"id":"42","title":"Fusionné","content":"Contenu","metadata":{"vues":1}}
        """

    Scénario: Supprimer
      Étant donné l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "DELETE /api/articles/42"
      Alors la réponse a le statut 204
      Et "GET /api/articles/42" est refusé avec 404 "not_found"
      Et le journal compte 1 créations, 0 modifications et 1 suppressions d'articles

    Scénario: Les trois modèles répondent
      Quand j'envoie l'une après l'autre les demandes:
        | demande            | corps                                                          |
        | POST /api/users    | {"id":"ada","email":"ada@exemple.fr","name":"Ada","role":"author"} |
        | POST /api/articles | {"id":"a1","title":"Un","content":"Texte","author":"Ada"}       |
        | POST /api/comments | {"id":"c1","articleId":"a1","author":"Ada","body":"Bien vu"}    |
      Alors "GET /api/users/count" rend exactement:
        """json
        {"count":1}
        """
      Et "GET /api/comments/random-id" rend exactement:
        """json
        {"id":"c1"}
        """

  @inv-9
  Règle: Ce qui est refusé n'a rien changé

    Plan du scénario: <cas>
      Étant donné l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Et le compte "ada" d'adresse "ada@exemple.fr"
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                               | demande                  | corps                                          | statut | code              |
        | Identifiant déjà pris             | POST /api/articles       | {"id":"42","title":"x","content":"y"}          | 409    | id_taken          |
        | Adresse déjà prise                | POST /api/users          | {"email":"ada@exemple.fr","name":"Autre"}      | 409    | unique_violation  |
        | Remplacer une fiche absente       | PUT /api/articles/absent | {"title":"x","content":"y"}                    | 404    | not_found         |
        | Modifier une fiche absente        | PATCH /api/articles/rien | {"title":"x"}                                  | 404    | not_found         |
        | Changer l'identifiant             | PUT /api/articles/42     | {"id":"43","title":"x","content":"y"}          | 422    | immutable_field   |
        | Titre vide                        | POST /api/articles       | {"title":"","content":"y"}                     | 422    | validation_failed |
        | Champ obligatoire absent          | POST /api/articles       | {"title":"x"}                                  | 422    | validation_failed |
        | Champ inconnu                     | POST /api/articles       | {"title":"x","content":"y","prix":3}           | 422    | validation_failed |
        | Mauvais type                      | POST /api/articles       | {"title":12,"content":"y"}                     | 422    | validation_failed |
        | Adresse qui n'en est pas une      | POST /api/users          | {"email":"pas une adresse","name":"Ada"}       | 422    | validation_failed |
        | Rôle inventé                      | PATCH /api/users/ada     | {"role":"reine"}                               | 422    | validation_failed |
        | Effacer un champ obligatoire      | PATCH /api/articles/42   | {"title":null}                                 | 422    | validation_failed |

    Scénario: Une adresse libérée peut resservir
      Étant donné le compte "ada" d'adresse "ada@exemple.fr"
      Quand j'envoie l'une après l'autre les demandes:
        | demande               | corps                                                      |
        | DELETE /api/users/ada |                                                            |
        | POST /api/users       | {"id":"eve","email":"ada@exemple.fr","name":"Ève"}          |
      Alors "GET /api/users/eve" rend exactement:
        """json
        {"id":"eve","email":"ada@exemple.fr","name":"Ève"}
        """

  Règle: Les méthodes sont celles d'HTTP

    Scénario: HEAD répond comme GET, sans corps
      Étant donné l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "HEAD /api/articles/42"
      Alors la réponse a le statut 200
      Et la réponse porte une étiquette de version forte
      Et la réponse n'a pas de corps

    Plan du scénario: OPTIONS <chemin> annonce les méthodes permises
      Quand j'envoie "OPTIONS <chemin>"
      Alors la réponse a le statut 204
      Et l'en-tête Allow permet <méthodes>

      Exemples:
        | chemin           | méthodes                     |
        | /api/articles    | GET, HEAD, POST              |
        | /api/articles/42 | GET, HEAD, PUT, PATCH, DELETE |

    Plan du scénario: <demande> est refusé avec les méthodes permises
      Quand j'envoie "<demande>"
      Alors la réponse est un refus 405 "method_not_allowed"
      Et l'en-tête Allow permet <méthodes>

      Exemples:
        | demande                | méthodes                      |
        | DELETE /api/articles   | GET, HEAD, POST               |
        | POST /api/articles/42  | GET, HEAD, PUT, PATCH, DELETE |
        | POST /health           | GET, HEAD                     |

  Règle: Le nœud dit son état

    Scénario: Vivant, prêt, et ce qu'il porte
      Étant donné que je crée 10 articles rapidement
      Quand j'envoie "GET /status"
      Alors la réponse a le statut 200
      Et le statut du nœud donne la durabilité "disk", la séquence 10 et 10 articles
      Et "GET /health" rend exactement:
        """json
        {"status":"ok"}
        """
      Et "GET /ready" rend exactement:
        """json
        {"status":"ready"}
        """

    Scénario: Un identifiant au hasard est tiré uniformément
      Étant donné que je crée 4 articles rapidement
      Quand je demande 400 fois un identifiant au hasard
      Alors chacun des 4 articles est sorti au moins 50 fois
