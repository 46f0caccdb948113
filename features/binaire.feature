# language: fr
Fonctionnalité: Le journal binaire
  Avec LT_ENABLE_BINARY=1 les événements sont des trames au lieu de lignes. Les promesses sont les mêmes; les trames sont
  relues par un lecteur indépendant et une bibliothèque MessagePack qui ne sait rien du produit.

  @inv-1 @panne
  Règle: Rien d'acquitté n'est perdu, en trames comme en lignes

    Plan du scénario: SIGKILL en pleine écriture de trames au niveau "<niveau>", trois fois de suite
      Étant donné un serveur Lithair au niveau de durabilité "<niveau>" réglé avec "LT_ENABLE_BINARY=1"
      Quand 3 fois de suite, je tue le serveur en pleine écriture de 50 clients puis je le redémarre
      Alors le journal est écrit en trames
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal

      Exemples:
        | niveau |
        | disk   |
        | os     |

    Scénario: SIGKILL pendant un lot de trames: tout le lot ou rien
      Étant donné un serveur Lithair réglé avec "LT_ENABLE_BINARY=1"
      Et que je crée 100 articles par lots de 100
      Quand 3 fois de suite, je tue le serveur pendant l'écriture d'un lot de 10000 articles puis je le redémarre
      Alors chaque lot est entier ou absent, et aucun lot acquitté ne manque
      Et les événements se suivent sans trou, en temps strictement croissant

  @inv-2 @panne
  Règle: Une trame abîmée est localisée et refusée; une fin déchirée est mise de côté et coupée

    Plan du scénario: <dommage> dans un journal de trames
      Étant donné un serveur Lithair réglé avec "LT_ENABLE_BINARY=1"
      Et que je crée 100 articles rapidement
      Et que j'arrête le serveur proprement
      Quand <geste>
      Alors lithair verify juge le répertoire "corrupt" et nomme le fichier, l'octet et la séquence
      Et le serveur refuse de démarrer avec le code 65 et nomme le fichier, l'octet et la séquence
      Et le répertoire est resté identique à l'octet près

      Exemples:
        | dommage                      | geste                                           |
        | Un bit inversé               | j'inverse un bit de l'événement 50              |
        | Des octets retirés           | je retire 7 octets de l'événement 40            |
        | Une coupe entre deux trames  | je coupe le journal avant l'événement 91        |
        | Deux trames échangées        | j'échange l'événement 30 et le suivant          |
        | Une trame en double          | je duplique la ligne de l'événement 70          |

    Scénario: Une écriture de trame interrompue
      Étant donné un serveur Lithair réglé avec "LT_ENABLE_BINARY=1"
      Et que je crée 100 articles rapidement
      Et que j'arrête le serveur proprement
      Quand j'ajoute une fin déchirée au journal
      Alors lithair verify juge le répertoire "torn"
      Et le serveur redémarre et sert les 100 articles
      Et la fin déchirée est gardée telle quelle dans un fichier à part
      Et lithair verify juge le répertoire "clean"

  @inv-4
  Règle: Changer d'encodage garde toute l'histoire

    Plan du scénario: <avant>, <pendant>, puis de nouveau <avant>
      Étant donné un serveur Lithair réglé avec "LT_ENABLE_BINARY=<premier> LT_SNAPSHOT_EVERY=0"
      Et que je crée 300 articles, j'en modifie 100 et j'en supprime 50
      Et que le serveur redémarre réglé avec "LT_ENABLE_BINARY=<second> LT_SNAPSHOT_EVERY=0"
      Et que je crée 300 articles, j'en modifie 100 et j'en supprime 50
      Et que je tue le serveur avec SIGKILL
      Quand le serveur redémarre réglé avec "LT_ENABLE_BINARY=<premier> LT_SNAPSHOT_EVERY=0"
      Et que je crée 300 articles rapidement
      Alors le journal a des segments de lignes et des segments de trames
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal

      Exemples:
        | avant  | pendant | premier | second |
        | lignes | trames  | 0       | 1      |
        | trames | lignes  | 1       | 0      |

  @perf @accompagné
  Règle: Les trames prennent moins de place que les lignes

    Scénario: Les mêmes 100000 articles en lignes et en trames
      Étant donné les mêmes 100000 articles écrits en lignes, puis en trames
      Alors les deux journaux tiennent les mêmes fiches, dans le même ordre
      Et le journal de trames pèse moins que celui de lignes, et le rapport dit combien
