# language: fr
Fonctionnalité: Le journal en segments
  À LT_SEGMENT_BYTES le journal se poursuit dans un nouveau fichier: l'ancien est scellé (events-<premier événement>.raftlog)
  et n'est plus jamais écrit. Les segments sont petits ici (64 Ko), pour qu'il y en ait beaucoup.

  @inv-1
  Règle: D'un segment à l'autre rien ne se perd, et un segment scellé ne change plus

    Plan du scénario: Créations, modifications et suppressions sur plusieurs segments <encodage>
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536 LT_ENABLE_BINARY=<binaire>"
      Et que je surveille les segments scellés
      Quand je crée 1500 articles, j'en modifie 300 et j'en supprime 100
      Alors le journal tient en au moins 6 segments, d'au moins 65536 octets sauf le dernier
      Et aucun segment scellé n'a changé depuis qu'il l'est
      Quand je redémarre le serveur
      Et que je crée 500 articles rapidement
      Et que j'arrête le serveur proprement
      Alors aucun segment scellé n'a changé depuis qu'il l'est
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant

      Exemples:
        | encodage   | binaire |
        | de lignes  | 0       |
        | de trames  | 1       |

    Scénario: Une transaction plus grande qu'un segment n'est pas coupée
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536"
      Et que je crée 5000 articles par lots de 1000
      Quand je redémarre le serveur
      Alors le journal tient en au moins 4 segments, d'au moins 65536 octets sauf le dernier
      Et chaque segment commence et finit avec une transaction entière
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et la liste de l'API est le rejeu du journal

    @panne
    Scénario: SIGKILL pendant que le journal change de segment, dix fois
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536"
      Et que je surveille les segments scellés
      Quand 10 fois de suite, je tue le serveur quand le journal change de segment sous 50 clients puis je le redémarre
      Alors tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les événements se suivent sans trou, en temps strictement croissant
      Et aucun segment scellé n'a changé depuis qu'il l'est
      Et la liste de l'API est le rejeu du journal

  @inv-2 @panne
  Règle: Un segment scellé qui manque, n'est pas à sa place ou n'est plus entier est dit, localisé et refusé

    Plan du scénario: Le deuxième segment <dommage>
      Étant donné un serveur Lithair réglé avec "LT_SEGMENT_BYTES=65536"
      Et que je crée 1000 articles rapidement
      Et que j'arrête le serveur proprement
      Quand le deuxième segment scellé est <dommage>
      Alors lithair verify juge le répertoire "corrupt" et nomme le fichier, l'octet et la séquence
      Et le serveur refuse de démarrer avec le code 65 et nomme le fichier, l'octet et la séquence
      Et le répertoire est resté identique à l'octet près

      Exemples:
        | dommage                                |
        | effacé                                 |
        | échangé avec le suivant                |
        | vidé                                   |
        | changé d'un bit                        |
        | coupé avant son dernier événement      |
        | coupé au milieu de son dernier événement |
        | suivi d'octets étrangers               |
