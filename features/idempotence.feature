# language: fr
@inv-6
Fonctionnalité: Une demande envoyée deux fois n'agit qu'une fois
  Une clé d'idempotence (en-tête Idempotency-Key) nomme une demande. Un client qui n'a pas reçu sa réponse renvoie la
  même demande sous la même clé: il reçoit la première réponse, et rien n'est écrit une seconde fois. La clé est dans le
  journal, avec l'événement: elle survit à tout ce à quoi l'événement survit.

  Contexte:
    Étant donné que la persistence est activée par défaut

  Règle: La première réponse est rendue à nouveau, octet pour octet

    Plan du scénario: <cas>, envoyé quatre fois sous la même clé
      Étant donné un serveur Lithair
      Et l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "<demande>" sous la clé "cle-1" avec le corps <corps>
      Et que je renvoie 3 fois la demande de la clé "cle-1"
      Alors la clé "cle-1" a reçu 4 fois la même réponse <statut>
      Et le fichier events.raftlog doit contenir exactement <événements> événements

      Exemples:
        | cas                     | demande                  | corps                                                                                                        | statut | événements |
        | POST                    | POST /api/articles       | {"id":"7","title":"Été","content":"é"}                                                                       | 201    | 2          |
        | POST sans identifiant   | POST /api/articles       | {"title":"Été","content":"é"}                                                                                | 201    | 2          |
        | PUT                     | PUT /api/articles/42     | {"title":"Remplacé","content":"n"}                                                                           | 200    | 2          |
        | PATCH                   | PATCH /api/articles/42   | {"title":"Modifié"}                                                                                          | 200    | 2          |
        | DELETE                  | DELETE /api/articles/42  | vide                                                                                                         | 204    | 2          |
        | Un lot                  | POST /api/articles/bulk  | [{"title":"a","content":"b"},{"title":"c","content":"d"}]                                                    | 201    | 3          |
        | Un lot d'une fiche      | POST /api/articles/bulk  | [{"title":"a","content":"b"}]                                                                                | 201    | 2          |
        | Un lot de tout à la fois | POST /api/articles/bulk | {"create":[{"id":"9","title":"a","content":"b"}],"update":[{"id":"42","title":"x"}],"delete":["9"]}          | 201    | 4          |

    Scénario: La fiche a changé depuis, la réponse rejouée est celle d'alors
      Étant donné un serveur Lithair
      Et l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "PATCH /api/articles/42" sous la clé "cle-1" avec le corps {"title":"De moi"}
      Et que j'envoie "PATCH /api/articles/42" sous la clé "cle-2" avec le corps {"title":"D'une autre"}
      Et que je renvoie 1 fois la demande de la clé "cle-1"
      Alors la clé "cle-1" a reçu 2 fois la même réponse 200
      Et "GET /api/articles/42" rend exactement:
        """json
        {"id":"42","title":"D'une autre","content":"Contenu","author":"Ada"}
        """

    Scénario: La clé entre guillemets, comme la veut la norme, est la même clé
      Étant donné un serveur Lithair
      Quand j'envoie "POST /api/articles" sous la clé "cle-1" avec le corps {"title":"a","content":"b"}
      Et que je renvoie la demande de la clé "cle-1" avec la clé entre guillemets
      Alors la clé "cle-1" a reçu 2 fois la même réponse 201
      Et le fichier events.raftlog doit contenir exactement 1 événements

    Scénario: La clé se lit dans le journal
      Étant donné un serveur Lithair
      Quand j'envoie "POST /api/articles" sous la clé "cle-1" avec le corps {"title":"a","content":"b"}
      Et que j'envoie "POST /api/articles/bulk" sous la clé "cle-2" avec le corps [{"title":"a","content":"b"},{"title":"c","content":"d"}]
      Alors 1 lignes du journal contiennent le texte «"idempotency_key":"cle-1"»
      Et 1 lignes du journal contiennent le texte «"idempotency_key":"cle-2"»
      Et chaque clé n'a agi qu'une fois dans le journal

  Règle: Une autre demande sous la même clé est refusée

    Plan du scénario: <différence>
      Étant donné un serveur Lithair
      Et l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "PATCH /api/articles/42" sous la clé "cle-1" avec le corps {"title":"Un"}
      Et que j'envoie "<demande>" sous la clé "cle-1" avec l'en-tête "<en-tête>" et le corps <corps>
      Alors la réponse est un refus 422 "idempotency_key_reused"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | différence               | demande                | en-tête                        | corps            |
        | Un autre corps           | PATCH /api/articles/42 | accept: */*                    | {"title":"Deux"} |
        | Une autre méthode        | PUT /api/articles/42   | accept: */*                    | {"title":"Un"}   |
        | Une autre fiche          | PATCH /api/articles/43 | accept: */*                    | {"title":"Un"}   |
        | Une précondition de plus | PATCH /api/articles/42 | if-match: *                    | {"title":"Un"}   |

  Règle: Cent fois la même demande en même temps n'ont qu'un effet

    Plan du scénario: 10 clés, 100 fois chacune, au niveau "<niveau>"
      Étant donné un serveur Lithair au niveau de durabilité "<niveau>"
      Quand j'envoie en même temps 100 fois chacune de 10 créations sous leur clé
      Alors chacune des 10 clés a reçu 100 fois une même réponse
      Et le fichier events.raftlog doit contenir exactement 10 événements
      Et chaque clé n'a agi qu'une fois dans le journal

      Exemples:
        | niveau |
        | disk   |
        | os     |
        | memory |

    Scénario: Un serveur qui refuse par moments: chacun réessaie sous sa clé
      Étant donné un serveur Lithair réglé avec "LT_MAX_EVENTS_BUFFER=4"
      Et que les refus 503 sont attendus
      Quand 60 clients créent 5 articles chacun, et réessaient sous la même clé tant qu'ils sont refusés
      Alors le fichier events.raftlog doit contenir exactement 300 événements
      Et chaque clé n'a agi qu'une fois dans le journal

  @panne
  Règle: Une clé survit à ce à quoi survit son événement

    Scénario: SIGKILL, puis réémission
      Étant donné un serveur Lithair
      Quand j'envoie "POST /api/articles" sous la clé "cle-1" avec le corps {"title":"a","content":"b"}
      Et que j'envoie "POST /api/articles/bulk" sous la clé "cle-2" avec le corps [{"title":"a","content":"b"},{"title":"c","content":"d"}]
      Et que je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Et que je renvoie 1 fois la demande de la clé "cle-1"
      Et que je renvoie 1 fois la demande de la clé "cle-2"
      Alors la clé "cle-1" a reçu 2 fois la même réponse 201
      Et la clé "cle-2" a reçu 2 fois la même réponse 201
      Et le fichier events.raftlog doit contenir exactement 3 événements

    Scénario: SIGKILL entre l'écriture et la réponse, puis réémission
      Étant donné un serveur Lithair
      Quand le serveur est tué dès que la création de la clé "cle-1" est dans le journal, sans que le client l'ait su
      Et que je redémarre le serveur
      Et que je renvoie 2 fois la demande de la clé "cle-1"
      Alors la clé "cle-1" a reçu 2 fois la même réponse 201
      Et la demande de la clé "cle-1" n'a jamais été exécutée à nouveau
      Et le fichier events.raftlog doit contenir exactement 1 événements

    Scénario: SIGKILL dès la première réponse à une rafale de la même demande
      Étant donné un serveur Lithair
      Quand 5 fois de suite, j'envoie 20 fois une création sous sa clé et je tue le serveur à la première réponse
      Alors toute clé qui a reçu une réponse est dans le journal
      Et chaque clé n'a agi qu'une fois dans le journal

    @lent
    Plan du scénario: SIGKILL en pleine écriture au niveau "<niveau>", puis tout est renvoyé
      Étant donné un serveur Lithair au niveau de durabilité "<niveau>"
      Quand 3 fois de suite, je tue le serveur en pleine écriture sous clé de 50 clients puis tout est renvoyé
      Alors chaque clé n'a agi qu'une fois dans le journal
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et la liste de l'API est le rejeu du journal

      Exemples:
        | niveau |
        | disk   |
        | os     |

    Plan du scénario: Un redémarrage propre, <cas>
      Étant donné un serveur Lithair réglé avec "<réglage>"
      Quand j'envoie "POST /api/articles" sous la clé "cle-1" avec le corps {"title":"a","content":"b"}
      Et que j'arrête le serveur proprement
      Et que le fichier "dedup.raftids" est <état>
      Et que je redémarre le serveur
      Et que je renvoie 1 fois la demande de la clé "cle-1"
      Alors la clé "cle-1" a reçu 2 fois la même réponse 201
      Et la demande de la clé "cle-1" n'a jamais été exécutée à nouveau
      Et le fichier events.raftlog doit contenir exactement 1 événements

      Exemples:
        | cas                                  | réglage              | état     |
        | son fichier de clés en place         | LT_DEDUP_PERSIST=1   | présent  |
        | sans fichier de clés                 | LT_DEDUP_PERSIST=0   | absent   |
        | sans instantané                      | LT_SNAPSHOT_EVERY=0  | absent   |

      @inv-7
      Exemples: le fichier n'est qu'un cache
        | cas                                  | réglage              | état     |
        | son fichier de clés effacé           | LT_DEDUP_PERSIST=1   | effacé   |
        | son fichier de clés abîmé            | LT_DEDUP_PERSIST=1   | abîmé    |
        | son fichier de clés tronqué          | LT_DEDUP_PERSIST=1   | tronqué  |
        | le fichier de clés d'un autre journal | LT_DEDUP_PERSIST=1  | étranger |

  @inv-9
  Règle: Un refus ne prend pas la clé

    Scénario: Une demande refusée, corrigée sous la même clé
      Étant donné un serveur Lithair
      Quand j'envoie "POST /api/articles" sous la clé "cle-1" avec le corps {"title":""}
      Alors la réponse est un refus 422 "validation_failed"
      Quand j'envoie "POST /api/articles" sous la clé "cle-1" avec le corps {"title":"a","content":"b"}
      Alors la réponse a le statut 201
      Et le fichier events.raftlog doit contenir exactement 1 événements

    Scénario: La même demande, devenue possible
      Étant donné un serveur Lithair
      Quand j'envoie "DELETE /api/articles/42" sous la clé "cle-1" avec le corps vide
      Alors la réponse est un refus 404 "not_found"
      Étant donné l'article "42" de titre "Bonjour" et d'autrice "Ada"
      Quand j'envoie "DELETE /api/articles/42" sous la clé "cle-1" avec le corps vide
      Alors la réponse a le statut 204
      Et la réponse n'est pas rejouée

  @inv-8
  Règle: La mémoire des clés a des bornes, la plus ancienne est oubliée d'abord

    Scénario: Le nombre
      Étant donné un serveur Lithair réglé avec "LT_DEDUP_MAX_KEYS=3"
      Quand j'envoie sous les clés "cle-1, cle-2, cle-3, cle-4" une création chacune
      Et que je renvoie 1 fois la demande de la clé "cle-2"
      Alors la clé "cle-2" a reçu 2 fois la même réponse 201
      Quand je renvoie 1 fois la demande de la clé "cle-1"
      Alors la réponse n'est pas rejouée

    Scénario: L'âge, d'après les événements
      Étant donné un serveur Lithair réglé avec "LT_DEDUP_MAX_AGE_S=1"
      Quand j'envoie sous les clés "cle-1" une création chacune
      Et que je renvoie 1 fois la demande de la clé "cle-1"
      Alors la clé "cle-1" a reçu 2 fois la même réponse 201
      Et pendant que d'autres écrivent, la clé "cle-1" finit par être oubliée, en plus d'une seconde

    Scénario: Une avalanche de clés
      Étant donné un serveur Lithair réglé avec "LT_DEDUP_MAX_KEYS=100"
      Quand 50 clients créent 2000 articles, chacun sous une clé nouvelle
      Alors le statut du nœud compte 100 clés

  Règle: Une clé est faite de 1 à 128 caractères ASCII visibles

    Scénario: Des clés qui n'en sont pas
      Étant donné un serveur Lithair
      Et que je crée 1 articles rapidement
      Quand j'envoie une création sous chacune de ces clés:
        | clé            | pourquoi                   |
        | rien           | vide                       |
        | ""             | des guillemets vides       |
        | "a             | un guillemet de trop       |
        | deux mots      | une espace                 |
        | a\\b           | une barre oblique inversée |
        | été            | un accent                  |
        | "a";p=1        | un paramètre               |
        | a, b           | deux en-têtes              |
        | 129 caractères | trop longue                |
      Alors les 9 réponses sont des refus 400 "invalid_idempotency_key"
      Et le journal n'a pas changé d'un octet

    Scénario: Un million de caractères
      Étant donné un serveur Lithair
      Et que je crée 1 articles rapidement
      Quand j'envoie une création sous la clé faite de 1000000 caractères
      Alors la réponse est un refus 431 "headers_too_large"
      Et le journal n'a pas changé d'un octet

    Scénario: 128 caractères
      Étant donné un serveur Lithair
      Quand j'envoie une création sous la clé faite de 128 caractères
      Alors la réponse a le statut 201
