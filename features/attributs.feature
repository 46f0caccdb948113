# language: fr
Fonctionnalité: Ce qu'un modèle déclare est appliqué
  Chaque attribut d'un champ a ici sa Règle (db.indexed a la sienne dans requetes.feature): il tient sa promesse par l'API, dans le
  journal et après un redémarrage. Une déclaration qui n'a pas de sens arrête le départ: declaration.feature.

  Contexte:
    Étant donné un serveur Lithair de l'application "bibliotheque"
    Et que j'envoie l'une après l'autre les demandes:
      | demande           | corps                                                                      |
      | POST /api/authors | {"id":"ada","name":"Ada","secret":"s3cret"}                                |
      | POST /api/shelves | {"id":"s1","label":"Sciences"}                                             |
      | POST /api/books   | {"id":"b1","title":"Notes","author":"ada","shelf":"s1","views":7}          |
      | POST /api/notes   | {"id":"n1","book":"b1","text":"à relire"}                                  |

  Règle: db.primaryKey: l'identifiant a la forme déclarée, et ne désigne qu'une fiche

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                            | demande         | corps                                   | statut | code              |
        | Clé primaire d'une autre forme | POST /api/books | {"id":"xyz","title":"t","author":"ada"} | 422    | validation_failed |
        | Clé primaire déjà prise        | POST /api/books | {"id":"b1","title":"t","author":"ada"}  | 409    | id_taken          |

  Règle: db.unique: deux fiches n'ont jamais la même valeur, et une valeur libérée se reprend

    Scénario: La valeur d'une fiche supprimée se reprend
      Étant donné que j'envoie "DELETE /api/shelves/s1"
      Quand j'envoie "POST /api/shelves" avec le corps {"id":"s2","label":"Sciences"}
      Alors la réponse a le statut 201

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                               | demande             | corps                | statut | code             |
        | Valeur unique déjà prise          | POST /api/shelves   | {"label":"Sciences"} | 409    | unique_violation |

  Règle: db.nullable et db.default: un champ omis ou null a la valeur déclarée

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
        | cas                              | demande             | corps            | statut | code              |
        | null à un champ qui ne l'est pas | PATCH /api/books/b1 | {"title":null}   | 422    | validation_failed |
        | Un champ sans défaut omis        | POST /api/books     | {"author":"ada"} | 422    | validation_failed |

  @inv-9
  Règle: db.references: une référence nomme toujours une fiche qui existe

    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                             | demande             | corps                    | statut | code                |
        | Référence à une fiche absente   | POST /api/notes     | {"book":"b9","text":"t"} | 422    | reference_not_found |
        | Déplacer vers une fiche absente | PATCH /api/books/b1 | {"author":"nobody"}      | 422    | reference_not_found |

    Scénario: Deux demandes qui se croisent ne laissent pas de citation dans le vide
      Quand 50 fois de suite un livre est supprimé pendant qu'une note le cite
      Alors chaque note cite un livre qui existe

  @inv-9
  Règle: db.onDelete: supprimer ce qui est cité est refusé, ou emporte ce qui cite, ou efface la citation

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

  Règle: lifecycle.immutable: la valeur de la création reste

    Scénario: Renvoyer la même valeur n'est pas changer
      Quand j'envoie "PUT /api/authors/ada" avec le corps {"name":"Ada","secret":"s3cret"}
      Alors la réponse a le statut 200

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                         | demande                | corps          | statut | code            |
        | Changer un champ immuable   | PATCH /api/authors/ada | {"name":"Eve"} | 422    | immutable_field |
        | Remplacer un champ immuable | PUT /api/authors/ada   | {"name":"Eve"} | 422    | immutable_field |

  Règle: lifecycle.history: full garde toutes les valeurs, never aucune

    @panne
    Scénario: full, puis SIGKILL
      Étant donné que j'envoie l'une après l'autre les demandes:
        | demande             | corps                                 |
        | POST /api/loans     | {"id":"l1","reader":"eve","due":"un"} |
        | PATCH /api/loans/l1 | {"due":"deux"}                        |
        | PATCH /api/loans/l1 | {"due":"trois"}                       |
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors l'historique de "loans/l1" pour "due" est:
        | événement | de     | à       |
        | 5         |        | "un"    |
        | 6         | "un"   | "deux"  |
        | 7         | "deux" | "trois" |

    Scénario: never, à côté de champs qui gardent tout
      Étant donné que j'envoie l'une après l'autre les demandes:
        | demande             | corps                                   |
        | POST /api/loans     | {"id":"l1","reader":"eve","stamp":"un"} |
        | PATCH /api/loans/l1 | {"stamp":"deux"}                        |
        | PATCH /api/loans/l1 | {"stamp":"trois"}                       |
      Alors l'historique de "loans/l1" ne nomme que les champs "due, remark, desk, fine, state"
      Et "GET /api/loans/l1?asOf=5" est refusé avec 410 "history_not_kept"

  Règle: lifecycle.versions: les N dernières valeurs restent, la présente comprise

    Scénario: Deux versions de trois
      Étant donné que j'envoie l'une après l'autre les demandes:
        | demande             | corps                                    |
        | POST /api/loans     | {"id":"l1","reader":"eve","remark":"un"} |
        | PATCH /api/loans/l1 | {"remark":"deux"}                        |
        | PATCH /api/loans/l1 | {"remark":"trois"}                       |
      Alors l'historique de "loans/l1" pour "remark" est:
        | événement | de     | à       |
        | 6         |        | "deux"  |
        | 7         | "deux" | "trois" |

  Règle: lifecycle.retentionDays: ce qui fut remplacé il y a plus longtemps est oublié

    Scénario: Trente jours, lus le trente et unième
      Étant donné que j'envoie l'une après l'autre les demandes:
        | demande             | corps                                  |
        | POST /api/loans     | {"id":"l1","reader":"eve","desk":"un"} |
        | PATCH /api/loans/l1 | {"desk":"deux"}                        |
        | PATCH /api/loans/l1 | {"desk":"trois"}                       |
      Quand je redémarre le serveur sur une machine qui vit 31 jours plus tard
      Alors l'historique de "loans/l1" pour "desk" est:
        | événement | de | à       |
        | 7         |    | "trois" |

  Règle: lifecycle.audited: chaque valeur reste, avec son heure et son auteur

    Scénario: Sans authentification, l'auteur est inconnu, et c'est dit
      Étant donné que j'envoie l'une après l'autre les demandes:
        | demande             | corps                                  |
        | POST /api/loans     | {"id":"l1","reader":"eve","fine":"un"} |
        | PATCH /api/loans/l1 | {"fine":"deux"}                        |
        | PATCH /api/loans/l1 | {"fine":"trois"}                       |
      Alors l'historique de "loans/l1" pour "fine" est:
        | événement | de     | à       |
        | 5         |        | "un"    |
        | 6         | "un"   | "deux"  |
        | 7         | "deux" | "trois" |
      Et chaque changement de "loans/l1" dit son événement, son heure au journal, et aucun auteur

  Règle: persistence.trackHistory: comme lifecycle.history full

    Scénario: Chaque valeur reste
      Étant donné que j'envoie l'une après l'autre les demandes:
        | demande             | corps                                   |
        | POST /api/loans     | {"id":"l1","reader":"eve","state":"un"} |
        | PATCH /api/loans/l1 | {"state":"deux"}                        |
        | PATCH /api/loans/l1 | {"state":"trois"}                       |
      Alors l'historique de "loans/l1" pour "state" est:
        | événement | de     | à       |
        | 5         |        | "un"    |
        | 6         | "un"   | "deux"  |
        | 7         | "deux" | "trois" |

  Règle: http.expose et http.writeOnly: un champ caché ne sort jamais, mais il est gardé

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
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                        | demande                | corps            | statut | code              |
        | Écrire un champ non exposé | PATCH /api/authors/ada | {"internal":"x"} | 422    | validation_failed |

  Règle: http.readOnly: un client lit le champ et ne l'écrit pas

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                                  | demande                | corps                   | statut | code            |
        | Écrire un champ en lecture seule     | PATCH /api/authors/ada | {"rank":9}              | 422    | read_only_field |
        | Créer avec un champ en lecture seule | POST /api/authors      | {"name":"Eve","rank":9} | 422    | read_only_field |

  Règle: http.create, update et delete à false: un client lit le modèle, l'application seule l'écrit

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                                | demande                   | corps                                                                            | statut | code               |
        | Créer                              | POST /api/notices         | {"text":"fermé"}                                                                 | 405    | method_not_allowed |
        | Modifier                           | PATCH /api/notices/n1     | {"text":"fermé"}                                                                 | 405    | method_not_allowed |
        | Un lot                             | POST /api/notices/bulk    | [{"text":"fermé"}]                                                               | 405    | method_not_allowed |
        | Dans une transaction               | POST /api/transaction     | {"operations":[{"op":"create","model":"notices","value":{"text":"fermé"}}]}      | 422    | validation_failed  |

  Règle: http.validate: la règle propre au champ s'ajoute à son type

    Scénario: Une valeur qui la remplit
      Quand j'envoie "PATCH /api/books/b1" avec le corps {"isbn":"978-2-07-036822-8"}
      Alors la réponse a le statut 200

    @inv-9
    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                   | demande             | corps          | statut | code              |
        | Règle propre au champ | PATCH /api/books/b1 | {"isbn":"123"} | 422    | validation_failed |

  Règle: persistence.memoryOnly: un champ en mémoire seule n'est pas écrit

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

  Règle: persistence.autoPersist: false n'écrit pas pour ce seul champ

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

  Règle: Ce qui ne change rien n'est pas écrit

    Scénario: Une modification qui ne change rien n'écrit pas d'événement
      Étant donné que j'envoie "GET /api/books/b1"
      Quand j'envoie "PATCH /api/books/b1" avec le corps {"title":"Notes","author":"ada"}
      Alors la réponse a le statut 200
      Et le journal n'a pas changé d'un octet

  Règle: persistence.replicate, persistence.noReplication, permission.read et permission.write sont mis au dossier

    Scénario: Le document de l'API les dit, en attendant la grappe et les droits
      Quand je lis le document de l'API
      Alors il dit du champ "text" de "Note":
        """json
        {"replicate":true,"permission":{"read":"notes:read","write":"notes:write"}}
        """
      Et il dit du champ "state" de "Loan":
        """json
        {"trackHistory":true,"noReplication":true}
        """
