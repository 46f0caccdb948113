# language: fr
Fonctionnalité: Les événements d'une application et les vues qu'elle en tire
  Une application ajoute des types d'événements et des vues: des valeurs par clé, faites des seuls événements. Le journal
  reste la vérité: une vue est refaite de lui, et dit la même chose avant et après un SIGKILL.

  Règle: Un événement de l'application est un événement comme les autres

    Contexte:
      Étant donné un serveur Lithair de l'application "ventes"

    Scénario: Une commande passée se lit dans les vues et dans le journal
      Quand j'envoie "POST /api/events/OrderPlaced" avec le corps {"orderId":"o1","userId":"ada","total":12.5}
      Alors la réponse a le statut 201
      Et la réponse porte l'en-tête "Lithair-Durability: disk; seq=1"
      Et "GET /api/views/orders_by_user/ada" rend exactement:
        """json
        ["o1"]
        """
      Et "GET /api/views/user_analytics" rend exactement:
        """json
        {"items":[
          {"key":"ada","value":{"orders":1,"spent":12.5,"comments":0}},
          {"key":"all","value":{"orders":1,"spent":12.5,"comments":0}}
        ],"next":null,"total":2}
        """
      Et le journal contient dans l'ordre:
        | type        | fiche |
        | OrderPlaced | o1    |

    @inv-9 @panne
    Scénario: Dans une transaction avec des fiches, tout ou rien
      Quand j'envoie "POST /api/transaction" avec:
        """json
        {"operations":[
          {"op":"create","model":"products","value":{"id":"p1","shelf":"a","stock":3}},
          {"op":"emit","event":"OrderPlaced","value":{"orderId":"o1","userId":"ada","total":2}},
          {"op":"update","model":"products","id":"p1","patch":{"stock":2}}
        ]}
        """
      Alors le corps de la réponse est exactement:
        """json
        {"created":1,"updated":1,"deleted":0,"ids":["p1"]}
        """
      Quand j'envoie "POST /api/transaction" avec:
        """json
        {"operations":[
          {"op":"emit","event":"OrderPlaced","value":{"orderId":"o2","userId":"ada","total":2}},
          {"op":"update","model":"products","id":"p2","patch":{"stock":2}}
        ]}
        """
      Alors la réponse est un refus 404 "not_found"
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors le journal contient dans l'ordre:
        | type           | fiche |
        | ProductCreated | p1    |
        | OrderPlaced    | o1    |
        | ProductUpdated | p1    |
      Et "GET /api/views/orders_by_user/ada" rend exactement:
        """json
        ["o1"]
        """

    @inv-6 @panne
    Scénario: Une clé d'idempotence, SIGKILL, puis la même demande
      Quand j'envoie "POST /api/events/OrderPlaced" avec l'en-tête "Idempotency-Key: c1" et le corps {"orderId":"o1","userId":"ada","total":3}
      Et que je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Et que j'envoie "POST /api/events/OrderPlaced" avec l'en-tête "Idempotency-Key: c1" et le corps {"orderId":"o1","userId":"ada","total":3}
      Alors la réponse porte l'en-tête "Idempotency-Replayed: true"
      Et "GET /api/views/orders_by_user/ada" rend exactement:
        """json
        ["o1"]
        """

    @inv-9
    Plan du scénario: <cas>: refusé
      Quand j'envoie "<demande>" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                                   | demande                        | corps                                           | statut | code              |
        | Un total négatif                      | POST /api/events/OrderPlaced   | {"orderId":"o1","userId":"ada","total":-1}       | 422    | validation_failed |
        | Un champ de trop                      | POST /api/events/OrderPlaced   | {"orderId":"o1","userId":"ada","total":1,"x":1}  | 422    | validation_failed |
        | Un identifiant qui n'en est pas un    | POST /api/events/OrderPlaced   | {"orderId":"o 1","userId":"ada","total":1}       | 422    | validation_failed |
        | Une liste                             | POST /api/events/OrderPlaced   | [1]                                             | 422    | validation_failed |
        | Un événement que nul client n'émet    | POST /api/events/UserForgotten | {"userId":"ada"}                                | 404    | route_not_found   |
        | Un événement qui n'est pas déclaré    | POST /api/events/OrderEaten    | {}                                              | 404    | route_not_found   |
        | Le même, dans une transaction         | POST /api/transaction          | {"operations":[{"op":"emit","event":"UserForgotten","value":{"userId":"ada"}}]} | 422 | validation_failed |
        | Un total négatif, dans une transaction | POST /api/transaction         | {"operations":[{"op":"emit","event":"OrderPlaced","value":{"orderId":"o1","userId":"ada","total":-1}}]} | 422 | validation_failed |
        | Une vue que l'on voudrait écrire      | POST /api/views/orders_by_user | {}                                              | 405    | method_not_allowed |

    Scénario: Une vue qui n'est pas exposée, une clé sans valeur, un paramètre inconnu
      Alors "GET /api/views/secret" est refusé avec 404 "route_not_found"
      Et "GET /api/views/orders_by_user/ada" est refusé avec 404 "not_found"
      Et "GET /api/views/orders_by_user?sort=key" est refusé avec 400 "invalid_query"

    @inv-9
    Scénario: Ce qu'une vue ne peut pas prendre n'est jamais acquitté
      Étant donné une faute 500 est attendue
      Quand j'envoie "POST /api/events/OrderPlaced" avec le corps {"orderId":"o1","userId":"ada","total":1000001}
      Alors la réponse est un refus 500 "view_failed"
      Et le journal n'a pas changé d'un octet
      Et "GET /api/views/orders_by_user/ada" est refusé avec 404 "not_found"

  @inv-9
  Règle: Une application peut refuser ce qu'une vue ne veut pas compter

    Contexte:
      Étant donné un serveur Lithair de l'application "ventes"

    Scénario: Un refus a une raison de l'application, et rien n'est écrit
      Quand j'envoie "POST /api/events/OrderPlaced" avec le corps {"orderId":"o1","userId":"ada","total":100001}
      Alors la réponse est un refus 409 "refused"
      Et le corps de la réponse est exactement:
        """json
        {"type":"about:blank","title":"The application refuses it","status":409,"code":"refused","detail":"ask the bank first","reason":"too_dear","details":{"most":100000}}
        """
      Et le journal n'a pas changé d'un octet
      Et "GET /api/views/orders_by_user/ada" est refusé avec 404 "not_found"

    Scénario: Une clé d'idempotence d'une demande refusée reste libre
      Quand j'envoie "POST /api/events/OrderPlaced" avec l'en-tête "Idempotency-Key: k1" et le corps {"orderId":"o1","userId":"ada","total":100001}
      Et que j'envoie "POST /api/events/OrderPlaced" avec l'en-tête "Idempotency-Key: k1" et le corps {"orderId":"o1","userId":"ada","total":3}
      Alors la réponse a le statut 201

  @inv-4
  Règle: Les vues sont refaites du journal

    Contexte:
      Étant donné un serveur Lithair de l'application "ventes"
      Et 60 ventes tirées au hasard

    @panne
    Scénario: Des ventes, SIGKILL, puis un départ qui rejoue tout
      Alors chaque vue dit ce que raconte le journal
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors chaque vue dit ce que raconte le journal

    @panne @inv-7
    Scénario: Des ventes, un instantané, d'autres ventes, puis SIGKILL
      Étant donné que je demande par SIGUSR2 un instantané de tout ce qui est écrit
      Et que j'envoie "POST /api/events/OrderPlaced" avec le corps {"orderId":"fin","userId":"zoé","total":1}
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors chaque vue dit ce que raconte le journal

    @panne
    Scénario: Une définition change: la vue est refaite du journal entier
      Étant donné que je demande par SIGUSR2 un instantané de tout ce qui est écrit
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur sur l'application "ventes-en-centimes"
      Alors chaque vue dit ce que raconte le journal, les dépenses en centimes

    Scénario: Des événements que plus rien ne déclare
      Quand j'arrête le serveur proprement
      Et que je relance le serveur sur l'application "boutique", qui refuse
      Alors le serveur refuse de démarrer avec le code 78

  Règle: Une déclaration qui n'a pas de sens arrête le départ

    Plan du scénario: <cas>
      Quand je lance le serveur sur les événements <événements> et les vues <vues>
      Alors le serveur refuse de démarrer avec le code 78
      Et le refus tient en une ligne qui dit "<raison>"

      Exemples:
        | cas                            | événements                         | vues                                                         | raison                                     |
        | Le nom d'un autre événement    | [defineEvent('ThingCreated', {})]  | []                                                           | it is that of the model things too         |
        | Un nom qui n'en est pas un     | [defineEvent('said', {})]          | []                                                           | a name is letters and digits               |
        | Un accès qui n'existe pas      | [defineEvent('Read', {}, { http: { expose: true } })] | []                                        | http is true, false, or { emit, read }     |
        | Une vue de rien                | [Said]                             | [defineView('v', { on: [] })]                                | on is a list of on(event, { reduce })      |
        | Un événement qui n'est pas là  | []                                 | [defineView('v', { on: [on(Said, { reduce })] })]            | it listens to Said, which is not declared  |
        | Une option qui n'existe pas    | [Said]                             | [defineView('v', { keys: 1, on: [on(Said, { reduce })] })]   | keys is no option                          |
