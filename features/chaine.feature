# language: fr
@inv-2
Fonctionnalité: Une histoire réécrite est dite réécrite
  Avec LT_HASH_CHAIN=1 chaque événement porte le SHA-256 de lui-même et de celui d'avant. Qui change le journal et en refait les
  sommes de contrôle est trouvé là où la chaîne rompt. Qui refait aussi la chaîne, ou en coupe la fin, l'est par une ancre
  gardée ailleurs.

  Règle: La chaîne est juste, dans les deux encodages, à travers les segments et les pannes

    Plan du scénario: Un journal chaîné <encodage>
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=1 LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=<binaire>"
      Quand je crée 1000 articles rapidement
      Et que j'arrête le serveur proprement
      Alors les 1000 événements sont chaînés, selon le lecteur indépendant comme selon lithair verify

      Exemples:
        | encodage | binaire |
        | texte    | 0       |
        | binaire  | 1       |

    @panne
    Plan du scénario: Des ancres exportées sous charge, puis SIGKILL, dans un journal <encodage>
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=1 LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=<binaire>"
      Quand j'exporte 4 ancres pendant que 20 clients écrivent
      Et que je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Et que je crée 100 articles rapidement
      Alors le journal tient toutes les ancres exportées
      Et l'ancre que donne le statut du nœud est celle de lithair anchor
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

      Exemples:
        | encodage | binaire |
        | texte    | 0       |
        | binaire  | 1       |

    Scénario: La chaîne se met en marche et s'arrête, l'histoire reste
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=0"
      Et que je crée 100 articles rapidement
      Quand le serveur redémarre réglé avec "LT_HASH_CHAIN=1"
      Et que je crée 100 articles rapidement
      Et que le serveur redémarre réglé avec "LT_HASH_CHAIN=0"
      Et que je crée 100 articles rapidement
      Et que j'arrête le serveur proprement
      Alors lithair verify dit chaînés les événements 101 à 200, et eux seuls
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

  @panne
  Règle: Qui refait les sommes de contrôle est trouvé là où la chaîne rompt

    Plan du scénario: <geste>, dans un journal <encodage>
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=1 LT_ENABLE_BINARY=<binaire>"
      Et que je crée 100 articles rapidement
      Et que j'arrête le serveur proprement
      Quand un faussaire <geste> de l'événement 40 et refait toutes les sommes de contrôle
      Alors lithair verify juge le répertoire "corrupt" et nomme le fichier, l'octet et la séquence
      Et le serveur refuse de démarrer avec le code 65 et nomme le fichier, l'octet et la séquence
      Et le répertoire est resté identique à l'octet près

      Exemples:
        | encodage | binaire | geste                          |
        | texte    | 0       | supprime la ligne              |
        | texte    | 0       | insère une ligne à la place    |
        | texte    | 0       | échange avec le suivant le contenu |
        | texte    | 0       | altère le contenu              |
        | texte    | 0       | retire l'empreinte             |
        | texte    | 0       | retire les empreintes à partir |
        | binaire  | 1       | supprime la ligne              |
        | binaire  | 1       | insère une ligne à la place    |
        | binaire  | 1       | échange avec le suivant le contenu |
        | binaire  | 1       | altère le contenu              |
        | binaire  | 1       | retire l'empreinte             |
        | binaire  | 1       | retire les empreintes à partir |

    Scénario: Sans la chaîne, la même main ne laisse pas de trace
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=0"
      Et que je crée 100 articles rapidement
      Et que j'arrête le serveur proprement
      Quand un faussaire altère le contenu de l'événement 40 et refait toutes les sommes de contrôle
      Alors lithair verify juge le répertoire "clean"

  @panne
  Règle: Une ancre gardée ailleurs trouve ce que le journal ne peut plus dire

    Plan du scénario: <fraude>, dans un journal <encodage>
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=1 LT_ENABLE_BINARY=<binaire>"
      Et que je crée 100 articles rapidement
      Et que j'exporte une ancre
      Et que j'arrête le serveur proprement
      Quand <fraude>
      Alors lithair verify juge le répertoire "clean"
      Mais avec l'ancre lithair verify juge le répertoire "corrupt" dès l'événement <trouvé>

      Exemples:
        | encodage | binaire | fraude                                                     | trouvé |
        | texte    | 0       | un faussaire coupe le journal derrière l'événement 90      | 91     |
        | texte    | 0       | un faussaire réécrit l'événement 40 et refait la chaîne    | 100    |
        | texte    | 0       | un faussaire ôte la chaîne tout entière                    | 100    |
        | binaire  | 1       | un faussaire coupe le journal derrière l'événement 90      | 91     |
        | binaire  | 1       | un faussaire réécrit l'événement 40 et refait la chaîne    | 100    |
        | binaire  | 1       | un faussaire ôte la chaîne tout entière                    | 100    |

    Scénario: L'ancre d'un autre journal est une erreur, dite en une ligne
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=1"
      Et que je crée 100 articles rapidement
      Et que j'exporte une ancre
      Et que j'arrête le serveur proprement
      Et un autre répertoire qui contient 50 articles enregistrés puis un arrêt propre
      Quand je vérifie le répertoire avec l'ancre
      Alors la commande sort avec le code 64
      Et la commande explique en une ligne "is of log"

    Scénario: Un journal qui n'est pas chaîné n'a pas d'ancre
      Étant donné un répertoire qui contient 10 articles enregistrés puis un arrêt propre
      Quand je demande une ancre
      Alors la commande sort avec le code 64
      Et la commande explique en une ligne "LT_HASH_CHAIN"

  @lent @seul
  Règle: Vérifier la chaîne coûte peu

    Scénario: 100000 événements vérifiés, avec et sans la chaîne
      Étant donné un serveur Lithair réglé avec "LT_HASH_CHAIN=1"
      Et que je crée 100000 articles par lots de 10000
      Et que j'arrête le serveur proprement
      Quand je vérifie 3 fois ce journal, et le même sans sa chaîne
      Alors la vérification avec la chaîne prend moins de 3 fois le temps de celle sans elle
