# language: fr
Fonctionnalité: La ligne de commande
  Chaque erreur d'usage tient en une ligne claire et sort avec un code de sysexits.

  Règle: L'aide est partout

    Plan du scénario: lithair <arguments>
      Quand je lance la commande "<arguments>"
      Alors la commande sort avec le code 0
      Et la sortie de la commande contient "<texte>"

      Exemples:
        | arguments     | texte        |
        | --help        | serve        |
        | --help        | verify       |
        | serve --help  | --durability |
        | serve --help  | --profile    |
        | config --help | --json       |
        | verify --help | --json       |
        | --version     | 0.           |

  Règle: Une erreur d'usage ou de réglage arrête le départ d'une ligne

    Plan du scénario: lithair <arguments> <environnement>
      Quand je lance la commande "<arguments>" avec l'environnement "<environnement>"
      Alors la commande sort avec le code <code>
      Et la commande explique en une ligne "<texte>"

      Exemples:
        | arguments                   | environnement             | code | texte               |
        | danser                      |                           | 64   | danser              |
        | serve --vite                |                           | 64   | --vite              |
        | serve --port                |                           | 64   | --port              |
        | serve --port douze          |                           | 64   | douze               |
        | serve --durability peut-être |                           | 64   | peut-être           |
        | verify                      |                           | 64   | argument            |
        | serve --profile rapide      |                           | 64   | rapide              |
        | config --vite               |                           | 64   | --vite              |
        | config --port douze         |                           | 64   | douze               |
        | serve --port 0              | LT_INCONNU=1              | 78   | LT_INCONNU          |
        | config                      | LT_INCONNU=1              | 78   | LT_INCONNU          |

    Scénario: Un port déjà pris
      Étant donné un serveur Lithair
      Quand je lance un serveur sur le même port et un autre répertoire
      Alors le serveur refuse de démarrer avec le code 71

  Règle: Vérifier lit sans écrire et répond aussi aux machines

    Scénario: Un répertoire sain, en JSON
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Quand je vérifie le répertoire en JSON
      Alors la commande sort avec le code 0
      Et le verdict est "clean" avec 100 événements et la dernière séquence 100
