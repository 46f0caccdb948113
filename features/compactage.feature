# language: fr
Fonctionnalité: Le compactage du journal
  Le journal se souvient de tout. Quand deux instantanés vérifiés tiennent son commencement, le compactage, s'il est demandé, met
  ce commencement en archive, ou le supprime; il ne récrit jamais rien. Les segments sont petits ici (64 Ko) et les
  instantanés fréquents, pour que cela arrive souvent.

  @inv-1 @inv-4
  Règle: Archiver ne prend rien, ni à l'état, ni à l'histoire

    Plan du scénario: 4000 articles archivés au fil de l'eau, journal <encodage>
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=500 LT_COMPACTION=archive LT_ENABLE_BINARY=<binaire>"
      Et que je crée 3500 articles rapidement
      Et que l'instantané de l'événement 3500 est pris
      Et que je crée 500 articles rapidement
      Et que je retiens la liste des articles
      Quand j'arrête le serveur proprement
      Alors l'archive tient au moins 5 segments et le journal au plus 5
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant
      Et lithair verify trouve le répertoire sain
      Quand je redémarre le serveur
      Alors la liste des articles est celle que je retiens
      Et chaque segment scellé a, à côté de lui, la somme que dit sha256sum

      Exemples:
        | encodage | binaire |
        | texte    | 0       |
        | binaire  | 1       |

    Scénario: Sans aucun instantané, l'archive et le journal redonnent tout
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=500 LT_COMPACTION=archive"
      Et que je crée 1500 articles rapidement
      Et que l'instantané de l'événement 1500 est pris
      Et que je crée 1500 articles rapidement
      Et que l'instantané de l'événement 3000 est pris
      Et que je retiens la liste des articles
      Et que je tue le serveur avec SIGKILL
      Quand j'efface les instantanés
      Et que je redémarre le serveur
      Alors la liste des articles est celle que je retiens
      Et la liste de l'API est le rejeu du journal

    @panne
    Scénario: Dix SIGKILL pendant que le journal se compacte
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=200 LT_COMPACTION=archive"
      Quand 10 fois de suite, je tue le serveur en pleine écriture de 20 clients puis je le redémarre
      Et que je demande par SIGUSR2 un instantané de tout ce qui est écrit
      Et que je crée 100 articles rapidement
      Et que j'arrête le serveur proprement
      Alors l'archive tient au moins 5 segments et le journal au plus 5
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et lithair verify trouve le répertoire sain

  @inv-2
  Règle: Ce qui manque ou s'abîme est dit, et n'est pas confondu avec ce qui a été compacté

    @panne
    Scénario: Un segment archivé abîmé
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=500 LT_COMPACTION=archive"
      Et que je crée 3000 articles rapidement
      Et que je retiens la liste des articles
      Et que j'arrête le serveur proprement
      Quand j'abîme le segment archivé du milieu
      Alors lithair verify nomme ce segment archivé
      Quand je redémarre le serveur
      Alors la liste des articles est celle que je retiens

    @panne
    Scénario: Un segment effacé à la main
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=1000 LT_COMPACTION=archive"
      Et que je crée 2000 articles rapidement
      Et que l'instantané de l'événement 2000 est pris
      Et que je crée 1000 articles rapidement
      Et que j'arrête le serveur proprement
      Quand j'efface le plus ancien segment que le compactage a laissé
      Et que je lance un serveur sur ce répertoire
      Alors le serveur refuse de démarrer avec le code 65
      Et le refus tient en une ligne claire qui nomme le répertoire

    @panne
    Scénario: Ni instantané ni archive
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=500 LT_COMPACTION=delete LT_DEDUP_MAX_AGE_S=1"
      Et que je crée 2000 articles rapidement
      Et que j'écris encore jusqu'à ce que le journal couvre 2 s
      Et que je redémarre le serveur
      Et que je crée 1500 articles rapidement
      Et que l'instantané de l'événement 3500 est pris
      Et que je crée 500 articles rapidement
      Et que j'arrête le serveur proprement
      Quand j'efface les instantanés, ce qui abîme ce répertoire
      Et que je lance un serveur sur ce répertoire
      Alors le serveur refuse de démarrer avec le code 65
      Et le refus tient en une ligne claire qui nomme le répertoire

  @inv-1 @inv-4
  Règle: Supprimer ne prend rien à l'état

    Scénario: 4000 articles dont le commencement du journal est supprimé
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=500 LT_COMPACTION=delete LT_DEDUP_MAX_AGE_S=1"
      Et que je crée 2000 articles rapidement
      Et que j'écris encore jusqu'à ce que le journal couvre 2 s
      Et que je redémarre le serveur
      Et que je crée 1500 articles rapidement
      Et que l'instantané de l'événement 3500 est pris
      Et que je crée 500 articles rapidement
      Et que je retiens la liste des articles
      Quand j'arrête le serveur proprement
      Alors lithair verify trouve le répertoire sain
      Et le journal ne commence plus au premier événement, et rien n’est archivé
      Quand je redémarre le serveur
      Alors la liste des articles est celle que je retiens
      Quand je sauvegarde le journal
      Et que je tue le serveur avec SIGKILL
      Et que je détruis le répertoire de données
      Et que je restaure la sauvegarde à sa place
      Et que je redémarre le serveur
      Alors la liste des articles est celle que je retiens

  Règle: On compacte aussi à la main, quand aucun serveur ne tient le répertoire

    Scénario: À blanc, puis pour de bon
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_SNAPSHOT_EVERY=1000"
      Et que je crée 2000 articles rapidement
      Et que l'instantané de l'événement 2000 est pris
      Et que je crée 1000 articles rapidement
      Et que je retiens la liste des articles
      Et que j'arrête le serveur proprement
      Quand je compacte le répertoire avec "--dry-run"
      Alors le compactage annonce ce qu'il ferait et ne change rien
      Quand je compacte le répertoire avec "--archive --json"
      Alors la commande sort avec le code 0
      Et la sortie de la commande contient '"dry_run":false'
      Et l'archive tient au moins 3 segments et le journal au plus 9
      Quand je redémarre le serveur
      Alors la liste des articles est celle que je retiens

    Scénario: Sous un serveur qui tient le répertoire
      Étant donné un serveur Lithair
      Et que je crée 10 articles rapidement
      Quand je compacte le répertoire avec ""
      Alors la commande sort avec le code 75
      Et la commande explique en une ligne "is in use by"
