# language: fr
Fonctionnalité: Suivre en direct ce qui se passe
  Un abonné reçoit chaque événement acquitté, exactement une fois et dans l'ordre du journal, quelle que soit la façon d'écrire. Il revient
  avec le numéro du dernier qu'il a vu, et reprend là, depuis le journal s'il le faut. Un abonné lent ne retient personne.

  @inv-1 @inv-5
  Règle: Chaque événement, exactement une fois et dans l'ordre

    Scénario: Toutes les façons d'écrire disent les mêmes événements
      Étant donné un serveur Lithair
      Et un abonné à "/api/events"
      Quand j'envoie l'une après l'autre les demandes:
        | demande                  | corps                                                                                        |
        | POST /api/articles       | {"id":"a","title":"A","content":"un"}                                                        |
        | PATCH /api/articles/a    | {"title":"Été"}                                                                              |
        | PUT /api/articles/a      | {"title":"Été","content":"deux"}                                                             |
        | PUT /api/articles/a      | {"title":"Été","content":"deux"}                                                             |
        | POST /api/articles/bulk  | {"create":[{"id":"b","title":"B","content":"x"}],"update":[{"id":"a","author":"Ada"}]}       |
        | POST /api/transaction    | {"operations":[{"op":"delete","model":"articles","id":"a"},{"op":"create","model":"comments","value":{"id":"c","articleId":"b","author":"Ada","body":"ok"}}]} |
        | DELETE /api/articles/b   |                                                                                              |
      Alors chaque abonné a reçu tous les événements du journal, chacun une fois et dans l'ordre
      Et un nouvel abonné à "/api/events?since=0" reçoit la même chose, à l'octet près

    Scénario: SIGKILL en pleine écriture, trois fois: chacun reprend où il en était
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_FEED_BUFFER_SIZE=65536"
      Et 4 abonnés à "/api/articles/events?since=0" qui reviennent où ils en étaient
      Et 4 abonnés à "/api/articles/events?since=0" qui perdent sans cesse leur connexion
      Quand 3 fois de suite, je tue le serveur en pleine écriture de 20 clients puis je le redémarre
      Alors chaque abonné a reçu tous les événements du journal, chacun une fois et dans l'ordre
      Et chaque abonné est revenu au moins 3 fois

    Scénario: 100 abonnés pendant que 20 clients écrivent
      Étant donné un serveur Lithair
      Et 100 abonnés à "/api/articles/events"
      Quand je crée 500 articles en parallèle avec 20 threads
      Alors chaque abonné a reçu tous les événements du journal, chacun une fois et dans l'ordre

    Scénario: Rien n'est dit avant d'être sur le disque
      Étant donné un serveur Lithair dont le disque met 400 ms à synchroniser
      Et un abonné à "/api/events"
      Quand j'envoie "POST /api/articles" avec le corps {"id":"a","title":"A","content":"x"}
      Alors l'abonné n'a rien su avant 350 ms, et sait tout ensuite

  Règle: Chacun demande ce qu'il veut

    Contexte:
      Étant donné un serveur Lithair
      Et que j'envoie l'une après l'autre les demandes:
        | demande               | corps                                                  |
        | POST /api/articles    | {"id":"a","title":"A","content":"x","author":"Ada"}    |
        | POST /api/articles    | {"id":"b","title":"B","content":"x","author":"Grace"}  |
        | PATCH /api/articles/b | {"author":"Ada"}                                       |
        | PATCH /api/articles/a | {"author":"Alan"}                                      |
        | DELETE /api/articles/b |                                                       |

    Scénario: Depuis un événement, par type, par champ, par identifiant
      Alors de nouveaux abonnés reçoivent exactement:
        | demande                                      | événements |
        | articles/events?since=0                      | 1 2 3 4 5  |
        | articles/events?since=3                      | 4 5        |
        | articles/events?since=0&type=created,deleted | 1 2 5      |
        | events?since=0&type=ArticleUpdated           | 3 4        |
        | articles/events?since=0&author=Ada           | 1 3 5      |
        | articles/events?since=0&id=a                 | 1 4        |

    Scénario: Ce qui n'a pas de sens est refusé
      Alors ces demandes sont refusées avec 400:
        | demande                               | code             |
        | articles/events?since=6               | invalid_event_id |
        | events?since=hier                     | invalid_event_id |
        | events?snapshot=oui                   | invalid_query    |
        | events?author=Ada                     | invalid_query    |
        | articles/events?couleur=bleu          | invalid_query    |
        | articles/events?snapshot=true&since=1 | invalid_query    |
      Et "DELETE /api/articles/events" est refusé avec 400 "invalid_id"

  Règle: Un événement de l'application est dit à qui sa déclaration permet de le connaître

    @inv-1 @panne
    Scénario: En direct parmi les autres, puis relu du journal après un SIGKILL
      Étant donné un serveur Lithair de l'application "ventes"
      Et un abonné à "/api/events"
      Quand j'envoie l'une après l'autre les demandes:
        | demande                       | corps                                                          |
        | POST /api/events/OrderPlaced  | {"orderId":"o1","userId":"ada","total":12.5}                   |
        | POST /api/events/CommentAdded | {"userId":"ada","text":"entre nous"}                           |
        | POST /api/products            | {"id":"p1","shelf":"a","stock":3}                              |
        | POST /api/transaction         | {"operations":[{"op":"update","model":"products","id":"p1","patch":{"stock":2}},{"op":"emit","event":"OrderPlaced","value":{"orderId":"o2","userId":"eve","total":1}}]} |
      Alors l'abonné apprend exactement:
        | numéro | nom         | au sujet de | contenu                                      |
        | 1      | OrderPlaced | o1          | {"orderId":"o1","userId":"ada","total":12.5} |
        | 3      | created     | p1          | {"id":"p1","shelf":"a","stock":3}            |
        | 4      | updated     | p1          | {"id":"p1","shelf":"a","stock":2}            |
        | 5      | OrderPlaced | o2          | {"orderId":"o2","userId":"eve","total":1}    |
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors un nouvel abonné à "/api/events?since=0" reçoit la même chose, à l'octet près
      Et ces demandes sont refusées avec 400:
        | demande                          | code          |
        | events?type=CommentAdded         | invalid_query |
        | events?type=UserForgotten        | invalid_query |
        | products/events?type=OrderPlaced | invalid_query |

  Règle: D'abord les fiches, puis ce qui leur arrive

    Scénario: La copie que tient un abonné est la liste servie, écrite pendant ce temps par 20 clients
      Étant donné un serveur Lithair
      Et que je crée 1000 articles rapidement
      Quand un abonné à "/api/articles/events?snapshot=true" arrive pendant que 20 clients créent 500 articles
      Alors la copie que tient l'abonné est la liste servie

  Règle: Un abonné lent, absent ou de trop ne gêne personne

    @inv-8
    Scénario: Qui ne lit plus est fermé, sait où reprendre, et reprend
      Étant donné un serveur Lithair réglé avec "LT_FEED_BUFFER_SIZE=1048576 LT_FEED_HEARTBEAT_MS=600000"
      Et un abonné à "/api/articles/events" qui ne lit plus
      Et un abonné à "/api/articles/events?since=0" qui revient où il en était
      Quand je crée 30 articles de 500 Ko
      Alors le second abonné a reçu 30 événements
      Et il ne reste qu'un abonné
      Et le premier abonné, qui lit à nouveau, apprend qu'il est en retard et d'où reprendre
      Et il a reçu 30 événements quand il revient

    @inv-8
    Scénario: Un abonné de trop est refusé, et reçu dès qu'un autre part
      Étant donné un serveur Lithair réglé avec "LT_FEED_SUBSCRIBERS_MAX=1"
      Et les refus 503 sont attendus
      Et un abonné à "/api/events"
      Alors "GET /api/events" est refusé avec 503 "too_many_subscribers"
      Quand l'abonné s'en va
      Alors un autre abonné à "/api/events" est bientôt reçu

    Scénario: Un signe de vie, qui dit aussi jusqu'où un abonné qui filtre a été servi
      Étant donné un serveur Lithair réglé avec "LT_FEED_HEARTBEAT_MS=50"
      Et un abonné à "/api/articles/events?id=jamais"
      Quand je crée 10 articles rapidement
      Alors l'abonné, sans avoir reçu d'événement, sait qu'il peut reprendre à 10

    Scénario: Un arrêt propre ferme les flux sans les attendre
      Étant donné un serveur Lithair
      Et 10 abonnés à "/api/events"
      Quand j'arrête le serveur proprement
      Alors le serveur s'arrête avec le code 0
      Et chaque flux est fini, et le serveur n'a pas attendu 5 s
