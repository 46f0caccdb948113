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
        | serve --port 0              | LT_DURABILITY=toujours    | 78   | LT_DURABILITY       |
        | serve --port 0              | LT_EVENT_MAX_BATCH=-1     | 78   | LT_EVENT_MAX_BATCH  |
        | serve --port 0              | LT_FLUSH_INTERVAL_MS=vite | 78   | LT_FLUSH_INTERVAL_MS |
        | serve --port 0              | LT_FSYNC_ON_APPEND=2      | 78   | LT_FSYNC_ON_APPEND  |
        | serve --port 0              | LT_INCONNU=1              | 78   | LT_INCONNU          |

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

    Scénario: Le drapeau gagne sur la variable
      Étant donné un serveur Lithair au niveau de durabilité "os" réglé avec "LT_DURABILITY=memory"
      Quand je crée 3 articles l'un après l'autre
      Alors chaque acquittement annonce le niveau "os" et la séquence de son événement

    Scénario: Le répertoire de données vient de l'environnement
      Étant donné un serveur Lithair dont le répertoire vient de EXPERIMENT_DATA_BASE
      Quand je crée 3 articles l'un après l'autre
      Alors le fichier events.raftlog doit contenir exactement 3 événements
