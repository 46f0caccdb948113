# language: fr
Fonctionnalité: Les profils et les réglages
  Un profil choisit d'un mot les réglages qui vont ensemble. Chaque réglage a une valeur, une provenance, et se lit sur
  le nœud comme à la ligne de commande; ce qui n'est pas compris arrête le départ.

  @inv-1
  Règle: Un profil choisit le niveau de durabilité, et l'acquittement le nomme

    Plan du scénario: Le profil <profil> acquitte au niveau <niveau>
      Étant donné un serveur Lithair lancé avec "--profile <profil>"
      Quand je crée 3 articles l'un après l'autre
      Alors chaque acquittement annonce le niveau "<niveau>"
      Et le réglage "durability" du nœud vaut "<niveau>" et vient de "profile <profil>"

      Exemples:
        | profil           | niveau |
        | high_throughput  | os     |
        | balanced         | os     |
        | durable_security | disk   |

    Scénario: Sans un mot, c'est durable_security
      Étant donné un serveur Lithair
      Quand je crée 3 articles l'un après l'autre
      Alors chaque acquittement annonce le niveau "disk"
      Et le réglage "profile" du nœud vaut "durable_security" et vient de "default"

    @panne
    Plan du scénario: Au profil <profil>, SIGKILL ne perd aucun acquittement
      Étant donné un serveur Lithair lancé avec "--profile <profil>"
      Et que je crée 5000 articles en parallèle avec 100 threads
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors les 5000 demandes sont acquittées
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

      Exemples:
        | profil          |
        | high_throughput |
        | balanced        |

  Règle: Le plus précis gagne: le drapeau, puis la variable, puis le profil

    Plan du scénario: <cas>
      Étant donné un serveur Lithair lancé avec "<drapeaux>" et réglé avec "<variables>"
      Quand je crée 3 articles l'un après l'autre
      Alors chaque acquittement annonce le niveau "<niveau>"
      Et le réglage "durability" du nœud vaut "<niveau>" et vient de "<provenance>"

      Exemples:
        | cas                                                | drapeaux             | variables                                        | niveau | provenance                  |
        | La variable gagne sur le profil                    | --profile balanced   | LT_DURABILITY=disk                               | disk   | variable LT_DURABILITY      |
        | LT_FSYNC_ON_APPEND gagne sur le profil             | --profile balanced   | LT_FSYNC_ON_APPEND=1                             | disk   | variable LT_FSYNC_ON_APPEND |
        | LT_DURABILITY gagne sur LT_FSYNC_ON_APPEND         | --profile balanced   | LT_FSYNC_ON_APPEND=1 LT_DURABILITY=memory        | memory | variable LT_DURABILITY      |
        | Le drapeau gagne sur la variable                   | --durability os      | LT_DURABILITY=memory                             | os     | flag --durability           |
        | STORAGE_PROFILE nomme le profil                    | --host 127.0.0.1     | STORAGE_PROFILE=balanced                         | os     | profile balanced            |
        | LT_PROFILE gagne sur STORAGE_PROFILE               | --host 127.0.0.1     | STORAGE_PROFILE=balanced LT_PROFILE=durable_security | disk | profile durable_security |
        | Le profil du drapeau gagne sur celui des variables | --profile balanced   | LT_PROFILE=durable_security                      | os     | profile balanced            |

    Scénario: L'application dit ses réglages, et qui la lance a le dernier mot
      Étant donné un serveur Lithair lancé avec "--app support/tuned-app.cjs" et réglé avec "LT_SNAPSHOT_KEEP=3"
      Quand je crée 3 articles l'un après l'autre
      Alors chaque acquittement annonce le niveau "memory"
      Et le réglage "durability" du nœud vaut "memory" et vient de "option"
      Et le réglage "encoding" du nœud vaut "binary" et vient de "profile balanced"
      Et le réglage "snapshotKeep" du nœud vaut "3" et vient de "variable LT_SNAPSHOT_KEEP"

  Règle: LT_OPT_PERSIST décide si une écriture sert tous ceux qui attendent

    Plan du scénario: Avec LT_OPT_PERSIST=<valeur>, <partage>
      Étant donné un serveur Lithair réglé avec "LT_OPT_PERSIST=<valeur>"
      Quand je crée 400 articles en parallèle avec 20 threads
      Alors <partage> dans le journal
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

      Exemples:
        | valeur | partage                           |
        | 0      | chaque événement est écrit à part |
        | 1      | des événements partagent un lot   |

  Règle: EXPERIMENT_DATA_BASE dit où sont les données

    Scénario: Le répertoire de données vient de l'environnement
      Étant donné un serveur Lithair dont le répertoire vient de EXPERIMENT_DATA_BASE
      Quand je crée 3 articles l'un après l'autre
      Alors le fichier events.raftlog doit contenir exactement 3 événements

  Règle: Une variable inconnue ou mal remplie arrête le départ d'une ligne qui la nomme

    Plan du scénario: lithair <commande> avec <variable>
      Quand je lance la commande "<commande> --port 0" avec l'environnement "<variable>"
      Alors la commande sort avec le code 78
      Et la commande explique en une ligne '<texte>'
      Et le répertoire de données n'existe pas

      Exemples: les noms
        | commande | variable                | texte                                                                    |
        | serve    | LT_INCONNU=1            | LT_INCONNU                                                               |
        | serve    | LT_DURABLITY=os         | LT_DURABLITY is not a variable of Lithair: did you mean LT_DURABILITY?   |
        | config   | LT_FSYNC=1              | LT_FSYNC is not a variable of Lithair: did you mean LT_FSYNC_ON_APPEND?  |

      Exemples: les valeurs
        | commande | variable                  | texte                                                                                    |
        | serve    | LT_PROFILE=rapide         | LT_PROFILE="rapide": one of high_throughput, balanced, durable_security is expected      |
        | serve    | STORAGE_PROFILE=rapide    | STORAGE_PROFILE="rapide": one of high_throughput, balanced, durable_security is expected |
        | serve    | LT_DURABILITY=toujours    | LT_DURABILITY="toujours": one of memory, os, disk is expected                            |
        | serve    | LT_FSYNC_ON_APPEND=2      | LT_FSYNC_ON_APPEND="2": 0 or 1 is expected                                               |
        | serve    | LT_EVENT_MAX_BATCH=-1     | LT_EVENT_MAX_BATCH="-1": a whole number from 1 to 1000000 is expected                    |
        | serve    | LT_FLUSH_INTERVAL_MS=vite | LT_FLUSH_INTERVAL_MS="vite": a whole number from 1 to 60000 is expected                  |
        | serve    | LT_SNAPSHOT_KEEP=0        | LT_SNAPSHOT_KEEP="0": a whole number from 1 to 100 is expected                           |
        | serve    | LT_SEGMENT_BYTES=65535    | LT_SEGMENT_BYTES="65535": a whole number from 65536 to                                   |
        | serve    | LT_COMPACTION=oui         | LT_COMPACTION="oui": one of off, archive, delete is expected                             |
        | serve    | LT_HOST=                  | LT_HOST="": an address is expected                                                       |
        | serve    | EXPERIMENT_DATA_BASE=     | EXPERIMENT_DATA_BASE="": a path is expected                                              |
        | config   | LT_LOG_VERBOSE=oui        | LT_LOG_VERBOSE="oui": 0 or 1 is expected                                                 |

  Règle: Ce que le nœud applique se lit, avec sa provenance

    Scénario: lithair config dit ce que le nœud applique
      Étant donné un serveur Lithair lancé avec "--profile balanced" et réglé avec "LT_SNAPSHOT_KEEP=3 LT_DISABLE_INDEX=1 LT_BUFFER_SIZE=1048576"
      Quand je demande à lithair config les réglages de ce même serveur
      Alors lithair config et le statut du nœud donnent les mêmes 30 réglages
      Et le réglage "snapshotKeep" du nœud vaut "3" et vient de "variable LT_SNAPSHOT_KEEP"
      Et le réglage "positionIndex" du nœud vaut "false" et vient de "variable LT_DISABLE_INDEX"
      Et le réglage "encoding" du nœud vaut "binary" et vient de "profile balanced"
      Et le réglage "port" du nœud vaut "0" et vient de "flag --port"
      Et le réglage "queueAgeMaxMs" du nœud vaut "2000" et vient de "default"

    Scénario: Le tableau nomme la valeur, l'unité, la provenance et la variable, sans rien toucher
      Quand je lance la commande "config --profile high_throughput" avec l'environnement "LT_FLUSH_INTERVAL_MS=9"
      Alors la commande sort avec le code 0
      Et la ligne "flushIntervalMs" du tableau dit "9 | ms | variable LT_FLUSH_INTERVAL_MS | LT_FLUSH_INTERVAL_MS"
      Et la ligne "batchEventsMax" du tableau dit "65536 | events | profile high_throughput | LT_EVENT_MAX_BATCH"
      Et la ligne "profile" du tableau dit "high_throughput | flag --profile | STORAGE_PROFILE, LT_PROFILE"
      Et le répertoire de données n'existe pas

  Règle: Le journal détaillé ne dit que ce qui est acquitté, et se tait par défaut

    Scénario: Une ligne par écriture acquittée
      Étant donné un serveur Lithair réglé avec "LT_LOG_VERBOSE=1"
      Et que je crée 20 articles l'un après l'autre
      Et que j'envoie "POST /api/articles" avec le corps {"title":""}
      Quand j'arrête le serveur proprement
      Alors le journal du serveur a une ligne de détail par article acquitté, et aucune autre

    Scénario: Éteint, il n'écrit rien, quel que soit le niveau des autres lignes
      Étant donné un serveur Lithair réglé avec "LT_LOG_LEVEL=debug"
      Et que je crée 20 articles l'un après l'autre
      Quand j'arrête le serveur proprement
      Alors le journal du serveur n'a aucune ligne de détail
