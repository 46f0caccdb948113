# language: fr
Fonctionnalité: Une déclaration qui n'a pas de sens arrête le départ
  Ce qui est déclaré est appliqué; ce qui ne peut pas l'être est dit en une ligne, avant d'ouvrir quoi que ce soit.

  Règle: La ligne nomme le modèle, le champ et l'attribut, et le code de sortie est 78

    Plan du scénario: <cas>
      Quand je lance le serveur sur un modèle "things" au champ "it" déclaré <attributs>
      Alors le serveur refuse de démarrer avec le code 78
      Et le refus tient en une ligne qui dit "<raison>"

      Exemples:
        | cas                              | attributs                                              | raison                                     |
        | Attribut mal écrit               | {"db":{"uniqe":true}}                                  | it: db.uniqe is no attribute               |
        | Groupe inconnu                   | {"storage":{}}                                         | it: storage is no group of attributes      |
        | Valeur qui n'en est pas une      | {"lifecycle":{"versions":0}}                           | it: lifecycle.versions is a whole number   |
        | Modèle cité qui n'existe pas     | {"db":{"references":"ghosts"}}                         | it: db.references ghosts                   |
        | setNull sans null                | {"db":{"references":"things","onDelete":"setNull"}}    | it: db.onDelete setNull needs db.nullable  |
        | Historique de rien               | {"lifecycle":{"history":"never","versions":3}}         | it: lifecycle.history never contradicts    |
        | Ni lu ni écrit                   | {"http":{"readOnly":true,"writeOnly":true}}            | it: http.readOnly and writeOnly            |
        | Mémoire seule sans valeur        | {"persistence":{"memoryOnly":true}}                    | it: persistence.memoryOnly                 |
        | Clé primaire ailleurs            | {"db":{"primaryKey":true}}                             | it: db.primaryKey                          |
