# language: fr
Fonctionnalité: Une déclaration qui n'a pas de sens arrête le départ
  Ce qui est déclaré est appliqué; ce qui ne peut pas l'être est dit en une ligne, avant d'ouvrir quoi que ce soit.

  Règle: La ligne nomme le modèle, le champ et l'attribut, et le code de sortie est 78

    Plan du scénario: <cas>
      Quand je lance le serveur sur un modèle "things" au champ "it" déclaré <attributs>
      Alors le serveur refuse de démarrer avec le code 78
      Et le refus tient en une ligne qui dit "<raison>"

      Exemples:
        | cas                               | attributs                                                                                          | raison                                             |
        | Attribut mal écrit                | {"db":{"uniqe":true}}                                                                              | it: db.uniqe is no attribute                       |
        | Groupe inconnu                    | {"storage":{}}                                                                                     | it: storage is no group of attributes              |
        | Clé primaire ailleurs             | {"db":{"primaryKey":true}}                                                                         | it: db.primaryKey                                  |
        | Unique, mais jamais au journal    | {"db":{"unique":true,"default":""},"persistence":{"memoryOnly":true}}                              | nothing of it is on record for unique              |
        | Indexé, mais pas à chaque fois    | {"db":{"indexed":true},"persistence":{"autoPersist":false}}                                        | it: persistence.autoPersist false: unique, indexed |
        | Annulable, dit par un mot         | {"db":{"nullable":"yes"}}                                                                          | it: db.nullable is true or false                   |
        | Valeur par défaut d'un autre type | {"db":{"default":3}}                                                                               | it: db.default is not a value of the field         |
        | Modèle cité qui n'existe pas      | {"db":{"references":"ghosts"}}                                                                     | it: db.references ghosts                           |
        | onDelete de rien                  | {"db":{"onDelete":"cascade"}}                                                                      | it: db.onDelete needs db.references                |
        | setNull sans null                 | {"db":{"references":"things","onDelete":"setNull"}}                                                | it: db.onDelete setNull needs db.nullable          |
        | Immuable, mais effacé             | {"db":{"references":"things","onDelete":"setNull","nullable":true},"lifecycle":{"immutable":true}} | lifecycle.immutable keeps                          |
        | Zéro version                      | {"lifecycle":{"versions":0}}                                                                       | it: lifecycle.versions is a whole number           |
        | Tout, et trois                    | {"lifecycle":{"history":"full","versions":3}}                                                      | it: lifecycle.history full keeps all               |
        | Historique de rien                | {"lifecycle":{"history":"never","versions":3}}                                                     | it: lifecycle.history never contradicts            |
        | Audité, mais rien n'est gardé     | {"lifecycle":{"history":"never","audited":true}}                                                   | it: lifecycle.history never contradicts            |
        | Suivi, mais rien n'est gardé      | {"lifecycle":{"history":"never"},"persistence":{"trackHistory":true}}                              | it: lifecycle.history never contradicts            |
        | Trente jours de rien              | {"lifecycle":{"history":"never","retentionDays":30}}                                               | it: lifecycle.retentionDays: nothing is kept       |
        | Ni montré, ni donné par personne  | {"http":{"expose":false}}                                                                          | it: no client can give it                          |
        | Ni lu ni écrit                    | {"http":{"readOnly":true,"writeOnly":true}}                                                        | it: http.readOnly and writeOnly                    |
        | Une règle qui n'en est pas une    | {"http":{"validate":"isbn"}}                                                                       | it: http.validate is a function                    |
        | Mémoire seule sans valeur         | {"persistence":{"memoryOnly":true}}                                                                | it: persistence.memoryOnly                         |
        | Répliqué et pas répliqué          | {"persistence":{"replicate":true,"noReplication":true}}                                            | it: persistence.replicate and noReplication        |
        | Une permission sans nom           | {"permission":{"read":""}}                                                                         | it: permission.read is a name                      |

    Plan du scénario: Ce que les clients peuvent faire: <cas>
      Quand je lance le serveur sur un modèle "things" déclaré <options>
      Alors le serveur refuse de démarrer avec le code 78
      Et le refus tient en une ligne qui dit "<raison>"

      Exemples:
        | cas                     | options                     | raison                                            |
        | Un appel qui n'est pas  | {"http":{"craete":false}}   | http.craete is none of create, update, delete     |
        | Ni oui ni non           | {"http":{"create":"never"}} | http.create is true or false                      |
