# language: fr
@inv-4
Fonctionnalité: L'historique et les fiches à une date
  Un modèle dit, champ par champ, ce qui reste de son passé: tout, rien, les N dernières valeurs, ou celles d'un certain âge. Le
  passé est fait des seuls événements, en direct comme au rejeu, et l'instantané l'emporte avec lui. Le catalogue
  (support/apps/catalogue.cjs) déclare des champs de toutes les façons.

  Règle: Ce qui est déclaré est gardé, ni plus ni moins

    Contexte:
      Étant donné un serveur Lithair du catalogue
      Et que j'envoie l'une après l'autre les demandes:
        | demande                   | corps                                                                 |
        | POST /api/products        | {"id":"p","name":"Vis","price":1,"stock":9,"maker":"Forge","cost":4}  |
        | PATCH /api/products/p     | {"name":"Vis 2","note":"été"}                                         |
        | PATCH /api/products/p     | {"name":"Vis 3","price":1.5,"stock":8}                                |
        | PATCH /api/products/p     | {"name":"Vis 4","price":1.5,"cost":5}                                 |

    Scénario: Trois versions déclarées: les trois dernières valeurs, la présente comprise
      Alors l'historique de "products/p" pour "name" est:
        | événement | de      | à       |
        | 2         |         | "Vis 2" |
        | 3         | "Vis 2" | "Vis 3" |
        | 4         | "Vis 3" | "Vis 4" |

    Scénario: Tout garder: chaque valeur, et rien quand elle ne change pas
      Alors l'historique de "products/p" pour "price" est:
        | événement | de | à   |
        | 1         |    | 1   |
        | 3         | 1  | 1.5 |
      Et chaque changement de "products/p" dit son événement, son heure au journal, et aucun auteur

    Scénario: Ne rien garder, et ne rien montrer de ce qui est caché
      Alors l'historique de "products/p" ne nomme que les champs "name, price, note"

    Scénario: Une suppression fait partie de l'historique, qu'une nouvelle création continue
      Quand j'envoie l'une après l'autre les demandes:
        | demande                | corps                              |
        | DELETE /api/products/p |                                    |
        | POST /api/products     | {"id":"p","name":"Vis","price":2}  |
      Alors l'historique de "products/p" pour "price" est:
        | événement | de  | à         |
        | 1         |     | 1         |
        | 3         | 1   | 1.5       |
        | 5         | 1.5 | supprimée |
        | 6         |     | 2         |

    Scénario: L'historique d'une fiche supprimée se lit encore
      Quand j'envoie "DELETE /api/products/p"
      Alors "GET /api/products/p" est refusé avec 404 "not_found"
      Et l'historique de "products/p" pour "note" est:
        | événement | de    | à         |
        | 1         |       |           |
        | 2         |       | "été"     |
        | 5         | "été" | supprimée |

    Scénario: Trente jours déclarés: ce qui fut remplacé plus tôt n'est plus montré, même si rien ne se passe
      Quand j'envoie "PATCH /api/products/p" avec le corps {"note":"hiver"}
      Et que je redémarre le serveur sur une machine qui vit 29 jours plus tard
      Alors l'historique de "products/p" pour "note" est:
        | événement | de    | à       |
        | 1         |       |         |
        | 2         |       | "été"   |
        | 5         | "été" | "hiver" |
      Quand je redémarre le serveur sur une machine qui vit 31 jours plus tard
      Alors l'historique de "products/p" pour "note" est:
        | événement | de | à       |
        | 5         |    | "hiver" |
      Et "GET /api/products/p?asOf=4" est refusé avec 410 "history_not_kept"

  @inv-7 @panne
  Règle: L'historique survit comme l'état, par le journal et par l'instantané

    Scénario: SIGKILL sans instantané: le journal redonne l'historique
      Étant donné un serveur Lithair du catalogue
      Et 150 écritures tirées au sort dans le catalogue
      Et que je retiens les historiques du catalogue
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors le serveur a rejoué tout le journal
      Et les historiques sont ceux que je retiens, à l'octet près
      Et les historiques servis sont ceux que dit le journal

    Scénario: Un instantané, des écritures, SIGKILL: l'instantané et la suite redonnent l'historique
      Étant donné un serveur Lithair du catalogue
      Et 150 écritures tirées au sort dans le catalogue
      Et que je demande un instantané par SIGUSR2
      Et que j'envoie l'une après l'autre les demandes:
        | demande             | corps                                       |
        | POST /api/quotes    | {"id":"dernier","amount":1,"author":"Ada"}  |
        | PATCH /api/quotes/dernier | {"amount":2}                          |
      Et que je retiens les historiques du catalogue
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors le serveur est parti d’un instantané
      Et les historiques sont ceux que je retiens, à l'octet près
      Et les historiques servis sont ceux que dit le journal

    Scénario: Sans ses instantanés, le répertoire redonne le même historique
      Étant donné un serveur Lithair du catalogue
      Et 150 écritures tirées au sort dans le catalogue
      Et que je retiens les historiques du catalogue
      Et que j'arrête le serveur proprement
      Quand j'efface tous les instantanés du catalogue
      Et que je redémarre le serveur
      Alors le serveur a rejoué tout le journal
      Et les historiques sont ceux que je retiens, à l'octet près

    Scénario: Quand le commencement du journal est supprimé, l'instantané tient l'historique
      Étant donné un serveur Lithair du catalogue réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=200 LT_COMPACTION=delete LT_DEDUP_MAX_AGE_S=1"
      Et 1500 écritures tirées au sort dans le catalogue
      Et que je retiens les historiques du catalogue
      Quand j'arrête le serveur proprement
      Et que je redémarre le serveur
      Alors le serveur est parti d’un instantané
      Et le journal ne commence plus au premier événement, et rien n’est archivé
      Et les historiques sont ceux que je retiens, à l'octet près

  Règle: Une fiche se relit telle qu'elle était, ou la réponse dit ce qui manque

    Scénario: Un modèle qui ne garde rien le dit
      Étant donné un serveur Lithair
      Quand j'envoie "GET /api/articles/a/history"
      Alors la réponse est un refus 410 "history_not_kept"

    Scénario: Chaque fiche, à chaque événement
      Étant donné un serveur Lithair du catalogue
      Et 150 écritures tirées au sort dans le catalogue
      Alors chaque fiche, relue à chaque événement, est ce que dit le journal, ou un refus
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors chaque fiche, relue à chaque événement, est ce que dit le journal, ou un refus

    Scénario: À une heure, à un événement, avant, après, et plus tard
      Étant donné un serveur Lithair du catalogue
      Et que j'envoie l'une après l'autre les demandes:
        | demande               | corps                                               |
        | POST /api/quotes      | {"id":"q","amount":1,"terms":{"j":1},"author":"A"}  |
        | PATCH /api/quotes/q   | {"amount":2,"terms":{"k":2}}                        |
        | PATCH /api/quotes/q   | {"terms":null}                                      |
        | DELETE /api/quotes/q  |                                                     |
        | POST /api/quotes      | {"id":"r","amount":1,"author":"B"}                  |
        | PATCH /api/quotes/r   | {"amount":2}                                        |
      Alors "GET /api/quotes/r?asOf=5" rend exactement:
        """
        {"id":"r","amount":1,"author":"B"}
        """
      Et "GET /api/quotes/r?asOf=4" est refusé avec 404 "not_found"
      Et "GET /api/quotes/q?asOf=4" est refusé avec 404 "not_found"
      Et "GET /api/quotes/q?asOf=2" est refusé avec 410 "history_not_kept"
      Et "GET /api/quotes/r?asOf=7" est refusé avec 400 "invalid_query"
      Et "GET /api/quotes/r?asOf=2999-01-01T00:00:00Z" est refusé avec 400 "invalid_query"
      Et "GET /api/quotes/r?asOf=hier" est refusé avec 400 "invalid_query"
      Et "GET /api/quotes?asOf=2" est refusé avec 410 "history_not_kept"
      Quand je lis "quotes/r" à l'heure exacte de l'événement 5
      Alors le corps de la réponse est exactement:
        """
        {"id":"r","amount":1,"author":"B"}
        """

  @inv-9
  Règle: Restaurer est une modification comme une autre

    Contexte:
      Étant donné un serveur Lithair du catalogue
      Et que j'envoie l'une après l'autre les demandes:
        | demande               | corps                                                            |
        | POST /api/products    | {"id":"p","name":"Vis","price":1,"stock":9,"maker":"Forge"}      |
        | PATCH /api/products/p | {"name":"Vis 2","price":2,"stock":8,"note":"n"}                  |
        | POST /api/products    | {"id":"q","name":"Vis","price":5}                                |

    Scénario: Les valeurs d'alors, sur le présent de ce qui n'est pas gardé
      Quand j'envoie "PATCH /api/products/q" avec le corps {"name":"Clou"}
      Et que j'envoie "POST /api/products/p/restore" avec le corps {"seq":1}
      Alors la réponse a le statut 200
      Et "GET /api/products/p" rend exactement:
        """
        {"id":"p","name":"Vis","price":1,"stock":8,"maker":"Forge"}
        """
      Et l'historique de "products/p" pour "price" est:
        | événement | de | à |
        | 1         |    | 1 |
        | 2         | 1  | 2 |
        | 5         | 2  | 1 |

    Scénario: Une valeur qu'une autre fiche a prise
      Quand j'envoie "POST /api/products/p/restore" avec le corps {"seq":1}
      Alors la réponse est un refus 409 "unique_violation"
      Et le journal n'a pas changé d'un octet

    Scénario: Une étiquette dépassée
      Quand j'envoie "POST /api/products/p/restore" avec l'en-tête "if-match: "1"" et le corps {"seq":2}
      Alors la réponse est un refus 412 "stale_version"
      Et le journal n'a pas changé d'un octet

    @inv-6
    Scénario: La même demande sous la même clé n'agit qu'une fois
      Quand j'envoie "POST /api/products/p/restore" sous la clé "k" avec le corps {"seq":2}
      Et que j'envoie "POST /api/products/p/restore" sous la clé "k" avec le corps {"seq":2}
      Alors la réponse a le statut 200
      Et la réponse porte l'en-tête "idempotency-replayed: true"

    Plan du scénario: <cas>
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                                       | demande                          | corps     | statut | code              |
        | Une fiche qui n'existe pas                | POST /api/products/x/restore     | {"seq":1} | 404    | not_found         |
        | Un événement d'avant la fiche             | POST /api/products/q/restore     | {"seq":2} | 404    | not_found         |
        | Un événement qui n'est pas encore arrivé  | POST /api/products/p/restore     | {"seq":9} | 422    | validation_failed |
        | Un corps sans événement                   | POST /api/products/p/restore     | {}        | 422    | validation_failed |

    Scénario: Des valeurs qui ne sont plus gardées
      Quand j'envoie l'une après l'autre les demandes:
        | demande               | corps            |
        | PATCH /api/products/p | {"name":"Vis 3"} |
        | PATCH /api/products/p | {"name":"Vis 4"} |
      Et que j'envoie "POST /api/products/p/restore" avec le corps {"seq":1}
      Alors la réponse est un refus 410 "history_not_kept"
      Et le journal n'a pas changé d'un octet
