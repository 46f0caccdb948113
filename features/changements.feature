# language: fr
Fonctionnalité: Une modification dit ce qu'elle change
  Un événement de modification porte la fiche entière, pour être rejoué seul, et les noms des champs qui ont changé, pour qui veut
  savoir quoi sans comparer. Une modification qui ne change rien n'écrit rien.

  Contexte:
    Étant donné un serveur Lithair de l'application "bibliotheque" réglé avec "LT_SNAPSHOT_EVERY=0"
    Et que j'envoie l'une après l'autre les demandes:
      | demande           | corps                                                          |
      | POST /api/authors | {"id":"ada","name":"Ada","secret":"x"}                         |
      | POST /api/shelves | {"id":"s1","label":"A"}                                        |
      | POST /api/books   | {"id":"b1","title":"Notes","author":"ada","shelf":"s1"}        |

  @inv-4
  Règle: Le journal et le direct nomment les champs ajoutés, modifiés ou retirés, et ceux-là seulement

    Scénario: PATCH, PUT, lot, transaction, suppression en cascade, puis SIGKILL
      Étant donné un abonné à "/api/events?since=0"
      Quand j'envoie l'une après l'autre les demandes:
        | demande               | corps                                                                                                       |
        | PATCH /api/books/b1   | {"isbn":"978-2-07-036822-8","title":"Notes, tome 1"}                                                        |
        | PATCH /api/books/b1   | {"title":"Notes, tome 1","author":"ada"}                                                                    |
        | PUT /api/books/b1     | {"id":"b1","title":"Notes","author":"ada","shelf":"s1","isbn":"978-2-07-036822-8","language":"en"}          |
        | POST /api/books/bulk  | {"update":[{"id":"b1","isbn":null}]}                                                                        |
        | POST /api/transaction | {"operations":[{"op":"update","model":"books","id":"b1","patch":{"title":"Fin"}},{"op":"update","model":"books","id":"b1","patch":{"title":"Fin.","language":"fr"}}]} |
        | DELETE /api/shelves/s1 |                                                                                                            |
      Alors le journal dit que ces événements ont changé:
        | seq | champs         |
        | 4   | title isbn     |
        | 5   | title language |
        | 6   | isbn           |
        | 7   | title          |
        | 8   | title language |
        | 9   | shelf          |
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors un nouvel abonné à "/api/events?since=0" reçoit la même chose, à l'octet près
      Et un abonné à "/api/books/events?since=5" apprend que ces événements ont changé:
        | seq | champs         |
        | 6   | isbn           |
        | 7   | title          |
        | 8   | title language |
        | 9   | shelf          |

    Scénario: Les trames binaires et chaînées le disent aussi
      Étant donné que le serveur redémarre réglé avec "LT_ENABLE_BINARY=1 LT_HASH_CHAIN=1"
      Quand j'envoie l'une après l'autre les demandes:
        | demande             | corps                                 |
        | PATCH /api/books/b1 | {"language":"en","title":"Notes, II"} |
        | PATCH /api/books/b1 | {"shelf":null}                        |
      Alors le journal dit que ces événements ont changé:
        | seq | champs         |
        | 4   | title language |
        | 5   | shelf          |
      Quand j'inspecte le journal avec ""
      Alors l'inspection donne les événements 1 à 5, tels que le journal les tient

  Règle: Ce que les clients ne voient pas ne leur est pas nommé

    Scénario: Un champ en écriture seule change
      Quand j'envoie l'une après l'autre les demandes:
        | demande                | corps          |
        | PATCH /api/authors/ada | {"secret":"y"} |
      Alors le journal dit que ces événements ont changé:
        | seq | champs |
        | 4   | secret |
      Et un abonné à "/api/authors/events?since=0" apprend que ces événements ont changé:
        | seq | champs |
        | 4   |        |

  @inv-6
  Règle: Une modification qui ne change rien n'écrit rien, ou sa seule clé

    Scénario: La même chose, sans clé puis sous une clé
      Étant donné que j'envoie "PATCH /api/books/b1" avec le corps {"title":"Notes"}
      Et que j'envoie "PATCH /api/books/b1" avec l'en-tête "idempotency-key: k-1" et le corps {"title":"Notes"}
      Alors la réponse a le statut 200
      Et le journal dit que ces événements ont changé:
        | seq | champs |
        | 4   |        |

    Scénario: Ce qui n'est pas sur la fiche n'est pas nommé, et ce qui attendait son événement l'est avec lui
      Quand j'envoie l'une après l'autre les demandes:
        | demande             | corps                     |
        | PATCH /api/books/b1 | {"views":7}               |
        | PATCH /api/books/b1 | {"bookmark":12}           |
        | PATCH /api/books/b1 | {"title":"II","views":8}  |
      Alors le journal dit que ces événements ont changé:
        | seq | champs         |
        | 4   | title bookmark |
