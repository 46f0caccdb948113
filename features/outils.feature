# language: fr
Fonctionnalité: Les outils du journal
  Le journal se lit, se sauvegarde, se restaure et se répare par la ligne de commande, aussi pendant que le serveur sert.
  Les segments sont petits ici (64 Ko), pour que chaque outil en rencontre plusieurs.

  @inv-2
  Règle: Inspecter dit ce que le journal contient, et rien d'autre

    Plan du scénario: Inspecter avec « <options> » un journal <encodage>
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=<binaire>"
      Et que je crée 1000 articles rapidement
      Et que j'arrête le serveur proprement
      Quand j'inspecte le journal avec "<options>"
      Alors l'inspection donne les événements <premier> à <dernier>, tels que le journal les tient
      Et la commande sort avec le code 0

      Exemples:
        | encodage | binaire | options              | premier | dernier |
        | texte    | 0       |                      | 1       | 1000    |
        | binaire  | 1       | --from 420 --to 640  | 420     | 640     |
        | texte    | 0       | --from 990 --limit 3 | 990     | 992     |

    Scénario: L'histoire d'une fiche
      Étant donné un serveur Lithair
      Et que je crée 100 articles rapidement
      Et que je modifie 10 articles en parallèle avec 4 threads
      Et que je supprime 100 articles en parallèle avec 4 threads
      Quand j'inspecte le journal avec "--model article --id 3"
      Alors l'inspection donne "ArticleCreated, ArticleUpdated, ArticleDeleted" de la fiche "3"

    Scénario: Inspecter pendant que le serveur écrit
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536"
      Quand j'inspecte 5 fois le journal pendant que 20 clients écrivent
      Alors chaque inspection est une suite sans trou qui tient tous les acquittements d'avant elle

    Scénario: Un journal abîmé se lit jusqu'au dommage
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Et que j'inverse un bit de l'événement 50
      Quand j'inspecte le journal avec ""
      Alors l'inspection donne les événements 1 à 49, tels que le journal les tient
      Et la commande sort avec le code 65

  @inv-1
  Règle: Une sauvegarde prise pendant que le serveur écrit est un répertoire de données, entier

    @panne
    Scénario: Exercice de restauration
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536"
      Quand je sauvegarde 1 fois le journal pendant que 20 clients écrivent
      Et que je tue le serveur avec SIGKILL
      Et que je détruis le répertoire de données
      Et que je restaure la sauvegarde à sa place
      Et que je redémarre le serveur
      Alors tous les articles acquittés avant la sauvegarde sont dans le journal
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal

    Scénario: Sauvegarder encore n'ajoute que ce qui est nouveau
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536"
      Quand je sauvegarde 4 fois le journal pendant que 20 clients écrivent
      Et que j'arrête le serveur proprement
      Et que je sauvegarde le journal
      Alors la sauvegarde est le journal, octet pour octet
      Et les sauvegardes ont ajouté chaque événement une seule fois

    @panne
    Scénario: Une sauvegarde tuée est complétée par la suivante
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536"
      Et que je crée 20000 articles par lots de 1000
      Quand je tue 4 sauvegardes en pleine écriture
      Et que j'arrête le serveur proprement
      Et que je sauvegarde le journal
      Alors la sauvegarde est le journal, octet pour octet

    Scénario: Le serveur démarre sur une sauvegarde
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=1"
      Et que je crée 1000 articles rapidement
      Et que je sauvegarde le journal
      Quand le serveur redémarre sur la sauvegarde
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et la liste de l'API est le rejeu du journal

    Scénario: La sauvegarde d'un autre journal est refusée et laissée telle quelle
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Et que je sauvegarde le journal
      Et un autre répertoire qui contient 50 articles enregistrés puis un arrêt propre
      Quand je sauvegarde ce journal au même endroit
      Alors la commande sort avec le code 73
      Et la commande explique en une ligne "backup_diverged"
      Et la sauvegarde est restée identique à l'octet près

  @inv-2
  Règle: Une restauration s'arrête où on le demande, et n'écrase rien

    Plan du scénario: Restaurer jusqu'à <moment>
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=<binaire>"
      Et que je crée 1000 articles rapidement
      Et que je sauvegarde le journal
      Quand je restaure la sauvegarde jusqu'à <moment>
      Alors le répertoire restauré tient les événements 1 à <dernier>, et pas un de plus
      Et le serveur redémarre dessus et sert <dernier> articles

      Exemples:
        | binaire | moment                    | dernier |
        | 0       | l'événement 437           | 437     |
        | 1       | l'heure de l'événement 62 | 62      |

    Scénario: Un répertoire qui contient quelque chose n'est pas touché
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Et que je sauvegarde le journal
      Quand je restaure la sauvegarde sur le répertoire de données
      Alors la commande sort avec le code 73
      Et la commande explique en une ligne "directory_not_empty"
      Et le répertoire est resté identique à l'octet près

  @inv-2 @panne
  Règle: Une réparation sauve ce qui est entier, dit ce qui est perdu, et ne touche pas à l'original

    Scénario: Un bit inversé au milieu
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Et que j'inverse un bit de l'événement 60
      Quand je répare le journal
      Alors la commande sort avec le code 65
      Et la réparation dit perdus les événements 60 à 100
      Et la réparation met à part les événements 61 à 100, tels qu'ils étaient
      Et le répertoire réparé tient les événements 1 à 59, et pas un de plus
      Et le répertoire est resté identique à l'octet près
      Et le serveur redémarre dessus et sert 59 articles

    Scénario: Une fin déchirée ne perd rien
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Et que j'ajoute une fin déchirée au journal
      Quand je répare le journal
      Alors la commande sort avec le code 0
      Et le répertoire réparé tient les événements 1 à 100, et pas un de plus
      Et le répertoire est resté identique à l'octet près
