# language: fr
@inv-7
Fonctionnalité: Les instantanés
  Un instantané (state.raftsnap) épargne au départ le rejeu de ce qu'il contient. Ce n'est qu'un cache: l'effacer ou
  l'abîmer ne change rien à ce qui est servi. Il est relu par un lecteur qui ne partage aucun code avec le serveur.

  Règle: Un instantané est le rejeu du journal jusqu'à un événement

    Scénario: 5500 articles, un instantané tous les 1000, chacun sous les écritures
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=1000 LT_SNAPSHOT_KEEP=10"
      Et que je crée 500 articles rapidement
      Et 5 fois 1000 articles créés, qui provoquent un instantané
      Quand j'arrête le serveur proprement
      Alors au moins 5 instantanés sont sur le disque
      Et chaque instantané est entier, et le rejeu du journal jusqu'à son événement
      Et un départ depuis chaque instantané, ou sans aucun, sert la même liste à l'octet près

    Scénario: Des modifications et des suppressions dans chaque instantané
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=200 LT_SNAPSHOT_KEEP=20 LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=1"
      Et que je crée 300 articles rapidement
      Et que l'instantané de l'événement 200 est pris
      Et que je modifie 200 articles en parallèle avec 20 threads
      Et que l'instantané de l'événement 400 est pris
      Et que je supprime 100 articles en parallèle avec 20 threads
      Quand j'arrête le serveur proprement
      Alors au moins 3 instantanés sont sur le disque
      Et chaque instantané est entier, et le rejeu du journal jusqu'à son événement
      Et un départ depuis chaque instantané, ou sans aucun, sert la même liste à l'octet près

    Scénario: Les trois modèles repartent d'un instantané comme ils étaient
      Étant donné un serveur Lithair
      Et 60 articles, 60 comptes et 60 commentaires enregistrés, modifiés ou supprimés
      Quand je redémarre le serveur
      Alors le départ a chargé l'instantané du dernier événement et n'a rien rejoué
      Et les trois modèles sont servis comme avant le redémarrage

    Scénario: Les plus anciens sont effacés
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0 LT_SNAPSHOT_KEEP=2"
      Et 4 fois 50 articles créés puis un instantané demandé par SIGUSR2
      Alors les instantanés sur le disque sont ceux des événements 150 et 200
      Et chaque instantané est entier, et le rejeu du journal jusqu'à son événement

  Règle: Un instantané se demande

    @panne
    Scénario: SIGUSR2, puis SIGKILL dès que l'instantané porte son nom
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0"
      Et que je crée 2000 articles par lots de 1000
      Quand je demande un instantané par SIGUSR2 et je tue le serveur dès qu'il porte son nom
      Alors chaque instantané est entier, et le rejeu du journal jusqu'à son événement
      Et les instantanés sur le disque sont ceux de l'événement 2000
      Et un départ depuis chaque instantané, ou sans aucun, sert la même liste à l'octet près

    Scénario: lithair snapshot, sur un répertoire que personne ne tient
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0"
      Et que je crée 500 articles rapidement
      Et que j'arrête le serveur proprement
      Quand je prends un instantané par la commande
      Alors la commande sort avec le code 0
      Et les instantanés sur le disque sont ceux de l'événement 500
      Et chaque instantané est entier, et le rejeu du journal jusqu'à son événement
      Et le journal n'a pas changé d'un octet

    Scénario: lithair snapshot refuse un répertoire qu'un serveur tient
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0"
      Quand je prends un instantané par la commande
      Alors la commande sort avec le code 75
      Et la commande explique en une ligne "directory_locked"

    Scénario: Un arrêt propre laisse l'instantané du dernier événement
      Étant donné un serveur Lithair
      Et que je crée 500 articles rapidement
      Quand j'arrête le serveur proprement
      Alors les instantanés sur le disque sont ceux de l'événement 500
      Et chaque instantané est entier, et le rejeu du journal jusqu'à son événement
      Et un départ depuis chaque instantané, ou sans aucun, sert la même liste à l'octet près

  @panne
  Règle: Un instantané abîmé n'est jamais cru

    Plan du scénario: Le plus récent <dommage>
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0"
      Et 3 fois 300 articles créés puis un instantané demandé par SIGUSR2
      Et que j'arrête le serveur proprement
      Quand le plus récent instantané est <dommage>
      Et que je redémarre le serveur
      Alors le départ a chargé l'instantané de l'événement 600 et rejoué 300 événements
      Et l'instantané abîmé est mis de côté tel quel
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et la liste de l'API est le rejeu du journal

      Exemples:
        | dommage                          |
        | changé d'un bit dans une fiche   |
        | changé d'un bit dans son en-tête |
        | changé d'un bit dans sa fin      |
        | coupé au milieu                  |
        | coupé avant sa ligne de fin      |
        | vidé                             |
        | suivi d'octets étrangers         |
        | celui d'un autre journal         |

    Plan du scénario: Tous <dommage>
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0"
      Et 3 fois 300 articles créés puis un instantané demandé par SIGUSR2
      Et que j'arrête le serveur proprement
      Quand tous les instantanés sont <dommage>
      Et que je redémarre le serveur
      Alors le départ n'a chargé aucun instantané et a rejoué 900 événements
      Et la liste de l'API est le rejeu du journal

      Exemples:
        | dommage                        |
        | changés d'un bit dans une fiche |
        | effacés                        |

    Scénario: SIGKILL pendant qu'un instantané s'écrit, huit fois
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0"
      Et que je crée 30000 articles par lots de 1000
      Quand 8 fois de suite, je tue le serveur pendant qu'il écrit un instantané sous 10 clients puis je le redémarre
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et il ne reste aucun instantané inachevé
      Et la liste de l'API est le rejeu du journal

  @inv-2 @panne
  Règle: Un instantané ne cache pas un journal abîmé

    Scénario: Vérifié juste après le départ, le journal abîmé termine le serveur
      Étant donné un serveur Lithair réglé avec "LT_CHECK_LOG=background"
      Et que je crée 100 articles rapidement
      Et que j'arrête le serveur proprement
      Et que j'inverse un bit de l'événement 50
      Quand je relance le serveur, et attends sa fin
      Alors le serveur s'arrête avec le code 65
      Et son journal nomme le fichier, l'octet et la séquence

  @perf
  Règle: Un instantané ne retient pas les demandes

    @lent
    Scénario: 200000 fiches, des instantanés l'un après l'autre sous les lectures et les écritures
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0 LT_SNAPSHOT_KEEP=1"
      Et que je crée 200000 articles par lots de 10000
      Et un échauffement de 2 s
      Quand 50 clients lisent et écrivent par 5 paires de fenêtres de 2 s, sans puis avec des instantanés
      Alors le p99 pendant les instantanés, en médiane des fenêtres, est inférieur à 2 fois le p99 sans instantané
      Et chaque instantané est entier, et le rejeu du journal jusqu'à son événement

  @perf
  Règle: Un instantané épargne le rejeu

    # Le journal est vérifié de toute façon: avant que le serveur soit prêt (le réglage par défaut, dont le gain est borné
    # par la lecture du journal), ou juste après (LT_CHECK_LOG=background).
    @lent
    Scénario: 1000000 d'événements de 5000 fiches
      Étant donné un serveur Lithair réglé avec "LT_SNAPSHOT_EVERY=0"
      Et 5000 articles modifiés par lots jusqu'à l'événement 1000000
      Et un instantané demandé par SIGUSR2
      Quand je compare 7 départs depuis l'instantané à 4 départs qui rejouent tout
      Alors l'instantané rend l'état au moins 20 fois plus vite quand le journal est vérifié après
      Et au moins 2 fois plus vite quand le journal est vérifié avant
      Et tous ces départs servent la même liste, à l'octet près
