# language: fr
@inv-9
Fonctionnalité: Un lot, tout ou rien
  Contexte:
    Étant donné un serveur Lithair

  Règle: Un lot accepté est écrit en entier

    Scénario: Un tableau de fiches
      Quand je crée 1000 articles par lots de 1000
      Alors le fichier events.raftlog doit contenir exactement 1000 événements
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et le lot se lit dans le journal comme une seule transaction de 1000 événements

    Scénario: Des lignes de JSON
      Quand j'envoie "POST /api/articles/bulk" avec l'en-tête "content-type: application/x-ndjson" et:
        """
        {"id":"1","title":"Un","content":"a"}
        {"id":"2","title":"Deux","content":"b"}
        {"id":"3","title":"Trois","content":"c"}
        """
      Alors la réponse a le statut 201
      Et le corps de la réponse est exactement:
        """json
        {"created":3,"updated":0,"deleted":0,"ids":["1","2","3"]}
        """

    Scénario: Créer, modifier et supprimer dans le même lot
      Étant donné que je crée 3 articles rapidement
      Quand j'envoie "POST /api/articles/bulk" avec:
        """json
        {"create":[{"id":"neuf","title":"Neuf","content":"n"}],"update":[{"id":"1","title":"Modifié"}],"delete":["2"]}
        """
      Alors la réponse a le statut 201
      Et le corps de la réponse est exactement:
        """json
        {"created":1,"updated":1,"deleted":1,"ids":["neuf"]}
        """
      Et le journal compte 4 créations, 1 modifications et 1 suppressions d'articles
      Et 3 articles sont vivants dans le journal comme dans l'API

  Règle: Un lot refusé n'a rien changé, et le refus dit quel élément est fautif

    Plan du scénario: <cas>
      Étant donné que je crée 3 articles rapidement
      Quand j'envoie "POST /api/articles/bulk" avec le corps <corps>
      Alors la réponse est un refus <statut> "<code>"
      Et le refus désigne l'élément <rang> de la liste "<liste>"
      Et le journal n'a pas changé d'un octet

      Exemples:
        | cas                              | corps                                                                                       | statut | code              | rang | liste  |
        | Une fiche invalide au milieu     | [{"title":"a","content":"b"},{"title":""},{"title":"c","content":"d"}]                      | 422    | validation_failed | 1    | create |
        | Un identifiant déjà pris         | [{"id":"9","title":"a","content":"b"},{"id":"2","title":"a","content":"b"}]                 | 409    | id_taken          | 1    | create |
        | Deux fois le même dans le lot    | [{"id":"9","title":"a","content":"b"},{"id":"9","title":"c","content":"d"}]                 | 409    | id_taken          | 1    | create |
        | Modifier une fiche absente       | {"create":[{"id":"9","title":"a","content":"b"}],"update":[{"id":"absent","title":"x"}]}    | 404    | not_found         | 0    | update |
        | Supprimer une fiche absente      | {"create":[{"id":"9","title":"a","content":"b"}],"delete":["1","absent"]}                   | 404    | not_found         | 1    | delete |

    Scénario: Une adresse en double à la fin d'un lot de comptes
      Étant donné le compte "ada" d'adresse "ada@exemple.fr"
      Quand j'envoie "POST /api/users/bulk" avec le corps [{"email":"b@exemple.fr","name":"B"},{"email":"ada@exemple.fr","name":"C"}]
      Alors la réponse est un refus 409 "unique_violation"
      Et le refus désigne l'élément 1 de la liste "create"
      Et le journal n'a pas changé d'un octet

    Scénario: Un lot de 10001 éléments
      Quand j'envoie un lot de 10001 articles
      Alors la réponse est un refus 413 "too_many_items"
      Et le journal n'a pas changé d'un octet
