# language: fr
@inv-1 @panne
Fonctionnalité: Rien d'acquitté n'est perdu
  L'oracle est la liste des identifiants que le client a vus acquittés, jamais ce que le serveur dit de lui-même.
  Une panne est un vrai SIGKILL du processus.

  Contexte:
    Étant donné que la persistence est activée par défaut

  Règle: SIGKILL ne perd aucun acquittement

    # En premier: deux scénarios qui occupent la machine ne se mesurent pas l'un à côté de l'autre.
    @lent
    Scénario: Un million de créations par un programme, puis SIGKILL dès le dernier acquittement
      Quand un programme crée 1000000 articles au niveau disk et reçoit SIGKILL dès le dernier acquittement
      Alors le programme suivant retrouve exactement 1000000 articles, et le journal les tient
      Et le rapport dit en combien de secondes

    Scénario: Durabilité fsync: 100 articles acquittés, puis SIGKILL
      Étant donné un serveur Lithair sur le port 20030 avec persistence "fsync"
      Et que je crée 100 articles rapidement
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et le fichier events.raftlog doit contenir exactement 100 événements
      Et la liste de l'API est le rejeu du journal

    Plan du scénario: SIGKILL en pleine écriture au niveau "<niveau>", cinq fois de suite
      Étant donné un serveur Lithair au niveau de durabilité "<niveau>"
      Quand 5 fois de suite, je tue le serveur en pleine écriture de 50 clients puis je le redémarre
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal

      Exemples:
        | niveau |
        | disk   |
        | os     |

    Scénario: SIGKILL pendant des modifications et des suppressions
      Étant donné un serveur Lithair
      Et que je crée 2000 articles par lots de 1000
      Quand je tue le serveur pendant que 50 clients modifient et suppriment les articles
      Et que je redémarre le serveur
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et la liste de l'API est le rejeu du journal

    Scénario: SIGKILL pendant un lot: tout le lot ou rien
      Étant donné un serveur Lithair
      Et que je crée 100 articles par lots de 100
      Quand 6 fois de suite, je tue le serveur pendant l'écriture d'un lot de 10000 articles puis je le redémarre
      Alors chaque lot est entier ou absent, et aucun lot acquitté ne manque
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal

    @lent
    Scénario: 500 SIGKILL à des instants tirés au sort
      Quand 500 fois, un serveur sous 8 clients qui mêlent leurs écritures reçoit SIGKILL à un instant tiré au sort puis redémarre
      Alors rien d'acquitté n'est perdu, altéré ou doublé, rien n'est stocké à moitié, et l'API sert le journal
      Et les 500 redémarrages ont eu lieu, leur p99 est inférieur à 2 s

  @inv-5
  Règle: Un lecteur ne voit jamais ce qui pourrait encore être perdu

    Plan du scénario: Ce qu'un lecteur a vu au niveau "<niveau>" survit à SIGKILL
      Étant donné un serveur Lithair au niveau de durabilité "<niveau>"
      Quand je tue le serveur pendant que 50 clients écrivent et que des lecteurs suivent
      Et que je redémarre le serveur
      Alors tout ce que les lecteurs ont vu est encore là
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

      Exemples:
        | niveau |
        | disk   |
        | os     |

  Règle: Un arrêt propre ne perd rien et le dit par son code

    Plan du scénario: <signal> sous charge
      Étant donné un serveur Lithair au niveau de durabilité "<niveau>"
      Quand le serveur reçoit <signal> pendant que 50 clients écrivent
      Alors le serveur s'arrête avec le code 0
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et lithair verify juge le répertoire "clean"

      Exemples:
        | signal  | niveau |
        | SIGTERM | disk   |
        | SIGTERM | memory |
        | SIGINT  | disk   |

    @lent @seul
    Scénario: 20 SIGTERM à des instants tirés au sort
      Quand 20 fois, un serveur sous 20 clients qui mêlent leurs écritures reçoit SIGTERM à un instant tiré au sort puis redémarre
      Alors rien d'acquitté n'est perdu, altéré ou doublé, rien n'est stocké à moitié, et l'API sert le journal
      Et chaque arrêt sort avec 0 en moins de 12 s, et tout ce qui est stocké a été répondu
      Et les 20 redémarrages ont eu lieu, leur p99 est inférieur à 2 s

    Scénario: Un arrêt propre au repos ne laisse rien à réparer
      Étant donné un serveur Lithair au niveau de durabilité "memory"
      Et que je crée 1000 articles rapidement
      Quand j'arrête le serveur proprement
      Alors le serveur s'arrête avec le code 0
      Et le fichier events.raftlog doit contenir exactement 1000 événements
      Et lithair verify juge le répertoire "clean"
