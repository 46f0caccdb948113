# language: fr
@panne
Fonctionnalité: Les pannes du disque
  Le disque est plein, perd ce qui n'était pas synchronisé, ou répond par une erreur. Ces disques sont de vrais systèmes
  de fichiers, montés pour le scénario: il faut être root (@racine). Sinon le scénario est sauté, et le rapport dit ce qui
  n'a pas été prouvé.

  @inv-1 @inv-8 @inv-9
  Règle: Un disque plein est un état, pas une fin

    @racine
    Scénario: Un disque de 4 Mo se remplit sous la charge, puis de la place se fait
      Étant donné un disque en mémoire de 4 Mo, dont 1 Mo est pris par autre chose
      Et un serveur Lithair sur ce disque
      Quand 20 clients écrivent jusqu'à 500 refus faute de place
      Alors tous les refus sont des 507 "disk_full"
      Et la lecture d'un article répond en moins de 1 s
      Et le serveur se dit "read_only"
      Quand l'autre chose est effacée
      Alors le serveur écrit de nouveau, sans redémarrage, en moins de 10 s
      Et le serveur se dit "ready"
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et aucun article refusé n'est dans le journal
      Et la liste de l'API est le rejeu du journal

    Scénario: Une limite de taille des fichiers, puis un redémarrage sans elle
      Étant donné un serveur Lithair dont le disque est plein à 300 Ko
      Quand 20 clients écrivent jusqu'à 500 refus faute de place
      Alors tous les refus sont des 507 "disk_full"
      Et la lecture d'un article répond en moins de 1 s
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et aucun article refusé n'est dans le journal
      Quand je redémarre le serveur sur un disque qui a de la place
      Alors le serveur écrit de nouveau, sans redémarrage, en moins de 10 s
      Et la liste de l'API est le rejeu du journal

  @inv-1 @racine
  Règle: Une coupure de courant ne prend rien d'acquitté au niveau disk

    Plan du scénario: Trois coupures de courant sous 20 clients, <réglages>
      Étant donné un disque ext4 de 48 Mo dans un fichier
      Et un serveur Lithair réglé avec "<réglages>" sur ce disque
      Quand 3 fois de suite, le courant du disque est coupé sous 20 clients, puis le serveur redémarre sur ce qui en reste
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal

      Exemples:
        | réglages                                                        |
        | LT_SNAPSHOT_EVERY=100000                                        |
        | LT_SNAPSHOT_EVERY=200 LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=1 |

  @inv-1 @racine
  Règle: Un fsync qui échoue est dit, et n'est jamais réessayé

    Scénario: Une erreur d'entrée-sortie du disque sous la charge
      Étant donné un disque ext4 de 48 Mo, dont le support n'a plus que 1 Mo
      Et un serveur Lithair sur ce disque
      Quand 20 clients écrivent jusqu'à la fin du serveur
      Alors le serveur s'arrête avec le code 74
      Et les demandes en suspens ont reçu 503 "outcome_unknown", moins de 1 s avant la fin du serveur
      Quand le support est réparé et le disque monté à nouveau
      Et que je redémarre le serveur
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal
