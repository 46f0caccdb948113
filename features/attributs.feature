# language: fr
Fonctionnalité: Ce qu'un modèle déclare est appliqué
  Chaque attribut d'un champ tient sa promesse par l'API, dans le journal et après un redémarrage; un attribut
  inconnu ou une déclaration qui se contredit arrête le départ en une ligne claire.

  Contexte:
    Étant donné un serveur Lithair de l'application "bibliotheque"
    Et que j'envoie l'une après l'autre les demandes:
      | demande           | corps                                                                      |
      | POST /api/authors | {"id":"ada","name":"Ada","secret":"s3cret"}                                |
      | POST /api/shelves | {"id":"s1","label":"Sciences"}                                             |
      | POST /api/books   | {"id":"b1","title":"Notes","author":"ada","shelf":"s1","views":7}          |
      | POST /api/notes   | {"id":"n1","book":"b1","text":"à relire"}                                  |

  Règle: Clé primaire, unicité, valeurs par défaut et champs sans valeur

    Scénario: Un champ omis prend sa valeur par défaut, ou null s'il est annulable
      Quand j'envoie "POST /api/books" avec le corps {"id":"b2","title":"Suite","author":"ada"}
      Alors "GET /api/books/b2" rend exactement:
        """json
        {"id":"b2","title":"Suite","author":"ada","shelf":null,"language":"fr","views":0,"bookmark":0}
        """

    Scénario: null rend sa valeur par défaut à un champ
      Étant donné que j'envoie "PATCH /api/books/b1" avec le corps {"language":"en"}
      Quand j'envoie "PATCH /api/books/b1" avec le corps {"language":null,"shelf":null}
      Alors "GET /api/books/b1" rend exactement:
        """json
        {"id":"b1","title":"Notes","author":"ada","shelf":null,"language":"fr","views":7,"bookmark":0}
        """

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                                  | demande                | corps                                            | statut | code                |
        | Clé primaire d'une autre forme       | POST /api/books        | {"id":"xyz","title":"t","author":"ada"}          | 422    | validation_failed   |
        | Clé primaire déjà prise              | POST /api/books        | {"id":"b1","title":"t","author":"ada"}           | 409    | id_taken            |
        | Valeur unique déjà prise             | POST /api/shelves      | {"label":"Sciences"}                             | 409    | unique_violation    |
        | Règle propre au champ                | PATCH /api/books/b1    | {"isbn":"123"}                                   | 422    | validation_failed   |
        | Changer un champ immuable            | PATCH /api/authors/ada | {"name":"Eve"}                                   | 422    | immutable_field     |
        | Remplacer un champ immuable          | PUT /api/authors/ada   | {"name":"Eve"}                                   | 422    | immutable_field     |
        | Écrire un champ en lecture seule     | PATCH /api/authors/ada | {"rank":9}                                       | 422    | read_only_field     |
        | Créer avec un champ en lecture seule | POST /api/authors      | {"name":"Eve","rank":9}                          | 422    | read_only_field     |
        | Écrire un champ non exposé           | PATCH /api/authors/ada | {"internal":"x"}                                 | 422    | validation_failed   |
        | Référence à une fiche absente        | POST /api/notes        | {"book":"b9","text":"t"}                         | 422    | reference_not_found |
        | Déplacer vers une fiche absente      | PATCH /api/books/b1    | {"author":"nobody"}                              | 422    | reference_not_found |

  Règle: Un champ caché ne sort jamais, mais il est gardé

    Scénario: Ni un champ en écriture seule ni un champ non exposé ne sont montrés
      Quand j'envoie "GET /api/authors/ada"
      Alors le corps de la réponse est exactement:
        """json
        {"id":"ada","name":"Ada","rank":1}
        """
      Et 1 lignes du journal contiennent le texte «"secret":"s3cret"»

    Scénario: Renvoyer ce qu'on a lu ne perd pas ce qu'on ne voit pas
      Quand j'envoie "PUT /api/authors/ada" avec le corps {"name":"Ada","secret":"autre","rank":1}
      Alors le corps de la réponse est exactement:
        """json
        {"id":"ada","name":"Ada","rank":1}
        """
      Et 1 lignes du journal contiennent le texte «"secret":"autre","rank":1,"internal":"n/a"»

  @inv-9
  Règle: Une référence nomme toujours une fiche qui existe

    Scénario: restrict refuse de supprimer ce qui est cité
      Quand j'envoie "DELETE /api/authors/ada"
      Alors la réponse est un refus 409 "still_referenced"
      Et le journal n'a pas changé d'un octet

    Scénario: cascade supprime ce qui cite, dans la même transaction
      Quand j'envoie "DELETE /api/books/b1"
      Alors la réponse a le statut 204
      Et "GET /api/notes/n1" est refusé avec 404 "not_found"
      Et le journal contient dans l'ordre:
        | type          | fiche |
        | AuthorCreated | ada   |
        | ShelfCreated  | s1    |
        | BookCreated   | b1    |
        | NoteCreated   | n1    |
        | NoteDeleted   | n1    |
        | BookDeleted   | b1    |

    @panne
    Scénario: setNull efface la citation, et un SIGKILL n'y change rien
      Étant donné que j'envoie "DELETE /api/shelves/s1"
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors "GET /api/books/b1" rend exactement:
        """json
        {"id":"b1","title":"Notes","author":"ada","shelf":null,"language":"fr","views":0,"bookmark":0}
        """

    Scénario: Deux demandes qui se croisent ne laissent pas de citation dans le vide
      Quand 50 fois de suite un livre est supprimé pendant qu'une note le cite
      Alors chaque note cite un livre qui existe

  Règle: Ce qui n'est pas à écrire n'est pas écrit

    Scénario: Une modification qui ne change rien n'écrit pas d'événement
      Étant donné que j'envoie "GET /api/books/b1"
      Quand j'envoie "PATCH /api/books/b1" avec le corps {"title":"Notes","author":"ada"}
      Alors la réponse a le statut 200
      Et le journal n'a pas changé d'un octet

    @panne
    Scénario: Un champ en mémoire seule est servi, jamais écrit, et oublié au redémarrage
      Étant donné que j'envoie "PATCH /api/books/b1" avec le corps {"views":1234567}
      Et que "GET /api/books/b1" rend exactement:
        """json
        {"id":"b1","title":"Notes","author":"ada","shelf":"s1","language":"fr","views":1234567,"bookmark":0}
        """
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors "GET /api/books/b1" rend exactement:
        """json
        {"id":"b1","title":"Notes","author":"ada","shelf":"s1","language":"fr","views":0,"bookmark":0}
        """
      Et 0 lignes du journal contiennent le texte «views»

    @panne
    Scénario: Un champ qui n'est pas écrit seul part avec le prochain événement de sa fiche
      Étant donné que j'envoie l'une après l'autre les demandes:
        | demande             | corps                     |
        | PATCH /api/books/b1 | {"bookmark":12}           |
        | PATCH /api/books/b1 | {"title":"Notes, tome 1"} |
        | PATCH /api/books/b1 | {"bookmark":99}           |
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors "GET /api/books/b1" rend exactement:
        """json
        {"id":"b1","title":"Notes, tome 1","author":"ada","shelf":"s1","language":"fr","views":0,"bookmark":12}
        """
